"""Printed indicators: known by their words, or counted as the phrase says; others are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opora.domain.indicators.matching import match
from opora.domain.indicators.services import coverage

SHARED = Path(__file__).resolve().parents[3] / "../shared/golden"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Доля школ, в которых проанализированы результаты оценочных процедур", "I01"),
        ("Удельный вес ШНОР с положительной динамикой результатов, %", "I02"),
        ("доля учителей ШНОР, прошедших диагностику дефицитов – не менее 70 %", "I03"),
        ("Охват школ методическими мероприятиями – 100%", "I04"),
        ("Доля ШНСУ, включённых в сетевое взаимодействие со школами-лидерами", "I05"),
        ("Доля ШНОР, получивших адресную поддержку", "I06"),
        ("Число учителей, участвующих в сетевых предметных группах", "I07"),
        ("Доля школ с системой профилактики школьной неуспешности", "I08"),
        ("Доля неуспевающих учащихся с индивидуальными маршрутами", "I09"),
        ("Доля учеников, посещающих дополнительные занятия", "I10"),
        ("Доля школ, выявленных по индексу социального благополучия", "I11"),
        ("Определены факторы риска", "I12"),
        ("Договоры со школами-лидерами заключены (да/нет)", "I13"),
        ("не менее 4 соглашений о партнёрстве", "I13"),
        ("Количество практик, включённых в региональный банк", "I15"),
        ("Положительная динамика по математике (да/нет)", "I16"),
        ("Доля руководителей и педагогов, прошедших КПК, %", "I17"),
        ("12 мероприятий", "I18"),
        ("Доля исполненных мероприятий дорожной карты", "I19"),
        ("Доля объективно проведённых ВПР", "I20"),
        ("80 % директоров школ прошли курсы повышения квалификации", "I21"),
        ("Доля педагогов, повысивших квалификацию", "I22"),
        ("Представлен опыт 5 школ", "I23"),
        ("Обучено 45 чел.", "I24"),
        ("8 проектных команд", "I25"),
    ],
)
def test_an_indicator_is_known_by_its_words(text: str, code: str) -> None:
    assert match(text).code == code


@pytest.mark.parametrize(
    ("text", "register", "what", "population"),
    [
        ("не менее 10 семинаров", "activities", "entries", "everybody"),
        ("Проведено 12 консультаций для учителей", "activities", "entries", "everybody"),
        ("численность учителей, прошедших стажировку, – 12 чел.", "activities", "people", "everybody"),
        ("Количество школ, разработавших антирисковые программы", "development", "organisations",
         "everybody"),
        ("Доля школ, разработавших среднесрочные программы развития", "development",
         "organisations", "all"),
        ("Доля ШНОР, включенных в проект «500+»", "enrolments", "organisations", "low_results"),
        ("100% школ имеют куратора", "enrolments", "organisations", "all"),
        ("Создано 5 рабочих групп", "teams", "entries", "everybody"),
        ("Количество публикаций в СМИ - 10", "practices", "entries", "everybody"),
    ],
)  # fmt: skip
def test_what_no_indicator_fits_is_counted_as_the_phrase_says(
    text: str, register: str, what: str, population: str
) -> None:
    found = match(text)
    assert found.formula is not None
    one = found.formula.counts[0]
    assert (one.register, one.what, found.population) == (register, what, population)


def test_a_vague_word_gives_way_to_what_the_measure_says() -> None:
    measure = "Диагностика предметных дефицитов учителей"
    assert match("Охват не менее 80 % учителей школ списка", measure=measure).code == "I03"
    found = match("Охват учителей школ, %", measure="Разное")
    assert found.formula is not None
    assert found.formula.registers == ("activities",)


def test_schools_of_the_list_are_those_of_either_status() -> None:
    assert match("Доля школ списка, разработавших программы развития").population == "either"
    found = match("Доля ШНОР из списка, разработавших программы развития")
    assert found.population == "low_results"


def test_data_that_were_collected_are_counted_in_the_register_of_collections() -> None:
    found = match("доля школ, по которым собраны результаты, не менее 90 %")
    assert found.formula is not None
    assert found.formula.registers == ("collections",)


def test_a_bare_number_takes_its_meaning_from_the_measure() -> None:
    found = match("15 шт.", measure="Проведение вебинаров для педагогов")
    assert found.formula is not None
    assert found.formula.counts[0].types == ("webinar",)


@pytest.mark.parametrize(
    "text",
    [
        "Доля выпускников, получивших аттестат",
        "Удовлетворённость родителей",
        "Рост мотивации",
        "—",
    ],
)
def test_what_the_registers_do_not_hold_is_said_to_be_unknown(text: str) -> None:
    assert not match(text).is_computable


def test_all_printed_indicators_of_the_seeds_are_computable() -> None:
    if not SHARED.exists():
        pytest.skip("the golden readings are not beside the checkout")
    texts = {}
    for path in sorted(SHARED.glob("*.json")):
        golden = json.loads(path.read_text("utf-8"))
        for item in (
            golden.get("roadmap", {}).get("items", []) if isinstance(golden, dict) else []
        ):
            for one in item["indicators"] or []:
                texts.setdefault(one["text"], item["measure"])
    found = coverage.of_printed(texts)
    assert len(found) == 23
    assert [one.text for one in found if not one.is_computable] == []
