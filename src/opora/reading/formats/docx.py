"""DOCX → layout: an own walk over the body, which sees what python-docx's API leaves out."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx import Document
from docx.opc.exceptions import OpcError
from lxml import etree

from opora.reading.formats.builder import LayoutBuilder
from opora.reading.formats.docx_numbering import Numbering
from opora.reading.formats.docx_runs import Words, paragraph_words, text_boxes
from opora.reading.formats.docx_styles import Styles
from opora.reading.formats.docx_tables import blocks_of, grid_of, inner_blocks, is_frame
from opora.reading.formats.docx_xml import Node, local, w
from opora.reading.formats.limits import check_archive
from opora.reading.model import Layout
from opora.reading.refusals import BrokenFile

_FAULTS = (
    OpcError,
    etree.LxmlError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    AttributeError,
    AssertionError,
    LookupError,
    TypeError,
    ValueError,
    SyntaxError,
    OverflowError,
)
"""What python-docx, zipfile and lxml raise on broken packages; fuzzing found no other."""

_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMES = (
    (
        re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|drawingml)/"),
        rb"http://schemas.openxmlformats.org/\1/2006/",
    ),
    (
        re.compile(rb"http://purl\.oclc\.org/ooxml/officeDocument/"),
        rb"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
)
_TEMPLATE = b"wordprocessingml.template.main+xml"
_DOCUMENT = b"wordprocessingml.document.main+xml"


def read(content: bytes) -> Layout:
    """Read a Word document of any producer, strict and template kinds included."""
    check_archive(content, refuse_dtd=lambda _name: True)
    try:
        return _Reader(_open(content)).layout()
    except _FAULTS as fault:
        raise BrokenFile(
            "Документ Word повреждён. Откройте его в редакторе, сохраните заново "
            "и загрузите ещё раз.",
        ) from fault


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a package holds for us."""

    body: Node
    styles: Node | None
    numbering: Node | None
    links: dict[str, str]


def _open(content: bytes) -> _Parts:
    part = Document(io.BytesIO(_transitional(content))).part
    related = {relation.reltype.rsplit("/", 1)[-1]: relation for relation in part.rels.values()}
    return _Parts(
        body=part.element.body,
        styles=_tree(related.get("styles")),
        numbering=_tree(related.get("numbering")),
        links={key: link.target_ref for key, link in part.rels.items() if link.is_external},
    )


def _tree(relation: object) -> Node | None:
    part = getattr(relation, "target_part", None)
    element: Node | None = getattr(part, "element", None)
    return element


def _transitional(content: bytes) -> bytes:
    """Rename a strict document or a template to the kind that python-docx opens."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml")
        relations = archive.read("_rels/.rels") if "_rels/.rels" in archive.namelist() else b""
        if _TEMPLATE not in types and _STRICT not in relations:
            return content
        renamed = io.BytesIO()
        with zipfile.ZipFile(renamed, "w") as copy:
            for entry in archive.infolist():
                copy.writestr(entry.filename, _renamed(entry.filename, archive.read(entry)))
    return renamed.getvalue()


def _renamed(name: str, part: bytes) -> bytes:
    if not name.endswith((".xml", ".rels")):
        return part
    for pattern, replacement in _STRICT_NAMES:
        part = pattern.sub(replacement, part)
    return part.replace(_TEMPLATE, _DOCUMENT)


@dataclass(slots=True)
class _Pages:
    """Counts pages by the breaks Word left when it last showed the document."""

    rendered: bool
    known: bool
    page: int = 1

    def turn(self, words: Words) -> int | None:
        """Pass a paragraph; return the page on which its first words stand."""
        before = words.rendered_before if self.rendered else words.forced_before
        inside = words.rendered_inside if self.rendered else words.forced_inside
        self.page += before
        start = self.page
        self.page += inside
        return start if self.known else None


@dataclass(slots=True)
class _Reader:
    """One document being read: counters of its lists and pages go on from block to block."""

    parts: _Parts
    styles: Styles = field(init=False)
    numbering: Numbering = field(init=False)
    builder: LayoutBuilder = field(init=False)
    pages: _Pages = field(init=False)

    def __post_init__(self) -> None:
        self.styles = Styles(self.parts.styles)
        self.numbering = Numbering(self.parts.numbering, self.styles)
        self.builder = LayoutBuilder("docx")
        body = self.parts.body
        rendered = next(body.iter(w("lastRenderedPageBreak")), None) is not None
        forced = any(br.get(w("type")) == "page" for br in body.iter(w("br")))
        self.pages = _Pages(rendered, rendered or forced)

    def layout(self) -> Layout:
        """Read all blocks."""
        self._add(self.parts.body)
        return self.builder.layout(pages=self.pages.page if self.pages.known else None)

    def _add(self, container: Node) -> None:
        for block in blocks_of(container):
            if local(block) == "p":
                self._add_paragraph(block)
            else:
                self._add_table(block)

    def _add_paragraph(self, paragraph: Node) -> None:
        for box in text_boxes(paragraph):
            self._add(box)
        words = paragraph_words(paragraph, self.styles, {})
        look = self.styles.look(paragraph)
        page = self.pages.turn(words)
        label = self.numbering.label(paragraph)
        if words.text.strip():
            self.builder.paragraph(
                label + words.text,
                level=look.level,
                bold=words.bold,
                align=look.align,
                page=page,
            )

    def _add_table(self, table: Node) -> None:
        if is_frame(table):
            for inner in inner_blocks(table):
                self._add(inner)
            return
        page = self.pages.page if self.pages.known else None
        self.builder.table(grid_of(table, self._cell), page=page)

    def _cell(self, cell: Node) -> tuple[str, bool]:
        """Text of a cell and whether all of it is bold."""
        printed = [words for words in self._cell_words(cell) if words.text.strip()]
        text = "\n".join(words.text for words in printed)
        return text, bool(printed) and all(words.bold for words in printed)

    def _cell_words(self, container: Node) -> Iterator[Words]:
        for block in blocks_of(container):
            if local(block) == "tbl":
                yield from self._nested_rows(block)
                continue
            for box in text_boxes(block):
                yield from self._cell_words(box)
            words = paragraph_words(block, self.styles, self.parts.links)
            self.pages.turn(words)
            words.text = self.numbering.label(block) + words.text
            yield words

    def _nested_rows(self, table: Node) -> Iterator[Words]:
        """Of a table inside a cell, a row is a line."""
        rows: dict[int, list[str]] = {}
        for cell in grid_of(table, self._cell).cells:
            rows.setdefault(cell.row, []).append(cell.text)
        for texts in rows.values():
            yield Words(" ".join(filter(None, texts)))
