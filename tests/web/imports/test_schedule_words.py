from datetime import date

import pytest

from opora.web.imports.schedule_words import (
    options,
    remarks,
    schedule_words,
    variants,
    without_dittos,
)

PLAN = {"start": date(2025, 9, 1), "end": date(2026, 5, 31)}
DEADLINE = {"type": "deadline", "date": "2025-12-25"}
WEEKLY = {"type": "recurring", "rrule": "FREQ=MONTHLY;BYMONTHDAY=10"}


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ([DEADLINE], "25.12.2025, чт"),
        ([{"type": "window", "start": "2025-12-20", "end": "2026-01-10"}], "20.12.2025 – 10.01.2026"),
        ([DEADLINE, {"type": "deadline", "date": "2025-10-01"}], "2\u00a0срока: 01.10.2025, 25.12.2025"),
        ([WEEKLY], "9\u00a0сроков: 10.09.2025, 10.10.2025, 10.11.2025, 10.12.2025 … и ещё 5"),
        ([], "срок не указан"),
        ([{"type": "as_needed"}], "по мере необходимости, 2025/26 учебный год"),
        ([{"type": "чудо"}], "Срок не понят: «чудо». Укажите его ещё раз."),
    ],
)  # fmt: skip
def test_a_schedule_is_said_in_a_few_words(schedule, words) -> None:
    assert schedule_words(schedule, **PLAN) == words


def test_days_are_said_even_if_the_plan_has_no_period() -> None:
    assert schedule_words([DEADLINE]) == "25.12.2025, чт"
    assert schedule_words([WEEKLY]) == "дни появятся, когда указан период плана"


def test_what_is_not_printed_is_said() -> None:
    assert remarks([{**DEADLINE, "year_inferred": True}]) == ["год выведен"]


def test_alternatives_are_offered_and_a_choice_can_be_changed_back() -> None:
    schedule = [{**DEADLINE, "alternatives": [WEEKLY]}]
    offered = options(schedule, **PLAN)
    assert [option.number for option in offered] == [1, 2]
    assert [option.chosen for option in offered] == [True, False]
    chosen = list(variants(schedule))[1]
    assert chosen[0]["type"] == "recurring"
    assert list(variants(chosen))[1][0]["date"] == DEADLINE["date"]


def test_one_way_is_no_choice() -> None:
    assert options([DEADLINE], **PLAN) == []


def test_a_ditto_takes_the_schedule_of_the_row_above() -> None:
    ditto = [{"type": "same_as_above"}]
    assert without_dittos([[DEADLINE], ditto, ditto, []]) == [
        [DEADLINE],
        [DEADLINE],
        [DEADLINE],
        [],
    ]
