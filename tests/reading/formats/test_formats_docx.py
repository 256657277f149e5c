"""DOCX: what python-docx's own API does not show."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from opora.reading.formats import read_layout
from opora.reading.formats.numerals import numeral
from opora.reading.model import Cell, Paragraph, Table

Word = type(Document())


def blocks(document: Word) -> tuple[Paragraph | Table, ...]:
    stream = io.BytesIO()
    document.save(stream)
    return read_layout(stream.getvalue(), "a.docx").blocks


def texts(document: Word) -> list[str]:
    return [block.text for block in blocks(document) if isinstance(block, Paragraph)]


def only_table(document: Word) -> Table:
    tables = [block for block in blocks(document) if isinstance(block, Table)]
    assert len(tables) == 1
    return tables[0]


def add(document: Word, xml: str) -> None:
    namespaces = (
        nsdecls("w", "r")
        + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        + ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    root = parse_xml(f"<w:body {namespaces}>{xml}</w:body>")
    for child in list(root):
        document.element.body.insert(len(document.element.body) - 1, child)


def p(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (f'<w:ins w:id="1">{r("план ")}</w:ins>{r("работы")}', "план работы"),
        (f'<w:del w:id="1"><w:r><w:delText>нет</w:delText></w:r></w:del>{r("да")}', "да"),
        (
            f'<w:moveFrom w:id="1">{r("нет")}</w:moveFrom><w:moveTo w:id="2">{r("да")}</w:moveTo>',
            "да",
        ),
        (f"<w:sdt><w:sdtContent>{r('внутри')}</w:sdtContent></w:sdt>", "внутри"),
        (f"<w:smartTag>{r('до')}</w:smartTag>{r(' мая')}", "до мая"),
        ("<w:r><w:t>а</w:t><w:tab/><w:t>б</w:t><w:br/><w:t>в</w:t></w:r>", "а\tб\nв"),
        (
            "<w:r><w:t>нормативно</w:t><w:noBreakHyphen/><w:t>правовой</w:t></w:r>",
            "нормативно-правовой",
        ),
        ("<w:r><w:t>обра</w:t><w:softHyphen/><w:t>зо\u00adвание</w:t></w:r>", "образование"),
        (f'{r("текст")}<w:r><w:footnoteReference w:id="1"/></w:r>', "текст"),
        (f"{r('скрыто', '<w:vanish/>')}{r('видно')}", "видно"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> DATE </w:instrText></w:r>'
            + r("5 мая"),
            "5 мая",
        ),
        (r("№\u00a05"), "№ 5"),
    ],
)
def test_printed_words_of_a_paragraph(inner: str, text: str) -> None:
    document = Document()
    add(document, p(inner))
    assert texts(document) == [text]


def test_blocks_inside_content_controls_are_read_in_order() -> None:
    document = Document()
    cell = f"<w:tc><w:tcPr/>{p(r('ячейка'))}</w:tc>"
    table = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell}{cell}</w:tr></w:tbl>"
    add(
        document,
        p(r("до")) + f"<w:sdt><w:sdtContent>{table}{p(r('после'))}</w:sdtContent></w:sdt>",
    )
    assert [type(block).__name__ for block in blocks(document)] == [
        "Paragraph",
        "Table",
        "Paragraph",
    ]


def test_a_text_box_is_read_once_before_its_paragraph() -> None:
    document = Document()
    box = f"<w:txbxContent>{p(r('УТВЕРЖДАЮ'))}</w:txbxContent>"
    shape = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    both = f"<mc:AlternateContent><mc:Choice>{shape}</mc:Choice><mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent>"
    add(document, p(f"<w:r>{both}</w:r>{r('План работы')}"))
    assert texts(document) == ["УТВЕРЖДАЮ", "План работы"]


NUMBERING = """
<w:abstractNum {ns} w:abstractNumId="90">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="russianLower"/><w:lvlText w:val="%3)"/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
</w:abstractNum>"""


@pytest.fixture
def numbered() -> tuple[Word, Callable[..., None]]:
    document = Document()
    root = document.part.numbering_part.element
    ns = nsdecls("w")
    root.insert(0, parse_xml(NUMBERING.format(ns=ns)))
    root.append(parse_xml(f'<w:num {ns} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    root.append(
        parse_xml(
            f'<w:num {ns} w:numId="92"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="1"/></w:lvlOverride></w:num>',
        ),
    )

    def number(paragraph: object, level: int, num_id: int = 91) -> None:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # type: ignore[attr-defined]
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = num_id

    return document, number


def test_automatic_numbers_are_printed(numbered: tuple[Word, Callable[..., None]]) -> None:
    document, number = numbered
    for level, text in enumerate(["Утвердить", "Директорам", "сдать", "отчёт"]):
        number(document.add_paragraph(text), level)
    number(document.add_paragraph("Завучам"), 1)
    number(document.add_paragraph("Контроль"), 0)
    number(document.add_paragraph("Снова"), 1)
    assert texts(document) == [
        "1. Утвердить", "1.1. Директорам", "а) сдать", "• отчёт", "1.2. Завучам",
        "2. Контроль", "2.1. Снова",
    ]  # fmt: skip


def test_a_list_may_start_anew_and_an_empty_point_still_counts(
    numbered: tuple[Word, Callable[..., None]],
) -> None:
    document, number = numbered
    number(document.add_paragraph("раз"), 0)
    number(document.add_paragraph(""), 0)
    number(document.add_paragraph("три"), 0)
    number(document.add_paragraph("снова раз"), 0, 92)
    assert texts(document) == ["1. раз", "3. три", "1. снова раз"]


def test_rows_numbered_by_word_have_their_numbers(
    numbered: tuple[Word, Callable[..., None]],
) -> None:
    document, number = numbered
    table = document.add_table(rows=3, cols=2)
    for row in table.rows:
        number(row.cells[0].paragraphs[0], 0)
        row.cells[1].text = "мероприятие"
    assert [cell.text for cell in only_table(document).cells if cell.column == 0] == [
        "1.",
        "2.",
        "3.",
    ]


def test_numbers_come_from_the_style_too() -> None:
    document = Document()
    for text in ("раз", "два"):
        document.add_paragraph(text, style="List Number")
    assert texts(document) == ["1. раз", "2. два"]


def test_merged_cells_stand_once_with_their_spans() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=3)
    for row, line in enumerate(table.rows):
        for column, cell in enumerate(line.cells):
            cell.text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(0, 2)).text = "раздел"
    table.cell(1, 1).merge(table.cell(2, 1)).text = "общий срок"
    read = only_table(document)
    assert read.cells[0] == Cell(0, 0, "раздел", colspan=3)
    assert Cell(1, 1, "общий срок", rowspan=2) in read.cells
    assert read.grid()[2][1] is None
    assert (read.n_rows, read.n_columns) == (3, 3)


def test_grid_lines_without_cells_are_dropped() -> None:
    document = Document()
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p(r("а"))}</w:tc>'
    add(document, f"<w:tbl><w:tblPr/><w:tblGrid/>{'<w:tr>' + wide * 2 + '</w:tr>'}</w:tbl>")
    assert [cell.colspan for cell in only_table(document).cells] == [1, 1]


def test_a_deleted_row_is_not_read() -> None:
    document = Document()
    cell = f"<w:tc><w:tcPr/>{p(r('текст'))}</w:tc>"
    row, deleted = (
        f"<w:tr>{cell * 2}</w:tr>",
        f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr>{cell * 2}</w:tr>',
    )
    add(document, f"<w:tbl><w:tblPr/><w:tblGrid/>{row}{deleted}{row}</w:tbl>")
    assert only_table(document).n_rows == 2


def test_a_table_inside_a_cell_becomes_its_text() -> None:
    document = Document()
    outer = document.add_table(rows=2, cols=3)
    outer.cell(0, 0).text = "Показатели"
    inner = outer.cell(1, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "охват", "90 %"
    assert "охват 90 %" in [cell.text for cell in only_table(document).cells]


def test_a_frame_of_one_cell_is_no_table() -> None:
    document = Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "УТВЕРЖДЕНО"
    assert texts(document) == ["УТВЕРЖДЕНО"]


def test_paragraphs_know_their_look_and_page() -> None:
    document = Document()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("ПРИКАЗ").bold = True
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_heading("Приложение", level=2)
    first, second = blocks(document)
    assert first == Paragraph(0, "ПРИКАЗ", bold=True, align="center", page=1)
    assert isinstance(second, Paragraph)
    assert (second.level, second.page) == (2, 2)


def test_a_repeated_header_row_and_bold_cells_are_marked() -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).paragraphs[0].add_run("Срок").bold = True
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    cells = only_table(document).cells
    assert [cell.header for cell in cells] == [True, True, False, False]
    assert [cell.bold for cell in cells] == [True, False, False, False]


def test_an_address_behind_words_of_a_cell_is_printed() -> None:
    document = Document()
    address = "https://school.example/report.pdf"
    key = document.part.relate_to(
        address,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    link = f'<w:hyperlink r:id="{key}">{r("Отчёт")}</w:hyperlink>'
    cell = f"<w:tc><w:tcPr/>{p(link)}</w:tc>"
    add(document, f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell * 2}</w:tr></w:tbl>" + p(link))
    assert only_table(document).cells[0].text == f"Отчёт ({address})"
    assert texts(document) == ["Отчёт"]


def test_strict_documents_and_templates_are_read(order_docx: bytes) -> None:
    def rewritten(change: Callable[[bytes], bytes]) -> bytes:
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(order_docx)) as old,
            zipfile.ZipFile(stream, "w") as new,
        ):
            for entry in old.infolist():
                new.writestr(entry.filename, change(old.read(entry)))
        return stream.getvalue()

    transitional = b"http://schemas.openxmlformats.org/"
    strict = rewritten(
        lambda part: part.replace(
            transitional + b"wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            transitional + b"officeDocument/2006/",
            b"http://purl.oclc.org/ooxml/officeDocument/",
        ),
    )
    template = rewritten(lambda part: part.replace(b"document.main+xml", b"template.main+xml"))
    expected = read_layout(order_docx, "a.docx").blocks
    assert read_layout(strict, "a.docx").blocks == expected
    assert read_layout(template, "a.dotx").blocks == expected


@pytest.mark.parametrize(
    ("count", "style", "text"),
    [
        (1, "decimal", "1"), (9, "upperRoman", "IX"), (28, "lowerLetter", "bb"),
        (29, "russianUpper", "АА"), (5, "none", ""), (3, "ordinal", "3"), (0, "lowerRoman", "0"),
    ],
)  # fmt: skip
def test_numerals(count: int, style: str, text: str) -> None:
    assert numeral(count, style) == text
