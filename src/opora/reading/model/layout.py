"""What a file format gives: paragraphs and tables in reading order, not understood yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of one text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a block of the layout, a cell if it is a table, characters."""

    block: int
    row: int | None = None
    column: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as printed; a forced line break inside it is a line feed.

    ``level`` is a heading level (1 is the highest) or None; ``page`` counts from 1 where known.
    """

    index: int
    text: str
    level: int | None = None
    bold: bool = False
    align: Literal["left", "center", "right", "justify"] | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at its grid position. Paragraphs of the cell are separated by line feeds.

    A merged cell stands once, at its top left corner, with ``rowspan`` and ``colspan`` > 1; the
    grid positions it covers hold no cell of their own.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the file holds it; a table torn by a page may still be two of these."""

    index: int
    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]
    page: int | None = None

    def grid(self) -> list[list[Cell | None]]:
        """Rows of cells, None where a merged cell covers or nothing stands."""
        rows: list[list[Cell | None]] = [[None] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            rows[cell.row][cell.column] = cell
        return rows


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Layout:
    """A file as paragraphs and tables in reading order; ``blocks[i].index == i``."""

    format: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    notes: tuple[str, ...] = ()
    """Plain Russian sentences on what the format could not give (no text layer, …)."""
