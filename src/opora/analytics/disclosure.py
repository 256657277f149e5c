"""Tables that may be shown: small counts are hidden, and cannot be found again by sums.

``InvalidTable``
    Counts that are no table of whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from opora.analytics.arrays import Flags, Floats
from opora.analytics.refusals import AnalyticsError
from opora.analytics.slack import Network

SMALLEST_SHOWN = 5
"""A count from 1 to one below this tells of persons and is hidden."""

LEAST_FOR_SHARE = 10
"""A share is shown outside the school from so many participants on."""


class InvalidTable(AnalyticsError):
    """Counts that are no table of whole numbers."""


@dataclass(frozen=True, slots=True)
class Published:
    """A table with its totals as it may be shown.

    Attributes
    ----------
    shown : ndarray of float, shape (n_rows + 1, n_columns + 1)
        Counts, the last row and column being totals; NaN where hidden. [pupils]
    primary : ndarray of bool, same shape
        Hidden because the count is small.
    complementary : ndarray of bool, same shape
        Hidden because a small count could be found by subtraction otherwise.
    """

    shown: Floats
    primary: Flags
    complementary: Flags

    @property
    def hidden(self) -> Flags:
        """Where nothing is shown."""
        return np.asarray(self.primary | self.complementary)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two releases whose difference is a small count: the wider, the narrower, the count."""

    wider: int
    narrower: int
    count: int


def is_small(count: int) -> bool:
    """Whether a count tells of persons by itself; nought tells of nobody.

    Parameters
    ----------
    count : int
        How many. [pupils]

    Returns
    -------
    bool
        True from one to one less than ``SMALLEST_SHOWN``.

    Examples
    --------
    >>> is_small(4), is_small(0), is_small(5)
    (True, False, False)

    References
    ----------
    .. [1] A. Hundepool et al., Statistical Disclosure Control. Chichester: Wiley, 2012.
    """
    return 0 < count < SMALLEST_SHOWN


def is_telling(part: int, whole: int) -> bool:
    """Whether a part of a whole, or the one found by subtraction, tells of persons.

    Parameters
    ----------
    part, whole : int
        How many of how many. [pupils]

    Returns
    -------
    bool
        True also where the whole is below ``LEAST_FOR_SHARE``.

    Examples
    --------
    >>> is_telling(3, 20), is_telling(17, 20), is_telling(8, 20), is_telling(0, 9)
    (True, True, False, True)

    References
    ----------
    .. [1] A. Hundepool et al., Statistical Disclosure Control. Chichester: Wiley, 2012.
    """
    return whole < LEAST_FOR_SHARE or is_small(part) or is_small(whole - part)


def suppress(table: ArrayLike, *, smallest: int = SMALLEST_SHOWN) -> Published:
    """Hide the small counts of a table, and as many others as protect them.

    Parameters
    ----------
    table : array_like of int, shape (n_rows, n_columns)
        Counts without totals. [pupils]
    smallest : int, default 5
        The least count above zero that may be shown. [pupils]

    Returns
    -------
    Published
        With totals of rows and columns, which are hidden too where they must be.

    Raises
    ------
    InvalidTable
        If the table is not of two dimensions and whole numbers from 0.

    Notes
    -----
    Other counts are hidden line by line, smallest first; then for every hidden count the least
    and the greatest value that the shown numbers allow are computed, and more is hidden until
    none of them is known to be small [1]_. Zeros are shown: they tell of nobody.

    Examples
    --------
    >>> suppress([[2, 20, 8], [9, 30, 40]]).shown.tolist()[0]
    [nan, 20.0, nan, 30.0]

    References
    ----------
    .. [1] L. Willenborg and T. de Waal, "Elements of Statistical Disclosure Control,"
       Springer, 2001, ch. 4.
    """
    full = _with_totals(_table(table))
    primary = (full > 0) & (full < smallest)
    hidden = _close_lines(full, primary)
    exposed = primary
    # What is protected stays so when more is hidden: only the exposed are asked anew.
    while (exposed := _exposed(full, hidden, exposed, smallest)).any():
        wider = hidden | _beside(full, hidden, exposed)
        if np.array_equal(wider, hidden):
            hidden = hidden | (full > 0)
            break
        hidden = _close_lines(full, wider)
    return Published(np.where(hidden, np.nan, full), primary, hidden & ~primary)


def bounds(shown: ArrayLike) -> tuple[Floats, Floats]:
    """Return the least and the greatest value of each count that the shown numbers allow.

    Parameters
    ----------
    shown : array_like of float, shape (n_rows + 1, n_columns + 1)
        A table with totals in the last row and column; NaN where hidden. [pupils]

    Returns
    -------
    tuple of ndarray of float, same shape
        Equal where the count is shown or can be found; infinite where nothing bounds it. A
        hidden count is at least 1, since zeros are shown.

    Raises
    ------
    InvalidTable
        If the shown numbers contradict each other.

    Examples
    --------
    >>> nan = float("nan")
    >>> least, greatest = bounds([[nan, nan, 10], [nan, nan, 12], [11, 11, 22]])
    >>> float(least[0, 0]), float(greatest[0, 0])
    (1.0, 9.0)

    References
    ----------
    .. [1] A. Hundepool et al., "Statistical Disclosure Control," Wiley, 2012, ch. 4 and 5.
    """
    table = np.asarray(shown, dtype=np.float64)
    return _extremes(table, sign=1), _extremes(table, sign=-1)


def small_differences(
    members: ArrayLike, counts: ArrayLike, *, smallest: int = SMALLEST_SHOWN
) -> tuple[Difference, ...]:
    """Find releases that give a small group away when one is taken from another.

    Parameters
    ----------
    members : array_like of bool, shape (n_releases, n_units)
        Which units (schools, classes) each release counts.
    counts : array_like of int, shape (n_releases,)
        The count each release shows. [pupils]
    smallest : int, default 5
        The least count above zero that may be shown. [pupils]

    Returns
    -------
    tuple of Difference
        Pairs of releases, one within the other, whose counts differ by 1 to ``smallest - 1``.

    Raises
    ------
    InvalidTable
        If there is not one count a release.

    Examples
    --------
    >>> small_differences([[1, 1, 1], [1, 1, 0]], [40, 37])
    (Difference(wider=0, narrower=1, count=3),)

    References
    ----------
    .. [1] A. Hundepool et al., "Statistical Disclosure Control," Wiley, 2012, ch. 4 and 5.
    """
    groups, sums = np.asarray(members, dtype=bool), np.asarray(counts, dtype=np.int64)
    if groups.ndim != 2 or sums.shape != groups.shape[:1]:  # noqa: PLR2004 — releases by units
        raise InvalidTable("need groups of units by release and one count a release")
    return tuple(
        Difference(wide, narrow, int(sums[wide] - sums[narrow]))
        for wide, narrow in permutations(range(len(sums)), 2)
        if 0 < sums[wide] - sums[narrow] < smallest
        and not np.any(groups[narrow] & ~groups[wide])
    )


def _table(values: ArrayLike) -> Floats:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or not table.size:  # noqa: PLR2004 — rows by columns
        raise InvalidTable(f"need a table of two dimensions, not of shape {table.shape}")
    if not (np.isfinite(table).all() and np.all((table >= 0) & (table % 1 == 0))):
        raise InvalidTable("need whole numbers from 0")
    return table


def _with_totals(table: Floats) -> Floats:
    wide = np.concatenate([table, table.sum(axis=1, keepdims=True)], axis=1)
    return np.concatenate([wide, wide.sum(axis=0, keepdims=True)], axis=0)


def _close_lines(full: Floats, hidden: Flags) -> Flags:
    """Hide a second count in every line with one hidden: a total gives a single one away."""
    closed = hidden.copy()
    changed = True
    while changed:
        changed = False
        for axis in (0, 1):
            for line in np.flatnonzero(closed.sum(axis=axis) == 1).tolist():
                across = np.asarray(closed.any(axis=1 - axis))
                changed |= _hide_one(_line(full, axis, line), _line(closed, axis, line), across)
    return closed


def _line(table: NDArray[Any], axis: int, at: int) -> NDArray[Any]:
    """Return a view of a column (axis 0) or a row (axis 1)."""
    view: NDArray[Any] = table[:, at] if axis == 0 else table[at]
    return view


def _hide_one(values: Floats, hidden: Flags, marked: Flags) -> bool:
    """Hide the smallest shown count of a line, first where the crossing line has one hidden."""
    free = np.flatnonzero(~hidden & (values > 0))
    if not free.size:
        return False
    # A total is hidden last: it is what readers look for.
    is_total = free == len(values) - 1
    best = free[np.lexsort((values[free], ~marked[free], is_total))[0]]
    hidden[best] = True
    return True


def _exposed(full: Floats, hidden: Flags, asked: Flags, smallest: int) -> Flags:
    """Return the small counts, of those asked, that the shown numbers prove to be small."""
    found = np.zeros(full.shape, dtype=bool)
    network = Network(full, hidden)
    for row, column in np.argwhere(asked).tolist():
        lacking = smallest - float(full[row, column])
        found[row, column] = not network.can_grow(row, column, lacking)
    return found


def _beside(full: Floats, hidden: Flags, exposed: Flags) -> Flags:
    """Mark for each exposed count the smallest shown one of its lines, totals last."""
    found = np.zeros(full.shape, dtype=bool)
    is_total = np.zeros(full.shape, dtype=np.int64)
    is_total[-1] += 1
    is_total[:, -1] += 1
    for row, column in np.argwhere(exposed):
        lines = np.zeros(full.shape, dtype=bool)
        lines[row] = True
        lines[:, column] = True
        free = np.flatnonzero(lines & ~hidden & ~found & (full > 0))
        if free.size:
            order = np.lexsort((full.ravel()[free], is_total.ravel()[free]))
            found.ravel()[free[order[0]]] = True
    return found


def _extremes(table: Floats, *, sign: int) -> Floats:
    """Return the least (sign 1) or the greatest (sign -1) value of the hidden counts."""
    reached, hidden = table.copy(), np.isnan(table)
    system, wanted = _equations(table, hidden)
    for place, (row, column) in enumerate(np.argwhere(hidden).tolist()):
        objective = np.zeros(system.shape[1])
        objective[place] = sign
        reached[row, column] = sign * _extreme(objective, system, wanted)
    return reached


def _equations(table: Floats, hidden: Flags) -> tuple[Floats, Floats]:
    """Return the sums of rows and columns as equations over the hidden counts."""
    shape, cells = table.shape, np.argwhere(hidden)
    known = np.nan_to_num(table)
    system = np.zeros((sum(shape), len(cells)))
    signs = [np.append(np.ones(size - 1), -1.0) for size in shape]
    for place, (row, column) in enumerate(cells):
        system[row, place] = signs[1][column]
        system[shape[0] + column, place] = signs[0][row]
    return system, -np.concatenate([known @ signs[1], signs[0] @ known])


def _extreme(objective: Floats, system: Floats, wanted: Floats) -> float:
    solved = optimize.linprog(objective, A_eq=system, b_eq=wanted, bounds=(1, None))
    if solved.status == 3:  # noqa: PLR2004 — HiGHS: unbounded
        return -np.inf
    if solved.status != 0:
        raise InvalidTable("the shown numbers contradict each other")
    return float(solved.fun)
