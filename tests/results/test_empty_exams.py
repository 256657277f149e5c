"""Exams of which only the line and the header came are named; headers alone are not."""

import io

from opora.results import read_results
from tests.results.written import xlsx_of

OGE = ["№", "Код ОО", "Класс", "Код участника", "Первичный балл", "Оценка"]
EGE = ["№", "Код ОО", "Класс", "Код участника", "Первичный балл", "Итоговый балл"]


def exams(sheets, name="файл.xlsx"):
    read = read_results(io.BytesIO(xlsx_of(sheets)), name)
    return [(one.kind, one.subject, one.grade) for one in read.procedures]


def test_an_exam_without_pupils_is_named_in_its_place():
    rows = [["04 - Химия 2024.06.06"], OGE, ["06 - Биология 2024.06.11"], OGE,
            [1, 5501, "9а", 1, 30, 4]]  # fmt: skip

    assert exams({"Л": rows}) == [("ОГЭ", "химия", 9), ("ОГЭ", "биология", 9)]


def test_an_exam_with_marks_among_those_of_the_eleventh_grade_is_ege():
    rows = [["03 - Физика 2024.06.07"], EGE, [1, 5501, "11а", 1, 20, 50],
            ["22 - Математика базовая 2024.05.31"], OGE]  # fmt: skip

    assert exams({"Л": rows})[1] == ("ЕГЭ", "математика (базовая)", 11)


def test_the_same_exam_over_two_sheets_is_one():
    line = ["51 - Русский язык 2024.06.03"]
    sheets = {"1": [line, OGE], "2": [line, OGE, [1, 5501, "9а", 1, 12, 4]],
              "3": [["03 - Физика 2024.06.07"], EGE, [1, 5501, "11а", 1, 20, 50]]}  # fmt: skip

    assert exams(sheets) == [("ГВЭ", "русский язык", 9), ("ЕГЭ", "физика", 11)]


def test_a_header_alone_names_nothing_beside_an_exam():
    line = ["04 - Химия 2024.06.06"]

    assert len(exams({"1": [OGE], "2": [line, OGE, [1, 5501, "9а", 1, 30, 4]]})) == 1


def test_the_day_in_the_name_of_a_file_is_not_an_exam_beside_those_of_its_rows():
    header = ["№", "Код ОО", "Класс", "Экзамен", "Первичный балл", "Оценка"]
    rows = [header, [1, 5501, "9а", "Химия(2024.06.06)", 30, 4]]

    assert exams({"Л": rows}, "02_2024.06.06_апелляции.xlsx") == [("ОГЭ", "химия", 9)]


def test_a_section_declared_and_empty_is_told_also_beside_another_sheet():
    title = [["ВПР 2025 Математика 5 класс"],
             ["ОО", "Код участника", "Класс", "1 (1б)", "Первичный балл", "Отметка"]]  # fmt: skip
    full = [*title, ["МОУ СОШ 1(edu770201) | Кол-во участников: 1"],
            ["edu770201", 50001, 5, 1, 1, 3]]  # fmt: skip
    title_of_empty = [["ВПР 2025 Русский язык 5 класс"], title[1]]
    empty = [*title_of_empty, ["МОУ СОШ 1(edu770201) | Кол-во участников: 2"]]
    read = read_results(io.BytesIO(xlsx_of({"МА": full, "РУ": empty})), "ф.xlsx")

    assert [one.subject for one in read.procedures] == ["математика", "русский язык"]
    assert [(one.code, one.sheet, one.row) for one in read.findings] == [
        ("declared_count_differs", "РУ", 3)
    ]
