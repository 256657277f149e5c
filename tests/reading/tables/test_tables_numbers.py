from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.reading.tables.numbers import (
    is_number,
    leading_number,
    number_norm,
    numbered_pieces,
    path,
)


@pytest.mark.parametrize(
    "text", ["1", "1.", "1.6.", "2.10", "IV", "III.", "б.", "№ 5", "3)", "1. 2."]
)
def test_an_ordinal_is_a_number(text):
    assert is_number(text)


@pytest.mark.parametrize("text", ["2022 г.", "план", "1 раз", "", "5-9 классы"])
def test_other_texts_are_no_numbers(text):
    assert not is_number(text)


@pytest.mark.parametrize(
    ("printed", "norm"),
    [
        ("1.6.", "1.6"),
        ("б.", "6"),
        ("II.", "2"),
        ("ХI", "11"),
        ("IX.", "9"),
        (None, None),
        ("а)", "а)"),
    ],
)
def test_a_number_is_brought_to_figures_and_dots(printed, norm):
    assert number_norm(printed) == norm


def test_measures_numbered_in_one_cell_are_found_in_their_order():
    text = "1. Сбор данных об итогах 2021. 2. Анализ\n3.Отчёт"
    found = [(number, text[start:end]) for number, start, end in numbered_pieces(text)]
    assert found == [("1.", "Сбор данных об итогах 2021."), ("2.", "Анализ"), ("3.", "Отчёт")]


def test_a_number_out_of_order_is_part_of_the_text():
    assert len(numbered_pieces("1. Обеспечить исполнение п. 7. Положения")) == 1


def test_a_date_or_a_count_does_not_number_a_measure():
    assert leading_number("10.09.2022 День открытых дверей") is None
    assert leading_number("3 семинара") is None
    assert numbered_pieces("01.02.2022. Семинар") == []


@given(st.text(alphabet="0123456789.,)IVXбЗ №aя ", max_size=12))
def test_any_text_has_a_path_only_if_it_is_a_number(text):
    assert bool(path(text)) == is_number(text.strip())


@given(st.text(max_size=60))
def test_pieces_of_a_cell_follow_each_other(text):
    ends = [0]
    for _, start, end in numbered_pieces(text):
        assert ends[-1] <= start <= max(start, end) <= len(text)
        ends.append(end)
