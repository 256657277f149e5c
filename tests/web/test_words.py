from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.web import words

DAY = "день,дня,дней"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 дней"), (1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"),
        (12, "12 дней"), (21, "21 день"), (28, "28 дней"), (104, "104 дня"), (111, "111 дней"),
        (3406, "3 406 дней"),
    ],
)  # fmt: skip
def test_counts_agree_with_their_word(count: int, text: str) -> None:
    assert words.counted(count, DAY).replace("\xa0", " ") == text


@given(st.integers(min_value=0, max_value=10**7))
def test_grouping_loses_no_digit(count: int) -> None:
    assert int(words.number(count).replace("\xa0", "")) == count


def test_days_are_said_with_their_weekday() -> None:
    day = date(2025, 11, 12)
    assert words.long_day(day).replace("\xa0", " ") == "12 ноября 2025 г., ср"
    assert words.full_day(day).replace("\xa0", " ") == "Среда, 12 ноября 2025 года"


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (date(2025, 11, 12), "сегодня"),
        (date(2025, 11, 13), "завтра"),
        (date(2025, 11, 14), "через 2 дня"),
        (date(2025, 10, 15), "28 дней назад"),
    ],
)
def test_the_distance_to_a_day_is_said_in_words(due: date, text: str) -> None:
    assert words.days_left(due, date(2025, 11, 12)).replace("\xa0", " ") == text


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 школы"), (2, "2 школ"), (11, "11 школ"), (21, "21 школы")]
)
def test_a_count_after_of_stands_in_the_genitive(count: int, said: str) -> None:
    assert words.out_of(count, "школа,школы,школ").replace("\xa0", " ") == said
