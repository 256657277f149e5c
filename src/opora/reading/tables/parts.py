"""Which tables of a document are the roadmap, and the rows they hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from opora.reading.model import Finding, Layout, Paragraph, Place, Table
from opora.reading.tables.captions import alike, captions_between, counts_on, lead_caption
from opora.reading.tables.folding import fold
from opora.reading.tables.guessing import guess_header, with_numbers
from opora.reading.tables.headers import (
    Header,
    counts_columns,
    is_foreign_table,
    read_header,
)
from opora.reading.tables.lines import Line, caption, continue_merges, lines_of
from opora.reading.tables.title import opens_title


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
    lead: Paragraph | None = None
    """The paragraph that titles the first section, where one stands above the first table."""


def find_parts(layout: Layout) -> Parts:
    """Tell the roadmap tables from all others and put continuations to their beginnings.

    A table belongs to the roadmap by its header. A table without a header continues the roadmap
    table before it when it is as wide and only blank lines, page numbers or titles of sections
    stand between. Where no header names what a roadmap needs, a table of measures without
    deadlines is taken, then one whose content looks like measures.
    """
    collector = _Collector(layout, lenient=False)
    parts = collector.collect() or _Collector(layout, lenient=True).collect()
    if parts is None:
        return _guessed(layout)
    _drop_without_deadlines(parts)
    return parts


class _Collector:
    """Walks over a layout and gathers the parts of its roadmap."""

    def __init__(self, layout: Layout, *, lenient: bool) -> None:
        self.layout = layout
        self.lenient = lenient
        self.parts = Parts()
        self.current: Part | None = None
        self.lead: Paragraph | None = None
        self.captions: list[Paragraph] = []

    def collect(self) -> Parts | None:
        between: list[Paragraph] = []
        for block in self.layout.blocks:
            if isinstance(block, Paragraph):
                between.append(block)
                continue
            lines = lines_of(block, wrapped=self.layout.format == "pdf")
            self.current = self._placed(lines, between)
            between = []
        self._place_lead()
        return self.parts if self.parts.found else None

    def _placed(self, lines: list[Line], between: list[Paragraph]) -> Part | None:
        """Put one table where it belongs; return the part that the next may continue."""
        header = read_header(lines, lenient=self.lenient)
        captions = captions_between(between) if self.parts.found else []
        if header is not None:
            return self._opened(header, lines, between, captions)
        if self.current is None or not lines or captions is None:
            return None
        if not _continues(self.current, lines):
            return None
        starts = self.current.header.starts
        self._add(self.current, captions, [fold(line, starts) for line in lines])
        return self.current

    def _opened(
        self,
        header: Header,
        lines: list[Line],
        between: list[Paragraph],
        captions: list[Paragraph] | None,
    ) -> Part:
        below = [fold(line, header.starts) for line in lines[header.start + header.depth :]]
        above = [fold(line, header.starts) for line in lines[: header.start] if line.filled()]
        titles = [line for line in above if opens_title(line.text)]
        body = [*(line for line in above if line not in titles), *below]
        known = self.current
        if known is not None and captions is not None and header.rows <= known.header.rows:
            self.parts.findings.append(_repeated_header(lines[0].block))
            self._add(known, captions, body, lines[0].block)
            return known
        if not self.parts.found:
            self.lead = lead_caption(between)
        title = " ".join(line.text for line in titles) or None
        part = Part(with_numbers(header, below), [], [], title)
        self.parts.found.append(part)
        self._add(part, captions or [], body, lines[0].block)
        return part

    def _add(
        self,
        part: Part,
        captions: list[Paragraph],
        lines: Sequence[Line],
        block: int | None = None,
    ) -> None:
        self.captions += captions
        width = part.header.width
        part.tables.append(lines[0].block if block is None else block)
        lines = [line for line in lines if not counts_columns(line)]
        if part.lines and not captions:
            lines = continue_merges(part.lines[-1], lines)
        part.lines += [*(_caption(one, width) for one in captions), *lines]

    def _place_lead(self) -> None:
        """Title the first section by the paragraph above, if later ones are titled so."""
        if self.lead is None:
            return
        first = self.parts.found[0]
        alone = [line.text for line in first.lines if len(line.filled()) == 1]
        if any(alike(self.lead, one) for one in self.captions) or counts_on(self.lead, alone):
            first.lines.insert(0, _caption(self.lead, first.header.width))
            self.parts.lead = self.lead


def _caption(paragraph: Paragraph, width: int) -> Line:
    return caption(paragraph.index, paragraph.text, width, bold=paragraph.bold)


def _drop_without_deadlines(parts: Parts) -> None:
    """Leave out tables of duties and models where other tables hold the plan with its dates."""
    dated = [part for part in parts.found if part.header.first_of("deadline") is not None]
    if not dated:
        return
    for part in parts.found:
        if part not in dated:
            parts.findings.append(_skipped_table(part.tables[0]))
    parts.found = dated


def _continues(part: Part, lines: Sequence[Line]) -> bool:
    if len(lines[0].pieces) == 1 and len(lines) == 1:
        return True
    return part.header.is_as_wide_as(lines) and not is_foreign_table(lines)


def _repeated_header(block: int) -> Finding:
    return Finding(
        "header-repeated",
        "note",
        "Таблица продолжается на новой странице с повторённой шапкой; части соединены.",
        places=(Place(block, 0),),
    )


def _skipped_table(block: int) -> Finding:
    return Finding(
        "table-skipped",
        "note",
        "Таблица похожа на план, но сроков в ней нет; в дорожную карту она не включена.",
        places=(Place(block, 0),),
    )


def _guessed(layout: Layout) -> Parts:
    tables = [block for block in layout.blocks if isinstance(block, Table)]
    for table in tables:
        lines = lines_of(table, wrapped=layout.format == "pdf")
        rows = [line for line in lines if not counts_columns(line)]
        header = None if is_foreign_table(rows) else guess_header(rows)
        if header is not None:
            return Parts([Part(header, rows, [table.index])], [_guessed_header(table.index)])
    return Parts()


def _guessed_header(block: int) -> Finding:
    return Finding(
        "header-guessed",
        "warning",
        "У таблицы нет понятной шапки: назначение столбцов определено по содержанию ячеек.",
        "Проверьте, верно ли определены столбцы.",
        (Place(block, 0),),
    )
