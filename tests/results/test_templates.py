"""Templates for entry by hand read back, and a wrong cell is named."""

import io
import re
import zipfile

import pytest

from opora.results import read_results
from opora.results.templates import TemplateSchool, marks_template, passport_template

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


def test_a_passport_that_was_filled_in_reads_back():
    content = passport_template("МКОУ «Горная ООШ»", year=2026, day="01.10.2025")
    cells = {"C6": 120, "C7": 90, "C8": "уточним"}
    results = read_results(io.BytesIO(filled(content, cells)), "Паспорт.xlsx")

    assert results.layout == "social_passport"
    assert results.schools[0].name == "МКОУ «Горная ООШ»"
    assert results.schools[0].participants == 120
    assert [(one.code, one.row, one.column) for one in results.findings] == [
        ("bad_value", 8, "C")
    ]
