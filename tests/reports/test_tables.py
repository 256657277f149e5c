"""Tables as XLSX, CSV and DOCX: the same cells, nothing that runs."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from python_calamine import load_workbook

from opora.reports.tables import (
    DOCX_ROWS,
    Table,
    TableRefused,
    csv_lines,
    docx_bytes,
    write_xlsx,
)

TABLE = Table(
    "Список школ",
    ("Школа", "Ниже", "Доля, %", "Дата"),
    [("СОШ № 5", 6, 35.3, date(2025, 9, 1)), ("=1+1", None, 0.0, None)],
    "Скрыто значений: 1.",
)


def test_a_workbook_has_title_headers_rows_and_note(tmp_path: Path) -> None:
    write_xlsx(TABLE, tmp_path / "t.xlsx")
    rows = load_workbook(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python()

    assert rows[0][0] == "Список школ"
    assert rows[1] == ["Школа", "Ниже", "Доля, %", "Дата"]
    assert rows[2] == ["СОШ № 5", 6.0, 35.3, date(2025, 9, 1)]
    assert rows[-1][0] == "Скрыто значений: 1."


def test_a_formula_stays_text_in_a_workbook(tmp_path: Path) -> None:
    write_xlsx(TABLE, tmp_path / "t.xlsx")
    rows = load_workbook(str(tmp_path / "t.xlsx")).get_sheet_by_index(0).to_python()

    assert rows[3][0] == "=1+1"


def test_csv_is_what_excel_in_russian_opens() -> None:
    assert "".join(csv_lines(TABLE)) == (
        "\ufeffШкола;Ниже;Доля, %;Дата\r\nСОШ № 5;6;35,3;01.09.2025\r\n'=1+1;;0;\r\n"
    )


def test_a_negative_number_is_no_formula_in_csv() -> None:
    assert list(csv_lines(Table("Т", ("Ч",), [(-5,)])))[-1] == "-5\r\n"


def test_csv_is_written_row_by_row() -> None:
    lines = csv_lines(Table("Т", ("Ч",), ((one,) for one in iter(int, 1))))

    assert [next(lines) for _ in range(3)][-1] == "0\r\n"


def test_a_document_repeats_its_heading_row_and_lies_on_its_side_when_wide() -> None:
    wide = Table("Ш", tuple("абвгдежз"), [tuple(range(8))])
    document = Document(BytesIO(docx_bytes(wide)))

    assert document.tables[0].cell(1, 7).text == "7"
    assert document.sections[0].page_width > document.sections[0].page_height  # type: ignore[operator]
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml


def test_a_table_too_long_for_word_is_refused_with_another_way() -> None:
    with pytest.raises(TableRefused, match="XLSX или CSV"):
        docx_bytes(Table("Т", ("Ч",), [(1,)] * (DOCX_ROWS + 1)))
