"""Which risk or deficit the words of a measure name, on wordings of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.methodology.bindings import load_bindings, topic_titles
from opora.reading.binding_topics import topic_of
from opora.reading.bindings import Row, propose


@pytest.mark.parametrize(
    ("register", "measure", "code"),
    [
        (
            "activities",
            "Круглый стол по вопросам повышения учебной мотивации подростков",
            "R06",
        ),
        ("activities", "Консультации для классных руководителей по вовлечению семей", "R10"),
        ("practices", "Обобщение опыта преодоления языковых барьеров", "R05"),
        ("development", "Антирисковая программа «Дисциплина в классе»", "R08"),
        ("advice", "Рекомендации по работе с неуспевающими обучающимися", "R09"),
        ("activities", "Семинар «Внутришкольное повышение квалификации»", "R12"),
        ("training", "Курсы по формированию читательской грамотности", "МЕ-4"),
        ("training", "Обучение учителей формирующему оцениванию", "МЕ-2"),
    ],
)
def test_a_risk_or_deficit_that_a_measure_names_becomes_its_topic(register, measure, code):
    assert topic_of(register, measure) == code


@pytest.mark.parametrize(
    ("register", "measure"),
    [
        ("activities", "Семинар по итогам ВПР"),
        ("activities", "Кластеризация школ по индексу социального благополучия"),
        ("activities", "Семинар о преподавании учебных дисциплин"),
        ("activities", "Диагностика профессиональных дефицитов педагогов"),
        ("activities", "Работа с мотивацией неуспевающих обучающихся"),
        ("acts", "Положение о работе с неуспевающими"),
        ("agreements", "Договор о повышении мотивации"),
    ],
)
def test_nothing_is_narrowed_by_what_a_measure_does_not_plainly_name(register, measure):
    assert topic_of(register, measure) == ""


def test_a_proposal_carries_the_topic():
    found = propose("event", Row("Семинар «Как поднять учебную мотивацию школьников»"))
    assert (found.register, found.topic) == ("activities", "R06")


def test_every_topic_of_the_rules_stands_in_a_catalogue():
    assert {one.code for one in load_bindings().topics} <= topic_titles().keys()


@given(st.text(max_size=80))
def test_any_text_gives_a_known_topic_or_none(text):
    assert topic_of("activities", text) in {"", *topic_titles()}
