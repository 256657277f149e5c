"""Kinds of measures and of evidence, on measures of our own and on the hand-checked ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.methodology import load_evidence_kinds, load_kinds
from opora.reading.kinds import evidence_kind, measure_kind

HERE = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[3] / "../shared/golden"
KINDS = {one.kind for one in load_kinds().kinds}


def share_of_right(file: str) -> float:
    lines = yaml.safe_load((HERE / file).read_text("utf-8"))
    right = []
    for kind, measures in lines.items():
        for line in measures:
            measure, _, others = line.partition(" | ")
            right.append(measure_kind(measure).value in {kind, *others.split()})
    return sum(right) / len(right)


@pytest.mark.parametrize("file", ["measures.yaml", "measures_later.yaml", "measures_last.yaml"])
def test_measures_of_our_own_wording_are_told_apart(file):
    assert share_of_right(file) >= 0.95


def test_measures_that_the_word_lists_never_saw_are_told_apart():
    assert share_of_right("measures_unseen.yaml") >= 0.93


def test_measures_of_the_seeds_are_told_apart():
    if not SHARED.exists():
        pytest.skip(f"no hand-checked answers at {SHARED}")
    answers = json.loads((SHARED / "measure_kinds.json").read_text("utf-8"))["items"]
    others = json.loads((SHARED / "measure_kinds_alternatives.json").read_text("utf-8"))
    right = []
    for name, rows in answers.items():
        seed = json.loads((SHARED / f"{name}.json").read_text("utf-8"))
        for item in seed["roadmap"]["items"]:
            row = str(item["row"])
            guess = measure_kind(
                item["measure"],
                expected_result=item["expected_result"] or "",
                evidence_form=item["evidence_form"] or "",
            )
            right.append(guess.value in {rows[row], *others.get(name, {}).get(row, [])})
    assert sum(right) / len(right) >= 0.95


def test_a_confident_guess_is_rarely_wrong():
    lines = yaml.safe_load((HERE / "measures_unseen.yaml").read_text("utf-8"))
    sure = [
        guess.value in {kind, *line.partition(" | ")[2].split()}
        for kind, measures in lines.items()
        for line in measures
        if (guess := measure_kind(line.partition(" | ")[0])).confidence >= 0.6
    ]
    assert len(sure) >= 40
    assert sum(sure) / len(sure) >= 0.97


def test_a_measure_between_two_kinds_is_marked_as_doubtful():
    guess = measure_kind("Анализ и мониторинг")
    assert guess.confidence < 0.6
    assert guess.others


def test_a_measure_without_a_telling_word_is_marked_as_unknown():
    guess = measure_kind("Прочее")
    assert (guess.confidence, guess.words) == (0.1, ())


def test_the_words_that_decided_are_told():
    assert any("семинар*" in words for words in measure_kind("Семинар для завучей").words)


def test_the_expected_result_helps_where_the_measure_is_silent():
    assert (
        measure_kind("Работа со школами", expected_result="Договор о партнёрстве").value
        == "agreement"
    )


def test_a_purpose_does_not_outweigh_what_is_done():
    assert measure_kind("Создание рабочей группы для проведения мониторинга").value == "group"
    assert measure_kind("Семинар «Диагностика дефицитов»").value == "event"


@pytest.mark.parametrize(("text", "kind"), [
    ("Приказ управления", "order"), ("Распоряжение", "order"), ("Положение о конкурсе", "regulation"),
    ("Программа развития", "plan"), ("План-график", "plan"), ("Дорожная карта", "plan"),
    ("Аналитическая справка", "report"), ("Отчёт о реализации плана", "report"),
    ("Экспертное заключение", "report"), ("Протокол заседания", "minutes"),
    ("Список обучающихся", "list"), ("Состав рабочей группы", "list"), ("База данных", "list"),
    ("Договор о сотрудничестве", "agreement"), ("Удостоверения о повышении квалификации", "certificate"),
    ("Обучено 20 педагогов", "certificate"), ("Публикация на сайте", "publication"),
    ("Журнал консультаций", "register"), ("Листы посещения уроков", "register"),
    ("Карты наблюдения уроков", "register"), ("Методические рекомендации", "materials"),
    ("Презентации выступлений", "materials"), ("Методический семинар", "event"),
    ("Повышение качества знаний", "effect"), ("Положительная динамика", "effect"),
])  # fmt: skip
def test_evidence_is_told_apart(text, kind):
    assert evidence_kind(text).value == kind


def test_every_kind_of_evidence_has_a_definition():
    assert all(one.title and one.definition for one in load_evidence_kinds().kinds)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_a_kind_and_a_confidence(text):
    guess = measure_kind(text)
    assert guess.value in KINDS
    assert 0 <= guess.confidence <= 1
