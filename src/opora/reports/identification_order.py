"""The order with the list of schools as a Word document, in the form of its day.

A run that nobody has approved is printed as a draft of the order, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from opora.domain.identification.clauses import parts_of
from opora.domain.identification.models import Run, SchoolStatus, Verdict
from opora.domain.identification.questions import rule_of
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.methodology.document_standards import DocumentStandard, load_document_standards
from opora.methodology.rules import Rule

Align = WD_ALIGN_PARAGRAPH
_NUMBER_WIDTH = Mm(12)
_SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What a person fills in before the order is made.

    Attributes
    ----------
    number : str
        Empty before registration: a line is left for it.
    basis : tuple of str
        Acts «В соответствии с…», each in the case that the phrase needs.
    roadmaps_due : date, optional
        By when the schools make their roadmaps.
    support : str
        Who leads the support, in the nominative; the point is left out without it.
    control : str
        On whom the control is laid, in the accusative; empty keeps it with who signs.
    executor : str
        Name and telephone of who prepared the paper.
    """

    issuer: Organisation
    day: date
    place: str
    signatory_post: str
    signatory_name: str
    number: str = ""
    basis: tuple[str, ...] = ()
    roadmaps_due: date | None = None
    support: str = ""
    control: str = ""
    executor: str = ""


@dataclass(frozen=True, slots=True)
class ListedSchool:
    """A line of the list: the school in full, and by which part of the rule it is there."""

    name: str
    ground: str


def order_docx(run: Run, form: OrderForm) -> bytes:
    """Return the order with its list.

    Parameters
    ----------
    run : Run
        Approved; of any other status a draft of the order is made.
    form : OrderForm
        Requisites.

    Raises
    ------
    MethodologyError
        If no edition of the standard is known for the day of the order.
    """
    standard = load_document_standards().on(form.day)
    listed = listed_schools(run)
    document = Document()
    _set_page(document, standard)
    document.core_properties.title = heading(run)
    document.core_properties.author = "Опора"
    if run.status != Run.Status.APPROVED:
        _line(document, "ПРОЕКТ", align=Align.RIGHT)
    _add_head(document, run, form)
    _add_text(document, standard, run, form)
    _add_signature(document, form)
    _add_list(document, standard, run, form, listed)
    return _bytes(document)


def heading(run: Run) -> str:
    """Return the heading of the text: «Об утверждении списка…»."""
    return (
        "Об утверждении списка общеобразовательных организаций с низкими образовательными "
        f"результатами на {_school_year(run)} учебный год"
    )


def listed_schools(run: Run) -> list[ListedSchool]:
    """Return the list as it is printed: by alphabet, without counts of pupils."""
    rule = rule_of(run)
    verdicts = run.verdicts.listed().select_related("school")
    rows = [ListedSchool(one.school.name, _ground(one, rule, run.year)) for one in verdicts]
    return sorted(rows, key=lambda row: row.name.casefold())


def leaving_schools(run: Run) -> list[str]:
    """Return the schools whose status this list ends."""
    listed = run.verdicts.listed().values("school")
    standing = SchoolStatus.objects.filter(
        property=SchoolStatus.Property.LOW_RESULTS, until=None, school__verdicts__run=run
    )
    return sorted(standing.exclude(school__in=listed).values_list("school__name", flat=True))


def points(run: Run, form: OrderForm) -> list[str]:
    """Return the numbered points of the order, the control last."""
    approval = (
        "Утвердить список общеобразовательных организаций с низкими образовательными "
        f"результатами на {_school_year(run)} учебный год согласно приложению к настоящему "
        "приказу."
    )
    told = [
        approval,
        *_support(form),
        *_duties(form),
        *_endings(run),
        _control(form),
    ]
    numbered: list[str] = []
    number = 0
    for text in told:
        if text.startswith("\t"):
            numbered.append(text.strip().replace("#", str(number)))
        else:
            number += 1
            numbered.append(f"{number}. {text}")
    return numbered


def _support(form: OrderForm) -> Iterator[str]:
    if form.support:
        yield (
            "Организовать методическое сопровождение организаций, указанных в приложении. "
            f"Ответственный: {form.support}."
        )


def _duties(form: OrderForm) -> Iterator[str]:
    yield "Руководителям общеобразовательных организаций, указанных в приложении:"
    yield "\t#.1. Ознакомить с настоящим приказом педагогические коллективы."
    if form.roadmaps_due:
        yield (
            "\t#.2. Разработать и утвердить дорожные карты повышения качества образования в "
            f"срок до {form.roadmaps_due:%d.%m.%Y} г."
        )


def _endings(run: Run) -> Iterator[str]:
    leaving = leaving_schools(run)
    if leaving:
        yield (
            "Считать утратившими статус школы с низкими образовательными результатами с даты "
            f"настоящего приказа: {'; '.join(leaving)}."
        )


def _control(form: OrderForm) -> str:
    if form.control:
        return f"Контроль за исполнением настоящего приказа возложить на {form.control}."
    return "Контроль за исполнением настоящего приказа оставляю за собой."


def _ground(verdict: Verdict, rule: Rule, year: int) -> str:
    if verdict.final_listed is not None:
        return verdict.final_reason
    listed = verdict.official == Verdict.Official.YES
    parts = parts_of(rule, verdict.clauses, year, listed=listed)
    return " ".join(part.sentence for part in parts if part.holds)


def _school_year(run: Run) -> str:
    """Return the school year that begins after the results: help is given in it."""
    year = SchoolYear(run.year)
    return f"{year.start}/{year.start + 1}"


def _set_page(document: Any, standard: DocumentStandard) -> None:
    page, margins = document.sections[0], standard.margins
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(margins.left), Mm(margins.right)
    page.top_margin, page.bottom_margin = Mm(margins.top), Mm(margins.bottom)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(standard.text_size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    style.paragraph_format.space_after = Pt(0)
    _number_pages(page)


def _number_pages(page: Any) -> None:
    """Put the page number in the middle of the top margin, from the second page on."""
    page.different_first_page_header_footer = True
    paragraph = page.header.paragraphs[0]
    paragraph.alignment = Align.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001  # no public way


def _add_head(document: Any, run: Run, form: OrderForm) -> None:
    _line(document, form.issuer.name.upper(), align=Align.CENTER, bold=True)
    _line(document, "")
    _line(document, "ПРИКАЗ", align=Align.CENTER, bold=True)
    _line(document, "")
    _line(document, f"{form.day:%d.%m.%Y}\t№ {form.number or '_______'}")
    _line(document, form.place, align=Align.CENTER)
    _line(document, "")
    _line(document, heading(run), bold=True)
    _line(document, "")


def _add_text(document: Any, standard: DocumentStandard, run: Run, form: OrderForm) -> None:
    indent = Mm(standard.indent_mm)
    _line(document, preamble(run, form), align=Align.JUSTIFY, indent=indent)
    _line(document, "ПРИКАЗЫВАЮ:")
    for text in points(run, form):
        _line(document, text, align=Align.JUSTIFY, indent=indent)


def preamble(run: Run, form: OrderForm) -> str:
    """Return the part before «ПРИКАЗЫВАЮ»: on what acts and what calculation it rests."""
    acts = f"В соответствии с {', '.join(form.basis)}, н" if form.basis else "Н"
    return (
        f"{acts}а основании результатов оценочных процедур {run.year} года (расчёт от "
        f"{run.created_at:%d.%m.%Y} № {run.number}, правило «{rule_of(run).title}») и в целях "
        "адресной поддержки общеобразовательных организаций"
    )


def _add_signature(document: Any, form: OrderForm) -> None:
    for _ in range(2):
        _line(document, "")
    _line(document, f"{form.signatory_post}\t{form.signatory_name}")
    if form.executor:
        _line(document, "")
        _line(document, form.executor)


def _add_list(
    document: Any,
    standard: DocumentStandard,
    run: Run,
    form: OrderForm,
    listed: Sequence[ListedSchool],
) -> None:
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    number = form.number or "_______"
    for text in ("Приложение", "УТВЕРЖДЁН", f"приказом от {form.day:%d.%m.%Y} № {number}"):
        _line(document, text, align=Align.RIGHT)
    _line(document, "")
    title = (
        "Список общеобразовательных организаций с низкими образовательными результатами "
        f"на {_school_year(run)} учебный год"
    )
    _line(document, title, align=Align.CENTER, bold=True)
    _line(document, "")
    _add_table(document, listed, size=Pt(standard.table_size))
    _line(document, "")
    _line(
        document,
        f"Правило {run.rule_code}; данные {run.data_hash[:_SHORT_HASH]}; результат "
        f"{run.digest[:_SHORT_HASH]}. Школы стоят по алфавиту, места не вычисляются.",
    )


def _add_table(document: Any, listed: Sequence[ListedSchool], *, size: Any) -> None:
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    _fill(table.rows[0], ("№ п/п", "Общеобразовательная организация", "Основание"), size)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # as above
    for number, school in enumerate(listed, start=1):
        _fill(table.add_row(), (str(number), school.name, school.ground), size)
    for row in table.rows:
        row.cells[0].width = _NUMBER_WIDTH


def _fill(row: Any, texts: tuple[str, ...], size: Any) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.paragraphs[0].add_run(text).font.size = size


def _line(
    document: Any,
    text: str,
    *,
    align: Any = None,
    bold: bool = False,
    indent: Any = None,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.first_line_indent = indent
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(120))
    paragraph.add_run(text).bold = bold


def _bytes(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
