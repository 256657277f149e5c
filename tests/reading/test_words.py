"""Lemmas and noun phrases in the nominative."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.reading.words import find_phrase, is_acronym, lemmas, nominative_phrase


def test_lemmas_are_the_same_for_every_inflection():
    assert lemmas("Сроки исполнения мероприятий") == lemmas("СРОК ИСПОЛНЕНИЯ МЕРОПРИЯТИЯ")
    assert lemmas("отчёты") == ("отчет",)


def test_abbreviations_are_not_declined():
    assert lemmas("для ШНОР и ОО") == ("для", "шнор", "и", "оо")
    assert is_acronym("УВР")
    assert not is_acronym("СРОКИ")


@pytest.mark.parametrize(("printed", "wanted"), [
    ("начальнику отдела общего образования", "начальник отдела общего образования"),
    ("заведующей Учебно-методическим центром", "заведующая Учебно-методическим центром"),
    ("заведующим отделом", "заведующий отделом"),
    ("педагогам-психологам", "педагоги-психологи"),
    ("рабочей группе", "рабочая группа"),
    ("первому заместителю главы", "первый заместитель главы"),
    ("ответственному за проведение", "ответственный за проведение"),
    ("директорам школ", "директора школ"),
    ("обучающимся 9 классов", "обучающиеся 9 классов"),
    ("по согласованию", "по согласованию"),
    ("МБУ «МИМЦ»", "МБУ «МИМЦ»"),
])  # fmt: skip
def test_a_phrase_comes_to_the_nominative(printed, wanted):
    assert nominative_phrase(printed) == wanted


def test_a_phrase_comes_to_the_singular_where_asked():
    assert (
        nominative_phrase("главные специалисты отдела", number="sing")
        == "главный специалист отдела"
    )


def test_a_text_without_a_noun_has_no_phrase():
    assert find_phrase("") is None
    assert find_phrase("по согласованию") is None


@given(st.text(max_size=30))
def test_any_text_has_lemmas(text):
    assert all(lemmas(text))
