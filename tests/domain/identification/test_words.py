"""Numbers in words, the rule in its parts, and what may not be made of results."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.identification import purpose, words
from opora.domain.identification.clauses import parts_of, reason_words
from opora.methodology.packs import MethodologyError
from opora.methodology.purposes import Purpose, load_purposes
from opora.methodology.rules import load_rules


def clause(assessment: str, year: int, *, low: bool, reason: str = "") -> dict[str, object]:
    return {
        "assessment": assessment, "year": year, "participants": 20, "below": 8,
        "low": low and not reason, "reason": reason,
    }  # fmt: skip


CLAUSES = [
    clause("ВПР-МА-5", 2024, low=True), clause("ВПР-МА-5", 2025, low=True),
    clause("ВПР-РУ-5", 2024, low=False), clause("ВПР-РУ-5", 2025, low=True),
    clause("ВПР-МА-6", 2025, low=True, reason="BIAS"),
]  # fmt: skip


@given(st.floats(0, 1))
def test_every_probability_has_words(probability):
    said = words.chance(probability)
    assert said in {"почти наверняка", "почти исключено"} or re.fullmatch(
        r"около [1-9] из 10", said
    )
    assert words.firmness(probability)
    assert words.every(probability)


def test_ten_participants_list_every_second_ordinary_school():
    rule = load_rules().rule("R2020")
    said = words.small_n(rule, participants=10, assessments=4, ordinary=0.15)
    assert said == (
        "При 10 участниках в процедуре под правило попадает каждая вторая обычная школа, в "
        "которой низких результатов 15 %."
    )


def test_fifty_participants_list_hardly_any():
    said = words.small_n(
        load_rules().rule("R2025-OR"), participants=50, assessments=4, ordinary=0.15
    )
    assert said is not None
    assert "почти никогда не попадает" in said


def test_many_assessments_are_not_too_many_for_the_sentence():
    rule = load_rules().rule("R2020")
    assert words.small_n(rule, participants=10, assessments=9, ordinary=0.15)


@pytest.mark.parametrize(
    ("code", "participants", "ordinary"),
    [("RRANK", 10, 0.15), ("R2020", 10, 0.35), ("R2020", 0, 0.15)],
)
def test_where_the_sentence_would_mislead_it_is_not_said(code, participants, ordinary):
    rule = load_rules().rule(code)
    said = words.small_n(rule, participants=participants, assessments=4, ordinary=ordinary)
    assert said is None


@given(st.sets(st.integers(1, 400), min_size=1))
def test_row_ranges_name_every_row(rows):
    told = words.row_ranges(rows).split(maxsplit=1)[1]
    named = set()
    for part in told.split(", "):
        first, _, last = part.partition("–")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == rows


def test_a_rule_of_two_parts_is_taken_apart():
    first, second = parts_of(load_rules().rule("R2025-OR"), CLAUSES, 2025, listed=True)
    assert first.sentence == "Пункт А выполнен: 2 процедуры из 2, достаточно 2."
    assert second.sentence == "Пункт Б выполнен: 1 процедура из 2, достаточно 1."


def test_a_rule_of_one_part_counts_the_window():
    (part,) = parts_of(load_rules().rule("R2020"), CLAUSES[:1], 2025, listed=False)
    assert part.sentence == "Правило не выполнено: 1 процедура из 1, нужно 2."


def test_a_part_without_counts_says_what_it_is():
    (part,) = parts_of(load_rules().rule("RMANUAL"), CLAUSES, 2025, listed=True)
    assert part.sentence == "Правило выполнено: школа названа в приказе региона."
    (rank,) = parts_of(load_rules().rule("RRANK"), CLAUSES, 2025, listed=False)
    assert rank.sentence.startswith("Правило не выполнено: школа среди последних 25 %")


def test_parts_agree_with_the_rule(run):
    for verdict in run.verdicts.exclude(official="insufficient"):
        rule = load_rules().rule("R2025-OR")
        parts = parts_of(rule, verdict.clauses, run.year, listed=False)
        assert any(part.holds for part in parts) == (verdict.official == "yes")


test_parts_agree_with_the_rule = pytest.mark.django_db(test_parts_agree_with_the_rule)


def test_reasons_have_words():
    assert "необъективными" in reason_words("BIAS")
    assert reason_words("REGION-7") == "REGION-7"


@pytest.mark.parametrize(
    "forbidden",
    [
        purpose.rank_schools,
        purpose.rate_teachers,
        lambda: purpose.require("pupil_list"),
        lambda: purpose.require_order("probability"),
        lambda: purpose.require_order("share"),
    ],
)
def test_what_the_law_forbids_is_refused_with_the_act_and_what_instead(forbidden):
    with pytest.raises(purpose.PurposeForbidden, match="Основание: ") as refusal:
        forbidden()
    assert refusal.value.purpose.instead in str(refusal.value)


def test_every_forbidden_purpose_says_what_to_use_instead():
    for one in load_purposes().purposes:
        assert one.allowed or (one.act and one.instead)


def test_a_purpose_that_nobody_named_is_not_allowed_silently():
    with pytest.raises(MethodologyError):
        purpose.require("advertising")


def test_a_forbidden_purpose_without_a_way_out_is_no_purpose():
    with pytest.raises(ValueError, match="instead"):
        Purpose(code="x", title="x", allowed=False, act="x", source="x", confidence="low")
