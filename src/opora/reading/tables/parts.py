"""Which tables of a document are the roadmap, and the rows they hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from opora.reading.model import Finding, Layout, Paragraph, Place, Table
from opora.reading.tables.guessing import guess_header, with_numbers
from opora.reading.tables.headers import (
    Header,
    counts_columns,
    is_foreign_table,
    read_header,
)
from opora.reading.tables.headings import heading, is_caption
from opora.reading.tables.lines import Line, caption, lines_of
from opora.reading.tables.numbers import is_number
from opora.reading.tables.title import opens_title
from opora.reading.tables.wording import flat, lined


@dataclass(slots=True)
class Part:
    """Rows under one header, from one table or from several that continue each other."""

    header: Header
    lines: list[Line]
    tables: list[int]
    title: str | None = None
    """The title of the plan where it stands in the table itself, above the header."""


@dataclass(slots=True)
class Parts:
    """The roadmap tables of a document in reading order, and what was noted on the way."""

    found: list[Part] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lead: Line | None = None
    """The paragraph before the first table, if it may title the first section."""
    captions: list[Line] = field(default_factory=list)
    """Titles of sections that stand as paragraphs between the tables."""


def find_parts(layout: Layout) -> Parts:
    """Tell the roadmap tables from all others and put continuations to their beginnings.

    A table belongs to the roadmap by its header. A table without a header continues the roadmap
    table before it when it is as wide and only blank lines, page numbers or titles of sections
    stand between. Where no header is found in the whole document, the table whose content looks
    like measures is taken.
    """
    parts = _collected(layout)
    if not parts.found:
        _guess(layout, parts)
    _place_lead(parts)
    return parts


def _collected(layout: Layout) -> Parts:
    parts = Parts()
    between: list[Paragraph] = []
    current: Part | None = None
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            between.append(block)
            continue
        lines = lines_of(block, wrapped=layout.format == "pdf")
        current = _placed(parts, current, lines, between)
        between = []
    return parts


def _placed(
    parts: Parts, current: Part | None, lines: list[Line], between: list[Paragraph]
) -> Part | None:
    """Put one table where it belongs; return the part that the next table may continue."""
    header = read_header(lines)
    if header is not None:
        return _opened(parts, current, header, lines, between)
    if current is None or not lines:
        return None
    captions = _captions(between, current.header.width)
    if captions is None or not _continues(current, lines):
        return None
    parts.captions += captions
    current.lines += [*captions, *_unnumbered(lines)]
    current.tables.append(lines[0].block)
    return current


def _opened(
    parts: Parts,
    current: Part | None,
    header: Header,
    lines: list[Line],
    between: list[Paragraph],
) -> Part:
    block = lines[0].block
    header = with_numbers(header, lines[header.start + header.depth :])
    above = [line for line in lines[: header.start] if line.filled()]
    titles = [line for line in above if opens_title(line.text)]
    body = [
        *(line for line in above if line not in titles),
        *_unnumbered(lines[header.start + header.depth :]),
    ]
    captions = _captions(between, header.width) if parts.found else []
    if captions and parts.found:
        parts.captions += captions
    if current is not None and captions is not None and header.rows <= current.header.rows:
        current.lines += [*captions, *body]
        current.tables.append(block)
        parts.findings.append(_repeated_header(block))
        return current
    if not parts.found:
        parts.lead = _nearest_caption(between, header.width)
    title = " ".join(line.text for line in titles) or None
    part = Part(header, [*(captions or []), *body], [block], title)
    parts.found.append(part)
    return part


def _captions(between: Sequence[Paragraph], width: int) -> list[Line] | None:
    """Read the paragraphs between two tables as titles; None where other text stands there."""
    texts = [one for one in between if not _is_blank(one)]
    if not all(_is_section_title(one) for one in texts):
        nearest = _nearest_caption(between, width)
        return None if nearest is None else [nearest]
    return [_caption(one, width) for one in texts]


def _nearest_caption(between: Sequence[Paragraph], width: int) -> Line | None:
    texts = [one for one in between if not _is_blank(one)]
    if not texts or not _is_numbered_caption(texts[-1]):
        return None
    return _caption(texts[-1], width)


def _place_lead(parts: Parts) -> None:
    """Title the first section by the paragraph above, if later ones are titled so."""
    styles = {heading(line.at(0)).style for line in parts.captions}
    if parts.lead is not None and heading(parts.lead.at(0)).style in styles:
        parts.found[0].lines.insert(0, parts.lead)


def _caption(paragraph: Paragraph, width: int) -> Line:
    return caption(paragraph.index, paragraph.text, width, bold=paragraph.bold)


def _is_blank(paragraph: Paragraph) -> bool:
    text = flat(lined(paragraph.text))
    return not text or is_number(text.strip("-–— "))


def _is_section_title(paragraph: Paragraph) -> bool:
    marked = paragraph.bold or paragraph.align == "center" or paragraph.level is not None
    return is_caption(flat(lined(paragraph.text)), marked=marked)


def _is_numbered_caption(paragraph: Paragraph) -> bool:
    text = flat(lined(paragraph.text))
    return is_caption(text, marked=False) and not text.endswith((".", ";", ":"))


def _continues(part: Part, lines: Sequence[Line]) -> bool:
    if len(lines[0].pieces) == 1 and len(lines) == 1:
        return True
    return len(lines[0].pieces) == part.header.width and not is_foreign_table(lines)


def _unnumbered(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not counts_columns(line)]


def _repeated_header(block: int) -> Finding:
    return Finding(
        "header-repeated",
        "note",
        "Таблица продолжается на новой странице с повторённой шапкой; части соединены.",
        places=(Place(block, 0),),
    )


def _guess(layout: Layout, parts: Parts) -> None:
    tables = [block for block in layout.blocks if isinstance(block, Table)]
    for table in tables:
        lines = _unnumbered(lines_of(table, wrapped=layout.format == "pdf"))
        header = None if is_foreign_table(lines) else guess_header(lines)
        if header is None:
            continue
        parts.found.append(Part(header, lines, [table.index]))
        parts.findings.append(_guessed_header(table.index))
        return


def _guessed_header(block: int) -> Finding:
    return Finding(
        "header-guessed",
        "warning",
        "У таблицы нет понятной шапки: назначение столбцов определено по содержанию ячеек.",
        "Проверьте, верно ли определены столбцы.",
        (Place(block, 0),),
    )
