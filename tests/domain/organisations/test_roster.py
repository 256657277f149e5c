"""Lists in table files: headers by meaning, any separator, any encoding, plain refusals."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.organisations.roster import RosterRefused, read_roster
from opora.domain.organisations.roster_template import _COLUMNS, filled_xlsx, template_xlsx

SCHOOLS = [
    ["Список школ Ключевского округа на 01.09.2025"],
    [],
    ["№ п/п", "Полное наименование ОО (по уставу)", "Сокращённое наименование", "ИНН",
     "Количество обучающихся", "Примечание"],
    [1, "МБОУ «СОШ № 5»", "СОШ № 5", "7707083893", 310, "—"],
    ["", "", "", "", "", ""],
    [2, "МБОУ «Гимназия № 3»", "Гимназия № 3", "", 1020.0, ""],
]  # fmt: skip
PEOPLE = [
    [
        "Должность",
        "Адрес электронной почты",
        "Фамилия, имя, отчество",
        "Место работы",
        "с",
        "по",
    ],
    ["директор", "a@example.org", "Горохов Игорь Львович", "СОШ № 5", date(2025, 9, 1), ""],
]


def xlsx(rows) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet("Обложка").write_string(0, 0, "Сведения")
        sheet = book.add_worksheet("Лист")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                else:
                    sheet.write(at, column, value)
    return stream.getvalue()


def separated(rows, separator=";") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue()


def test_headers_are_found_below_a_title_on_any_sheet():
    roster = read_roster(xlsx(SCHOOLS), "школы.xlsx")
    assert roster.kind == "organisations"
    assert [row.line for row in roster.rows] == [4, 6]
    assert dict(roster.rows[0].values) == {
        "name": "МБОУ «СОШ № 5»", "short_name": "СОШ № 5", "inn": "7707083893", "pupils": "310",
    }  # fmt: skip
    assert roster.rows[1]["pupils"] == "1020"
    assert roster.rows[1]["inn"] == ""
    assert roster.findings == ("Столбцы не использованы: «№ п/п», «Примечание».",)


def test_a_list_of_people_is_told_by_its_headers_in_any_order():
    roster = read_roster(xlsx(PEOPLE), "люди.xlsx")
    assert roster.kind == "people"
    assert dict(roster.rows[0].values) == {
        "post": "директор", "email": "a@example.org", "full_name": "Горохов Игорь Львович",
        "organisation": "СОШ № 5", "since": "01.09.2025",
    }  # fmt: skip


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_csv_of_any_separator_and_encoding_reads_alike(separator, encoding):
    text = separated(SCHOOLS[2:], separator)
    roster = read_roster(text.encode(encoding), "школы.csv")
    assert [row["name"] for row in roster.rows] == ["МБОУ «СОШ № 5»", "МБОУ «Гимназия № 3»"]


def test_three_columns_of_a_name_are_kept_apart():
    text = "Фамилия;Имя;Отчество;E-mail\nЮдин;Олег;Петрович;y@example.org\n"
    assert read_roster(text.encode(), "x.csv").rows[0]["patronymic"] == "Петрович"


def test_a_header_repeated_on_each_page_is_no_row():
    rows = [*SCHOOLS[2:4], SCHOOLS[2], SCHOOLS[5]]
    assert len(read_roster(separated(rows).encode(), "x.csv").rows) == 2


def test_a_list_without_rows_says_so():
    roster = read_roster(separated(SCHOOLS[2:3]).encode(), "x.csv")
    assert "ни одной строки" in roster.findings[-1]


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60 * 2**20)
    return stream.getvalue()


def entity() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        )
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "пуст"),
        (b" \n", "пуст"),
        (b"PK\x03\x04nothing", "повреждён"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "повреждена"),
        ("Просто письмо без таблицы".encode(), "нет строки с названиями столбцов"),
        (b"x" * (10 * 2**20 + 1), "больше 10 МБ"),
        (bomb(), "распаковывается"),
        (entity(), "DTD"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content, words):
    with pytest.raises(RosterRefused, match=words):
        read_roster(content, "список.xlsx")


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_roster_or_a_refusal(content):
    try:
        read_roster(content, "x")
    except RosterRefused as refusal:
        assert str(refusal)  # noqa: PT017  # the refusal is one of two good ends


@pytest.mark.parametrize("kind", ["organisations", "people"])
def test_the_sample_table_is_read_by_its_own_headers(kind):
    roster = read_roster(template_xlsx(kind), "образец.xlsx")
    assert roster.kind == kind
    assert roster.findings == ("Под строкой названий столбцов нет ни одной строки.",)
    headers = separated(
        [[column.header for column in _COLUMNS[kind]], ["x"] * len(_COLUMNS[kind])]
    )
    assert len(read_roster(headers.encode(), "x.csv").rows[0].values) == len(_COLUMNS[kind])


def test_a_cell_that_looks_like_a_formula_comes_back_as_text():
    row = {"name": '=HYPERLINK("http://x")', "short_name": "+7", "kind": "Школа"}
    content = filled_xlsx("organisations", [row])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert dict(read_roster(content, "x.xlsx").rows[0].values) == row
