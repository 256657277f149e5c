"""One document in every format reads as the same paragraphs and the same table."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from opora.reading.formats import read_layout
from opora.reading.model import Layout, Paragraph, Table

FORMATS = ["docx", "odt", "html", "txt", "rtf", "pdf"]
WORDS = ("План", "12.10.2022", "Исполнитель", "Методический кабинет")


def texts(layout: Layout) -> list[str]:
    return [block.text for block in layout.blocks if isinstance(block, Paragraph)]


def rows(layout: Layout) -> list[list[str]]:
    tables = [block for block in layout.blocks if isinstance(block, Table)]
    return [
        [" ".join(cell.text.split()) if cell else "·" for cell in row]
        for table in tables
        for row in table.grid()
    ]


@pytest.mark.parametrize("order", FORMATS, indirect=True)
def test_every_format_gives_the_same_blocks(
    order: tuple[bytes, str], order_docx: bytes
) -> None:
    layout = read_layout(*order)
    expected = read_layout(order_docx, "order.docx")
    assert texts(layout) == texts(expected)
    assert rows(layout) == rows(expected)
    assert [block.index for block in layout.blocks] == list(range(len(layout.blocks)))


@pytest.mark.parametrize("order", FORMATS, indirect=True)
def test_content_decides_the_format_whatever_the_name(order: tuple[bytes, str]) -> None:
    content, name = order
    expected = "txt" if name.endswith(".txt") else name.rpartition(".")[2]
    assert read_layout(content, "файл.bin").format == expected


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"],
)
def test_text_reads_alike_in_every_encoding(order_txt: bytes, encoding: str) -> None:
    text = order_txt.decode().replace("№", "N").replace("–", "-")
    layout = read_layout(text.encode(encoding), "order.txt")
    assert texts(layout) == [paragraph.replace("№", "N") for paragraph in texts(layout)]
    assert all(word in text for word in WORDS)
    assert rows(layout)[1][3] == "Методический кабинет"


def test_utf8_survives_a_character_cut_off_at_the_end(order_txt: bytes) -> None:
    cut = order_txt.rstrip() + "Я".encode()[:1]
    assert "ПРИКАЗ" in texts(read_layout(cut, "order.txt"))


def test_utf8_text_may_begin_with_the_mark(order_html: bytes) -> None:
    layout = read_layout(codecs.BOM_UTF8 + order_html, "order.html")
    assert layout.format == "html"
    assert texts(layout)[0] == "ПРИКАЗ"


def flat(layout: Layout) -> str:
    cells = (cell for row in rows(layout) for cell in row if cell not in {"", "·"})
    return "".join("".join([*texts(layout), *cells]).split())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("02_priozersk.docx", "02_priozersk.html"),
        ("02_priozersk.docx", "02_priozersk.txt"),
        ("05_beloyarye.docx", "05_beloyarye.txt"),
    ],
)
def test_examples_read_alike_in_their_formats(shared: Path, first: str, second: str) -> None:
    files = [shared / "examples" / name for name in (first, second)]
    layouts = [read_layout(file.read_bytes(), file.name) for file in files]
    assert flat(layouts[0]) == flat(layouts[1])


@pytest.mark.parametrize(
    ("start", "columns", "count"),
    [("000", 6, 18), ("001", 5, 22), ("002", 6, 15), ("003", 6, 25), ("004", 5, 47)],
)
def test_seeds_give_whole_tables(shared: Path, start: str, columns: int, count: int) -> None:
    seed = next((shared / "seeds").glob(f"{start}*.txt"))
    layout = read_layout(seed.read_bytes(), seed.name)
    tables = [block for block in layout.blocks if isinstance(block, Table)]
    assert {table.n_columns for table in tables} == {columns}
    assert sum(table.n_rows for table in tables) == count
    assert not any("\t" in text or "<p>" in text or "**" in text for text in flat(layout))
