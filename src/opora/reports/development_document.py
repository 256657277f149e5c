"""A document of development as DOCX: its typed parts with their headings."""

from __future__ import annotations

from io import BytesIO

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from opora.domain.development.models import Document

EMPTY = "(раздел не заполнен)"


def document_docx(document: Document) -> bytes:
    """Return the document; parts that nobody filled say so."""
    made = docx.Document()
    made.styles["Normal"].font.name = "Times New Roman"
    made.styles["Normal"].font.size = Pt(12)
    if document.act_day:
        approved = made.add_paragraph(
            f"УТВЕРЖДЕНО\nприказом от {document.act_day:%d.%m.%Y} № {document.act_number}"
        )
        approved.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text in (
        document.school.name,
        document.title.upper(),
        f"{document.year_label} учебный год",
    ):
        line = made.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(text).bold = True
    for number, part in enumerate(document.template, start=1):
        made.add_paragraph().add_run(f"{number}. {part.title}").bold = True
        text = document.sections.get(part.code, "").strip() or EMPTY
        for line_of in filter(None, map(str.strip, text.splitlines())):
            made.add_paragraph(line_of)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()
