"""The order and the card on paper: read back, and nothing said that may not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from docx import Document

from opora.domain.identification.queries.why import card
from opora.domain.identification.services import replies, statuses
from opora.methodology.document_standards import load_document_standards
from opora.methodology.packs import MethodologyError
from opora.reading import read_document
from opora.reports.identification_order import OrderForm, order_docx, points
from opora.reports.why_listed import card_data, why_listed_pdf
from tests import factories
from tests.domain.identification.conftest import *  # noqa: F403  # the district of identification
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(authority) -> OrderForm:
    return OrderForm(
        issuer=authority,
        day=date(2025, 11, 25),
        number="312-од",
        place="г. Ключевск",
        signatory_post="Начальник управления",
        signatory_name="П. И. Державин",
        basis=("приказом Министерства образования Заречного края от 10.10.2025 № 44",),
        roadmaps_due=date(2025, 12, 20),
        support="Информационно-методический центр",
    )


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in document.paragraphs] + cells)


def test_the_order_reads_back_as_an_order(approved_run, form):
    read = read_document(order_docx(approved_run, form), "приказ.docx")
    document = read.document
    assert (document.number, document.date) == ("312-од", date(2025, 11, 25))
    assert [one.number for one in document.orders] == ["1", "2", "3", "3.1", "3.2", "4"]
    assert document.signatory.name == "П. И. Державин"


def test_the_list_is_by_alphabet_with_grounds_and_without_counts_of_pupils(
    approved_run, form, schools
):
    text = text_of(order_docx(approved_run, form))
    names = [schools[one].name for one in ("repeated", "low", "small")]
    places = [text.index(name) for name in sorted(names, key=str.casefold)]
    assert places == sorted(places)
    assert schools["fair"].name not in text
    assert "Пункт А выполнен: 2 процедуры из 3, достаточно 2." in text
    assert "Протокол комиссии от 10.11.2025 № 2" in text
    assert " из 20" not in text


def test_an_order_without_approval_is_a_draft(sent_run, form):
    assert text_of(order_docx(sent_run, form)).startswith("ПРОЕКТ")


def test_the_approved_order_is_no_draft(approved_run, form):
    assert "ПРОЕКТ" not in text_of(order_docx(approved_run, form))


def test_the_order_ends_the_status_of_schools_that_leave(
    approved_run, form, schools, authority, coordinator
):
    act = factories.make_act(authority, date=date(2024, 11, 20))
    statuses.begin(
        school=schools["fair"], property="low_results", act=act, by=coordinator, at=NOON
    )
    told = points(approved_run, form)
    assert told[-2].startswith("4. Считать утратившими статус")
    assert schools["fair"].name in told[-2]


def test_control_is_laid_on_whom_the_person_says(approved_run, form):
    told = points(approved_run, replace(form, control="заместителя начальника", support=""))
    assert told[-1] == (
        "3. Контроль за исполнением настоящего приказа возложить на заместителя начальника."
    )


def test_an_unregistered_order_leaves_a_line_for_its_number(approved_run, form):
    assert "№ _______" in text_of(order_docx(approved_run, replace(form, number="")))


def test_the_form_is_of_the_edition_in_force_on_the_day():
    standards = load_document_standards()
    assert standards.on(date(2025, 8, 18)).code.endswith("2025")
    assert standards.on(date(2024, 5, 1)).code.endswith("2016")
    with pytest.raises(MethodologyError):
        standards.on(date(2001, 1, 1))


def pdf_text(content: bytes) -> str:
    """Return the words of all pages; cells of a table stand as they were typeset."""
    with pdfplumber.open(BytesIO(content)) as pdf:
        return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_the_card_prints_rule_numbers_files_and_replies(open_run, verdict_of, school_head):
    verdict = verdict_of(open_run, "low")
    claim = replies.Claim("ВПР-РУ-5", 2025, 2, 20, "#strong[Ошибка] в пяти работах")
    replies.contest(verdict=verdict, claim=claim, by=school_head, at=NOON)
    content = why_listed_pdf(verdict, user=school_head, on=TODAY, at=NOON)
    assert content.startswith(b"%PDF")
    text = pdf_text(content)
    for said in (
        "8 из 20",
        "Пункт А выполнен",
        "#strong[Ошибка]",
        "40,0 %",
        "участника меньше",
    ):
        assert said in text


def test_the_card_of_the_region_hides_small_counts(open_run, verdict_of, regional_coordinator):
    verdict = verdict_of(open_run, "repeated")
    told = card(verdict, user=regional_coordinator, on=TODAY)
    counts = [cells[2] for cells in card_data(told, at=NOON)["lines"]]
    assert "скрыто: меньше 5" in counts
    assert "6 из 20" in counts
    assert "1 из 20" not in counts
    content = why_listed_pdf(verdict, user=regional_coordinator, on=TODAY, at=NOON)
    assert "Числа меньше 5 скрыты" in pdf_text(content)
