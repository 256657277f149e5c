"""PDF: geometry becomes paragraphs and tables; scans are said to be scans."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Callable

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from opora.reading.formats import read_layout, scan, scan_lines
from opora.reading.formats.hyphens import rejoin
from opora.reading.formats.pdf_content import Word
from opora.reading.formats.pdf_lines import lines_of
from opora.reading.model import Cell, Layout, Paragraph, Table
from opora.reading.refusals import BrokenFile, FileTooLarge, ToolMissing

PdfOf = Callable[[str], bytes]
HEAD = (
    '#set page(paper: "a4", margin: (left: 3cm, rest: 2cm), numbering: "1")\n'
    '#set text(font: ("Liberation Serif", "Libertinus Serif"), size: 12pt, lang: "ru")\n'
)
BODY = "Отделу образования обеспечить методическое сопровождение школ с низкими результатами. "


@pytest.fixture(scope="module")
def letter(pdf_of: PdfOf) -> Layout:
    source = (
        HEAD
        + "#set par(justify: true, first-line-indent: (amount: 1.25cm, all: true))\n"
        + "#align(center)[*Отдел образования \\ Заозёрского округа*]\n"
        + "#grid(columns: (1fr, 1fr), [14 марта 2022 г.], align(right)[№ 88])\n\n"
        + BODY * 4
        + "\n\n"
        + BODY * 3
        + "\n\nНачальник отдела #h(1fr) И.И. Громова\n"
        + "#pagebreak()\n#align(right)[Приложение \\ к приказу от 14.03.2022 № 88]\n"
    )
    return read_layout(pdf_of(source), "a.pdf")


def texts(layout: Layout) -> list[str]:
    return [block.text for block in layout.blocks if isinstance(block, Paragraph)]


def tables(layout: Layout) -> list[Table]:
    return [block for block in layout.blocks if isinstance(block, Table)]


def test_lines_are_joined_to_paragraphs(letter: Layout) -> None:
    assert texts(letter) == [
        "Отдел образования\nЗаозёрского округа",
        "14 марта 2022 г.\t№ 88",
        (BODY * 4).strip(),
        (BODY * 3).strip(),
        "Начальник отдела\tИ.И. Громова",
        "Приложение\nк приказу от 14.03.2022 № 88",
    ]


def test_alignment_weight_and_pages_are_seen_and_page_numbers_dropped(letter: Layout) -> None:
    first, last = letter.blocks[0], letter.blocks[-1]
    assert isinstance(first, Paragraph)
    assert isinstance(last, Paragraph)
    assert (first.align, first.bold, first.page) == ("center", True, 1)
    assert (last.align, last.page, letter.pages) == ("right", 2, 2)


def test_a_paragraph_cut_by_the_page_is_one(pdf_of: PdfOf) -> None:
    layout = read_layout(pdf_of(HEAD + "#set par(justify: true)\n" + BODY * 60), "a.pdf")
    assert layout.pages == 2
    assert texts(layout) == [(BODY * 60).strip()]


def test_merged_cells_and_pages_of_a_table(pdf_of: PdfOf) -> None:
    rows = "".join(f"[{number}],[Мероприятие номер {number}],[май]," for number in range(1, 60))
    source = (
        f"{HEAD}#table(columns: (1cm, 1fr, 3cm), [№],[Что],[Срок],"
        f"table.cell(colspan: 3)[Раздел],table.cell(rowspan: 2)[а],[раз],[май],[два],[июнь],{rows})"
    )
    first, second = tables(read_layout(pdf_of(source), "a.pdf"))
    assert Cell(1, 0, "Раздел", colspan=3) in first.cells
    assert Cell(2, 0, "а", rowspan=2) in first.cells
    assert (first.page, second.page) == (1, 2)
    assert first.n_rows + second.n_rows == 63


def test_a_word_longer_than_its_cell_stays_in_it(pdf_of: PdfOf) -> None:
    source = HEAD + "#table(columns: (2.4cm, 3cm), [Ответственный],[Результат],[РМК],[Справка])"
    (table,) = tables(read_layout(pdf_of(source), "a.pdf"))
    assert [cell.text for cell in table.cells] == [
        "Ответственный",
        "Результат",
        "РМК",
        "Справка",
    ]


def test_columns_without_lines_are_a_table(pdf_of: PdfOf) -> None:
    cells = "".join(
        f"[{n}.],[Мероприятие {n} для школ района],[до {n}.05.2022],[РМК]," for n in range(1, 6)
    )
    source = (
        f"{HEAD}План работы\n\n#table(columns: (1cm, 1fr, 4cm, 3cm), stroke: none, row-gutter: 6pt,"
        f"[№],[Содержание],[Дата],[Исполнитель],{cells})"
    )
    (table,) = tables(read_layout(pdf_of(source), "a.pdf"))
    assert (table.n_rows, table.n_columns) == (6, 4)
    assert [cell.text for cell in table.cells[4:8]] == [
        "1.",
        "Мероприятие 1 для школ района",
        "до 1.05.2022",
        "РМК",
    ]


def test_two_blocks_side_by_side_are_read_one_after_the_other(pdf_of: PdfOf) -> None:
    source = (
        HEAD
        + "#grid(columns: (1fr, 1fr), [СОГЛАСОВАНО \\ Совет школы], [УТВЕРЖДАЮ \\ Директор])"
    )
    found = texts(read_layout(pdf_of(source), "a.pdf"))
    assert "".join(found).replace("\n", " ").index("Совет") < "".join(found).index("УТВЕРЖДАЮ")


def test_running_titles_are_dropped(pdf_of: PdfOf) -> None:
    source = HEAD.replace("numbering", "header: [План Заозёрского округа], numbering")
    layout = read_layout(pdf_of(source + "раз #pagebreak() два #pagebreak() три"), "a.pdf")
    assert texts(layout) == ["раз", "два", "три"]


def test_turned_words_of_a_header_are_read(pdf_of: PdfOf) -> None:
    source = HEAD + "#table(columns: 2, rotate(-90deg, reflow: true)[Срок],[Что],[май],[Сбор])"
    (table,) = tables(read_layout(pdf_of(source), "a.pdf"))
    assert table.cells[0].text == "Срок"


def blank_pdf(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def scanned_pdf() -> bytes:
    stream = io.BytesIO()
    Image.new("L", (600, 800), 255).save(stream, format="PDF")
    return stream.getvalue()


def test_five_thousand_pages_are_refused_at_once() -> None:
    content = blank_pdf(5000)
    start = time.monotonic()
    with pytest.raises(FileTooLarge, match="500 страниц"):
        read_layout(content, "a.pdf")
    assert time.monotonic() - start < 5


def test_a_pdf_without_a_letter_is_refused() -> None:
    with pytest.raises(BrokenFile, match="ни одной буквы"):
        read_layout(blank_pdf(1), "a.pdf")


def test_a_scan_without_tesseract_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(ToolMissing, match="tesseract-ocr-rus"):
        read_layout(scanned_pdf(), "a.pdf")


def test_a_scanned_page_among_others_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    scanned = scan.read_scans(b"", [2, 3], of=4)
    assert not scanned.pages
    assert "2, 3" in scanned.note


def test_words_of_tesseract_are_placed_in_points() -> None:
    row = "5\t1\t1\t1\t1\t1\t300\t600\t150\t50\t96.5\tПРИКАЗ"
    assert scan._word(row.split("\t"), 300) == Word("ПРИКАЗ", 72.0, 108.0, 144.0, 156.0)
    assert scan._word(row.replace("96.5", "12.0").split("\t"), 300) is not None
    assert scan._word(row.replace("96.5\tПРИКАЗ", "12.0\t|~").split("\t"), 300) is None
    assert scan._word(["4", "1"], 300) is None


def test_lines_of_a_scan_part_its_cells() -> None:
    picture = Image.new("L", (1200, 800), 255)
    pen = ImageDraw.Draw(picture)
    for y in (100, 300, 500):
        pen.line((100, y, 1100, y + 4), fill=0, width=3)
    for x in (100, 400, 1100):
        pen.line((x, 100, x, 503), fill=0, width=3)
    pen.rectangle((450, 350, 500, 380), fill=0)
    rulers = scan_lines.rulers_of(picture)
    word = Word("май", 450 * 0.24, 500 * 0.24, 350 * 0.24, 380 * 0.24)
    (table,) = scan_lines.ruled_tables(rulers, [word], 0.24)
    scan_lines.erase(picture, rulers)
    assert len(table.cells) == 4
    assert [cell.words for cell in table.cells].count([word]) == 1
    assert picture.getpixel((250, 300)) == 255
    assert picture.getpixel((470, 365)) == 0


def test_a_row_left_open_at_the_end_of_a_page_is_a_row(pdf_of: PdfOf) -> None:
    lines = "stroke: (x, y) => (left: 1pt, right: 1pt, top: if y == 0 { 1pt }, bottom: if y == 0 { 1pt })"
    source = HEAD + f"#table(columns: 3, {lines}, [№],[Что],[Срок],[1],[Сбор],[май])"
    (table,) = tables(read_layout(pdf_of(source), "a.pdf"))
    assert [cell.text for cell in table.cells] == ["№", "Что", "Срок", "1", "Сбор", "май"]


def test_a_link_cut_by_the_end_of_a_line_is_whole(pdf_of: PdfOf) -> None:
    address = "https://school.example/documents/2023/plan/individual-routes.pdf"
    source = HEAD + f'#table(columns: (6cm, 4cm), [#"{address}"],[май],[а],[б])'
    (table,) = tables(read_layout(pdf_of(source), "a.pdf"))
    assert table.cells[0].text == address


def test_words_on_one_height_make_a_line() -> None:
    words = [Word("б", 20, 30, 10.4, 20.4), Word("а", 0, 10, 10, 20), Word("в", 0, 10, 24, 34)]
    assert [line.text for line in lines_of(words, 1)] == ["а б", "в"]


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        (
            "с низкими образователь-",
            "ными результатами",
            "с низкими образовательными результатами",
        ),
        ("организационно-", "методических", "организационно-методических"),
        ("школами-", "лидерами", "школами-лидерами"),
        ("октябрь-", "Ноябрь", None),
        ("май -", "июнь", None),
    ],
)
def test_words_parted_by_a_line_end(left: str, right: str, whole: str | None) -> None:
    assert rejoin(left, right) == whole
