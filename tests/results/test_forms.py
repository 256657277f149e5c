"""Social passports of every shape and ОО-1, as offices write them."""

import io
from datetime import date

import pytest

from opora.results import read_results
from opora.results.passport_indicators import item_of
from tests.results.written import xlsx_of

TITLE = "Социальный паспорт общеобразовательных организаций Ручейного округа"
YEAR = "2025/2026 учебный год, по состоянию на 01.10.2025"


def read(sheets, name="Паспорт.xlsx", merged=()):
    return read_results(io.BytesIO(xlsx_of(sheets, merged)), name)


def schools(results):
    return [(one.code, one.name, one.participants) for one in results.schools]


def values(results, item):
    return [(one.school, one.value) for one in results.passport if one.item == item]


def test_schools_as_lines_and_items_as_columns():
    results = read({"Свод": [
        [TITLE], [YEAR],
        ["№ п/п", "Наименование ОО", "Логин", "Всего обучающихся", "Многодетные семьи", "На учёте в ПДН", "Примечание"],
        [1, 2, 3, 4, 5, 6, 7],
        [1, "МБОУ «Гимназия № 2»", "edu880002", 640, 51, "нет", ""],
        [2, "МКОУ «Еловая ООШ»", "EDU880007", "72 чел.", 19, "-", "малокомплектная"],
        [3, "МКОУ «Ключевская СОШ»", "edu880009", 130, "уточняется", 1, ""],
        ["", "ИТОГО", "", 842, 70, 1, ""],
    ]})  # fmt: skip

    assert results.layout == "social_passport"
    assert schools(results) == [
        ("edu880002", "МБОУ «Гимназия № 2»", 640),
        ("edu880007", "МКОУ «Еловая ООШ»", 72),
    ]
    assert (results.rows.read, results.rows.quarantined) == (3, 1)
    assert [(one.code, one.row, one.column) for one in results.findings] == [
        ("bad_value", 7, "E")
    ]
    assert values(results, "C07") == [("edu880002", 0), ("edu880007", None)]
    assert results.procedures[0].day == date(2025, 10, 1)


def test_schools_as_lines_under_a_header_of_two_lines():
    results = read({"Лист1": [
        [TITLE], [YEAR],
        ["Школа", "Обучающихся", "", "Семьи", "", "Доля многодетных, %"],
        ["", "всего", "мальчиков", "неполные", "многодетные", ""],
        ["СОШ № 1", 300, 150, 40, 30, 10],
        ["СОШ № 2 (sch880011)", 200, 90, 25, 20, 10],
        ["Всего по округу", 500, 240, 65, 50, 10],
    ]})  # fmt: skip

    assert schools(results) == [(None, "СОШ № 1", 300), ("sch880011", "СОШ № 2", 200)]
    assert values(results, "C02") == [("СОШ № 1", 40), ("sch880011", 25)]
    assert {one.indicator for one in results.passport} == {
        "Обучающихся всего", "Обучающихся мальчиков", "Семьи неполные", "Семьи многодетные",
    }  # fmt: skip


def test_schools_side_by_side_over_lines_of_items():
    results = read({"Лист1": [
        ["Социальный паспорт школ, 2024-2025 учебный год"],
        ["Показатель", "МБОУ «СОШ № 4»", "МКОУ «Речная ООШ»(edu880004)"],
        ["Общее количество обучающихся", 411, "58"],
        ["Опекаемые дети", "много", 1],
        ["Неполные семьи", 90, 11],
    ]})  # fmt: skip

    assert schools(results) == [
        (None, "МБОУ «СОШ № 4»", 411),
        ("edu880004", "МКОУ «Речная ООШ»", 58),
    ]
    assert values(results, "C02") == [("МБОУ «СОШ № 4»", 90), ("edu880004", 11)]
    assert [(one.row, one.column) for one in results.findings] == [(4, "B")]


def test_a_school_a_sheet_with_the_title_on_the_first():
    results = read({
        "СОШ № 1": [["Социальный паспорт"], ["2025-2026 уч. год"], ["Категория", "Количество"],
                    ["Всего учащихся", 200], ["Дети-инвалиды", 3]],
        "ООШ № 12": [["Категория", "Количество"], ["Всего учащихся", 45], ["Дети-инвалиды", 1]],
        "Инструкция": [["Заполните все строки"]],
    })  # fmt: skip

    assert schools(results) == [(None, "СОШ № 1", 200), (None, "ООШ № 12", 45)]
    assert len(results.procedures) == 1
    assert results.rows.read == 4


def test_two_columns_without_numbers_of_lines_and_a_login():
    results = read({"Лист1": [
        ["СОЦИАЛЬНЫЙ ПАСПОРТ ШКОЛЫ"], ["Учебный год: 2025-2026"],
        ["Логин ОО:", "edu880031"], ["Наименование ОО:", "МАОУ «Лицей № 3»"],
        ["показатель", "значение"],
        ["Численность обучающихся", "1\u00a0012"], ["Семьи с низким доходом", "102 (10 %)"],
    ]})  # fmt: skip

    assert schools(results) == [("edu880031", "МАОУ «Лицей № 3»", 1012)]
    assert values(results, "C05") == [(None, 102)]


@pytest.mark.parametrize("years", [("2024/2025", "2025/2026"), ("2025/2026", "2024/2025")])
def test_of_two_years_side_by_side_that_of_the_title_counts(years):
    now = years.index("2025/2026")
    results = read({"Лист1": [
        ["Социальный паспорт МБОУ «СОШ № 4»"], ["на 2025/2026 учебный год"],
        ["Показатель", *(f"{year} уч. год" for year in years)],
        ["Всего обучающихся", *((410, 400) if now == 0 else (400, 410))],
        ["Многодетные семьи", *(("", 38) if now == 0 else (38, ""))],
    ]})  # fmt: skip

    assert schools(results) == [(None, "МБОУ «СОШ № 4»", 410)]
    assert values(results, "C04") == [], "an empty cell is not filled from last year"


def test_values_of_last_year_beside_the_entered_ones_are_not_read():
    results = read({"Лист1": [
        ["Социальный паспорт МБОУ «СОШ № 4»"], ["на 2025/2026 учебный год"],
        ["№", "Показатель", "Прошлый год", "Количество"],
        [1, "Всего обучающихся", 400, 410], [2, "Многодетные семьи", 38, ""],
    ]})  # fmt: skip

    assert schools(results) == [(None, "МБОУ «СОШ № 4»", 410)]
    assert results.rows.read == 1


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("Кол-во детей из многодетных семей", "C04"), ("Неполные семьи", "C02"),
        ("Малообеспеченные", "C05"), ("Состоят на внутришкольном учёте", "C06"),
        ("Состоят на учете в ПДН ОВД", "C07"), ("Дети-сироты", "C10"), ("Дети с ОВЗ", "C09"),
        ("Оба родителя безработные", "C03"), ("Кружки", None), ("", None),
        ("из них в многодетных", None),
    ],
)  # fmt: skip
def test_what_words_of_a_passport_mean(words, item):
    assert item_of(words) == item


OO1 = {
    "Титул": [
        ["ФЕДЕРАЛЬНОЕ СТАТИСТИЧЕСКОЕ НАБЛЮДЕНИЕ"], ["Форма № ОО-1"],
        ["Сведения об организации на начало 2025/2026 учебного года"],
        ["Наименование отчитывающейся организации:", "МБОУ «СОШ № 4»"],
    ],
    "Раздел 2.1": [
        ["2.1. Распределение обучающихся по классам, человек"],
        ["Наименование показателя", "№ строки", "Всего", "в том числе", "", ""],
        ["", "", "", "1 класс", "5 класс", "9 класс"],
        [1, 2, 3, 4, 5, 6],
        ["Число классов", "01", 5, 2, 2, 1],
        ["Численность обучающихся", "02", 118, 45, 50, 23],
        ["из них с ограниченными возможностями здоровья", "03", 7, 1, 4, 2],
        ["Обучаются во вторую смену", "04", "-", "", "", ""],
    ],
    "Раздел 3.1": [
        ["3.1. Кадры"],
        ["Наименование показателей", "№ строки", "Всего работников", "имеют квалификационные категории", "", "возраст"],
        ["", "", "", "высшую", "первую", "моложе 25 лет"],
        ["Численность работников – всего", "01", 40, 8, 10, 3],
        ["учителя – всего", "02", 22, 7, 9, 2],
        ["учителя начальных классов", "03", 6, 2, "шесть", 0],
    ],
}  # fmt: skip


def test_essentials_of_oo1():
    results = read(OO1, "ОО-1.xlsx")
    found = {(one.item, one.class_name): one.value for one in results.passport if one.item}

    assert results.layout == "oo1"
    assert schools(results) == [(None, "МБОУ «СОШ № 4»", 118)]
    assert results.procedures[0].year == 2026
    assert found == {
        ("classes", None): 5, ("classes", "1"): 2, ("classes", "5"): 2, ("classes", "9"): 1,
        ("pupils", None): 118, ("pupils", "1"): 45, ("pupils", "5"): 50, ("pupils", "9"): 23,
        ("pupils_with_limits", None): 7,
        ("teachers", None): 22, ("teachers_highest_category", None): 7,
        ("teachers_first_category", None): 9, ("teachers_under_25", None): 2,
    }  # fmt: skip
    assert [(one.code, one.sheet, one.row, one.column) for one in results.findings] == [
        ("bad_value", "Раздел 3.1", 6, "E")
    ]


def test_oo1_with_grades_down_the_lines():
    results = read({"ОО-1": [
        ["На начало 2024/2025 учебного года"],
        ["Классы", "N строки", "Число классов", "Численность обучающихся"],
        ["1 классы", 1, 2, 40], ["2 классы", 2, 2, 44], ["10 классы", 10, 1, 12],
    ]}, "form.xlsx")  # fmt: skip

    assert schools(results) == [(None, None, 96)]
    assert [(one.class_name, one.value) for one in results.passport if one.item == "classes"] == [
        ("1", 2), ("2", 2), ("10", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["Всего ОО: 150", "МБОУ-15", "Приказ ОО-12"])
def test_other_words_with_the_same_letters_are_no_oo1(title):
    sheets = {"Лист1": [[title], ["Показатель", "№ строки", "Всего"], ["Кабинеты", 1, 20]]}

    assert read(sheets, "a.xlsx").layout == "unknown"


def test_what_stands_in_a_wrong_cell_is_not_repeated():
    results = read({"Лист1": [
        [TITLE], [YEAR], ["Показатель", "Количество"],
        ["Всего обучающихся", 120],
        ["Многодетные семьи", "Горностаева Аграфена, 8 900 123-45-67"],
        ["Дети под опекой", "уточнить у классного руководителя"],
    ]})  # fmt: skip

    assert [one.detail for one in results.findings] == [
        "Многодетные семьи: слова вместо числа",
        "Дети под опекой: слова вместо числа",
    ]
    assert "Горностаева" not in repr(results)


def test_a_line_that_names_a_pupil_is_no_indicator():
    results = read({"Лист1": [
        [TITLE], [YEAR], ["Показатель", "Количество"],
        ["Всего обучающихся", 120],
        ["Горностаева Аграфена Пантелеймоновна", 9],
        ["Горностаев А. П.", 3],
    ]})  # fmt: skip

    assert [one.indicator for one in results.passport] == ["Всего обучающихся"]
    assert [one.code for one in results.findings] == ["personal_data_dropped"]


def test_a_wrong_cell_of_oo1_is_told_without_its_words():
    results = read({"ОО-1": [
        ["На начало 2024/2025 учебного года"],
        ["Классы", "N строки", "Число классов", "Численность обучающихся"],
        ["1 классы", 1, 2, "Горностаева А. П."], ["2 классы", 2, 2, 44],
    ]}, "form.xlsx")  # fmt: skip

    assert [one.detail for one in results.findings] == ["1 классы: слова вместо числа"]
