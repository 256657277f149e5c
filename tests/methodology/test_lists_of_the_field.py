"""Subjects, comparability, passport, risks, ФИОКО, indicators: what the lists say and refuse."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora import methodology
from opora.methodology import MethodologyError
from opora.methodology.catalogue import CATALOGUE, entry
from opora.methodology.comparability import Break
from opora.methodology.indicator_definitions import share_percent
from opora.methodology.passport_items import PassportItem


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.name)
def test_every_pack_of_the_catalogue_is_loaded_and_named_by_its_file(one):
    assert one.load().provenance.source
    assert "provenance:" in one.text
    assert entry(one.name) is one


def test_an_unknown_pack_is_refused_by_name():
    with pytest.raises(MethodologyError, match="набора «rules» нет"):
        entry("rules")


@pytest.mark.parametrize(("words", "code"), [
    ("Русский язык", "РУ"), ("МА", "МА"), ("математика (базовая)", "МАБ"),
    ("Математика профильная", "МАП"), (" окружающий мир ", "ОКР"),
])  # fmt: skip
def test_a_subject_is_known_by_code_name_and_spelling(words, code):
    assert methodology.load_subjects().named(words).code == code


def test_the_two_examinations_in_mathematics_have_numbers_of_their_own():
    subjects = methodology.load_subjects()
    assert subjects.with_exam_code("22").code == "МАБ"
    assert subjects.with_exam_code("02").code == "МАП"
    assert subjects.with_exam_code("99") is None


def test_only_russian_and_mathematics_are_sat_by_everybody():
    assert {one.code for one in methodology.load_subjects().subjects if one.everybody} == {
        "РУ", "МА",
    }  # fmt: skip


@given(st.text(max_size=12))
def test_any_text_is_an_assessment_that_reads_back_or_is_refused(text):
    subjects = methodology.load_subjects()
    try:
        found = subjects.assessment(text)
    except ValueError:
        return
    assert found.code == text


@pytest.mark.parametrize(("first", "second", "reasons"), [
    (2018, 2019, []),
    (2019, 2020, ["other_programme"]),
    (2019, 2021, []),
    (2023, 2022, ["other_programme"]),
    (2024, 2025, ["other_test"]),
    (2019, 2026, ["other_test"]),
    (2025, 2026, []),
    (2025, 2025, []),
])  # fmt: skip
def test_years_of_vpr_are_parted_where_the_test_was_another(first, second, reasons):
    pack = methodology.load_comparability()
    found = pack.between(first, second, kind="ВПР", subject="МА", grade=5)
    assert [one.reason for one in found] == reasons


def test_an_exam_that_was_not_held_compares_with_nothing():
    pack = methodology.load_comparability()
    assert pack.between(2019, 2020, kind="ОГЭ", subject="МА", grade=9)[0].reason == "not_held"
    assert pack.between(2019, 2022, kind="ОГЭ", subject="МА", grade=9) == ()


def test_a_break_of_one_subject_leaves_the_others():
    pack = methodology.load_comparability()
    assert pack.between(2023, 2024, kind="ОГЭ", subject="ИНФ", grade=9)
    assert not pack.between(2023, 2024, kind="ОГЭ", subject="ХИМ", grade=9)


def test_a_break_of_grades_leaves_the_others():
    one = Break(
        kind="ВПР", year=2025, reason="other_test", title="т", lasting=True, grades=(5,),
        source="п", confidence="high",
    )  # fmt: skip
    assert one.concerns(subject="МА", grade=5)
    assert not one.concerns(subject="МА", grade=6)


@pytest.mark.parametrize(("day", "back"), [
    (date(2020, 9, 14), 1), (date(2022, 10, 24), 1), (date(2022, 10, 25), None),
    (date(2022, 3, 20), None), (date(2024, 9, 20), None),
])  # fmt: skip
def test_autumn_tests_are_of_the_programme_of_the_grade_before(day, back):
    shift = methodology.load_comparability().shift_on(day, kind="ВПР")
    assert (shift.grades_back if shift else None) == back


def test_the_index_is_made_of_ten_social_items():
    items = methodology.load_passport_items()
    assert [one.code for one in items.index_items] == [f"C{n:02}" for n in range(1, 11)]
    assert [one.code for one in items.index_items if one.direction > 0] == ["C01"]
    assert [one.code for one in items.items if one.special] == ["C09"]


@pytest.mark.parametrize(("changes", "said"), [
    ({"direction": 0}, "a stratum and only a stratum"),
    ({"role": "resource", "in_index": True}, "only social items"),
])  # fmt: skip
def test_a_wrong_item_of_the_passport_is_refused(changes, said):
    right = {
        "code": "C", "title": "т", "role": "social", "direction": -1, "from_form": "ф",
        "source": "п", "confidence": "low",
    }  # fmt: skip
    with pytest.raises(ValueError, match=said):
        PassportItem(**(right | changes))


def test_both_editions_of_risks_have_ten_factors_and_differ():
    pack = methodology.load_risk_factors()
    old, new = (pack.in_edition(name) for name in ("2020/21", "2022"))
    assert len(old) == len(new) == 10
    assert {one.code for one in old} - {one.code for one in new} == {"R11", "R12", "R13"}
    with pytest.raises(MethodologyError, match="перечня рисков «2030» нет"):
        pack.in_edition("2030")


@pytest.mark.parametrize(("score", "said"), [
    (0, "низкая"), (32.9, "низкая"), (33, "средняя"), (66.9, "средняя"), (67, "высокая"),
])  # fmt: skip
def test_significance_of_a_risk_is_cut_in_three(score, said):
    assert methodology.load_risk_factors().cuts.significance(score) == said


def test_a_score_of_a_risk_above_a_hundred_is_refused():
    with pytest.raises(ValueError, match="score"):
        methodology.load_risk_factors().cuts.significance(101)


@pytest.mark.parametrize(("percent", "difficulty", "band", "near"), [
    (56.99, "basic", "insufficient", False), (57.0, "basic", "uncertain", True),
    (59.99, "basic", "uncertain", True), (60.0, "basic", "sufficient", True),
    (63.0, "basic", "sufficient", True), (63.01, "basic", "sufficient", False),
    (28.49, "advanced", "insufficient", False), (28.5, "advanced", "uncertain", True),
    (30.0, "advanced", "sufficient", True), (31.6, "advanced", "sufficient", False),
])  # fmt: skip
def test_task_bands_agree_with_the_vectors_of_the_domain(percent, difficulty, band, near):
    verdict = methodology.load_fioko().judge_task(percent, difficulty=difficulty)
    assert (verdict.band, verdict.near_cut) == (band, near)


@pytest.mark.parametrize(("points", "said"), [
    (-4, "positive"), (0, "positive"), (9.99, "neutral"), (10.0, "negative"),
])  # fmt: skip
def test_changes_of_the_share_of_twos_agree_with_the_vectors_of_the_domain(points, said):
    assert methodology.load_fioko().judge_change(points) == said


def test_sizes_and_gaps_of_fioko():
    pack = methodology.load_fioko()
    assert [pack.judge_histogram(n) for n in (50, 49, 20, 19)] == [
        "informative", "approximate", "approximate", "limited",
    ]  # fmt: skip
    assert pack.marks_disagree(5, 3)
    assert not pack.marks_disagree(4, 3)
    with pytest.raises(ValueError, match="percent"):
        pack.judge_task(101, difficulty="basic")


def test_the_indicators_stand_in_order_and_a_share_of_nothing_is_no_number():
    pack = methodology.load_indicator_definitions()
    assert [one.code for one in pack.indicators] == [f"I{n:02}" for n in range(1, 27)]
    assert pack.find("I19").unit == "%"
    assert share_percent(1, 0) is None
    with pytest.raises(MethodologyError, match="I99"):
        pack.find("I99")
    with pytest.raises(ValueError, match="below zero"):
        share_percent(-1, 3)


@pytest.mark.parametrize(("name", "wrong", "said"), [
    ("risk_factors", ("factors: [R01,", "factors: [R99,"), "no factor 'R99'"),
    ("subjects", ("code: МАБ", "code: МАП"), "у двух предметов один код"),
    ("indicator_definitions", ("code: I02", "code: I01"), "in order, each once"),
    ("indicator_definitions", ("denominator: все школы", "denominator: null"), "has a denominator"),
    ("fioko_2026", ("insufficient_below: 57", "insufficient_below: 70"), "insufficient_below"),
    ("identification_rules", ("watch: 0.5", "watch: 0.9"), "none <= watch"),
    ("identification_rules", ("- code: R2025-A\n", "- code: R2020\n"), "у двух правил один код"),
])  # fmt: skip
def test_a_pack_that_contradicts_itself_is_refused(tmp_path, name, wrong, said):
    right = entry(name)
    assert wrong[0] in right.text
    path = tmp_path / f"{name}.yaml"
    path.write_text(right.text.replace(*wrong), "utf-8")
    with pytest.raises(MethodologyError, match=said):
        methodology.load_pack(path, type(right.load()))
