from datetime import date

import pytest

from opora.reading.model import Clause
from opora.reading.requisites import infer_period, read_period

SIGNED = date(2021, 6, 30)


def days(period):
    return period.start.isoformat(), period.end.isoformat()


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("План на 2021-2024 годы", "2021-01-01", "2024-12-31"),
        ("План на 2021- 2024 г.г.", "2021-01-01", "2024-12-31"),
        ("План на 2023–2025 гг.", "2023-01-01", "2025-12-31"),
        ("План с 2021 по 2024 год", "2021-01-01", "2024-12-31"),
        ("План на 2022 и 2023 годы", "2022-01-01", "2023-12-31"),
        ("План на 2022 год", "2022-01-01", "2022-12-31"),
        ("О мерах в 2024 году", "2024-01-01", "2024-12-31"),
        ("План до 2024 г.", "2021-06-30", "2024-12-31"),
        ("План до конца 2024 года", "2021-06-30", "2024-12-31"),
        ("План до 31 декабря 2022 года", "2021-06-30", "2022-12-31"),
        ("План на 2020-2021 учебный год", "2020-09-01", "2021-08-31"),
        ("План на 2021/22 уч. год", "2021-09-01", "2022-08-31"),
        ("План на 2021-2022 у. г.", "2021-09-01", "2022-08-31"),
        ("План на учебный год 2021-2022", "2021-09-01", "2022-08-31"),
        ("План в 2022-2023 учебном году", "2022-09-01", "2023-08-31"),
        ("План на 2022/2023 и 2023/2024 учебные годы", "2022-09-01", "2024-08-31"),
        ("План на 2022-2024 учебные годы", "2022-09-01", "2024-08-31"),
        ("План на период с 01.09.2022 по 31.08.2024", "2022-09-01", "2024-08-31"),
        ("План с 1 сентября 2023 г. по 31 мая 2024 г.", "2023-09-01", "2024-05-31"),
        ("План на сентябрь 2022 – май 2023 года", "2022-09-01", "2023-05-31"),
        ("План на октябрь-декабрь 2022 года", "2022-10-01", "2022-12-31"),
        ("План на II полугодие 2022 года", "2022-07-01", "2022-12-31"),
        ("План на первое полугодие 2022-2023 учебного года", "2022-09-01", "2022-12-31"),
        ("План по Программе на 2021-2025 годы на 2023 год", "2023-01-01", "2023-12-31"),
        ("План на 2022 год по реализации Концепции до 2024 года", "2022-01-01", "2022-12-31"),
    ],
)
def test_a_printed_period_is_read(title, start, end):
    assert days(read_period([title], SIGNED)) == (start, end)


def test_the_first_title_that_prints_a_period_decides():
    assert (
        days(read_period([None, "План", "на 2022 год", "на 2023 год"], None))[0] == "2022-01-01"
    )


def test_an_end_alone_has_no_start_without_a_date_of_the_order():
    period = read_period(["План до 2024 г."], None)
    assert (period.start, period.start_basis) == (None, "дата приказа")


@pytest.mark.parametrize("title", ["План мероприятий", "Проект «500+»", "Школа № 2021", ""])
def test_a_title_without_a_period_has_none(title):
    assert read_period([title], SIGNED) is None


def test_a_period_that_is_not_printed_runs_over_the_dates_the_deadlines_print():
    year = Clause(
        "school_year", year="2021-2022", start=date(2021, 9, 1), end=date(2022, 8, 31)
    )
    month = Clause("window", start=date(2023, 2, 1), end=date(2023, 2, 28))
    period = infer_period([[year], [month]], None)
    assert period.inferred
    assert days(period) == ("2021-09-01", "2023-02-28")


def test_inferred_dates_tell_no_period():
    guess = Clause("window", start=date(2021, 9, 1), end=date(2021, 9, 30), year_inferred=True)
    assert infer_period([[guess]], None) is None
