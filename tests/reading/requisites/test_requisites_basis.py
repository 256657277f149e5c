from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.reading.requisites.abbreviations import read_abbreviations
from opora.reading.requisites.basis import read_basis


def acts(text):
    return [(act.kind, act.number, act.date, act.text) for act in read_basis(text, None)]


def test_acts_of_one_issuer_are_parted_and_share_kind_and_issuer():
    read = read_basis(
        "В соответствии с приказами Министерства образования Тихой области от 01.02.2021 № 5-п "
        "«О мерах», от 03.04.2021 № 7-п «О плане»",
        None,
    )
    assert [(act.number, act.date) for act in read] == [
        ("5-п", date(2021, 2, 1)),
        ("7-п", date(2021, 4, 3)),
    ]
    assert {act.issuer for act in read} == {"Министерство образования Тихой области"}
    assert {act.kind for act in read} == {"приказ"}


def test_number_may_stand_before_the_date():
    assert acts("на основании приказа управления №373а/п от 20.08.2020г «О поддержке»") == [
        ("приказ", "373а/п", date(2020, 8, 20), "О поддержке")
    ]


def test_title_may_stand_before_number_and_date():
    assert acts("на основании письма «О школах» от 2 мая 2022 г. № 4") == [
        ("письмо", "4", date(2022, 5, 2), "О школах")
    ]


def test_quotes_in_a_title_stay_inside_it():
    assert acts("приказом от 01.02.2021 № 5 «О плане («дорожной карте») школ»")[0][3] == (
        "О плане («дорожной карте») школ"
    )


def test_two_closing_quotes_printed_as_one_do_not_swallow_the_next_act():
    found = acts(
        "приказа от 01.03.2022 № 9 «О проекте «Точка роста», письма от 02.03.2022 № 10"
    )
    assert [act[1] for act in found] == ["9", "10"]


def test_an_act_in_brackets_belongs_to_the_decision_before_it():
    assert acts("решения совета от 10.09.2024 (протокол № 4)") == [
        ("решение", "4", date(2024, 9, 10), None)
    ]


def test_an_act_without_a_number_keeps_its_date():
    assert acts("приказа Министерства от 19 апреля 2021 г. «О Концепции»") == [
        ("приказ", None, date(2021, 4, 19), "О Концепции")
    ]


def test_a_federal_law_is_an_act():
    assert acts("Федеральным законом от 29.12.2012 № 273-ФЗ «Об образовании»")[0][:2] == (
        "федеральный закон",
        "273-ФЗ",
    )


def test_dates_inside_a_title_are_no_acts():
    assert (
        len(acts("приказом от 01.02.2021 № 5 «Об изменениях в приказ от 03.03.2020 № 1»")) == 1
    )


def test_a_preamble_without_acts_has_none():
    assert acts("В целях повышения качества образования") == []


@given(st.text(alphabet='приказ от№ «»"().,0123456789', max_size=120))
def test_any_preamble_is_read(text):
    read_basis(text, None)


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "поддержка школ с низкими результатами (далее – ШНР)",
            "ШНР",
            "школ с низкими результатами",
        ),
        (
            "школах, функционирующих в неблагоприятных социальных условиях (далее ШНСУ)",
            "ШНСУ",
            "школах, функционирующих в неблагоприятных социальных условиях",
        ),
        (
            "работа с организациями с низкими образовательными результатами (далее – ШНОР)",
            "ШНОР",
            "организациями с низкими образовательными результатами",
        ),
        ("утвердить план мероприятий (далее - План)", "План", "утвердить план мероприятий"),
    ],
)
def test_short_forms_are_explained_by_the_document(text, short, long):
    assert read_abbreviations([text]) == {short: long}
