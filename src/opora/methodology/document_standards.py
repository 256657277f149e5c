"""Editions of the standard on the form of administrative documents, by date."""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec

from opora.methodology.packs import MethodologyError, Pack, Sourced, own_pack


class Margins(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Margins of a page, in millimetres."""

    left: int
    right: int
    top: int
    bottom: int


class DocumentStandard(Sourced, frozen=True):
    """One edition: from which day it is in force, sizes in points, the indent in mm."""

    code: str
    since: date
    margins: Margins
    text_size: int
    table_size: int
    indent_mm: float
    heading_always: bool


class DocumentStandards(Pack, frozen=True):
    """Editions in the order of their days."""

    editions: tuple[DocumentStandard, ...]

    def __post_init__(self) -> None:
        days = [one.since for one in self.editions]
        if not days or days != sorted(set(days)):
            raise ValueError("editions must be there, each from a later day than the last")

    def on(self, day: date) -> DocumentStandard:
        """Return the edition in force on a day.

        Raises
        ------
        MethodologyError
            If none is that old.

        Examples
        --------
        >>> load_document_standards().on(date(2025, 9, 1)).code
        'ГОСТ Р 7.0.97-2025'
        >>> load_document_standards().on(date(2025, 8, 17)).heading_always
        False
        """
        found = [one for one in self.editions if one.since <= day]
        if not found:
            raise MethodologyError(f"на {day:%d.%m.%Y} стандарт оформления не известен")
        return found[-1]


@cache
def load_document_standards() -> DocumentStandards:
    """Load the editions of the standard."""
    return own_pack("document_standards.yaml", DocumentStandards)
