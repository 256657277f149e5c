"""Answer strings of protocols as scores of tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opora.results.cells import text_of

_PIECE = re.compile(r"(\d{1,2})\((\d{1,2})\)|([+\-–—−]|\d|[XxХхNnНн_])|[\s;,|/]+")


@dataclass(frozen=True, slots=True)
class TaskScore:
    """The score of one task and its maximum where the string tells it."""

    score: int
    most: int | None = None


_RIGHT, _WRONG = TaskScore(1), TaskScore(0)


def task_scores(answers: object) -> tuple[TaskScore, ...] | None:
    """Read a string of answers; None if it holds signs that are no answers.

    A plus is a right answer and one point, a minus, X or N none, a digit its points;
    ``1(2)`` is one point of two.

    Examples
    --------
    >>> [task.score for task in task_scores("+-1(2)0(1)")]
    [1, 0, 1, 0]
    >>> task_scores("см. бланк") is None
    True
    """
    text = text_of(answers)
    if not text.strip("+-"):
        return tuple(_RIGHT if sign == "+" else _WRONG for sign in text)
    scores: list[TaskScore] = []
    position = 0
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None:
            return None
        position = piece.end()
        if piece[1]:
            scores.append(TaskScore(int(piece[1]), int(piece[2])))
        elif piece[3]:
            scores.append(TaskScore(_points(piece[3])))
    return tuple(scores)


def _points(sign: str) -> int:
    if sign == "+":
        return 1
    return int(sign) if sign.isdigit() else 0
