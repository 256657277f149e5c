"""Single wordings of results files: signs, codes, exams, shares, titles of passports."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.methodology.mark_scales import MarkScale, load_mark_scales
from opora.results.answers import task_scores
from opora.results.cells import column_letters, has_no_value, number_of
from opora.results.exams import exam_in, exam_subject, vpr_title_in
from opora.results.passport_cells import passport_value
from opora.results.passport_words import passport_day, school_in, school_year_end
from opora.results.percents import counts_of, makes_hundred
from opora.results.personal import personal_columns
from opora.results.schools import fis_oko_code, named, ris_code


@pytest.mark.parametrize("sign", ["X", "x", "Х", "х", "-", "–", "—", "нет  отметки", " ", None])
def test_signs_of_absence_are_no_value(sign):
    assert has_no_value(sign)


@pytest.mark.parametrize(
    ("text", "number"),
    [("14,0", 14), ("1 376 415", 1376415), ("-3", -3), ("12 %", 12), ("5 из 6", None)],
)
def test_numbers_as_text(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["edu12345", "30511", "Edu1234567", "лицей", "—", "0", ""])
def test_what_is_no_login_of_fis_oko(text):
    assert fis_oko_code(text) is None


@pytest.mark.parametrize("cell", ["edu770201", 123, 1234567, "0711", 71.5, "МОУ", 0, None])
def test_what_is_no_code_of_ris(cell):
    assert ris_code(cell) is None


def test_brackets_that_are_no_code_belong_to_the_name():
    assert named("Школа № 2 (корпус на Лесной)").name == "Школа № 2 (корпус на Лесной)"
    assert named("Школа № 2 (sch770201)").code == "sch770201"


@pytest.mark.parametrize(
    ("line", "kind", "subject"),
    [
        ("06 - Биология 2024.06.11", "ОГЭ", "биология"),
        ("02 – Математика 2024.06.06", "ОГЭ", "математика"),
        ("02 - Математика 2024.05.31", "ЕГЭ", "математика (профильная)"),
        ("52 - ГВЭ Математика (письменно) 2024.05.31", "ГВЭ", "математика"),
        ("Английский язык (устная часть)(2024.06.07)", "ЕГЭ", "английский язык"),
    ],
)
def test_the_exam_is_that_of_the_words(line, kind, subject):
    exam = exam_in(line)
    assert exam is not None
    assert exam_subject(exam, kind, has_mark=False) == subject


@pytest.mark.parametrize("line", ["77 - Приморская область", "Протокол проверки", "2024", ""])
def test_lines_that_open_no_exam(line):
    assert exam_in(line) is None


@pytest.mark.parametrize(
    "title", ["ВПР 2025 Окружающий мир 4 класс", "ВПР 2025. Окружающий мир, 4 класс"]
)
def test_titles_of_reports(title):
    found = vpr_title_in(title)
    assert found is not None
    assert (found.year, found.subject, found.grade) == (2025, "Окружающий мир", 4)


def test_answers_that_are_no_answers_are_not_scores():
    assert task_scores("удалён") is None


@given(st.integers(1, 400), st.data())
def test_shares_of_true_counts_are_never_impossible(participants, data):
    two = data.draw(st.integers(0, participants))
    three = data.draw(st.integers(0, participants - two))
    counts = (two, three, participants - two - three)
    shares = [round(100 * one / participants, 2) for one in counts]

    assert makes_hundred(shares, 2)
    assert counts_of(shares, participants, 2).intervals == tuple((one, one) for one in counts)


def test_counts_that_do_not_make_the_participants_are_impossible():
    assert counts_of([33.33, 33.33], 3, 2).state == "impossible"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Социальный паспорт МБОУ «СОШ № 2» на 2025/2026 учебный год", "МБОУ «СОШ № 2»"),
        ("Наименование школы: МКОУ Лесная ООШ", "МКОУ Лесная ООШ"),
        ("Социальный паспорт школы, 2025-2026 учебный год", None),
        ("Директор МБОУ «СОШ № 2»", None),
    ],
)
def test_the_school_of_a_passport(line, name):
    assert school_in([line]) == name


def test_days_and_years_of_passports():
    assert passport_day("на «1» мая 2026 г.") == date(2026, 5, 1)
    assert passport_day("на 31 ноября 2025 г.") is None
    assert school_year_end("с 2019 по 2025") is None


@pytest.mark.parametrize(
    ("cell", "number", "fits"),
    [
        ("2 семьи", 2, True),
        ("Нет", 0, True),
        ("-", None, True),
        ("много", None, False),
        (-1, -1, False),
    ],
)
def test_cells_of_passports(cell, number, fits):
    assert passport_value(cell) == (number, fits)


def test_the_staff_and_the_address_of_a_school_are_not_personal():
    assert not personal_columns(["ФИО классного руководителя", "Адрес", "Телефон"])
    assert personal_columns(["ФИО родителя", "Телефон"]) == (0, 1)


def test_columns_are_named_as_in_a_spreadsheet():
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]


def test_a_scale_of_another_year_is_never_used():
    scales = load_mark_scales()
    assert scales.scale("ВПР", "РУ", 4, 2025) is None
    assert scales.scale("ОГЭ", "РУ", 9, 2025) is None


@pytest.mark.parametrize(("primary", "mark"), [(14, 2), (15, 3), (22, 3), (23, 4), (29, 5)])
def test_marks_of_oge_in_russian(primary, mark):
    scale = load_mark_scales().scale("ОГЭ", "РУ", 9, 2023)
    assert scale is not None
    assert scale.mark(primary) == mark


def test_a_scale_with_boundaries_out_of_order_is_refused():
    with pytest.raises(ValueError, match="out of order"):
        MarkScale(kind="ВПР", subject="РУ", grade=4, years=(2026, 2026), most=24, from_3=16,
                  from_4=10, from_5=21, source="", confidence="low")  # fmt: skip
