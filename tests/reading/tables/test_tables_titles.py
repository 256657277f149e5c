"""Titles of sections, of plans, and the schools they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.reading.tables.headings import Heading, heading, is_caption
from opora.reading.tables.schools import schools_of
from opora.reading.tables.title import opens_title


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("2. Кадровое обеспечение", (None, "2.", "Кадровое обеспечение")),
        ("IV. Контроль", (None, "IV.", "Контроль")),
        ("III Контроль", (None, "III", "Контроль")),
        ("Раздел 2. Контроль", ("Раздел", "2.", "Контроль")),
        ("РАЗДЕЛ II. КОНТРОЛЬ", ("РАЗДЕЛ", "II.", "КОНТРОЛЬ")),
        ("Направление S. Контроль", ("Направление", "S.", "Контроль")),
        ("Этап 1 – подготовительный", ("Этап", "1", "подготовительный")),
        ("Задача № 3: кадры", ("Задача", "3:", "кадры")),
        ("1 Контроль", (None, "1", "Контроль")),
        ("Контроль", (None, None, "Контроль")),
        ("Раздел", (None, None, "Раздел")),
        ("Реализация проекта 500+", (None, None, "Реализация проекта 500+")),
    ],
)
def test_a_title_is_parted_into_prefix_number_and_text(printed, parts):
    assert heading(printed) == Heading(*parts)


def test_a_caption_is_marked_numbered_or_set_off():
    assert is_caption("Раздел 2. Кадры", marked=False)
    assert is_caption("Работа с кадрами", marked=True)
    assert not is_caption("Работа с кадрами", marked=False)


@pytest.mark.parametrize(
    "text",
    [
        "Приложение 2",
        "УТВЕРЖДЕНО",
        "Начальник управления",
        "_______ И.И. Петров",
        "12",
        "* по согласованию",
    ],
)
def test_what_stands_below_a_plan_is_no_caption(text):
    assert not is_caption(text, marked=True)


@pytest.mark.parametrize(
    ("title", "schools"),
    [
        ("Модель «Шаг»: МБОУ СОШ № 4, МКОУ ООШ № 7", ("МБОУ СОШ № 4", "МКОУ ООШ № 7")),
        (
            "Поддержка (МАОУ «Лицей № 2»; МБОУ «Луговская СШ»)",
            ("МАОУ «Лицей № 2»", "МБОУ «Луговская СШ»"),
        ),
        (
            'Школы: МБОУ "Речная школа" МБОУ, "Горная школа"',
            ('МБОУ "Речная школа"', 'МБОУ "Горная школа"'),
        ),
        ("Работа с МБОУ СОШ № 1, 2 и 5", ("МБОУ СОШ № 1", "МБОУ СОШ № 2", "МБОУ СОШ № 5")),
        ("Сеть: СОШ № 3, гимназия № 1", ("СОШ № 3", "гимназия № 1")),
        (
            "Пара: МБОУ «СОШ № 2» – лидер, МБОУ «ООШ № 7» – участник",
            ("МБОУ «СОШ № 2»", "МБОУ «ООШ № 7»"),
        ),
        (
            "МБОУ «Вечерняя (сменная) школа», МБОУ ООШ с. Яр",
            ("МБОУ «Вечерняя (сменная) школа»", "МБОУ ООШ с. Яр"),
        ),
        ("Курсы на базе ГАОУ ДПО «ИРО», МАУ ДПО «ИМЦ»", ()),
        ("Работа МБДОУ «Ромашка»", ()),
        ("Поддержка школ с низкими результатами (далее – ШНОР)", ()),
        ("Работа с кадрами", ()),
    ],
)
def test_schools_are_found_in_a_title_and_nothing_else(title, schools):
    assert schools_of(title) == schools


@given(st.text(alphabet='МБОУ «»"(),;:№ 12иСОШяa', max_size=40))
def test_any_title_gives_only_schools_that_are_printed_in_it(title):
    for school in schools_of(title):
        assert school.split()[0] in title


@pytest.mark.parametrize(
    "text", ["План мероприятий", "«ДОРОЖНАЯ КАРТА»", "Муниципальный план", "Комплекс мер"]
)
def test_a_title_of_a_plan_is_known(text):
    assert opens_title(text)


@pytest.mark.parametrize(
    "text", ["Об утверждении плана", "ПРИКАЗЫВАЮ:", "", "к приказу", "2. Утвердить"]
)
def test_other_lines_open_no_title(text):
    assert not opens_title(text)
