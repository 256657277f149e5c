"""The sheet by which a visited lesson is looked at: criteria, each scored 0, 1 or 2."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from opora.methodology.packs import MethodologyError, Pack, Sourced, own_pack

MOST = 2
"""Points for a criterion that is seen in full."""


class Criterion(Sourced, frozen=True):
    """One thing to look at, and what two points look like."""

    code: str
    title: str
    seen: str


class SheetPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Criteria that belong together."""

    title: str
    criteria: tuple[Criterion, ...]


class LessonSheet(Pack, frozen=True):
    """The sheet of one edition."""

    edition: str
    scale: tuple[str, ...]
    parts: tuple[SheetPart, ...]

    def __post_init__(self) -> None:
        codes = [one.code for one in self.criteria]
        if len(codes) != len(set(codes)):
            raise ValueError("each criterion stands once")
        if len(self.scale) != MOST + 1:
            raise ValueError(f"the scale has a word for each of 0 to {MOST}")

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order of the sheet."""
        return tuple(one for part in self.parts for one in part.criteria)

    def checked(self, scores: Mapping[str, int]) -> dict[str, int]:
        """Return the scores in the order of the sheet.

        Raises
        ------
        MethodologyError
            If a score is of no criterion, or out of its scale.

        Examples
        --------
        >>> load_lesson_sheet().checked({"L02": 1, "L01": 2})
        {'L01': 2, 'L02': 1}
        """
        known = [one.code for one in self.criteria]
        for code, score in scores.items():
            if code not in known or not 0 <= score <= MOST:
                raise MethodologyError(f"в листе посещения нет «{code}: {score}»")
        return {code: scores[code] for code in known if code in scores}


@cache
def load_lesson_sheet() -> LessonSheet:
    """Load the sheet in force."""
    return own_pack("lesson_sheet.yaml", LessonSheet)
