"""Files that would fill the memory or break the reader: refused in a sentence, and quickly."""

import io
import resource
import time
import zipfile

import pytest

from opora.results import ResultsRefused, read_results, read_results_file
from opora.results.guards import MAX_TEXT, MEBIBYTE
from opora.results.refusals import BrokenTable, TableTooLarge, UnknownTableFormat
from tests.results.written import xlsx_of

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def read(content: bytes, name: str = "x.xlsx"):
    return read_results(io.BytesIO(content), name)


def workbook_with(parts: dict[str, str]) -> bytes:
    """A sound workbook in which some parts are other ones."""
    sound = zipfile.ZipFile(io.BytesIO(xlsx_of({"Лист1": [["x"]]})))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sound.namelist():
            archive.writestr(name, parts.get(name) or sound.read(name))
    return content.getvalue()


def sheet_of(rows: str, prefix: str = "") -> str:
    colon = f"{prefix}:" if prefix else ""
    space = f"xmlns:{prefix}" if prefix else "xmlns"
    return (
        f'<{colon}worksheet {space}="{SPREADSHEET}"><{colon}sheetData>{rows}'
        f"</{colon}sheetData></{colon}worksheet>"
    )


def strings_of(*strings: str) -> str:
    items = "".join(f"<si><t>{one}</t></si>" for one in strings)
    return f'<sst xmlns="{SPREADSHEET}">{items}</sst>'


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row><c><v>1</v></c></row>" + "<row/>" * 99_998 + "<row>" + "<c/>" * 200 + "<c><v>1</v></c></row>",
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='9'><c r='ZZ999999'><v>1</v></c></row>",
        '<row r="1"><c s="1" r="A1"><v>1</v></c></row><row r="2"><c s="1" r="XFD9999"><v>1</v></c></row>',
    ],
    ids=["far cell", "cells without addresses", "other quotes", "other order"],
)  # fmt: skip
def test_a_sheet_that_spans_more_than_memory_is_refused(rows):
    with pytest.raises(TableTooLarge, match="строк и"):
        read(workbook_with({SHEET: sheet_of(rows)}))


def test_a_far_cell_behind_a_prefix_is_seen():
    rows = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="999999"><x:c r="ZZ999999"><x:v>1</x:v></x:c></x:row>'
    with pytest.raises(TableTooLarge):
        read(workbook_with({SHEET: sheet_of(rows, "x")}))


def test_a_sheet_that_is_only_painted_far_out_is_read():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}" s="1"/></row>'
        for n in range(1, 2000)
    )
    assert read(workbook_with({SHEET: sheet_of(rows)})).layout == "unknown"


def test_a_very_wide_sheet_with_two_cells_is_read():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
    assert read(workbook_with({SHEET: sheet_of(rows)})).layout == "unknown"


def test_a_text_longer_than_a_cell_may_have_is_refused():
    with pytest.raises(TableTooLarge, match="длиннее"):
        read(workbook_with({STRINGS: strings_of("я" * 300_000)}))


def test_one_long_text_in_every_cell_is_refused_before_it_is_copied():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001)
    )
    parts = {STRINGS: strings_of("я" * 16_000), SHEET: sheet_of(rows)}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(TableTooLarge, match="Тексты ячеек"):
        read(workbook_with(parts))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_a_long_note_in_one_cell_of_many_is_read():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{n % 2000 and 1}</v></c></row>'
        for n in range(1, 20_001)
    )
    parts = {STRINGS: strings_of("я" * 16_000, "да"), SHEET: sheet_of(rows)}
    assert read(workbook_with(parts)).layout == "unknown"


def test_entities_of_a_workbook_are_not_unfolded():
    bomb = (
        '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + sheet_of('<row><c t="inlineStr"><is><t>&b;</t></is></c></row>')
    )
    try:
        found = read(workbook_with({SHEET: bomb}))
    except ResultsRefused as refusal:
        found = refusal
    assert "aaaaaaaaaaaaaaaaaaaa" not in repr(found)


def test_ods_cells_repeated_across_the_sheet_are_refused():
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value="1" office:value-type="float"><text:p>1</text:p></table:table-cell>'
    names = "".join(
        f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"'
        for one in ("table", "office", "text")
    )
    table = f'<table:table{names}><table:table-row table:number-rows-repeated="5000">{cell}</table:table-row></table:table>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("content.xml", table)
    with pytest.raises(TableTooLarge, match="16384 столбцов"):
        read(content.getvalue(), "x.ods")


def test_a_text_of_two_gigabytes_is_refused_at_once(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write("Код ОО;Класс\n".encode())
        file.truncate(2 * 2**30)
    begun = time.perf_counter()
    with pytest.raises(TableTooLarge, match=f"больше {MAX_TEXT // MEBIBYTE} МБ. Разделите"):
        read_results_file(path)
    assert time.perf_counter() - begun < 1


def test_a_csv_below_the_limit_is_read_line_by_line(tmp_path):
    path = tmp_path / "scores.csv"
    line = "x" * 50 + ";" + "1;" * 50 + "\n"
    path.write_text(line * (20 * MEBIBYTE // len(line)), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read_results_file(path).layout == "unknown"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 15 * 1024


def test_a_text_with_an_open_quote_is_refused():
    text = 'Код ОО;Класс\n"без конца;1\n' + "2;3\n" * 60_000
    with pytest.raises(BrokenTable, match="Строка 2"):
        read(text.encode(), "x.csv")


def test_a_table_xml_2003_is_refused_with_advice():
    text = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    )
    with pytest.raises(UnknownTableFormat, match="XLSX"):
        read(text.encode(), "x.xls")
