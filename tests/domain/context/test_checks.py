"""Answers are checked as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.context.checks import all_remarks, parse, remarks
from opora.domain.context.fields import (
    PUPILS,
    SETTLEMENT,
    TEACHERS,
    field_of,
    passport_fields,
)


def test_an_empty_answer_is_no_answer() -> None:
    assert parse(field_of("C02"), "  ") is None


def test_spaces_between_thousands_are_understood() -> None:
    assert parse(field_of(PUPILS), "1 204") == 1204


def test_a_settlement_is_chosen_from_the_list() -> None:
    assert parse(field_of(SETTLEMENT), "village") == "village"
    with pytest.raises(ValueError, match="из списка"):
        parse(field_of(SETTLEMENT), "хутор")


def test_a_part_without_its_whole_asks_for_the_whole() -> None:
    found = remarks(field_of("R1"), {"R1": 5}, {})

    assert "сколько всего учителей" in found[0].sentence


def test_a_total_below_a_part_is_wrong() -> None:
    found = remarks(field_of(PUPILS), {PUPILS: 10, "C04": 12}, {})

    assert found[0].is_error
    assert "Многодетные" in found[0].sentence


def test_a_share_that_jumps_is_asked_about_and_not_forbidden() -> None:
    found = remarks(field_of("C05"), {PUPILS: 100, "C05": 70}, {PUPILS: 100, "C05": 20})

    assert not found[0].is_error
    assert "Год назад было 20 из 100" in found[0].sentence


def test_a_jump_in_a_tiny_school_says_nothing() -> None:
    assert remarks(field_of("C05"), {PUPILS: 8, "C05": 7}, {PUPILS: 8, "C05": 1}) == []


@given(
    st.integers(1, 2000),
    st.lists(st.floats(0, 1), min_size=len(passport_fields()), max_size=len(passport_fields())),
)
def test_parts_within_their_wholes_are_never_errors(pupils: int, shares: list[float]) -> None:
    told: dict[str, int | str | None] = {PUPILS: pupils, TEACHERS: 30}
    for field, share in zip(passport_fields(), shares, strict=True):
        if field.base:
            whole = told[field.base]
            assert isinstance(whole, int)
            told[field.code] = int(share * whole)

    assert [one for one in all_remarks(told, {}) if one.is_error] == []


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_whole_number_or_a_refusal_in_words(typed: str) -> None:
    text = "".join(typed.split())
    if not text or text.isdecimal():
        assert parse(field_of(PUPILS), typed) == (int(text) if text else None)
    else:
        with pytest.raises(ValueError, match=r"\.$"):
            parse(field_of(PUPILS), typed)
