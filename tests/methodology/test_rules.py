"""Rules of identification as data: what is loaded, overridden, refused."""

from __future__ import annotations

import pytest

from opora.methodology import MethodologyError, load_rules
from opora.methodology.packs import NOT_NORMATIVE
from opora.methodology.rules import AllOf, AnyOf, Count, Repeated

HEAD = """
provenance:
  source: приказ департамента образования области
  confidence: high
  authored_by: методист области
  checked_by: эксперт
  review_date: 2030-01-01
"""

RULE = """
  - code: {code}
    title: Три процедуры
    wording: Не менее чем по трём процедурам за три года
    predicate: {{form: count, at_least: 3, span: window}}
    threshold: {{value: {threshold}, source: приказ, confidence: high}}
    window: {{value: 3, source: приказ, confidence: high}}
    minimal_n: {{value: 5, source: приказ, confidence: high}}
    assessments: {{codes: [{assessment}], source: приказ, confidence: high}}
    exclusions: [{exclusion}]
    source: приказ
    confidence: high
"""


def regional(tmp_path, *, tail="", **changes):
    parts = {"code": "R2020", "threshold": 40, "assessment": "ВПР-МА-5", "exclusion": "KOR"}
    path = tmp_path / "region.yaml"
    path.write_text(HEAD + "rules:" + RULE.format(**(parts | changes)) + tail, "utf-8")
    return path


def test_all_rules_of_the_field_are_there():
    wanted = {
        "R2020", "R2025-A", "R2025-B", "R2025-OR", "R2025-AND", "RRANK", "RRES", "RMANUAL",
    }  # fmt: skip
    assert set(load_rules().rules) == wanted


def test_the_default_rule_changes_in_2024():
    book = load_rules()
    assert [book.default_for(year).code for year in (2021, 2023, 2024, 2026)] == [
        "R2020", "R2020", "R2025-OR", "R2025-OR",
    ]  # fmt: skip


def test_a_year_before_all_defaults_is_refused():
    with pytest.raises(MethodologyError, match="для 1999 года"):
        load_rules().default_for(1999)


def test_what_no_act_says_is_named_part_by_part():
    rule = load_rules().rule("R2025-A")
    assert rule.label is None
    assert rule.not_normative == ("minimal_n", "assessments")
    assert rule.minimal_n.label == NOT_NORMATIVE
    assert "wording" in load_rules().rule("R2025-OR").not_normative


def test_the_two_readings_join_the_same_two_parts():
    book = load_rules()
    parts = (Count(2, "current"), Repeated(2))
    assert book.rule("R2025-OR").predicate == AnyOf(parts)
    assert book.rule("R2025-AND").predicate == AllOf(parts)


def test_numbers_of_the_asker_are_never_normative():
    changed = load_rules().rule("R2025-A").having(threshold=25)
    assert changed.threshold.value == 25
    assert changed.threshold.label == NOT_NORMATIVE
    assert changed.window.label is None


def test_a_region_replaces_a_rule_and_ours_stays(tmp_path):
    ours = load_rules()
    theirs = load_rules(regional(tmp_path))
    assert theirs.rule("R2020").threshold.value == 40
    assert theirs.origins["R2020"].authored_by == "методист области"
    assert theirs.origins["R2025-OR"] == ours.origins["R2025-OR"]
    assert ours.rule("R2020").threshold.value == 30
    assert load_rules().rule("R2020").threshold.value == 30


def test_a_region_adds_a_rule_a_reason_and_a_default_year(tmp_path):
    tail = """
exclusions: [{code: MOVED, title: школа переехала, source: приказ, confidence: high}]
defaults: [{year: 2026, rule: REG3, source: приказ, confidence: high}]
"""
    book = load_rules(regional(tmp_path, code="REG3", exclusion="MOVED", tail=tail))
    assert book.default_for(2026).code == "REG3"
    assert book.default_for(2025).code == "R2025-OR"
    assert "R2020" in book.rules


@pytest.mark.parametrize(("changes", "said"), [
    ({"threshold": 0}, r"threshold: нужно от 1 до 100, а не 0"),
    ({"assessment": "ВПР-МА-9"}, "ВПР в 9 классе не пишут"),
    ({"assessment": "ВПР-АЛХ-5"}, "предмета «АЛХ» нет"),
    ({"assessment": "ВПР 5 МА"}, "нужна запись вида"),
    ({"exclusion": "ЛУНА"}, "правило R2020: причины «ЛУНА» нет"),
    ({"tail": "defaults: [{year: 2026, rule: R1, source: п, confidence: high}]"}, "правила «R1» нет"),
    ({"tail": "ruels: []"}, "ruels"),
])  # fmt: skip
def test_a_wrong_pack_of_a_region_is_refused_with_file_and_reason(tmp_path, changes, said):
    with pytest.raises(MethodologyError, match=said) as refusal:
        load_rules(regional(tmp_path, **changes))
    assert "region.yaml" in str(refusal.value)


@pytest.mark.parametrize(("predicate", "said"), [
    ("{form: count, at_least: 0}", "at_least"),
    ("{form: repeated, years: 0}", "years"),
    ("{form: bottom_rank, percent: 100, groups: [ЕГЭ], groups_at_least: 1, years: 1}", "percent"),
    ("{form: bottom_rank, percent: 5, groups: [ЕГЭ], groups_at_least: 2, years: 1}", "groups"),
    ("{form: guess}", "guess"),
])  # fmt: skip
def test_a_wrong_predicate_is_refused(tmp_path, predicate, said):
    path = regional(tmp_path)
    text = path.read_text("utf-8").replace(
        "{form: count, at_least: 3, span: window}", predicate
    )
    path.write_text(text, "utf-8")
    with pytest.raises(MethodologyError, match=said):
        load_rules(path)


def test_an_unknown_rule_is_refused_by_name():
    with pytest.raises(MethodologyError, match="правила «R1» нет; есть R2020"):
        load_rules().rule("R1")


def test_cuts_of_verdicts_stand_in_order():
    cuts = load_rules().pack.verdicts
    assert cuts.none < cuts.watch < cuts.established
    assert cuts.label == NOT_NORMATIVE
