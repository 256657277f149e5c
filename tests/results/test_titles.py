"""Tables whose year, class or subject stands only in the title, as districts send them."""

import io

import pytest

from opora.results import read_results
from opora.results.model import Procedure
from opora.results.titles import Said
from tests.results.written import xlsx_of

HEAD = ["Логин", "ОО", "Кол-во участников", 2, 3, 4, 5]
LINE = ["edu880101", "СОШ № 14", 10, 10, 40, 40, 10]


def read(*lines, name="Отметки.xlsx", sheet="Лист1"):
    return read_results(io.BytesIO(xlsx_of({sheet: list(lines)})), name)


@pytest.mark.parametrize(
    "title",
    [
        "Результаты ВПР по математике, 5 класс, 2024 год",
        "Итоги ВПР-2024 по математике в 5-х классах",
        "Всероссийские проверочные работы. Математика. 5 кл. 2023/2024 учебный год",
        "ВПР математика 5А класс 2024 г.",
    ],
)
def test_the_title_tells_what_the_columns_do_not(title):
    results = read([title], HEAD, LINE)

    assert (results.layout, results.rows.quarantined) == ("flat_marks", 0)
    assert results.procedures == [Procedure("ВПР", "математика", 5, 2024)]
    assert results.schools[0].marks == (1, 4, 4, 1)


def test_a_column_wins_over_the_title():
    results = read(["ВПР 2023, математика"], ["Класс", *HEAD], [6, *LINE])

    assert results.procedures == [Procedure("ВПР", "математика", 6, 2023)]


@pytest.mark.parametrize(
    "title",
    [
        "Сведения по школам, математика, 5 класс, 2024 год",
        "Результаты ВПР по математике и русскому языку, 5 класс, 2024 год",
        "Результаты ВПР по математике, 5-6 классы, 2024 год",
        "Результаты ВПР по математике, 5 и 6 классы, 2024 год",
        "Результаты ВПР по математике, 5 класс, 2023 и 2024 годы",
        "Результаты ВПР по алхимии, 5 класс, 2024 год",
    ],
)
def test_a_title_that_does_not_tell_one_assessment_is_not_guessed(title):
    assert read([title], HEAD, LINE).layout == "unknown"


def test_a_later_line_adds_to_an_earlier_one():
    said = Said().then("Итоги ВПР").then("Окружающему миру").then("4 класс").then("2025 год")

    assert said == Said(names_work=True, year=2025, grade=4, subject="окружающий мир")


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("по литературному чтению", "литературное чтение"),
        ("по литературе", "литература"),
        ("по истории", "история"),
        ("по английскому языку", "английский язык"),
        ("по химии", "химия"),
    ],
)
def test_subjects_are_known_in_any_case(words, subject):
    assert Said().then(f"ВПР {words}").subject == subject


def test_numbers_that_a_program_wrote_as_floats_are_years_and_classes():
    lines = (
        "Год;Класс;Предмет;Логин;ОО;Кол-во участников;2;3;4;5\n"
        "2024.0;5.0;математика;edu880101;СОШ № 14;10.0;10.0;40.0;40.0;10.0\n"
    )
    results = read_results(io.BytesIO(lines.encode()), "marks.csv")

    assert results.procedures == [Procedure("ВПР", "математика", 5, 2024)]
    assert results.rows.quarantined == 0
