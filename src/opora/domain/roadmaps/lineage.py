"""Which measure of a new edition continues which of the old one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

_SAME_NUMBER = 60.0
_SAME_WORDS = 85.0


@dataclass(frozen=True, slots=True)
class Line:
    """A measure as far as its identity goes."""

    number: str
    text: str


def match_lines(old: Sequence[Line], new: Sequence[Line]) -> dict[int, int]:
    """Return for positions of the new lines the positions of the old ones they continue.

    A measure continues another with the same words, or with the same number and similar words;
    each old one is continued once, the best pair first.

    Examples
    --------
    >>> match_lines([Line("1", "Провести семинар")], [Line("2", "Провести семинар в мае")])
    {0: 0}
    """
    pairs = [
        (score, i, j)
        for j, after in enumerate(new)
        for i, before in enumerate(old)
        if (score := _likeness(before, after))
    ]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if j not in found and i not in taken:
            found[j] = i
            taken.add(i)
    return dict(sorted(found.items()))


def _likeness(before: Line, after: Line) -> float:
    """How surely one continues the other, in percent; 0 if it does not."""
    words = fuzz.token_set_ratio(before.text.lower(), after.text.lower())
    same_number = before.number.strip(". ") == after.number.strip(". ") != ""
    if same_number and words >= _SAME_NUMBER:
        return words + 10
    return words if words >= _SAME_WORDS else 0.0
