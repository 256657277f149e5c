"""Writers of blind papers: DOCX, HTML, TXT in two shapes, PDF, ODT and RTF."""

from __future__ import annotations

import html
import io
from typing import TYPE_CHECKING

import docx
import typst
from odf import table as odf_table
from odf import text as odf_text
from odf.opendocument import OpenDocumentText

if TYPE_CHECKING:
    from collections.abc import Callable

    from blind_papers import Paper

Grid = list[list[str]]


def _is_table(paragraph: str) -> bool:
    return paragraph.startswith("|")


def _bordered(paragraph: str) -> Grid:
    return [
        [cell.strip().replace("⏎", "\n") for cell in line.strip()[1:-1].split("|")]
        for line in paragraph.splitlines()
    ]


def _sides(paragraph: str) -> list[str]:
    return [side.strip() for side in paragraph.split("||")]


def _heads(paper: Paper) -> Grid:
    """One or two lines of headers; ``^`` and ``<`` stand for cells merged up and left."""
    if not any("//" in header for header in paper.headers):
        return [paper.headers]
    pairs = [header.partition("//") for header in paper.headers]
    upper = [head if i == 0 or not low or head != pairs[i - 1][0] else "<"
             for i, (head, _, low) in enumerate(pairs)]  # fmt: skip
    return [upper, [low or "^" for _, _, low in pairs]]


def _plan(paper: Paper) -> Grid:
    return [*_heads(paper), *paper.printed]


def _plain(cell: str) -> str:
    return "" if cell in {"^", "<"} else cell


def to_txt(paper: Paper) -> bytes:
    """Tab-separated rows."""
    rows = ("\t".join(_full(paper, [_flat(cell) for cell in row])) for row in _plan(paper))
    return _text(paper, "\n".join(rows))


def _flat(cell: str) -> str:
    text = _plain(cell)
    return text.replace("-\n", "-").replace("\n", " ")


def _full(paper: Paper, row: list[str]) -> list[str]:
    return row + [""] * (len(paper.columns) - len(row))


def to_cells(paper: Paper) -> bytes:
    """One cell a line, an empty line between rows."""
    rows = ("\n".join("\t" + _plain(cell) for cell in row) for row in _plan(paper))
    return _text(paper, "\n\n".join(rows))


def _text(paper: Paper, plan: str) -> bytes:
    def block(paragraph: str) -> str:
        if _is_table(paragraph):
            return "\n".join("\t".join(row) for row in _bordered(paragraph))
        return "\t".join(_sides(paragraph))

    parts = [*map(block, paper.before), plan, *map(block, paper.after)]
    return "\n\n".join(parts).encode()


def to_html(paper: Paper) -> bytes:
    """A page with merged cells as rowspan and colspan."""

    def block(paragraph: str) -> str:
        if _is_table(paragraph):
            return _html_table(_bordered(paragraph), len(_bordered(paragraph)[0]))
        if "||" in paragraph:
            return _html_table([_sides(paragraph)], len(_sides(paragraph)))
        return f"<p>{_html_text(paragraph)}</p>"

    parts = [
        *map(block, paper.before),
        _html_table(_plan(paper), len(paper.columns)),
        *map(block, paper.after),
    ]
    return f'<html><meta charset="utf-8"><body>{"".join(parts)}</body></html>'.encode()


def _html_text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _html_table(rows: Grid, width: int) -> str:
    return f"<table border=1>{''.join(_html_row(rows, i, width) for i in range(len(rows)))}</table>"


def _html_row(rows: Grid, at: int, width: int) -> str:
    if len(rows[at]) == 1 and width > 1:
        return f'<tr><td colspan="{width}"><b>{_html_text(rows[at][0])}</b></td></tr>'
    cells = "".join(
        f"<td{_span(rows, at, i)}><p>{_html_text(cell)}</p></td>"
        for i, cell in enumerate(rows[at])
        if cell not in {"^", "<"}
    )
    return f"<tr>{cells}</tr>"


def _span(rows: Grid, at: int, column: int) -> str:
    down, right = _reach(rows, at, column)
    parts = [
        f' rowspan="{down}"' if down > 1 else "",
        f' colspan="{right}"' if right > 1 else "",
    ]
    return "".join(parts)


def _reach(rows: Grid, at: int, column: int) -> tuple[int, int]:
    down = right = 1
    while at + down < len(rows) and rows[at + down][column : column + 1] == ["^"]:
        down += 1
    while rows[at][column + right : column + right + 1] == ["<"]:
        right += 1
    return down, right


def to_docx(paper: Paper) -> bytes:
    """A Word file; a paragraph that begins with ``#.`` is numbered by Word itself."""
    document = docx.Document()
    for paragraph in paper.before:
        _docx_block(document, paragraph)
    _docx_table(document, _plan(paper), len(paper.columns))
    for paragraph in paper.after:
        _docx_block(document, paragraph)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _docx_block(document: docx.document.Document, paragraph: str) -> None:
    if _is_table(paragraph):
        rows = _bordered(paragraph)
        _docx_table(document, rows, len(rows[0]))
    elif "||" in paragraph:
        _docx_table(document, [_sides(paragraph)], len(_sides(paragraph)))
    elif paragraph.startswith("#."):
        document.add_paragraph(paragraph[2:].strip(), style="List Number")
    else:
        document.add_paragraph(paragraph)


def _docx_table(document: docx.document.Document, rows: Grid, width: int) -> None:
    table = document.add_table(rows=len(rows), cols=width, style="Table Grid")
    for at, row in enumerate(rows):
        cells = table.rows[at].cells
        if len(row) == 1 and width > 1:
            cells[0].merge(cells[-1]).text = row[0]
            continue
        for i, text in enumerate(row):
            if text not in {"^", "<"}:
                down, right = _reach(rows, at, i)
                last = table.cell(at + down - 1, i + right - 1)
                (cells[i].merge(last) if down * right > 1 else cells[i]).text = text


def to_pdf(paper: Paper) -> bytes:
    """A landscape PDF with a text layer."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def cell(rows: Grid, at: int, i: int) -> str:
        down, right = _reach(rows, at, i)
        return f"table.cell(rowspan: {down}, colspan: {right})[#{quoted(rows[at][i])}]"

    def grid(rows: Grid, width: int) -> str:
        cells = [
            f"table.cell(colspan: {width})[#{quoted(row[0])}]" if len(row) == 1 < width
            else ", ".join(cell(rows, at, i) for i in range(len(row)) if row[i] not in {"^", "<"})
            for at, row in enumerate(rows)
        ]  # fmt: skip
        widths = ", ".join("0.4fr" if len(rows[0][i]) < 6 else "1fr" for i in range(width))
        return f"#table(columns: ({widths},), {', '.join(cells)})"

    def block(paragraph: str) -> str:
        if _is_table(paragraph):
            return grid(_bordered(paragraph), len(_bordered(paragraph)[0]))
        sides = _sides(paragraph)
        if len(sides) > 1:
            texts = ", ".join(f"[#{quoted(side)}]" for side in sides)
            return f"#grid(columns: ({'1fr, ' * len(sides)}), {texts})"
        return " \\ ".join(f"#{quoted(line)}" for line in paragraph.splitlines())

    parts = [
        '#set page(paper: "a4", flipped: true, margin: 1.5cm)\n#set text(size: 9pt, hyphenate: false)',
        *map(block, paper.before),
        grid(_plan(paper), len(paper.columns)),
        *map(block, paper.after),
    ]
    return typst.compile("\n\n".join(parts).encode())


def to_odt(paper: Paper) -> bytes:
    """An OpenDocument text."""
    document = OpenDocumentText()

    def block(paragraph: str) -> None:
        if _is_table(paragraph):
            rows = _bordered(paragraph)
            document.text.addElement(_odt_table(rows, len(rows[0])))
        else:
            for line in paragraph.splitlines():
                document.text.addElement(odf_text.P(text="    ".join(_sides(line))))

    for paragraph in paper.before:
        block(paragraph)
    document.text.addElement(_odt_table(_plan(paper), len(paper.columns)))
    for paragraph in paper.after:
        block(paragraph)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _odt_table(rows: Grid, width: int) -> odf_table.Table:
    table = odf_table.Table(name="t")
    table.addElement(odf_table.TableColumn(numbercolumnsrepeated=width))
    for at, row in enumerate(rows):
        line = odf_table.TableRow()
        full = row if len(row) == width else [*row, *["<"] * (width - len(row))]
        for i, text in enumerate(full):
            line.addElement(_odt_cell([*rows[:at], full, *rows[at + 1 :]], at, i, text))
        table.addElement(line)
    return table


def _odt_cell(rows: Grid, at: int, i: int, text: str) -> object:
    if text in {"^", "<"}:
        return odf_table.CoveredTableCell()
    down, right = _reach(rows, at, i)
    cell = odf_table.TableCell(numberrowsspanned=down, numbercolumnsspanned=right)
    for line in text.split("\n"):
        cell.addElement(odf_text.P(text=line))
    return cell


def to_rtf(paper: Paper) -> bytes:
    """An RTF file with cp1251 and Unicode escapes."""

    def block(paragraph: str) -> str:
        if _is_table(paragraph):
            rows = _bordered(paragraph)
            return "".join(_rtf_row(row, len(rows[0])) for row in rows)
        return "\\pard " + _rtf_text("\t".join(_sides(paragraph))) + "\\par\n"

    plan = "".join(_rtf_row(row, len(paper.columns)) for row in _plan(paper))
    parts = [*map(block, paper.before), plan, *map(block, paper.after)]
    return ("{\\rtf1\\ansi\\ansicpg1251\\uc1\n" + "".join(parts) + "}").encode("ascii")


def _rtf_text(text: str) -> str:
    return "".join(
        f"\\u{ord(char)}?"
        if ord(char) > 127
        else {"\n": "\\line ", "\t": "\\tab ", "\\": "\\\\"}.get(char, char)
        for char in text
    )


def _rtf_row(row: list[str], width: int) -> str:
    step = 9000 // width
    edges = [9000] if len(row) == 1 else [step * (i + 1) for i in range(width)]
    cells = "".join(f"\\pard\\intbl {_rtf_text(_plain(cell))}\\cell\n" for cell in row)
    return "\\trowd" + "".join(f"\\cellx{edge}" for edge in edges) + "\n" + cells + "\\row\n"


WRITERS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "txt": ("txt", to_txt),
    "cells": ("txt", to_cells),
    "html": ("html", to_html),
    "docx": ("docx", to_docx),
    "pdf": ("pdf", to_pdf),
    "odt": ("odt", to_odt),
    "rtf": ("rtf", to_rtf),
}
