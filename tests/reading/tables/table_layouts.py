"""Layouts written as rows of words, for tests of the table reader.

A cell ``"^"`` belongs to the cell above, ``"<"`` to the cell on its left; ``"*text"`` is bold.
"""

from __future__ import annotations

from collections.abc import Sequence

from opora.reading.model import Block, Cell, Layout, Paragraph, Table
from opora.reading.tables import RoadmapDraft
from opora.reading.tables.wording import flat

Grid = Sequence[Sequence[str]]
HEADER = ["№ п/п", "Мероприятие", "Срок", "Ответственный", "Результат"]


def table(index: int, grid: Grid) -> Table:
    """Build a table from a grid of words."""
    width = max(len(row) for row in grid)
    rows = [[*row, *[""] * (width - len(row))] for row in grid]
    cells = [
        Cell(
            r,
            c,
            text.removeprefix("*"),
            rowspan=_run([below[c] for below in rows[r + 1 :]], "^"),
            colspan=_run(row[c + 1 :], "<"),
            bold=text.startswith("*"),
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text not in {"^", "<"}
    ]
    return Table(index, len(rows), width, tuple(cells))


def layout(*blocks: str | Grid, format_: str = "docx") -> Layout:
    """Build a layout: a text is a paragraph («*» makes it bold), a grid is a table."""
    made: list[Block] = []
    for index, block in enumerate(blocks):
        if isinstance(block, str):
            made.append(Paragraph(index, block.removeprefix("*"), bold=block.startswith("*")))
        else:
            made.append(table(index, block))
    return Layout(format_, tuple(made))


def _run(cells: Sequence[str], mark: str) -> int:
    length = 1
    for cell in cells:
        if cell != mark:
            break
        length += 1
    return length


def row(number: str, measure: str, *rest: str) -> list[str]:
    return [number, measure, *(rest or ("май 2023", "УО", "Справка"))]


def texts(draft: RoadmapDraft, role: str) -> list[str]:
    return [flat(item.cells[role].text) for item in draft.items]


def numbers(draft: RoadmapDraft) -> list[str | None]:
    return [item.number for item in draft.items]


def codes(draft: RoadmapDraft) -> list[str]:
    return [finding.code for finding in draft.findings]


def roles(draft: RoadmapDraft) -> list[str]:
    return [column.role for column in draft.columns]
