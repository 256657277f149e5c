"""Files of every format, made by the tests themselves: one small order in each."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from docx import Document
from odf.opendocument import OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import P

ROWS = [
    ["№ п/п", "Содержание работы", "Дата", "Исполнитель"],
    ["1.", "Обучение кураторов школ", "до 20.10.2022", "Методический кабинет"],
    ["2.", "Собеседование с директорами", "ноябрь 2022 г.", "Отдел образования"],
    ["3.", "Итоговый отчёт", "май 2023 г.", ""],
]
TITLE = "План работы с резервом на 2022-2023 учебный год"
PARAGRAPHS = ["ПРИКАЗ", "12.10.2022 № 117", TITLE]


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = (Path(__file__).resolve().parents[3] / "../shared").resolve()
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside the checkout")
    return folder


@pytest.fixture(scope="session")
def order_docx() -> bytes:
    document = Document()
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=4)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="session")
def order_odt() -> bytes:
    document = OpenDocumentText()
    for text in PARAGRAPHS:
        document.text.addElement(P(text=text))
    table = Table(name="план")
    for row in ROWS:
        line = TableRow()
        for text in row:
            cell = TableCell()
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.text.addElement(table)
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


@pytest.fixture(scope="session")
def order_html() -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td><p>{text}</p></td>" for text in row) + "</tr>" for row in ROWS
    )
    paragraphs = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return f"<html><body>{paragraphs}<table>{rows}</table></body></html>".encode()


@pytest.fixture(scope="session")
def order_txt() -> bytes:
    rows = "\n".join("\t".join(row) for row in ROWS)
    return ("\n\n".join(PARAGRAPHS) + "\n\n" + rows + "\n").encode()


def rtf_escape(text: str) -> str:
    return "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text)


@pytest.fixture(scope="session")
def order_rtf() -> bytes:
    edges = "".join(f"\\cellx{2000 * number}" for number in range(1, 5))
    rows = "".join(
        f"\\trowd{edges}\\pard\\intbl "
        + "".join(rtf_escape(text) + "\\cell " for text in row)
        + "\\row\n"
        for row in ROWS
    )
    paragraphs = "".join(f"\\pard {rtf_escape(text)}\\par\n" for text in PARAGRAPHS)
    return f"{{\\rtf1\\ansi\\ansicpg1251 {paragraphs}{rows}\\pard\\par}}".encode("ascii")


@pytest.fixture(scope="session")
def pdf_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    folder = tmp_path_factory.mktemp("typst")

    def compile_source(source: str) -> bytes:
        path = folder / "source.typ"
        path.write_text(source, encoding="utf-8")
        return bytes(typst.compile(path))

    return compile_source


@pytest.fixture(scope="session")
def order_pdf(pdf_of: Callable[[str], bytes]) -> bytes:
    cells = ", ".join(f'[#"{text}"]' for row in ROWS for text in row)
    paragraphs = "\n\n".join(PARAGRAPHS)
    return pdf_of(f"{paragraphs}\n\n#table(columns: 4, {cells})")


@pytest.fixture
def order(request: pytest.FixtureRequest) -> tuple[bytes, str]:
    """The order in the format named by an indirect parameter."""
    return request.getfixturevalue(f"order_{request.param}"), f"order.{request.param}"
