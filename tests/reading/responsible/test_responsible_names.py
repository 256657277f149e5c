"""Names in oblique cases come back to the nominative."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from petrovich.enums import Case, Gender
from petrovich.main import Petrovich

from opora.reading.responsible import nominative, same_person
from opora.reading.responsible.names import find_names
from opora.reading.responsible.surnames import nominative_surname


@pytest.mark.parametrize(("printed", "wanted"), [
    ("Ивановой И.И.", "Иванова И.И."),
    ("И. И. Иванову", "Иванова И.И."),
    ("Иванова И.И.", "Иванова И.И."),
    ("Иванов И,И.", "Иванов И.И."),
    ("ИВАНОВА И.И.", "Иванова И.И."),
    ("Гасанову Расулу Магомедовичу", "Гасанов Р.М."),
    ("Ивановой Марии Петровне", "Иванова М.П."),
    ("Марии Петровне Ивановой", "Иванова М.П."),
    ("Мамедова Лейла Ахмед кызы", "Мамедова Л.А."),
    ("Римской-Корсаковой Т.А.", "Римская-Корсакова Т.А."),
    ("Шевченко А.А.", "Шевченко А.А."),
    ("Черных О.В.", "Черных О.В."),
])  # fmt: skip
def test_a_printed_name_comes_to_surname_and_initials(printed, wanted):
    assert nominative(printed) == wanted


@pytest.mark.parametrize(("surname", "cases", "wanted"), [
    ("Петрову", ("datv",), "Петров"), ("Петрову", ("accs",), "Петрова"),
    ("Петрова", ("accs",), "Петров"), ("Ковальчук", ("datv",), "Ковальчук"),
    ("Ковальчуку", ("datv",), "Ковальчук"), ("Лободе", ("datv",), "Лобода"),
    ("Крупской", ("datv",), "Крупская"), ("Новицкого", ("accs",), "Новицкий"),
    ("Ивановым", ("ablt",), "Иванов"), ("Беленькой", ("datv",), "Беленькая"),
    ("Гоголю", ("datv",), "Гоголь"), ("Кузьминых", ("datv",), "Кузьминых"),
])  # fmt: skip
def test_the_case_tells_a_man_from_a_woman(surname, cases, wanted):
    assert nominative_surname(surname, cases) == wanted


ROOTS = ("Лапин", "Жуков", "Осипов", "Гасанов", "Зайцев", "Тихонов", "Алиев", "Березин")


@given(
    st.sampled_from(ROOTS),
    st.sampled_from(
        [("datv", Case.DATIVE), ("accs", Case.ACCUSATIVE), ("ablt", Case.INSTRUMENTAL)]
    ),
    st.sampled_from([("masc", Gender.MALE, ""), ("femn", Gender.FEMALE, "а")]),
)
def test_what_petrovich_declines_comes_back(root, case, gender):
    declined = Petrovich().lastname(root + gender[2], case[1], gender[1])
    assert nominative_surname(declined, (case[0],), gender[0]) == root + gender[2]


def test_one_person_in_two_spellings_is_one():
    assert same_person("Ивановой И.И.", "И. И. Иванова")
    assert same_person("Иванова", "Иванова И.И.")
    assert same_person("Алёшина П.П.", "Алешина П.П.")


def test_two_people_of_one_surname_are_two():
    assert not same_person("Иванова И.И.", "Иванова А.И.")
    assert not same_person("Иванова И.И.", "Петрова И.И.")


def test_a_school_that_bears_a_name_is_no_person():
    assert list(find_names("МБОУ СОШ № 1 имени Героя Советского Союза И.И. Иванова")) == []
    assert list(find_names("Руководители ОО, ГМС ОО")) == []


def test_a_text_without_a_name_stays_as_it_is():
    assert nominative(" отдел образования ") == "отдел образования"
