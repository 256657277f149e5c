"""The conclusion of an expertise as DOCX: the sample, the points, the agreement, the words."""

from __future__ import annotations

from io import BytesIO

import docx
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from opora.domain.development.models import Expertise
from opora.domain.development.reading import Progress, Read
from opora.methodology.expertise_rubric import load_expertise_rubric
from opora.methodology.packs import NOT_NORMATIVE

COLUMNS = ("Школа", "Документ", "Баллы", "Замечания")


def conclusion_docx(expertise: Expertise, progress: Progress) -> bytes:
    """Return the conclusion; before it is approved it calls itself a draft."""
    made = docx.Document()
    made.styles["Normal"].font.name = "Times New Roman"
    made.styles["Normal"].font.size = Pt(12)
    _head(made, expertise)
    _how(made, expertise, progress)
    _points(made, progress)
    made.add_paragraph().add_run("Выводы").bold = True
    for line in (expertise.conclusion or "Ещё не написаны.").splitlines():
        made.add_paragraph(line)
    _criteria(made)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def _head(made: Doc, expertise: Expertise) -> None:
    approved = expertise.approved_on
    state = f"от {approved:%d.%m.%Y}" if approved else "ПРОЕКТ"
    lines = (expertise.owner.name, f"ЗАКЛЮЧЕНИЕ ЭКСПЕРТИЗЫ, {state}", expertise.title)
    for text in lines:
        line = made.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(text).bold = True


def _how(made: Doc, expertise: Expertise, progress: Progress) -> None:
    made.add_paragraph(
        f"Прочитано документов: {len(progress.rows)} из {len(expertise.frame)} согласованных "
        f"за {expertise.year_label} учебный год. Выборка случайная, "
        f"{expertise.get_strata_display()}, зерно {expertise.seed}: по нему любой вытянет ту "
        "же."
    )
    made.add_paragraph(
        "Каждый документ прочитали двое, не видя оценок друг друга. Согласие читателей: "
        f"{progress.words}."
    )


def _points(made: Doc, progress: Progress) -> None:
    table = made.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    for cell, title in zip(table.rows[0].cells, COLUMNS, strict=True):
        cell.text = title
    for read in progress.rows:
        cells = table.add_row().cells
        cells[0].text = read.sampled.document.school.short_name
        cells[1].text = read.sampled.document.title
        cells[2].text = _of(read)
        cells[3].text = "\n".join(_remarks(read))
    made.add_paragraph("По алфавиту школ. Баллы не для сравнения школ между собой.")


def _of(read: Read) -> str:
    return "нет" if read.points is None else f"{read.points} из {read.most}"


def _remarks(read: Read) -> list[str]:
    if not read.lines:
        return []
    said = [one.remarks for one in read.sheets if one.submitted_at and one.remarks]
    return [*said, *filter(None, [read.sampled.settled_words])]


def _criteria(made: Doc) -> None:
    rubric = load_expertise_rubric()
    made.add_paragraph().add_run(
        f"Критерии (редакция {rubric.edition}; {NOT_NORMATIVE})"
    ).bold = True
    for one in rubric.criteria:
        words = "; ".join(f"{score}: {text}" for score, text in enumerate(one.descriptors))
        made.add_paragraph(f"{one.title}. {words}.", style="List Bullet")
