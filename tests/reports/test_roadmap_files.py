from __future__ import annotations

import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from opora.demo.orders import orders
from opora.demo.paper import printed
from opora.domain.roadmaps.models import Obligation
from opora.domain.roadmaps.services import editions
from opora.reading import read_document
from opora.reports.plan_table import MeasureLine, SectionLine, plan_table
from opora.reports.roadmap_docx import roadmap_docx
from opora.reports.roadmap_pdf import roadmap_pdf
from opora.reports.sheets import obligations_xlsx, roadmap_xlsx
from tests.reports.conftest import NOON

TODAY = date(2025, 11, 12)
SEEDS = sorted(
    (Path(__file__).resolve().parents[2] / ".." / "shared" / "seeds").resolve().glob("*.txt")
)
OURS = {order.file: order for order in orders(2025)}


def reread(edition) -> list[tuple[str, ...]]:
    reading = read_document(roadmap_docx(edition, on=TODAY), "план.docx")
    return [
        (
            item.number or "", item.measure, item.deadline_text or "", item.responsible_text or "",
            item.expected_result or "", str(item.section),
        )
        for item in reading.roadmap.items
    ]  # fmt: skip


def printed_of(edition) -> list[tuple[str, ...]]:
    sections = [section.pk for section in edition.sections.order_by("order")]
    return [
        (
            m.number, m.text, m.deadline_text, m.responsible_text, m.cells.get("expected_result", ""),
            str(sections.index(m.section_id) + 1 if m.section_id else None),
        )
        for m in edition.measures.order_by("order")
    ]  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_a_roadmap_printed_to_word_reads_back_equal(edition_of, name):
    edition = edition_of(printed(OURS[name]), name)

    assert reread(edition) == printed_of(edition)


@pytest.mark.parametrize("seed", SEEDS or [None], ids=lambda seed: seed.name if seed else "")
def test_a_seed_printed_to_word_reads_back_equal(edition_of, seed):
    if seed is None:
        pytest.skip("../shared/seeds нет рядом")
    edition = edition_of(seed.read_bytes(), seed.name)

    assert reread(edition) == printed_of(edition)


@pytest.fixture
def edition(edition_of):
    order = next(order for order in OURS.values() if order.format == "docx")
    return edition_of(printed(order), order.file)


def test_the_table_keeps_the_documents_columns_sections_and_repeated_numbers(edition):
    table = plan_table(edition, on=TODAY)

    assert table.headers == (
        "№ п/п", "Мероприятие", "Сроки", "Ответственные", "Ожидаемый результат",
    )  # fmt: skip
    numbers = [line.cells[0] for line in table.lines if isinstance(line, MeasureLine)]
    assert numbers.count("3.4") == 2
    assert sum(isinstance(line, SectionLine) for line in table.lines) == 5


def test_execution_is_said_with_numerator_and_denominator(
    edition, school, coordinator, authority_head
):
    editions.send_for_approval(edition=edition, by=coordinator, at=NOON)
    editions.approve(edition=edition, by=authority_head, at=NOON)

    words = [line.cells[-1] for line in plan_table(edition, on=TODAY, execution=True).lines
             if isinstance(line, MeasureLine)]  # fmt: skip
    assert any(text.startswith("Принято 0 из 1 наступивших; просрочено 1") for text in words)


def test_pdf_prints_texts_that_look_like_markup_as_they_stand(edition):
    measure = edition.measures.first()
    measure.text = '#panic("x") *звёзды* $1$ <a> @b'
    measure.save()

    content = roadmap_pdf(edition, on=TODAY, at=NOON)

    assert content.startswith(b"%PDF")
    layout = read_document(content, "план.pdf").layout
    assert any("#panic" in str(block) for block in layout.blocks)


def test_xlsx_holds_the_plan_and_runs_no_formula(edition, tmp_path):
    edition.measures.filter(order=1).update(text="=HYPERLINK(1)")
    path = tmp_path / "план.xlsx"

    roadmap_xlsx(edition, path, on=TODAY)

    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["План", "Обязательства"]
    rows = book.get_sheet_by_name("План").to_python()
    assert "=HYPERLINK(1)" in [cell for row in rows for cell in row]


def test_a_list_of_obligations_is_streamed_in_constant_memory(
    edition, school, coordinator, authority_head, tmp_path
):
    editions.send_for_approval(edition=edition, by=coordinator, at=NOON)
    editions.approve(edition=edition, by=authority_head, at=NOON)
    rows = Obligation.objects.all()
    obligations_xlsx(rows, tmp_path / "разогрев.xlsx", on=TODAY)

    tracemalloc.start()
    obligations_xlsx(rows, tmp_path / "список.xlsx", on=TODAY)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 8 * 2**20
