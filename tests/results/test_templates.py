"""Templates for entry by hand read back, and a wrong cell is named."""

import io
import re
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from opora.results import read_results
from opora.results.templates import TemplateSchool, marks_template, passport_template
from tests.results.written import csv_of, ods_of, xlsx_of

SCHOOLS = [
    TemplateSchool("edu770201", "МАОУ «Заречная СОШ»"),
    TemplateSchool("edu770203", "ООШ"),
]


@pytest.fixture
def marks():
    return marks_template(
        SCHOOLS, year=2026, grade=5, subject="математика", municipality="Заречный округ"
    )


def filled(content: bytes, cells: dict[str, object]) -> bytes:
    """Type values into the empty cells of a workbook, as a person would."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        for name in source.namelist():
            part = source.read(name).decode()
            for cell, value in cells.items() if name.endswith("sheet1.xml") else ():
                typed = (
                    f't="inlineStr"><is><t>{value}</t></is></c>'
                    if isinstance(value, str)
                    else f"><v>{value}</v></c>"
                )
                part = re.sub(rf'<c r="{cell}"( s="\d+")/>', rf'<c r="{cell}"\1 {typed}', part)
            book.writestr(name, part)
    return target.getvalue()


def test_marks_that_were_entered_read_back(marks):
    shares = {"G2": 8, "H2": 25, "I2": 50, "J2": 12.5, "K2": 12.5}
    results = read_results(io.BytesIO(filled(marks, shares)), "Отметки.xlsx")

    assert results.layout == "flat_marks"
    assert [(one.code, one.marks) for one in results.schools] == [("edu770201", (2, 4, 1, 1))]


def test_a_wrong_share_is_found_with_its_cell(marks):
    shares = {"G2": 8, "H2": 25, "I2": "половина", "J2": 12.5, "K2": 12.5}
    results = read_results(io.BytesIO(filled(marks, shares)), "Отметки.xlsx")
    found = results.findings[0]

    assert (found.code, found.row, found.column) == ("bad_value", 2, "I")


def test_keys_are_locked_and_there_are_no_macros(marks):
    book = zipfile.ZipFile(io.BytesIO(marks))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()

    assert "sheetProtection" in sheet
    assert sheet.count("<dataValidation ") == 3
    assert not any("vba" in name.casefold() for name in book.namelist())


@pytest.fixture
def passport():
    school = TemplateSchool("edu770205", "МКОУ «Горная ООШ»")
    return passport_template(
        school, year=2026, day="01.10.2025", last_year={"C02": 31, "C04": 12}
    )


def test_a_passport_that_was_filled_in_reads_back(passport):
    cells = {"C9": 120, "C10": 90, "C11": "уточним", "C12": "14 семей"}
    results = read_results(io.BytesIO(filled(passport, cells)), "Паспорт.xlsx")

    assert results.layout == "social_passport"
    assert [(one.code, one.name) for one in results.schools] == [
        ("edu770205", "МКОУ «Горная ООШ»")
    ]
    assert results.schools[0].participants == 120
    assert results.procedures[0].day == date(2025, 10, 1)
    assert [(one.item, one.value) for one in results.passport if one.item] == [("C02", 14)]
    assert [(one.code, one.row, one.column) for one in results.findings] == [
        ("bad_value", 11, "C")
    ]


def test_values_of_last_year_are_shown_and_never_read(passport):
    results = read_results(io.BytesIO(filled(passport, {"C9": 120})), "Паспорт.xlsx")

    assert b"<v>31</v>" in zipfile.ZipFile(io.BytesIO(passport)).read(
        "xl/worksheets/sheet1.xml"
    )
    assert [one.value for one in results.passport] == [120]


def test_the_day_of_the_state_is_chosen_from_a_list(passport):
    sheet = zipfile.ZipFile(io.BytesIO(passport)).read("xl/worksheets/sheet1.xml").decode()
    lists = re.findall(r'type="list"[^>]*sqref="C4"><formula1>"(.*?)"</formula1>', sheet)

    assert lists == ["01.10.2025,01.09.2025,01.01.2026"]
    assert "sheetProtection" in sheet


def saved_by_another_program(content: bytes, cells: dict[str, object], name: str) -> bytes:
    """Write the cells into a copy without styles and protection, as other programs leave it."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    (title,) = book.sheet_names
    read = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    rows = [[int(one) if isinstance(one, float) else one for one in row] for row in read]
    for cell, value in cells.items():
        rows[int(cell[1:]) - 1][ord(cell[0]) - ord("A")] = value
    if name.endswith(".ods"):
        return ods_of({title: rows})
    if name.endswith(".csv"):
        return csv_of(rows, ";", "cp1251")
    return xlsx_of({title: rows})


@pytest.mark.parametrize("name", ["Отметки.ods", "Отметки.xlsx", "Отметки.csv"])
def test_a_copy_of_another_program_with_pasted_text_reads_back(marks, name):
    pasted = {
        "G2": "8", "H2": "25,00 %", "I2": " 50,0", "J2": "12,50", "K2": "12.5",
        "G3": "1\u00a0000", "H3": "10,0", "I3": "40,0", "J3": "40,0", "K3": "10,0",
    }  # fmt: skip
    results = read_results(io.BytesIO(saved_by_another_program(marks, pasted, name)), name)

    assert results.layout == "flat_marks"
    assert [(one.code, one.marks) for one in results.schools] == [
        ("edu770201", (2, 4, 1, 1)),
        ("edu770203", (100, 400, 400, 100)),
    ]


def test_a_lost_key_is_found_and_its_row_waits(marks):
    cells = {"E2": "", "G2": 8, "H2": 25, "I2": 50, "J2": 12.5, "K2": 12.5}
    content = saved_by_another_program(marks, cells, "a.xlsx")
    results = read_results(io.BytesIO(content), "Отметки.xlsx")

    assert not results.schools
    assert ("unknown_school", 2) in [(one.code, one.row) for one in results.findings]


@pytest.mark.parametrize("name", ["Паспорт.ods", "Паспорт.csv"])
def test_a_passport_saved_by_another_program_reads_back(passport, name):
    cells = {"C9": "1\u00a0120 чел.", "C12": "нет", "C13": "две"}
    results = read_results(io.BytesIO(saved_by_another_program(passport, cells, name)), name)

    assert results.schools[0].code == "edu770205"
    assert results.schools[0].participants == 1120
    assert [(one.row, one.column) for one in results.findings] == [(13, "C")]


@pytest.fixture
def counted():
    return marks_template(
        [*SCHOOLS, TemplateSchool("edu770204", '=HYPERLINK("x")')],
        year=2026, grade=5, subject="математика", municipality="Округ", entered="count",
    )  # fmt: skip


def test_numbers_of_marks_that_were_entered_read_back(counted):
    marks = {"G2": 9, "H2": 2, "I2": 4, "J2": 3, "G4": 5, "H4": 0, "K4": 5}
    results = read_results(io.BytesIO(filled(counted, marks)), "Отметки.xlsx")

    assert results.layout == "flat_counts"
    assert [(one.code, one.name, one.below, one.marks) for one in results.schools] == [
        ("edu770201", "МАОУ «Заречная СОШ»", 2, (2, 4, 3, 0)),
        ("edu770204", '=HYPERLINK("x")', 0, (0, 0, 0, 5)),
    ]


@pytest.mark.parametrize(
    ("marks", "finding"),
    [
        ({"G2": 9, "H2": 2, "I2": 4}, ("marks_sum_differs", 2, None)),
        ({"G2": 9, "H2": 2.5, "I2": 6.5}, ("bad_value", 2, "H")),
        ({"G2": 9, "H2": -1, "I2": 10}, ("bad_value", 2, "H")),
    ],
)
def test_a_wrong_number_of_marks_is_found(counted, marks, finding):
    results = read_results(io.BytesIO(filled(counted, marks)), "Отметки.xlsx")
    found = results.findings[0]

    assert (found.code, found.row, found.column) == finding


@pytest.mark.parametrize(
    "heads", ["2, чел.;3, чел.;4, чел.;5, чел.", "Кол-во «2»;Кол-во «3»;Кол-во «4»;Кол-во «5»",
              "2 (человек);3 (человек);4 (человек);5 (человек)"],
)  # fmt: skip
def test_headings_tell_numbers_from_percents(heads):
    table = (
        f"Год;Класс;Предмет;Логин;Кол-во участников;{heads}\n2024;5;МА;edu770201;9;2;4;3;0\n"
    )
    results = read_results(io.BytesIO(table.encode()), "x.csv")

    assert (results.layout, results.schools[0].marks) == ("flat_counts", (2, 4, 3, 0))
