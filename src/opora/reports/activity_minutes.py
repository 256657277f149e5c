"""Minutes of an activity as DOCX: who was there, what was heard, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from opora.domain.activities.models import Activity, Participation
from opora.domain.activities.queries import Attendance

_DAY = "%d.%m.%Y"


def minutes_docx(
    activity: Activity, people: Sequence[Participation], attendance: Sequence[Attendance]
) -> bytes:
    """Return the minutes of an activity.

    Parameters
    ----------
    activity : Activity
        What was held.
    people : sequence of Participation
        Those who came and whose names the reader may have; others are a number of their
        organisation.
    attendance : sequence of Attendance
        How many came from where.
    """
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    _head(document, activity)
    _present(document, activity, people, attendance)
    _numbered(document, "Повестка дня", activity.agenda)
    _words(document, "Слушали", activity.heard)
    _numbered(document, "Решили", activity.decisions)
    _signatures(document, activity)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _head(document: Document, activity: Activity) -> None:
    number = f" № {activity.minutes_number}" if activity.minutes_number else ""
    for text in (activity.organiser.name, f"ПРОТОКОЛ{number}", activity.title):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(text).bold = text.startswith("ПРОТОКОЛ")
    day = activity.minutes_day or activity.day
    document.add_paragraph(f"от {day:{_DAY}}")
    place = f", {activity.place}" if activity.place else ""
    document.add_paragraph(f"Проведено: {activity.day:{_DAY}} ({activity.type_title}){place}")


def _present(
    document: Document, activity: Activity, people: Sequence[Participation],
    attendance: Sequence[Attendance],
) -> None:  # fmt: skip
    came = sum(one.came for one in attendance) or activity.amount
    document.add_paragraph(f"Присутствовали: {came or 'число не указано'}")
    for place in attendance:
        if not place.came:
            continue
        names = [
            one.shown_name for one in people if one.organisation_id == place.organisation.pk
        ]
        unnamed = place.came - len(names)
        if unnamed:
            names.append(f"ещё {unnamed}" if names else f"человек: {unnamed}")
        document.add_paragraph(
            f"{place.organisation.short_name}: {', '.join(names)}", style="List Bullet"
        )


def _numbered(document: Document, title: str, text: str) -> None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines:
        document.add_paragraph().add_run(f"{title}:").bold = True
    for number, line in enumerate(lines, 1):
        document.add_paragraph(line if line[0].isdigit() else f"{number}. {line}")


def _words(document: Document, title: str, text: str) -> None:
    if text.strip():
        document.add_paragraph().add_run(f"{title}:").bold = True
        for line in filter(None, map(str.strip, text.splitlines())):
            document.add_paragraph(line)


def _signatures(document: Document, activity: Activity) -> None:
    document.add_paragraph()
    for post, name in (("Председатель", activity.chair), ("Секретарь", activity.secretary)):
        document.add_paragraph(f"{post} ____________________ {name}".rstrip())
