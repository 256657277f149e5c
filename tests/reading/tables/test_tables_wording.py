from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.reading.tables.wording import begins_with_name, bond, flat, is_open, join, lined


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("до 01.09.2021 г.", "до 01.09.2021 г."),
        ("<p>весь  период</p>", "весь период"),
        ("**Ноябрь-**\nдекабрь", "Ноябрь-декабрь"),
        ("сентябрь\n2020 года", "сентябрь 2020 года"),
        ("руководители ОО,\nИМЦ", "руководители ОО, ИМЦ"),
        ("школы -лидеры", "школы -лидеры"),
        ("2021- 2024 г.г.", "2021- 2024 г.г."),
        ("социально-\nпсихологической", "социально-психологической"),
        ("меро-\nприятие", "мероприятие"),
        ("январь\u00ad\nмарт", "январь-март"),
        ("осво\u00adение", "освоение"),
        ("Педагог\u00a0– психолог\r\n", "Педагог – психолог"),
        ("А\tБ", "А Б"),
        (" \n ", ""),
    ],
)
def test_a_printed_text_becomes_one_line(printed, value):
    assert flat(lined(printed)) == value


def test_a_new_paragraph_of_a_cell_keeps_its_line_feed():
    assert lined("Аналитическая справка\nПриказ") == "Аналитическая справка\nПриказ"
    assert lined("План:\n- семинар;\n- вебинар") == "План:\n- семинар;\n- вебинар"


def test_lines_broken_by_the_width_of_a_cell_are_no_paragraphs():
    assert (
        lined("Управление\nОбразования\n1. Да", wrapped=True) == "Управление Образования\n1. Да"
    )


@pytest.mark.parametrize(
    ("above", "text", "tie"),
    [
        ("нормативно-", "правовых", "strong"),
        ("план (для школ", "района)", "strong"),
        ("руководители,", "ИМЦ", "strong"),
        ("подготовка к", "ЕГЭ", "strong"),
        ("обучающихся групп", "риска", "weak"),
        ("Отчёт.", "риска", "none"),
        ("Анализ итогов", "Проведение семинара", "none"),
        ("", "риска", "none"),
    ],
)
def test_how_surely_a_text_continues_another(above, text, tie):
    assert bond(above, text) == tie


def test_a_text_is_open_on_a_hyphen_comma_preposition_or_bracket():
    assert all(map(is_open, ["школами-", "ОО,", "участие в", "план (для", "«Школа"]))
    assert not any(map(is_open, ["Справка", "весь период", "п. 3)", ""]))


def test_names_and_acronyms_begin_with_a_capital_for_their_own_sake():
    assert begins_with_name("ВПР и ОГЭ")
    assert begins_with_name("Петрова А.А.")
    assert not begins_with_name("Проведение семинара")
    assert not begins_with_name("2. Проведение семинара")


@given(st.text(), st.text())
def test_joining_loses_nothing_but_white_space_and_a_hyphen(first, second):
    joined = join(lined(first), lined(second))
    kept = {letter for letter in lined(first) + lined(second) if not letter.isspace()} - {"-"}
    assert kept <= set(joined)


@given(st.text())
def test_a_line_is_brought_into_form_once(text):
    once = lined(text)
    assert "  " not in once
    assert flat(once) == flat(once).strip()
