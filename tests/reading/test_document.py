"""Whole documents of our own, never seen by the rules; and what is written reads back equal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from roadmap_files import WRITERS, Paper

from opora.reading import ReadingRefused, read_document
from opora.reading.as_json import reading_to_json

DOCUMENTS = Path(__file__).parent / "documents"
ANSWERS = sorted(DOCUMENTS.glob("*.json"))


def read(path):
    return read_document(path.read_bytes(), path.name)


def paper_of(answer):
    return next(path for path in DOCUMENTS.glob(f"{answer.stem}.*") if path.suffix != ".json")


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.stem)
def test_requisites_of_an_unseen_document_are_read(answer):
    want = json.loads(answer.read_text("utf-8"))["document"]
    got = reading_to_json(read(paper_of(answer)), with_layout=False)["document"]
    plain = ("kind", "title", "organization", "number", "date", "place")
    assert {key: got[key] for key in plain} == {key: want[key] for key in plain}
    assert _only(got["period"], want.get("period")) == want.get("period")
    assert _only(got["signatory"], want["signatory"]) == want["signatory"]
    assert [_only(a, b) for a, b in zip(got["basis"], want["basis"], strict=True)] == want[
        "basis"
    ]
    numbered = [point for point in got["orders"] if point["number"]]
    assert [_only(a, b) for a, b in zip(numbered, want["orders"], strict=True)] == want[
        "orders"
    ]


def _only(got, want):
    return None if got is None or want is None else {key: got.get(key) for key in want}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.stem)
def test_the_plan_of_an_unseen_document_is_read(answer):
    want = json.loads(answer.read_text("utf-8"))
    got = reading_to_json(read(paper_of(answer)), with_layout=False)
    assert got["roadmap"]["title"] == want["roadmap"]["title"]
    texts = ("number", "section", "measure", "deadline_text", "responsible_text", "expected_result",
             "execution_info", "evidence_form")  # fmt: skip
    for item, wanted in zip(got["roadmap"]["items"], want["roadmap"]["items"], strict=True):
        assert {key: item[key] for key in texts} == {key: wanted[key] for key in texts}
    models = [{"name": one["name"], "schools": one["schools"]} for one in got["support_models"]]
    assert models == want["support_models"]


# --- what is written reads back ---------------------------------------------------------------

SCHOOL_YEARS = st.integers(2018, 2027)
DEADLINES = st.sampled_from(
    ["до 01.12.{}", "ноябрь {} г.", "до 15 декабря {} года", "октябрь-ноябрь {} года"]
)
MEASURES = st.sampled_from(
    [
        "Совещание с руководителями школ",
        "Семинар для учителей математики по итогам диагностических работ",
        "Анализ результатов всероссийских проверочных работ",
        "Разработка положения о кураторах",
        "Консультации для заместителей директоров",
        "Взаимное посещение уроков (не менее двух в месяц)",
    ]
)
ACTORS = st.sampled_from(
    [
        "Управление образования",
        "Методический центр, руководители ОО",
        "Лаптева К.К.",
        "Директора школ",
    ]
)
RESULTS = st.sampled_from(
    ["Приказ", "Протокол", "Аналитическая справка", "Не менее 20 участников"]
)
NAMES = st.sampled_from(["Н.П. Орлова", "К.К. Рощин", "Авдеева М.Ю."])
PLACES = st.sampled_from(["с. Тихое", "г. Верхнеозёрск", "пгт Луговое"])


@st.composite
def papers(draw):
    year = draw(SCHOOL_YEARS)
    number = f"{draw(st.integers(1, 999))}{draw(st.sampled_from(['', '-о', '/2', '-ОД']))}"
    day = f"{draw(st.integers(1, 28)):02}.09.{year}"
    years = f"на {year}-{year + 1} учебный год"
    return Paper(
        organization=("Управление образования", "администрации Тихого муниципального района"),
        kind=draw(st.sampled_from(["ПРИКАЗ", "РАСПОРЯЖЕНИЕ"])),
        date=day,
        number=number,
        place=draw(PLACES),
        title=("Об утверждении плана мероприятий", "поддержки школ"),
        preamble="В целях поддержки школ, на основании письма министерства образования от 01.08.2018 № 5",
        operative="ПРИКАЗЫВАЮ",
        points=(
            f"Утвердить план мероприятий поддержки школ {years} (приложение).",
            "Руководителям школ обеспечить исполнение плана.",
            "Контроль за исполнением приказа оставляю за собой.",
        ),
        post="Начальник управления",
        name=draw(NAMES),
        stamp=("Приложение", "к приказу управления образования", f"от {day} № {number}"),
        heading=("План мероприятий", f"поддержки школ {years}"),
        columns=("№ п/п", "Мероприятие", "Срок", "Ответственный", "Ожидаемый результат"),
        rows=_rows(draw, year),
    )


def _rows(draw, year):
    rows = []
    for section in range(1, draw(st.integers(1, 3)) + 1):
        rows.append((f"{section}. Раздел о мерах поддержки",))
        for index in range(1, draw(st.integers(1, 4)) + 1):
            due = draw(DEADLINES).format(year)
            rows.append(
                (f"{section}.{index}", draw(MEASURES), due, draw(ACTORS), draw(RESULTS))
            )
    return tuple(rows)


def said(reading):
    return [
        (
            item.number,
            item.measure,
            item.deadline_text,
            item.responsible_text,
            item.expected_result,
        )
        for item in reading.roadmap.items
    ]


def reads_back(paper, file_format):
    reading = read_document(WRITERS[file_format](paper), f"order.{file_format}")
    document = reading.document
    assert (document.kind, document.number) == (paper.kind.lower(), paper.number)
    assert f"{document.date:%d.%m.%Y}" == paper.date
    assert (document.place, document.signatory.name) == (paper.place, paper.name)
    assert document.title == "Об утверждении плана мероприятий поддержки школ"
    assert len(document.orders) == len(paper.points)
    assert [s.title for s in reading.roadmap.sections] == [
        row[0].partition(" ")[2] for row in paper.rows if len(row) == 1
    ]
    assert said(reading) == [row for row in paper.rows if len(row) > 1]


@pytest.mark.parametrize("file_format", ["txt", "html", "docx"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(paper=papers())
def test_a_written_roadmap_reads_back_equal(file_format, paper):
    reads_back(paper, file_format)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(paper=papers())
def test_a_roadmap_written_to_pdf_reads_back_equal(paper):
    reads_back(paper, "pdf")


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"%PDF-1.4 broken", b"PK\x03\x04 broken"]
)
def test_a_broken_file_is_refused_in_words(content):
    with pytest.raises(ReadingRefused, match=r"[а-я]{3}"):
        read_document(content, "приказ.docx")


def test_a_text_that_is_no_order_is_read_as_nothing():
    reading = read_document("Привет, это просто письмо другу.".encode(), "note.txt")
    assert reading.roadmap.items == ()
    assert "no-roadmap" in [one.code for one in reading.findings]


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="ПРИКАЗприказываю №1.2-\n\t«»()от 2021гУТВЕРЖДАЮОб", max_size=400))
def test_any_text_is_read_or_refused(text):
    try:
        read_document(text.encode(), "x.txt")
    except ReadingRefused:
        return
