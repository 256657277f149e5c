"""What measures are bound to, on the seeds and on wordings of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from opora.methodology.registers import load_registers
from opora.reading.bindings import Proposal, Row, propose
from opora.reading.indicators import read_indicator_cell, read_indicators
from opora.reading.kinds import measure_kind
from opora.reading.model import Indicator

DATA = Path(__file__).parent / "data"
GOLDEN = Path(__file__).resolve().parents[2] / "../shared/golden"


def proposal(measure: str, result: str = "", *, responsible: str = "", **row: str) -> Proposal:
    kind = measure_kind(measure, expected_result=result).value
    indicators = tuple(read_indicators(result, source="expected_result"))
    return propose(kind, Row(measure, result, "", responsible, indicators, **row))


def told(found: Proposal) -> str:
    """Say a target as the lines of our files do."""
    target = found.target
    if target.share is not None:
        return f"{target.denominator}:{target.share:g}%"
    return f"{target.counts}:{target.number}"


def lines_of(name: str) -> list[tuple[str, list[str], Proposal]]:
    found = []
    for line in yaml.safe_load((DATA / name).read_text("utf-8")):
        head, measure, result, responsible = (part.strip() for part in line.split("|"))
        where, *rest = head.split()
        found.append((where, rest, proposal(measure, result, responsible=responsible)))
    return found


def is_right(where: str, found: Proposal) -> bool:
    register, types = where.split(".")
    return (
        found.register == register
        and bool(found.types)
        and set(found.types) <= set(types.split("/"))
    )


@pytest.mark.parametrize(
    ("name", "least"), [("bindings_own.yaml", 0.94), ("bindings_unseen.yaml", 0.85)]
)
def test_measures_of_our_own_wording_are_bound(name, least):
    lines = lines_of(name)
    right = [is_right(where, found) for where, _, found in lines]
    assert sum(right) / len(right) >= least


@pytest.mark.parametrize("name", ["bindings_own.yaml", "bindings_unseen.yaml"])
def test_targets_and_scopes_of_our_own_wording_are_read(name):
    right = []
    for _, rest, found in lines_of(name):
        wanted = [one for one in rest if one != "each"] or ["entries:1"]
        scope = "each" if "each" in rest else "together"
        right.append(told(found) == wanted[0] and found.scope == scope)
    assert sum(right) / len(right) >= 0.9


def test_measures_of_the_seeds_are_bound():
    if not GOLDEN.exists():
        pytest.skip(f"no hand-checked documents at {GOLDEN}")
    expected = json.loads((DATA / "expected_bindings.json").read_text("utf-8"))
    expected.pop("about")
    right = []
    for name, rows in expected.items():
        items = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))["roadmap"]["items"]
        assert {str(item["row"]) for item in items} == rows.keys()
        for item in items:
            found = _of_seed(item)
            right.append(
                any(
                    found.register == one["register"]
                    and (not one["types"] or set(found.types) <= set(one["types"]))
                    for one in rows[str(item["row"])]
                )
            )
    assert len(right) == 108
    assert sum(right) >= 104


def _of_seed(item: dict) -> Proposal:
    result, form = item["expected_result"] or "", item["evidence_form"] or ""
    kind = measure_kind(item["measure"], expected_result=result, evidence_form=form).value
    indicators = [
        one for told in item["indicators"] or [] for one in read_indicator_cell(told["text"])
    ]
    row = Row(item["measure"], result, form, item["responsible_text"] or "", tuple(indicators))
    return propose(kind, row)


@pytest.mark.parametrize(
    ("measure", "result", "wanted"),
    [
        (
            "Повышение квалификации руководителей школ",
            "Обучились 50% руководителей",
            "staff:50%",
        ),
        ("Повышение квалификации учителей", "Обучено не менее 30 чел.", "people:30"),
        ("Заключение договоров с лидерами", "6 договоров о сотрудничестве", "entries:6"),
        ("Мероприятия по обмену опытом", "Представлен опыт 3 школ", "organisations:3"),
        ("Проведение семинаров", "4 мероприятия", "entries:4"),
        ("Проведение семинаров", "снижение доли неуспевающих на 3 %", "entries:1"),
    ],
)
def test_the_target_is_what_the_row_promises(measure, result, wanted):
    assert told(proposal(measure, result)) == wanted


def test_an_indicator_of_something_else_sets_no_target():
    """Indicators of a whole section hang on each of its measures."""
    foreign = Indicator("Количество практик, внесённых в атлас: 5", "count", "шт.", 5.0)
    found = propose("agreement", Row("Заключение договоров", indicators=(foreign,)))
    assert told(found) == "entries:1"


@pytest.mark.parametrize(
    ("responsible", "scope"),
    [
        ("руководители ОО", "each"),
        ("Директора школ, заместители директоров по УВР", "each"),
        ("ИМЦ, руководители ОО", "together"),
        ("Управление образования", "together"),
        ("", "together"),
        ("Петрова А.А.", "together"),
    ],
)
def test_each_school_has_its_own_where_only_schools_answer(responsible, scope):
    assert proposal("Провести семинар", responsible=responsible).scope == scope


def test_hours_of_training_are_asked():
    found = proposal("Курсы повышения квалификации учителей, не менее 36 часов")
    assert found.hours_min == 36


def test_a_document_is_known_by_the_word_of_its_title():
    assert proposal("Утвердить положение о наставничестве").words == ("положение",)


def test_a_document_of_which_no_word_is_known_is_proposed_with_doubt():
    found = propose("act", Row("Создание нормативной базы проекта"))
    assert found.words == ()
    assert found.confidence <= 0.4


def test_a_proposal_says_on_what_it_rests():
    found = proposal("Проведение вебинара для учителей")
    assert "мероприятие" in found.why
    assert "вебинар" in found.why


@given(st.text(max_size=200), st.sampled_from(["", "event", "act", "неведомое"]))
def test_any_words_give_a_register_and_types_of_it(text, kind):
    found = propose(kind, Row(text, text, text, text))
    register = load_registers().find(found.register)
    assert all(register.type_title(code) for code in found.types)
    assert 0 <= found.confidence <= 1
    assert (found.target.number is None) != (found.target.share is None)
