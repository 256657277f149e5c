"""The text of an agreement as DOCX: what the law and the practice of the genre ask for.

Parts follow the form of a network agreement (order of 05.08.2020 № 882/391, appendix) where it
fits a plain agreement of cooperation; the words are ours.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH

from opora.domain.partnerships.models import Agreement
from opora.methodology.partnerships import load_partnerships

BLANK = "____________________"


def agreement_docx(agreement: Agreement) -> bytes:
    """Return the agreement with its plan of joint events as an appendix."""
    document = Document()
    number = agreement.number or "______"
    heading = load_partnerships().draft(agreement.type).heading
    _centred(document, f"ДОГОВОР № {number}\n{heading}")
    document.add_paragraph(f"{BLANK}\t\t\t{_day(agreement.signed_on)}")
    document.add_paragraph(_preamble(agreement))
    sides = [agreement.leader.short_name, agreement.school.short_name]
    _part(document, "1. Предмет договора", agreement.subject)
    _part(document, "2. Цели", agreement.goals or "Стороны определяют цели в плане.")
    _part(document, f"3. Обязанности: {sides[0]}", agreement.duties_leader or BLANK)
    _part(document, f"4. Обязанности: {sides[1]}", agreement.duties_school or BLANK)
    term = f"Договор действует с {_day(agreement.since)} по {_day(agreement.until)}."
    _part(document, "5. Срок действия", term)
    _part(
        document, "6. Изменение и расторжение",
        "Договор изменяется письменно по согласию сторон. Сторона, которая хочет его "
        "расторгнуть, предупреждает остальных за 30 дней и называет причину.",
    )  # fmt: skip
    _part(
        document, "7. Отчётность",
        "По окончании срока стороны составляют общий отчёт: что проведено, кто участвовал, "
        "что изменилось. Персональные данные обучающихся друг другу не передаются.",
    )  # fmt: skip
    _signatures(document, agreement)
    _appendix(document, agreement)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _centred(document: Doc, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = True


def _preamble(agreement: Agreement) -> str:
    sides = [agreement.leader, agreement.school, *filter(None, [agreement.centre])]
    named = "; ".join(f"{side.name} в лице руководителя {BLANK}" for side in sides)
    return f"{named}, действующие на основании уставов, заключили договор о следующем."


def _part(document: Doc, title: str, text: str) -> None:
    document.add_paragraph().add_run(title).bold = True
    for line in filter(None, map(str.strip, text.splitlines())):
        document.add_paragraph(line)


def _signatures(document: Doc, agreement: Agreement) -> None:
    _part(document, "8. Адреса и подписи сторон", "")
    sides = [agreement.leader, agreement.school, *filter(None, [agreement.centre])]
    table = document.add_table(rows=1, cols=len(sides))
    for cell, side in zip(table.rows[0].cells, sides, strict=True):
        cell.text = f"{side.name}\n{side.address}\n\n{BLANK}\n(подпись, фамилия)"


def _appendix(document: Doc, agreement: Agreement) -> None:
    document.add_page_break()  # type: ignore[no-untyped-call]  # python-docx has no types here
    _centred(document, "Приложение. План совместных мероприятий")
    events = list(agreement.events.order_by("day", "pk"))
    if not events:
        document.add_paragraph("План составляется сторонами.")
        return
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, title in zip(
        table.rows[0].cells, ("День", "Мероприятие", "Ответственный"), strict=True
    ):
        cell.text = title
    for event in events:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = _day(event.day), event.title
        cells[2].text = event.responsible


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "«___» __________ 20___ г."
