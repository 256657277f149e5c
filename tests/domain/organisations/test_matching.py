"""Matching printed names to organisations and people of a territory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.organisations.matching import (
    Directory,
    match_organisation,
    match_person,
    the_one,
)
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.naming import name_key
from opora.domain.organisations.person_names import read_person_name
from tests import factories


def listed(territory, *names, kind=Organisation.Kind.SCHOOL):
    return [
        factories.make_organisation(territory, kind=kind, name=full, short_name=short)
        for full, short in names
    ]


@pytest.fixture
def schools(territory):
    return listed(
        territory,
        ("МБОУ «Средняя общеобразовательная школа № 5»", "СОШ № 5"),
        ("МБОУ «Средняя общеобразовательная школа № 15»", "СОШ № 15"),
        ("МАОУ «Гимназия № 3»", "Гимназия № 3"),
        ("МБОУ «Берёзовская основная общеобразовательная школа»", "Берёзовская ООШ"),
        ("МБОУ «Новосельская средняя школа имени Героя Труда А. П. Зуева»", "Новосельская СШ"),
    )


@pytest.mark.parametrize(
    ("printed", "short"),
    [
        ("МБОУ «СОШ № 5»", "СОШ № 5"),
        ("МБОУ СОШ №5", "СОШ № 5"),
        ("школа №5", "СОШ № 5"),
        ("школа № 15", "СОШ № 15"),
        ("СОШ-15", "СОШ № 15"),
        ('МБОУ "Средняя школа № 5"', "СОШ № 5"),
        ("гимназия 3", "Гимназия № 3"),
        ("МАОУ гимназии № 3", "Гимназия № 3"),
        ("Березовская ООШ", "Берёзовская ООШ"),
        ("МБОУ «Березовская основная школа»", "Берёзовская ООШ"),
        ("Берёзовской школе", "Берёзовская ООШ"),
        ("МБОУ Новосельская СОШ", "Новосельская СШ"),
        ("МБОУ «Новосельская СОШ им. А.П. Зуева»", "Новосельская СШ"),
    ],
)
def test_a_printed_school_is_found(territory, schools, printed, short):
    found = the_one(match_organisation(printed, territory))
    assert found is not None
    assert found.short_name == short


@pytest.mark.parametrize(
    "printed",
    ["школы", "руководители ОО", "СОШ № 7", "МБОУ «Сосновская СОШ»", "ОУ", "", "№", "учителя"],
)
def test_words_that_name_no_school_of_ours_match_none(territory, schools, printed):
    assert the_one(match_organisation(printed, territory)) is None


def test_a_number_with_another_kind_of_school_is_doubtful(territory, schools):
    best = match_organisation("Лицей № 3", territory)[0]
    assert best.score < 0.5
    assert "вид школы другой" in best.why


def test_two_schools_with_one_number_are_not_told_apart(territory):
    listed(
        territory,
        ("МБОУ «Ключевская СОШ № 1»", "Ключевская СОШ № 1"),
        ("МБОУ «Горская СОШ № 1»", "Горская СОШ № 1"),
    )
    matches = match_organisation("СОШ № 1", territory)
    assert len(matches) == 2
    assert the_one(matches) is None
    assert (
        the_one(match_organisation("Горская СОШ №1", territory)).short_name == "Горская СОШ № 1"
    )


@pytest.mark.parametrize(
    "printed",
    [
        "Отдел образования",
        "Управление образования",
        "УО",
        "управлению образования администрации",
    ],
)
def test_the_only_authority_is_found_by_its_kind(territory, authority, methodical, printed):
    assert the_one(match_organisation(printed, territory)) == authority


@pytest.mark.parametrize("printed", ["ИМЦ", "МАУ ДПО «ИМЦ»", "методический центр", "ММС"])
def test_the_only_methodical_service_is_found_by_its_kind(
    territory, authority, methodical, printed
):
    assert the_one(match_organisation(printed, territory)) == methodical


def test_the_ministry_of_the_region_is_found_from_a_municipality(territory, ministry):
    assert the_one(match_organisation("Министерство образования края", territory)) == ministry


def test_schools_of_another_municipality_are_never_matched(territory, foreign_school):
    assert match_organisation("СОШ № 5", territory) == []


@pytest.mark.parametrize(
    "printed",
    [
        "Лукина М.С.",
        "М. С. Лукина",
        "Лукиной М.С.",
        "Лукину Марию Сергеевну",
        "методист Лукина М.С.",
    ],
)
def test_a_printed_person_is_found(territory, coordinator, school_head, printed):
    best = match_person(printed, territory)[0]
    assert best.user == coordinator
    assert best.score >= 0.9


@pytest.mark.parametrize("printed", ["Лукина О.С.", "Лунина М.С.", "методисты", ""])
def test_another_person_is_not_matched(territory, coordinator, printed):
    assert match_person(printed, territory) == []


def test_people_of_another_municipality_are_never_matched(territory, stranger):
    assert match_person("Чужова Н.П.", territory) == []


def test_a_directory_costs_two_queries_for_any_number_of_names(
    territory, schools, django_assert_num_queries
):
    with django_assert_num_queries(2):
        directory = Directory.of(territory)
        for number in range(30):
            directory.organisations(f"СОШ № {number}")
            directory.people("Лукина М.С.")


@given(st.text(max_size=60))
def test_any_text_has_a_key_and_perhaps_a_person(text):
    name_key(text)
    read_person_name(text)
