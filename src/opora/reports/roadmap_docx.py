"""A roadmap as a Word document in the form in which it came, margins by ГОСТ Р 7.0.97."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from opora.domain.acts.models import Act
from opora.domain.roadmaps.models import Edition
from opora.reports.plan_table import PlanTable, SectionLine, plan_table

BODY, TABLE = Pt(13), Pt(11)
NARROW = Mm(12)
WIDE_FROM = 5
"""From so many columns on the page lies on its side."""


def roadmap_docx(edition: Edition, *, on: date, execution: bool = False) -> bytes:
    """Return the file; without ``execution`` it reads back as the plan that came in.

    Parameters
    ----------
    edition : Edition
        What to print.
    on : date
        Today, for what is late.
    execution : bool, default False
        Add a column that says what was carried out.
    """
    table = plan_table(edition, on=on, execution=execution)
    document = Document()
    _set_page(document, wide=len(table.headers) >= WIDE_FROM)
    document.core_properties.title = edition.title[:250]
    document.core_properties.author = "Опора"
    if edition.act:
        _add_stamp(document, edition.act)
    title = document.add_paragraph(edition.title)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.runs[0].bold = True
    _add_table(document, table)
    return _bytes(document)


def _set_page(document: Any, *, wide: bool) -> None:
    page = document.sections[0]
    width, height = Mm(210), Mm(297)
    if wide:
        page.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
    page.page_width, page.page_height = width, height
    page.left_margin, page.right_margin = Mm(20), Mm(10)
    page.top_margin = page.bottom_margin = Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")


def _add_stamp(document: Any, act: Act) -> None:
    """Print how the act approves the plan, at the right, as such stamps stand."""
    issuer = act.issuer_printed or act.issuer.name
    lines = ["УТВЕРЖДЕНО", f"{act.get_kind_display().lower()}", issuer, _dated(act)]
    stamp = document.add_paragraph("\n".join(line for line in lines if line))
    stamp.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _dated(act: Act) -> str:
    day = f"от {act.date:%d.%m.%Y}" if act.date else ""
    number = f"№ {act.number}" if act.number else ""
    return " ".join(part for part in (day, number) if part)


def _add_table(document: Any, plan: PlanTable) -> None:
    table = document.add_table(rows=1, cols=len(plan.headers))
    table.style = "Table Grid"
    _fill(table.rows[0], plan.headers, bold=True)
    _repeat_on_each_page(table.rows[0])
    for line in plan.lines:
        row = table.add_row()
        _keep_whole(row)
        if isinstance(line, SectionLine):
            merged = row.cells[0].merge(row.cells[-1])
            _write(merged, line.text, bold=True)
        else:
            _fill(row, line.cells)
    if plan.roles[0] == "number":
        for row in table.rows:
            row.cells[0].width = NARROW


def _fill(row: Any, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        _write(cell, text, bold=bold)


def _write(cell: Any, text: str, *, bold: bool = False) -> None:
    run = cell.paragraphs[0].add_run(text)
    run.bold, run.font.size = bold, TABLE


def _repeat_on_each_page(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # no public way


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # no public way


def _bytes(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
