"""Cells of indicators and of expected results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.reading.indicators import read_indicator_cell, read_indicators

LINES = yaml.safe_load((Path(__file__).parent / "cells.yaml").read_text("utf-8"))
GOLDEN = Path(__file__).resolve().parents[3] / "../shared/golden/indicators_open.json"


def targets(value):
    return tuple(float(one) for one in value) if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("line", LINES, ids=[line["cell"][:40] for line in LINES])
def test_a_cell_says_what_it_promises(line):
    found = [(one.kind, one.unit, one.target) for one in read_indicator_cell(line["cell"])]
    assert found == [(kind, unit, targets(value)) for kind, unit, value in line["values"]]


def test_hand_checked_cells_are_read():
    if not GOLDEN.exists():
        pytest.skip(f"no hand-checked answers at {GOLDEN}")
    for case in json.loads(GOLDEN.read_text("utf-8"))["cases"]:
        found = [(one.kind, one.unit, one.target) for one in read_indicator_cell(case["text"])]
        wanted = [(one["kind"], one["unit"], one["target"]) for one in case["expected"]]
        assert found == wanted, case["id"]


def test_expected_results_are_indicators_only_with_a_figure():
    silent = (
        "Аналитическая справка", "Протокол № 3 от 12.05.2022", "Семинар для 5-9 классов",
        "Программа на 2021-2024 годы", "Справка за 1 полугодие", "участие в проекте 500+",
        "Лицей № 5, школа 7", "приказ от 15.02.2021 № СЭД-01-01-06-11", "до 15 мая", "",
    )  # fmt: skip
    for cell in silent:
        assert read_indicators(cell, source="expected_result") == (), cell


def test_a_figure_of_an_expected_result_keeps_the_whole_line():
    (one,) = read_indicators("Проведено не менее 3 семинаров;", source="expected_result")
    assert (one.text, one.target, one.comparator) == ("Проведено не менее 3 семинаров", 3, ">=")
    assert (one.unit, one.unit_source, one.source) == ("шт.", "implied", "expected_result")


def test_a_column_of_indicators_is_cut_at_bullets_numbers_and_lines():
    cells = (
        "- доля школ, охваченных работой, %; - численность педагогов, чел.",
        "1. доля школ, охваченных работой, %; 2. численность педагогов, чел.",
        "доля школ, охваченных работой, %\nчисленность педагогов, чел.",
        "• доля школ, охваченных работой, %\n• численность педагогов, чел.;",
    )
    for cell in cells:
        first, second = read_indicators(cell, source="indicators")
        assert (first.text, first.unit) == ("доля школ, охваченных работой, %", "%")
        assert (second.text, second.unit) == ("численность педагогов, чел.", "чел.")


def test_a_wrapped_line_is_one_indicator():
    (one,) = read_indicators("доля педагогов,\nпрошедших диагностику, %", source="indicators")
    assert one.text == "доля педагогов, прошедших диагностику, %"


def test_printed_numbers_stay_with_their_indicators():
    found = read_indicators(
        "1. Доля школ. 2. Количество уроков. 7. Доля учителей.", source="indicators"
    )
    assert [one.number for one in found] == ["1.", "2.", "7."]


def test_a_unit_that_is_not_printed_is_marked_as_implied():
    (share,) = read_indicators("Доля выпускников с аттестатом", source="indicators")
    assert (share.unit, share.unit_source) == ("%", "implied")
    (pieces,) = read_indicator_cell("число школ, ед.")
    assert (pieces.unit, pieces.unit_printed, pieces.unit_source) == ("шт.", "ед.", "printed")


def test_a_target_in_another_document_is_named():
    (one,) = read_indicators(
        "Количество выездов соответствует дорожной карте", source="indicators"
    )
    assert (one.target, one.target_ref) == (None, "дорожной карте")


def test_how_often_is_kept():
    (one,) = read_indicator_cell("3 отчёта в год")
    assert (one.target, one.per) == (3, "год")


@pytest.mark.parametrize(("cell", "comparator"), [
    ("не менее 80 % школ", ">="), ("свыше 80 % школ", ">="), ("не более 5 % школ", "<="),
    ("до 80 % школ", "to"), ("рост на 5 %", "delta"), ("от 5 до 7 %", "range"), ("80 % школ", None),
])  # fmt: skip
def test_words_before_a_figure_say_how_to_compare(cell, comparator):
    (one,) = read_indicator_cell(cell)
    assert one.comparator == comparator


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789%.,;-–()/ долякчштепнгвОо№\n«»", max_size=40))
def test_any_text_is_read_without_a_traceback_and_with_true_spans(cell):
    for one in read_indicator_cell(cell):
        assert " ".join(cell[one.span.start : one.span.end].split()) == one.text


@given(
    st.integers(1, 99), st.sampled_from(["семинаров", "договоров", "открытых уроков", "школ"])
)
def test_a_count_is_read_back(number, noun):
    (one,) = read_indicator_cell(f"Не менее {number} {noun}")
    assert (one.kind, one.target, one.unit) == ("count", number, "шт.")
