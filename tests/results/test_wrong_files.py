"""Files that are no results: each gives a sentence or an unknown layout, never a fall."""

import io
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opora.results import ResultsRefused, read_results
from opora.results.refusals import BrokenTable, TableTooLarge, UnknownTableFormat
from tests.results.cases_vpr import marks_with_every_fault
from tests.results.written import xlsx_of

WORKBOOK = marks_with_every_fault.content()


def read(content: bytes, name: str = "x.xlsx"):
    return read_results(io.BytesIO(content), name)


def is_read_or_refused(content: bytes) -> bool:
    try:
        return read(content).layout != ""
    except ResultsRefused as refusal:
        return str(refusal).endswith(".")


def zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
@example(b"\xff\xfe\x00")
def test_any_bytes_are_read_or_refused(content):
    assert is_read_or_refused(content)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_workbook_with_a_spoiled_byte_is_read_or_refused(data):
    content = bytearray(WORKBOOK)
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    assert is_read_or_refused(bytes(content))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), max_size=8), max_size=8))
def test_any_text_table_is_read_or_refused(rows):
    text = "\n".join(";".join(row) for row in rows)
    assert is_read_or_refused(text.encode(errors="replace"))


def test_an_empty_file_is_refused():
    with pytest.raises(BrokenTable, match="пуст"):
        read(b"")


def test_a_text_document_is_refused():
    with pytest.raises(UnknownTableFormat, match="не таблица"):
        read(zipped({"word/document.xml": b"<w/>"}))


def test_an_archive_bomb_is_refused():
    with pytest.raises(TableTooLarge, match="бомбу"):
        read(zipped({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b"0" * 2**25}))


def test_a_sheet_with_a_far_cell_is_refused():
    sheet = b'<worksheet><c r="A1"/><c r="XFD1048576"><v>1</v></c></worksheet>'
    with pytest.raises(TableTooLarge, match="1048576 строк"):
        read(zipped({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": sheet}))


def test_a_sheet_with_repeated_full_rows_is_refused():
    cell = '<table:table-cell table:number-columns-repeated="9000" office:value="1">1</table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="90000">{cell}</table:table-row>'
    with pytest.raises(TableTooLarge, match="строк"):
        read(zipped({"content.xml": f"<table:table>{row}</table:table>".encode()}))


def test_empty_repeated_rows_at_the_end_of_a_sheet_are_no_bomb():
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    with pytest.raises(BrokenTable):
        read(zipped({"content.xml": f"<table:table>{row}</table:table>".encode()}))


def test_binary_rubbish_is_refused():
    with pytest.raises(UnknownTableFormat):
        read(b"ab\x00cd" * 20)


def test_a_header_without_rows_is_a_layout_without_rows():
    header = ["Год", "Логин", "Муниципалитет", "ОО", "4 РУ", "4 МА"]
    results = read(xlsx_of({"bias": [header]}))

    assert results.layout == "flat_bias"
    assert results.rows.read == 0
