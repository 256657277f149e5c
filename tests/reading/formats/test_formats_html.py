"""HTML as sites, Word and single-file pages write it."""

from __future__ import annotations

import pytest

from opora.reading.formats import read_layout
from opora.reading.model import Cell, Layout, Paragraph, Table
from opora.reading.refusals import BrokenFile


def read(body: str) -> Layout:
    return read_layout(f"<html><body>{body}</body></html>".encode(), "a.html")


def texts(body: str) -> list[str]:
    return [block.text for block in read(body).blocks if isinstance(block, Paragraph)]


def only_table(body: str) -> Table:
    tables = [block for block in read(body).blocks if isinstance(block, Table)]
    assert len(tables) == 1
    return tables[0]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>раз</p>два<div>три</div>", ["раз", "два", "три"]),
        ("<p>строка<br>другая</p>", ["строка\nдругая"]),
        ("<p>много   \n пробелов&nbsp;и ещё</p>", ["много пробелов и ещё"]),
        ("<p>план<script>x()</script><style>p{}</style></p>", ["план"]),
        ("<p style='display:none'>скрыто</p><p>видно</p>", ["видно"]),
        ("<ol><li>раз<li><p>два</p></ol>", ["1. раз", "2. два"]),
        ("<ol start=3><li>три</ol><ul><li>точка</ul>", ["3. три", "• точка"]),
        ("<p class=MsoNormal><o:p>&nbsp;</o:p></p><p>текст<o:p></o:p></p>", ["текст"]),
        ("<p><![if !supportLists]>1.<![endif]> Утвердить</p>", ["1. Утвердить"]),
        ("<p><a href='https://a.example/1'>приказ</a></p>", ["приказ"]),
        ("<table><tr><td><p>рамка</p></td></tr></table>", ["рамка"]),
    ],
)
def test_flow_of_a_page(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


def test_look_of_paragraphs() -> None:
    blocks = read(
        "<h2 align=center>План</h2><p style='text-align:right'><b>УТВЕРЖДАЮ</b></p>"
        "<div style='font-weight:700'>жирно</div><p><b>не</b> весь</p>",
    ).blocks
    assert blocks[0] == Paragraph(0, "План", level=2, bold=True, align="center")
    assert blocks[1] == Paragraph(1, "УТВЕРЖДАЮ", bold=True, align="right")
    assert [block.bold for block in blocks[2:] if isinstance(block, Paragraph)] == [True, False]


def test_spans_headers_and_parts_of_a_table() -> None:
    table = only_table(
        "<table><thead><tr><th rowspan=2>№<th colspan=2>Срок</tr><tr><th>с<th>по</tr></thead>"
        "<tbody><tr><td>1<td><b>май</b><td>июнь</tr></tbody></table>",
    )
    assert table.cells[0] == Cell(0, 0, "№", rowspan=2, header=True, bold=True)
    assert table.cells[1] == Cell(0, 1, "Срок", colspan=2, header=True, bold=True)
    assert Cell(2, 1, "май", bold=True) in table.cells
    assert (table.n_rows, table.n_columns) == (3, 3)


def test_a_cell_of_rowspan_zero_reaches_the_end() -> None:
    table = only_table(
        "<table><tr><td rowspan=0>общий<td>1</tr><tr><td>2</tr><tr><td>3</tr></table>"
    )
    assert table.cells[0].rowspan == 3


def test_paragraphs_and_addresses_of_a_cell() -> None:
    table = only_table(
        "<table><tr><td><p>раз</p><p>два</p><td><a href='https://a.example/x.pdf'>Справка</a>"
        "<td><a href='https://a.example/'>a.example</a><td><a href='/doc/1'>тут</a></tr></table>",
    )
    assert [cell.text for cell in table.cells] == [
        "раз\nдва",
        "Справка (https://a.example/x.pdf)",
        "a.example",
        "тут",
    ]


def test_a_table_that_places_the_page_is_unwrapped() -> None:
    inner = "<table>" + "<tr><td>1<td>2<td>3</tr>" * 3 + "</table>"
    body = f"<table><tr><td>меню</td><td><p>План</p>{inner}</td></tr></table>"
    assert texts(body) == ["меню", "План"]
    assert only_table(body).n_rows == 3


def test_a_small_table_in_a_cell_becomes_its_text() -> None:
    row = "<tr><td>1<td>мероприятие<td>{}</tr>"
    inner = "<table><tr><td>охват<td>90 %</tr></table>"
    table = only_table("<table>" + row.format(inner) + row.format("нет") + "</table>")
    assert table.cells[2].text == "охват 90 %"


def test_a_huge_span_costs_nothing() -> None:
    table = only_table(
        "<table><tr><td colspan=999999 rowspan=999999>а<td>б</tr><tr><td>в</tr></table>"
    )
    assert table.n_columns <= 3


def test_a_declared_encoding_is_not_believed(order_html: bytes) -> None:
    declared = order_html.replace(b"<body>", b'<head><meta charset="koi8-r"></head><body>')
    recoded = declared.decode().replace("№", "N").encode("cp1251")
    assert isinstance(first := read_layout(recoded, "a.html").blocks[0], Paragraph)
    assert first.text == "ПРИКАЗ"


def test_entities_from_files_are_not_read() -> None:
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x; да</p></body></html>'
    assert "root" not in str(read_layout(page.encode(), "a.html").blocks)


def test_a_single_file_page_is_read(order_html: bytes) -> None:
    page = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + order_html
        + b"\r\n--b--\r\n"
    )
    assert read_layout(page, "a.mht").blocks == read_layout(order_html, "a.html").blocks


def test_a_single_file_page_without_a_page_is_refused() -> None:
    page = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b--\r\n'
    )
    with pytest.raises(BrokenFile, match="MHT"):
        read_layout(page, "a.mht")


def test_a_deeply_nested_page_does_not_hang() -> None:
    read_layout(("<div>" * 5000 + "текст" + "<table><tr><td>" * 500).encode(), "a.html")
