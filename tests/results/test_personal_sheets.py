"""Lists of persons beside what is read: told of, never kept; lists of the staff are not meant."""

import io

import pytest

from opora.results import read_results
from opora.results.passport_cells import passport_value
from tests.results.written import xlsx_of

PASSPORT = [
    ["Социальный паспорт МБОУ «Озёрная СОШ»"],
    ["2025-2026 учебный год"],
    ["Показатель", "Количество"],
    ["Всего обучающихся", 90],
    ["Многодетных семей", 12],
]
MARKS = [
    ["Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО", "Кол-во участников", 2, 3, 4, 5],
    [2024, 5, "Математика", "Район", "edu770201", "СОШ", 20, 10, 40, 30, 20],
]  # fmt: skip
CHILD = "Носков Илья Олегович"


def told_of_persons(first, rows, name="Лист2"):
    content = xlsx_of({"Лист1": first, name: rows})
    read = read_results(io.BytesIO(content), "файл.xlsx")
    assert "Носков" not in repr(read)
    return "personal_data_dropped" in {one.code for one in read.findings}


@pytest.mark.parametrize("first", [PASSPORT, MARKS], ids=["passport", "marks"])
@pytest.mark.parametrize(
    "rows",
    [
        [["№", "ФИО ребёнка", "Дата рождения"], [1, CHILD, "01.02.2014"]],
        [["Ф.И.О.", "Класс", "Адрес", "Тел."], [CHILD, "5а", "ул. Лесная, 1", "8 900"]],
        [["Фамилия", "Имя"], ["Носков", "Илья"]],
        [["Приложение"], [], ["№ п/п", "Фамилия, имя", "Класс"], [1, "Носков Илья", "5а"]],
        [["Дети под опекой"], ["1.", CHILD, "5а"]],
        [
            ["№", "ФИО обучающегося", "Класс", "Классный руководитель"],
            [1, "Носков Илья", "5а", "Котова Ирина Львовна"],
        ],
        [["Список детей, ответственный педагог Котова И. Л."], [1, CHILD]],
    ],
)
def test_a_sheet_with_children_is_told(first, rows):
    assert told_of_persons(first, rows)


@pytest.mark.parametrize("first", [PASSPORT, MARKS], ids=["passport", "marks"])
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Кадры", [["№", "ФИО", "Должность"], [1, "Котова Ирина Львовна", "учитель"]]),
        ("Педагоги", [["№", "ФИО", "Телефон"], [1, "Котова Ирина Львовна", "8 900"]]),
        ("Л", [["Члены комиссии"], [1, "Котова Ирина Львовна"], [2, "Зимин Лев Ильич"]]),
        ("Л", [["Исполнитель", "Котова И. Л."], ["Телефон", "8 (495) 000-00-00"]]),
        ("Л", [["№", "ФИО ребёнка", "Дата рождения"]]),
        ("Л", [["Класс", "Классный руководитель", "Мест"], [1, "Котова Ирина Львовна", 20]]),
    ],
)
def test_a_sheet_with_staff_or_an_empty_form_is_not(first, name, rows):
    assert not told_of_persons(first, rows, name)


@pytest.mark.parametrize(
    "words",
    [
        "Иванова, 8 900 000-00-00",
        "8 900 123-45-67",
        "тел. +7 (900) 000-00-00",
        "Носков Илья Олегович, 5а",
        "Носков И. О. - 3",
        "Носков Илья, 2014 г. р.",
        "01.02.2014",
        "ул. Лесная, 12",
    ],
)
def test_a_number_among_what_is_a_person_s_own_is_no_value(words):
    assert not passport_value(words).fits


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("412 человек: 209 мальчиков и 203 девочки", 412),
        ("всего 12, из них 3 инвалида", 12),
        ("да, 3 семьи", 3),
        ("детей – 14", 14),
        ("102 семьи (на 01.09.2023)", 102),
        ("2 ребёнка (Носков И. О., Носкова А. О.)", 2),
        ("1 250 чел.", 1250),
        ("Мальчиков: 45", 45),
    ],
)
def test_the_first_number_of_other_words_is_the_value(words, number):
    assert passport_value(words) == (number, True)
