from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.reading.requisites.marks import find_dates, find_numbers, month_of, normal_number

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day", "printed"),
    [
        ("30 июня 2021 г.", date(2021, 6, 30), "30 июня 2021 г."),
        ("04.09.2020г.", date(2020, 9, 4), "04.09.2020г."),
        ("«09» октября 2023 г.", date(2023, 10, 9), "«09» октября 2023 г."),
        ("от «_12_» __марта__ 2022 г.", date(2022, 3, 12), "«_12_» __марта__ 2022 г."),
        ("от 26.07.2021 № 5", date(2021, 7, 26), "26.07.2021"),
        ("от 3.2.24", date(2024, 2, 3), "3.2.24"),
        ('"14" мая 2022г.', date(2022, 5, 14), '"14" мая 2022г.'),
        ("26.07.2021 г. Пермь", date(2021, 7, 26), "26.07.2021"),
        ("15 ЯНВАРЯ 2024 ГОДА", date(2024, 1, 15), "15 ЯНВАРЯ 2024 ГОДА"),
    ],
)
def test_a_date_is_read_as_orders_print_it(text, day, printed):
    mark = next(iter(find_dates(text)))
    assert (mark.date, mark.printed) == (day, printed)


@pytest.mark.parametrize("text", ["31.02.2022", "12.13.2022", "30 февраля 2023 г."])
def test_a_day_that_no_calendar_has_is_found_without_a_date(text):
    assert [mark.date for mark in find_dates(text)] == [None]


@pytest.mark.parametrize(
    "text", ["", "«___» ________ 2022 г.", "2021-2024 годы", "8(34298)2-12-12"]
)
def test_a_text_without_a_full_date_has_none(text):
    assert list(find_dates(text)) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("№ 108 - ОД", "108 - ОД"),
        ("№400а/п", "400а/п"),
        ("№ СЭД-01-01-06-67", "СЭД-01-01-06-67"),
        ("от 27.07.2021 № СЭД- 01-01-06- 67", "СЭД- 01-01-06- 67"),
        ("№ 402 / а", "402 / а"),
        ("№ 77/2-о «О мерах»", "77/2-о"),
        ("№ 273-ФЗ", "273-ФЗ"),
        ("№ _45-о_", "45-о"),
        ("N 1234", "1234"),
        ("№ 25 п", "25 п"),
        ("№ 45 – О внесении изменений", "45"),
        ("№ 45. Контроль", "45"),
    ],
)
def test_a_number_is_read_as_printed(text, number):
    assert [mark.printed for mark in find_numbers(text)] == [number]


@pytest.mark.parametrize("text", ["№ ____", "№ б/н", "номер", ""])
def test_an_empty_number_is_none(text):
    assert list(find_numbers(text)) == []


def test_a_normal_number_has_no_spaces_and_plain_hyphens():
    assert normal_number("108 – ОД") == "108-ОД"


def test_a_month_is_known_in_any_case():
    assert [month_of(name) for name in MONTHS] == list(range(1, 13))
    assert month_of("среда") == 0


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{}.{}.{}", "«{}» {} {} г."]),
)
def test_every_day_reads_back(day, shape):
    month = f"{day.month:02}" if "." in shape[:3] else MONTHS[day.month - 1]
    text = shape.format(f"{day.day:02}", month, day.year)
    assert [mark.date for mark in find_dates(text)] == [day]


@given(st.text(max_size=200))
def test_marks_stand_inside_any_text(text):
    for mark in (*find_dates(text), *find_numbers(text)):
        assert 0 <= mark.span.start < mark.span.end <= len(text)


@pytest.mark.parametrize("unit", ["_", "«", "1.", "№ 5-", "от 12.03.2022 ", "П "])
def test_marks_of_a_very_long_line_are_found_in_time_linear_in_it(unit):
    began = perf_counter()
    text = unit * (20000 // len(unit))
    list(find_dates(text))
    list(find_numbers(text))
    assert perf_counter() - began < 3
