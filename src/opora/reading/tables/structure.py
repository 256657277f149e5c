"""From a layout to the structure of its roadmap: columns, sections, measures, raw texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from opora.reading.model import Column, ColumnRole, Finding, Layout, Place, Section, Span
from opora.reading.tables.draft import DraftCell, DraftItem, RoadmapDraft
from opora.reading.tables.headings import Heading
from opora.reading.tables.lines import Piece
from opora.reading.tables.marks import marked_periods
from opora.reading.tables.numbers import (
    is_number,
    leading_number,
    number_norm,
    numbered_pieces,
    path,
)
from opora.reading.tables.parts import Part, Parts, find_parts
from opora.reading.tables.rows import Row, Rows, Title, read_rows
from opora.reading.tables.schools import schools_of
from opora.reading.tables.sharing import share
from opora.reading.tables.title import title_before
from opora.reading.tables.wording import flat

_JOINED: dict[ColumnRole, str] = {"responsible": ", ", "deadline": ", "}


def find_roadmap(layout: Layout) -> RoadmapDraft:
    """Find the roadmap of a document and bring its tables into one structure.

    Tables of other kinds are told apart, torn rows and repeated headers are joined, merged
    cells reach every measure they cover, several measures in one cell become several items.
    What was repaired is named in ``findings``. A document without a roadmap gives an empty
    draft.
    """
    parts = find_parts(layout)
    if not parts.found:
        return RoadmapDraft()
    rows = read_rows(parts.found)
    sections, homes = _sections(rows.titles)
    items = share(_items(rows, homes), _merged_roles(parts.found))
    tables = tuple(block for part in parts.found for block in part.tables)
    return RoadmapDraft(
        title=parts.found[0].title or title_before(layout, _first_block(parts)),
        columns=_columns(parts.found),
        sections=sections,
        items=tuple(items),
        findings=(*parts.findings, *rows.findings, *_duplicates(items)),
        tables=tables,
    )


def _first_block(parts: Parts) -> int:
    """Where the title of the plan ends: its first table or the title of its first section."""
    return parts.lead.index if parts.lead else parts.found[0].tables[0]


def _columns(parts: Sequence[Part]) -> tuple[Column, ...]:
    """Columns of the first table and those that only later tables have."""
    columns = list(parts[0].header.columns)
    for part in parts[1:]:
        known = {(column.role, column.header) for column in columns}
        roles = {column.role for column in columns} - {"other"}
        columns += [
            column
            for column in part.header.columns
            if column.role not in roles and (column.role, column.header) not in known
        ]
    return tuple(columns)


def _merged_roles(parts: Sequence[Part]) -> frozenset[ColumnRole]:
    """Columns in which the file keeps vertical merges of its own."""
    return frozenset(
        part.header.columns[column].role
        for part in parts
        for line in part.lines
        for column, piece in enumerate(line.pieces[: part.header.width])
        if piece and piece.rowspan > 1
    )


def _sections(titles: Sequence[Title]) -> tuple[tuple[Section, ...], list[int | None]]:
    """Turn titles into sections.

    A title of another level that has no measures of its own is the direction of the sections
    below it. Returned are the sections and, per title, the index of its section.
    """
    sections: list[Section] = []
    homes: list[int | None] = []
    direction: Heading | None = None
    for index, title in enumerate(titles):
        below = titles[index + 1].parts if index + 1 < len(titles) else None
        if title.open and below is not None and below.style != title.parts.style:
            direction = title.parts
            homes.append(None)
            continue
        if direction is not None and title.parts.style == direction.style:
            direction = None
        sections.append(_section(len(sections) + 1, title, direction))
        homes.append(len(sections))
    return tuple(sections), homes


def _section(index: int, title: Title, direction: Heading | None) -> Section:
    prefix, number, text = title.parts
    return Section(
        index=index,
        number=number,
        title=text,
        prefix=prefix,
        direction=direction.printed if direction else None,
        schools=schools_of(text),
        place=title.place,
    )


def _items(rows: Rows, homes: Sequence[int | None]) -> list[DraftItem]:
    items: list[DraftItem] = []
    numbered = {id(row.header): False for row in rows.rows}
    for row in rows.rows:
        numbered[id(row.header)] |= bool(row.number)
    for table_row, row in enumerate(rows.rows, start=1):
        section = homes[row.section - 1] if row.section else None
        own_numbers = numbered[id(row.header)]
        for number, measure in _measures(row, numbered=own_numbers):
            cells = {**_cells(row), "measure": measure}
            items.append(
                DraftItem(len(items) + 1, table_row, section, number, cells, _extra(row))
            )
    return items


def _measures(row: Row, *, numbered: bool) -> list[tuple[str | None, DraftCell]]:
    """Return the measures of a row with their numbers as printed.

    A table without numbers of its own may print them in the cell of the measure, several in
    one; so may a row that is divided further («4» with «4.1. … 4.2. …»).
    """
    piece = row.pieces.get(row.header.measure) or Piece("", _place(row))
    whole = DraftCell(piece.text, piece.place)
    number = _mended(flat(row.number))
    divided = not numbered or _below(number, piece.text)
    found = numbered_pieces(piece.text) if divided else []
    if number and len(found) < 2:  # noqa: PLR2004
        return [_without_echo(number, whole)]
    if found:
        return [(printed, _cut(whole, start, end)) for printed, start, end in found]
    leading = leading_number(piece.text)
    if leading is not None:
        return [(leading[0], _cut(whole, len(piece.text) - len(leading[1]), len(piece.text)))]
    return [(None, whole)]


def _below(number: str, text: str) -> bool:
    """Tell whether a cell begins with a number one level below that of its row."""
    leading = leading_number(text)
    upper = path(number)
    return bool(upper) and leading is not None and path(leading[0])[:-1] == upper


def _mended(number: str) -> str:
    """Close up a number that a narrow column broke: «1.1 0»."""
    closed = number.replace(" ", "")
    return closed if is_number(closed) and not is_number(number) else number


def _without_echo(number: str, cell: DraftCell) -> tuple[str | None, DraftCell]:
    """Drop the number from the measure where it is printed in both cells."""
    leading = leading_number(cell.text)
    if leading is None or number_norm(leading[0]) != number_norm(number):
        return number, cell
    return number, _cut(cell, len(cell.text) - len(leading[1]), len(cell.text))


def _cut(cell: DraftCell, start: int, end: int) -> DraftCell:
    return replace(
        cell, text=cell.text[start:end], place=replace(cell.place, span=Span(start, end))
    )


def _cells(row: Row) -> dict[ColumnRole, DraftCell]:
    """Cells by role; columns of one role under one header are joined."""
    cells: dict[ColumnRole, DraftCell] = {}
    for role in dict.fromkeys(column.role for column in row.header.columns):
        if role != "other":
            cells[role] = _cell(row, role)
    return cells


def _cell(row: Row, role: ColumnRole) -> DraftCell:
    columns = row.header.all_of(role)
    texts = [row.text(column) for column in columns]
    filled = [column for column, text in zip(columns, texts, strict=True) if text]
    place = row.pieces[filled[0]].place if filled else _place(row, columns[0])
    if role == "deadline" and len(columns) > 1:
        text = marked_periods(row.header, {column: row.text(column) for column in columns})
    else:
        text = _JOINED.get(role, "\n").join(filter(None, dict.fromkeys(texts)))
    return DraftCell(text, place)


def _place(row: Row, column: int | None = None) -> Place:
    return Place(row.line.block, row.line.row, column)


def _extra(row: Row) -> dict[str, DraftCell]:
    """Columns without a role of their own, by their printed header."""
    extra: dict[str, DraftCell] = {}
    for index, column in enumerate(row.header.columns):
        if column.role == "other" and index in row.pieces:
            piece = row.pieces[index]
            extra[column.header or f"Столбец {index + 1}"] = DraftCell(piece.text, piece.place)
    return extra


def _duplicates(items: Iterable[DraftItem]) -> list[Finding]:
    """Find numbers printed twice in one section."""
    seen: dict[tuple[int | None, str], DraftItem] = {}
    findings = []
    for item in items:
        norm = number_norm(item.number)
        first = seen.setdefault((item.section, norm), item) if norm else item
        if first is not item and is_number(item.number or "") and not _is_shared(item):
            findings.append(_duplicate(first, item))
    return findings


def _is_shared(item: DraftItem) -> bool:
    number = item.cells.get("number")
    return number is not None and number.shared_with is not None


def _duplicate(first: DraftItem, item: DraftItem) -> Finding:
    return Finding(
        "number-duplicated",
        "warning",
        f"Номер «{item.number}» напечатан дважды: у мероприятий {first.row} и {item.row}.",
        "Оба мероприятия сохранены; при необходимости исправьте номер.",
        (first.cells["measure"].place, item.cells["measure"].place),
        (first.row, item.row),
    )
