"""Minutes of a meeting of a team as DOCX."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from opora.domain.teams.models import Meeting, Member


def minutes_docx(meeting: Meeting, present: Sequence[Member]) -> bytes:
    """Return the minutes: who was there, the agenda, the decisions, places to sign."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    _head(document, meeting)
    _present(document, present)
    _numbered(document, "Повестка дня", meeting.agenda)
    _numbered(document, "Решили", meeting.decisions)
    _signatures(document, present)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _head(document: Document, meeting: Meeting) -> None:
    number = f" № {meeting.number}" if meeting.number else ""
    team = meeting.team
    for text in (team.owner.name, f"ПРОТОКОЛ{number}", f"Заседание: {team.name}"):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(text).bold = text.startswith("ПРОТОКОЛ")
    document.add_paragraph(f"от {meeting.day:%d.%m.%Y}")


def _present(document: Document, present: Sequence[Member]) -> None:
    document.add_paragraph(f"Присутствовали: {len(present) or 'никто не отмечен'}")
    for one in present:
        role = "" if one.role == Member.Role.MEMBER else f", {one.get_role_display().lower()}"
        line = f"{one.person.full_name}, {one.organisation.short_name}{role}"
        document.add_paragraph(line, style="List Bullet")


def _numbered(document: Document, title: str, text: str) -> None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines:
        document.add_paragraph().add_run(f"{title}:").bold = True
    for number, line in enumerate(lines, 1):
        document.add_paragraph(line if line[0].isdigit() else f"{number}. {line}")


def _signatures(document: Document, present: Sequence[Member]) -> None:
    names = {one.role: one.person.short_name for one in present}
    document.add_paragraph()
    for post, role in (("Председатель", Member.Role.LEADER), ("Секретарь", "secretary")):
        document.add_paragraph(f"{post} ____________________ {names.get(role, '')}".rstrip())
