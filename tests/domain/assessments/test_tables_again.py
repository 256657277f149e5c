"""Tables written anew with cells changed."""

from __future__ import annotations

import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from opora.domain.assessments.tables_again import WithoutPersons, corrected_by, rewritten
from opora.results.cells import text_of
from opora.results.workbooks import open_sheets
from tests.results.written import csv_of, xlsx_of

WORD = st.text(st.characters(categories=["L", "Nd"], include_characters=" ,.«»-"), max_size=12)


def rows_of(path):
    with path.open("rb") as source:
        return {
            (sheet.name or "", number): [text_of(cell) for cell in row]
            for sheet in open_sheets(source)
            for number, row in sheet.rows
        }


def unchanged(_sheet, _number, row):
    return row


@given(st.lists(st.lists(WORD, min_size=2, max_size=4), min_size=1, max_size=6))
def test_a_text_written_anew_keeps_its_rows(rows):
    source = io.BytesIO(csv_of([["№", "Класс"], *rows], ";", "utf-8"))
    before = {
        number: [text_of(cell) for cell in row]
        for sheet in open_sheets(source)
        for number, row in sheet.rows
    }
    source.seek(0)
    with rewritten(source, unchanged) as path:
        after = {number: row for (_, number), row in rows_of(path).items()}
    filled = {number: row for number, row in before.items() if any(row)}
    assert {number: row for number, row in after.items() if any(row)} == filled


def test_a_field_of_several_lines_leaves_the_others_in_their_rows():
    content = b'"a;b";c\n"\xd0\xb4\nx";2\nlast;3\n'
    with rewritten(io.BytesIO(content), unchanged) as path:
        assert rows_of(path)["", 4] == ["last", "3"]


def test_a_workbook_keeps_sheets_numbers_and_days():
    content = xlsx_of({"Первый": [["а", 1.5], [], ["б", True]], "Второй": [["", "в"]]})
    with rewritten(io.BytesIO(content), corrected_by({("Второй", 3): {2: "г"}})) as path:
        found = rows_of(path)
    assert found["Первый", 1] == ["а", "1.5"]
    assert found["Первый", 3][0] == "б"
    assert found["Второй", 1] == ["", "в"]
    assert "г" not in {cell for row in found.values() for cell in row}


def test_a_day_stays_a_day():
    with rewritten(io.BytesIO(xlsx_of({"Л": [["x"]]})), lambda *_: [date(2025, 4, 14)]) as path:
        assert rows_of(path)["Л", 1] == ["14.04.2025"]


def test_a_cell_beyond_the_end_of_a_row_is_written():
    change = corrected_by({("", 2): {3: "5"}})
    with rewritten(io.BytesIO(b"a;b\nc;d\n"), change) as path:
        assert rows_of(path)["", 2] == ["c", "d", "", "5"]


def test_names_become_pseudonyms_that_tell_one_person_from_another():
    take = WithoutPersons()
    take("Л", 1, ["Код ОО", "Фамилия", "Имя", "Серия", "Номер", "Оценка"])
    first = take("Л", 2, [30511.0, "Ёжикова", "Нина", "5703", 481516, 4.0])
    same = take("Л", 3, [30511.0, "ежикова", "Нина", "5703", 481516, 2.0])
    other = take("Л", 4, [30511.0, "Ёлкина", "Нина", "5703", 481516, 2.0])
    assert first[1] == same[1] != other[1]
    assert first[2:5] == ["", "", ""]
    assert (first[0], first[5]) == (30511.0, 4.0)
    assert not any(sign.isdigit() for sign in first[1])


def test_another_sheet_begins_anew():
    take = WithoutPersons()
    take("Первый", 1, ["Код ОО", "Фамилия", "Имя"])
    assert take("Второй", 1, ["Ольха", "Осина", "Берёза"]) == ["Ольха", "Осина", "Берёза"]


def test_a_value_right_of_a_merged_heading_goes_too():
    take = WithoutPersons()
    take("Л", 1, ["Код ОО", "Фамилия", "", "Имя", "", "Балл"])
    assert take("Л", 2, [1.0, "", "Ёлкина", "", "Нина", 5.0])[2:] == ["", "", "", 5.0]
