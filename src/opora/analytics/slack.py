"""How far hidden counts of a table can grow while every shown number stays as it is.

Rows and columns are the two sides of a network, a hidden count joins its row to its column:
what one count gains, others of its row and of its column lose, and so on round. How far a count
can grow is the greatest flow from one end of it to the other [1]_, and a few steps of it tell
whether it could be as large as need be.

References
----------
.. [1] L. Willenborg and T. de Waal, "Elements of Statistical Disclosure Control," Springer,
   2001, ch. 4.
"""

from __future__ import annotations

from collections import deque
from math import inf

import numpy as np

from opora.analytics.arrays import Flags, Floats

Step = tuple[int, int]


class Network:
    """Hidden counts as ways between rows and columns; each may fall to 1 and grow freely.

    In the row and the column of totals what is lost is gained, so that such a count is passed
    the other way round.

    Parameters
    ----------
    full : ndarray of float, shape (n_rows + 1, n_columns + 1)
        Counts with totals in the last row and column. [pupils]
    hidden : ndarray of bool, same shape
        Which of them are not shown.
    """

    def __init__(self, full: Floats, hidden: Flags) -> None:
        self._last = full.shape[0] - 1, full.shape[1] - 1
        self._room: list[dict[int, float]] = [{} for _ in range(sum(full.shape))]
        for row, column in np.argwhere(hidden).tolist():
            start, end = self._ends(row, column)
            self._room[start][end] = float(full[row, column]) - 1
            self._room[end][start] = inf

    def can_grow(self, row: int, column: int, by: float) -> bool:
        """Whether a hidden count can grow by so much.

        Parameters
        ----------
        row, column : int
            Where it stands.
        by : float
            How much. [pupils]
        """
        start, end = self._ends(row, column)
        taken: list[tuple[int, int, float]] = []
        spared = self._room[start].pop(end), self._room[end].pop(start)
        while by > 0 and (path := self._path(start, end)):
            flow = min(by, *(self._room[one][next_] for one, next_ in path))
            self._pass(path, flow)
            taken += [(*step, flow) for step in path]
            by -= flow
        for one, next_, flow in reversed(taken):
            self._pass([(next_, one)], flow)
        self._room[start][end], self._room[end][start] = spared
        return by <= 0

    def _ends(self, row: int, column: int) -> Step:
        """Return the ends of a count in the direction in which it falls."""
        is_turned = (row == self._last[0]) != (column == self._last[1])
        ends = row, self._last[0] + 1 + column
        return ends[::-1] if is_turned else ends

    def _path(self, start: int, end: int) -> list[Step]:
        """Return the shortest way on which something can still pass; nothing without one."""
        came_from = {start: start}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            for there, room in self._room[here].items():
                if room > 0 and there not in came_from:
                    came_from[there] = here
                    if there == end:
                        return _steps(came_from, end)
                    queue.append(there)
        return []

    def _pass(self, path: list[Step], flow: float) -> None:
        for here, there in path:
            self._room[here][there] -= flow
            self._room[there][here] += flow


def _steps(came_from: dict[int, int], end: int) -> list[Step]:
    steps = []
    while (before := came_from[end]) != end:
        steps.append((before, end))
        end = before
    return steps
