"""Print an order of the demo in the format its author used."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from io import BytesIO
from typing import Any

import typst
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from odf.opendocument import OpenDocumentText
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

from opora.demo.orders import Order, SectionRow


def printed(order: Order) -> bytes:
    """Return the file of an order."""
    return WRITERS[order.format](order)


def _paragraphs(order: Order) -> list[tuple[str, str]]:
    """Everything above the table as (alignment, text)."""
    lines = [("center", line) for line in [*order.head, order.word] if line]
    lines += [("left", line) for line in order.requisites]
    lines += [("center", order.title)] if order.title else []
    lines += [("left", order.preamble)] if order.preamble else []
    lines += [("left", f"{number} {text}") for number, text in order.points]
    if order.signature:
        lines.append(("left", "\t".join(order.signature)))
    lines += [("right", line) for line in order.stamp]
    return [*lines, ("center", order.plan_title)]


def _docx(order: Order) -> bytes:
    document = Document()
    sides = {
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
        "left": WD_ALIGN_PARAGRAPH.LEFT,
    }
    for side, text in _paragraphs(order):
        document.add_paragraph(text).alignment = sides[side]
    table = document.add_table(rows=0, cols=len(order.columns))
    table.style = "Table Grid"
    for row in [order.columns, *order.rows]:
        cells = table.add_row().cells
        if isinstance(row, SectionRow):
            cells[0].merge(cells[-1]).text = row.section
        else:
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
    return _saved(document.save)


def _odt(order: Order) -> bytes:
    document = OpenDocumentText()
    for _, text in _paragraphs(order):
        document.text.addElement(P(text=text))
    table = Table(name="План")
    table.addElement(TableColumn(numbercolumnsrepeated=len(order.columns)))
    for row in [order.columns, *order.rows]:
        line = TableRow()
        if isinstance(row, SectionRow):
            _odt_cell(line, row.section, numbercolumnsspanned=len(order.columns))
            for _ in order.columns[1:]:
                line.addElement(CoveredTableCell())
        else:
            for text in row:
                _odt_cell(line, text)
        table.addElement(line)
    document.text.addElement(table)
    return _saved(document.save)


def _odt_cell(line: Any, text: str, **span: int) -> None:
    cell = TableCell(**span)
    cell.addElement(P(text=text))
    line.addElement(cell)


def _html(order: Order) -> bytes:
    lines = [f'<p align="{side}">{escape(text)}</p>' for side, text in _paragraphs(order)]
    lines.append("<table border='1'>")
    for row in [order.columns, *order.rows]:
        if isinstance(row, SectionRow):
            cells = f'<td colspan="{len(order.columns)}"><b>{escape(row.section)}</b></td>'
        else:
            cells = "".join(f"<td>{escape(text)}</td>" for text in row)
        lines.append(f"<tr>{cells}</tr>")
    body = "\n".join([*lines, "</table>"])
    return f'<!doctype html><html><meta charset="utf-8"><body>{body}</body></html>'.encode()


def _txt(order: Order) -> bytes:
    """One cell a line, rows apart by blank lines: a table copied out of Word."""
    blocks = [text for _, text in _paragraphs(order)]
    for row in [order.columns, *order.rows]:
        cells = [row.section] if isinstance(row, SectionRow) else row
        blocks.append("\n".join(f"\t{cell}" for cell in cells))
    return "\n\n".join(blocks).encode("cp1251")


def _pdf(order: Order) -> bytes:
    lines = ['#set page(paper: "a4", margin: 2cm)', '#set text(lang: "ru", size: 11pt)']
    for side, text in _paragraphs(order):
        lines.append(f"#align({side})[{_typst(text)}]")
    width = len(order.columns)
    shares = ", ".join("auto" if i == 0 else "1fr" for i in range(width))
    header = ", ".join(f"[{_typst(text)}]" for text in order.columns)
    lines.append(f"#table(columns: ({shares}), table.header({header}),")
    for row in order.rows:
        if isinstance(row, SectionRow):
            lines.append(f"table.cell(colspan: {width})[*{_typst(row.section)}*],")
        else:
            lines.append(", ".join(f"[{_typst(text)}]" for text in row) + ",")
    return bytes(typst.compile("\n".join([*lines, ")"]).encode()))


def _typst(text: str) -> str:
    """Text as typst markup that prints as it stands."""
    marks = "\\#$*_`<>@[]~=-+/"
    return "".join(f"\\{char}" if char in marks else char for char in text)


def _saved(save: Callable[[BytesIO], object]) -> bytes:
    buffer = BytesIO()
    save(buffer)
    return buffer.getvalue()


WRITERS: dict[str, Callable[[Order], bytes]] = {
    "docx": _docx, "odt": _odt, "html": _html, "txt": _txt, "pdf": _pdf,
}  # fmt: skip
