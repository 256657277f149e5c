"""What holds for any cell at all, and for any schedule written down and read back."""

from __future__ import annotations

import time
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from opora.reading.deadlines import read_deadline, read_schedule
from opora.reading.model import Context

LONG_CELL = 300
PLAN = Context(date(2022, 9, 1), date(2024, 8, 31), date(2022, 8, 29))
MONTHS = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
OF_MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
WORDS = [
    "до", "с", "по", "в течение", "ежегодно", "ежемесячно", "1", "25", "31.02.2022", "01,10.2022", "2022",
    "2022-2023", "уч.", "г.", "квартал", "IV", "полугодие", "первая", "неделя", "числа", "месяца", ",", "-", "–",
    "/", ";", "(", ")", "\n", "октябрь", "мая", "по мере необходимости", "после", "ВПР", "затем", "каждую",
    "пятницу", "раза", "в", "год", "-//-", "постоянно", "не позднее", "за", "дней", "каникулы", "12.00",
]  # fmt: skip

read_schedule("после ВПР", PLAN)  # the dictionary and the grammar are loaded once

days = st.dates(date(2021, 1, 1), date(2029, 12, 31))
cells = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=10).map("".join),
)


@settings(deadline=None, max_examples=300)
@given(cells)
@example("1 " * 1000)
@example("(" * 2000)
@example("до " * 700)
@example("ежегодно 1,2,3 4-5 " * 100)
def test_any_text_is_read_within_its_own_characters(text: str) -> None:
    begun = time.process_time()
    reading = read_deadline(text, PLAN)
    spent = time.process_time() - begun

    assert reading.clauses
    assert spent < (0.05 if len(text) <= LONG_CELL else 0.6)
    for span in [
        one.span for one in (*reading.clauses, *reading.unread) if one.span is not None
    ]:
        assert 0 <= span.start < span.end <= len(text)


@settings(deadline=None, max_examples=150)
@given(cells)
def test_no_window_ends_before_it_begins(text: str) -> None:
    for clause in read_schedule(text, PLAN):
        assert 0 <= clause.confidence <= 1
        if clause.start is not None and clause.end is not None and not clause.open_end:
            assert clause.start <= clause.end


@settings(deadline=None, max_examples=60)
@given(
    days, st.sampled_from(["до {0:%d.%m.%Y}", "до {0:%d.%m.%Y} г.", "в срок до {0:%d.%m.%y}"])
)
def test_a_deadline_written_down_reads_back(day: date, form: str) -> None:
    (clause,) = read_schedule(form.format(day), PLAN)

    assert (clause.type, clause.date, clause.year_inferred) == ("deadline", day, False)


@settings(deadline=None, max_examples=60)
@given(days, st.integers(1, 200), st.sampled_from(["с {} по {}", "{} – {}", "{}-{}"]))
def test_a_window_written_down_reads_back(day: date, length: int, form: str) -> None:
    end = day + timedelta(length)

    (clause,) = read_schedule(form.format(f"{day:%d.%m.%Y}", f"{end:%d.%m.%Y} г."), PLAN)

    assert (clause.type, clause.start, clause.end) == ("window", day, end)


@settings(deadline=None, max_examples=60)
@given(days)
def test_a_day_in_words_reads_back(day: date) -> None:
    text = f"{day.day} {OF_MONTHS[day.month - 1]} {day.year} года"

    assert read_schedule(text, PLAN)[0].start == day
    assert read_schedule(f"не позднее {text}", PLAN)[0].date == day


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 12), st.integers(2021, 2029), st.sampled_from(["{} {} г.", "{}, {}", "{}{}"])
)
def test_a_month_written_down_reads_back(month: int, year: int, form: str) -> None:
    (clause,) = read_schedule(form.format(MONTHS[month - 1], year), PLAN)

    assert clause.start == date(year, month, 1)
    assert clause.end is not None
    assert (clause.end + timedelta(1)).day == 1


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 12), st.integers(1, 28))
def test_a_yearly_deadline_written_down_reads_back(month: int, day: int) -> None:
    (clause,) = read_schedule(f"ежегодно до {day} {OF_MONTHS[month - 1]}", PLAN)

    assert clause.rrule == f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"
    assert clause.duration is None
