"""What is drawn on the pages of a PDF: the records that its worker process hands over."""

from __future__ import annotations

from typing import Literal

import msgspec


class Word(msgspec.Struct, frozen=True, array_like=True):
    """A word at its place, in points from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False


class RuledCell(msgspec.Struct, frozen=True, array_like=True):
    """A cell between drawn lines, and the words inside it."""

    x0: float
    top: float
    x1: float
    bottom: float
    words: list[Word]


class RuledTable(msgspec.Struct, frozen=True, array_like=True):
    """Cells that touch each other."""

    top: float
    bottom: float
    cells: list[RuledCell]


class Page(msgspec.Struct, frozen=True, array_like=True):
    """One page: words outside tables, tables, and whether a picture lies on it."""

    number: int
    width: float
    height: float
    words: list[Word]
    tables: list[RuledTable]
    pictured: bool = False

    def is_blank(self) -> bool:
        """Say whether no letter is drawn on the page."""
        return not self.words and not any(cell.words for t in self.tables for cell in t.cells)


Fault = Literal["protected", "broken", "pages"]


class Content(msgspec.Struct, frozen=True):
    """All pages, or why there are none."""

    pages: list[Page] = []
    fault: Fault | None = None
