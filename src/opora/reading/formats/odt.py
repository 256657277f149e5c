"""ODT → layout: paragraphs, lists with their numbers, tables with their spans."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from opora.reading.formats.builder import LayoutBuilder, clean
from opora.reading.formats.grid import Piece, flow
from opora.reading.formats.limits import ZIP_FAULTS, check_archive, safe_xml_parser
from opora.reading.formats.odt_styles import OdtStyles, name
from opora.reading.formats.odt_words import element_children, local, printed, text_boxes
from opora.reading.model import Layout
from opora.reading.refusals import BrokenFile, ProtectedFile

_FAULTS = (*ZIP_FAULTS, etree.LxmlError, LookupError, AttributeError, TypeError)
_PASSED = frozenset({"section", "index-body", "table-of-content", "list-header", "text"})
_ROW_GROUPS = frozenset({"table-rows", "table-row-group", "table-header-rows"})
_ROW_TAGS = [f"{{{name('table')}}}{group}" for group in (*_ROW_GROUPS, "table")]
_MOST_REPEATED = 1000


def read(content: bytes) -> Layout:
    """Read an OpenDocument text of LibreOffice, OpenOffice, МойОфис or Р7."""
    check_archive(content, refuse_dtd=lambda part: not part.startswith("META-INF/"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_encrypted(archive)
            body = _parse(archive, "content.xml")
            styles = (
                _parse(archive, "styles.xml") if "styles.xml" in archive.namelist() else None
            )
        return _Reader(OdtStyles([tree for tree in (styles, body) if tree is not None])).layout(
            body,
        )
    except _FAULTS as fault:
        raise BrokenFile(
            "Документ ODT повреждён. Откройте его в редакторе, сохраните заново "
            "и загрузите ещё раз.",
        ) from fault


def _refuse_encrypted(archive: zipfile.ZipFile) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise ProtectedFile(
            "Файл защищён паролем. Снимите пароль и загрузите документ ещё раз."
        )


def _parse(archive: zipfile.ZipFile, part: str) -> etree._Element:
    return etree.fromstring(archive.read(part), parser=safe_xml_parser())


@dataclass(slots=True)
class _Counters:
    """Numbers of one list, level by level."""

    style: str | None
    counts: list[int] = field(default_factory=list)

    def advance(self, depth: int, start: int) -> list[int]:
        self.counts = self.counts[: depth + 1]
        while len(self.counts) <= depth:
            self.counts.append(start - 1 if len(self.counts) == depth else 1)
        self.counts[depth] += 1
        return self.counts


@dataclass(slots=True)
class _Reader:
    """One document being read; numbers of lists go on from block to block."""

    styles: OdtStyles
    builder: LayoutBuilder = field(default_factory=lambda: LayoutBuilder("odt"))
    lists: dict[str, _Counters] = field(default_factory=dict)

    def layout(self, root: etree._Element) -> Layout:
        """Read all blocks."""
        text = root.find(f"{{{name('office')}}}body/{{{name('office')}}}text")
        if text is None:
            raise BrokenFile("Внутри файла ODT нет текста. Сохраните документ заново.")
        for block, label in self._blocks(text):
            self._add(block, label)
        return self.builder.layout()

    def _blocks(self, container: etree._Element) -> Iterator[tuple[etree._Element, str]]:
        """Yield paragraphs, each with the number of its list, and tables."""
        for child in element_children(container):
            kind = local(child)
            if kind in {"p", "h", "table"}:
                yield child, ""
            elif kind in {"list", "numbered-paragraph"}:
                yield from self._list(child, 0, _Counters(None))
            elif kind in _PASSED:
                yield from self._blocks(child)

    def _list(
        self,
        node: etree._Element,
        depth: int,
        above: _Counters,
    ) -> Iterator[tuple[etree._Element, str]]:
        counters = above if depth else self._counters(node)
        counters.style = self.styles.attribute(node, "text", "style-name") or counters.style
        for item in element_children(node):
            label = ""
            if local(item) == "list-item":
                rule = self.styles.list_level(counters.style, depth)
                start = self.styles.attribute(item, "text", "start-value") or str(rule.start)
                label = rule.label(counters.advance(depth, int(start)))
            for child in element_children(item):
                if local(child) == "list":
                    yield from self._list(child, depth + 1, counters)
                elif local(child) in {"p", "h"}:
                    yield child, label
                    label = ""

    def _counters(self, node: etree._Element) -> _Counters:
        """Go on with an earlier list where the file says so, or start a new one."""
        style = self.styles.attribute(node, "text", "style-name")
        earlier = self.styles.attribute(node, "text", "continue-list")
        goes_on = self.styles.attribute(node, "text", "continue-numbering") == "true"
        counters = self.lists.get(earlier or "")
        if counters is None and goes_on:
            counters = self.lists.get(f"style {style}")
        counters = counters or _Counters(style)
        identity = node.get("{http://www.w3.org/XML/1998/namespace}id")
        self.lists.update({key: counters for key in (identity, f"style {style}") if key})
        return counters

    def _add(self, block: etree._Element, label: str) -> None:
        if local(block) == "table":
            self._add_table(block)
            return
        for box in text_boxes(block):
            for inner, inner_label in self._blocks(box):
                self._add(inner, inner_label)
        words = printed(block, self.styles)
        if words.text.strip():
            self.builder.paragraph(
                label + words.text,
                level=self._level(block),
                bold=words.bold,
                align=self.styles.align(block),
            )

    def _level(self, block: etree._Element) -> int | None:
        if local(block) != "h":
            return None
        return int(self.styles.attribute(block, "text", "outline-level") or 1)

    def _add_table(self, table: etree._Element) -> None:
        rows = list(_rows(table))
        cells = [cell for row in rows for cell in _cells(row)]
        if len(cells) == 1:
            for block, label in self._blocks(cells[0]):
                self._add(block, label)
            return
        self.builder.table(flow([[self._piece(cell) for cell in _cells(row)] for row in rows]))

    def _piece(self, cell: etree._Element) -> Piece:
        texts = [(clean(text), bold) for text, bold in self._cell_texts(cell)]
        printed_texts = [(text, bold) for text, bold in texts if text]
        group = next(cell.iterancestors(*_ROW_TAGS), None)
        return Piece(
            "\n".join(text for text, _ in printed_texts),
            colspan=self._span(cell, "number-columns-spanned"),
            rowspan=self._span(cell, "number-rows-spanned"),
            header=group is not None and local(group) == "table-header-rows",
            bold=bool(printed_texts) and all(bold for _, bold in printed_texts),
        )

    def _span(self, cell: etree._Element, which: str) -> int:
        return int(self.styles.attribute(cell, "table", which) or 1)

    def _cell_texts(self, container: etree._Element) -> Iterator[tuple[str, bool]]:
        for block, label in self._blocks(container):
            if local(block) == "table":
                for row in _rows(block):
                    texts = [self._piece(cell).text for cell in _cells(row)]
                    yield " ".join(filter(None, texts)), False
                continue
            for box in text_boxes(block):
                yield from self._cell_texts(box)
            words = printed(block, self.styles)
            yield label + words.text, words.bold


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in element_children(table):
        if local(child) in _ROW_GROUPS:
            yield from _rows(child)
        elif local(child) == "table-row":
            yield child


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """Yield cells; an empty cell may stand for several, a covered one stands for none."""
    for cell in element_children(row):
        if local(cell) == "table-cell":
            repeated = cell.get(f"{{{name('table')}}}number-columns-repeated") or "1"
            for _ in range(min(int(repeated), _MOST_REPEATED)):
                yield cell
