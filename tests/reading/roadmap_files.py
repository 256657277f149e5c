"""An order with its plan, written to DOCX, HTML, TXT and PDF as municipalities lay them out."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from dataclasses import dataclass

import docx
import typst

Row = tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """What is printed. A row of one text is the title of a section."""

    organization: tuple[str, ...]
    kind: str
    date: str
    number: str
    place: str
    title: tuple[str, ...]
    preamble: str
    operative: str
    points: tuple[str, ...]
    post: str
    name: str
    stamp: tuple[str, ...]
    heading: tuple[str, ...]
    columns: Row
    rows: tuple[Row, ...]

    def numbered(self) -> list[str]:
        return [f"{i}. {point}" for i, point in enumerate(self.points, 1)]


def to_txt(paper: Paper) -> bytes:
    blocks = [
        "\n".join(paper.organization),
        paper.kind,
        f"{paper.date}\t{paper.place}\t№ {paper.number}",
        "\n".join(paper.title),
        f"{paper.preamble} {paper.operative}:",
        *paper.numbered(),
        f"{paper.post}\t\t{paper.name}",
        "\n".join(paper.stamp),
        "\n".join(paper.heading),
        "\n".join("\t".join(_padded(row, len(paper.columns))) for row in _table(paper)),
    ]
    return "\n\n".join(blocks).encode()


def _table(paper: Paper) -> list[Row]:
    return [paper.columns, *paper.rows]


def _padded(row: Row, width: int) -> Row:
    return row + ("",) * (width - len(row))


def to_html(paper: Paper) -> bytes:
    def lines(texts: tuple[str, ...], tag: str, align: str) -> str:
        return f'<{tag} align="{align}">{"<br>".join(map(html.escape, texts))}</{tag}>'

    def row(texts: Row) -> str:
        if len(texts) == 1:
            return f'<tr><td colspan="{len(paper.columns)}"><b>{html.escape(texts[0])}</b></td></tr>'
        return (
            "<tr>" + "".join(f"<td><p>{html.escape(text)}</p></td>" for text in texts) + "</tr>"
        )

    parts = [
        lines(paper.organization, "p", "center"),
        lines((paper.kind,), "h1", "center"),
        f"<table><tr><td>{paper.date}</td><td>{paper.place}</td><td>№ {paper.number}</td></tr></table>",
        lines(paper.title, "p", "left"),
        f"<p>{html.escape(paper.preamble)} <b>{paper.operative}</b>:</p>",
        *(f"<p>{html.escape(point)}</p>" for point in paper.numbered()),
        f"<table><tr><td>{paper.post}</td><td></td><td>{paper.name}</td></tr></table>",
        lines(paper.stamp, "p", "right"),
        lines(paper.heading, "h2", "center"),
        f"<table border=1>{''.join(row(texts) for texts in _table(paper))}</table>",
    ]
    return f'<html><meta charset="utf-8"><body>{"".join(parts)}</body></html>'.encode()


def to_docx(paper: Paper) -> bytes:
    document = docx.Document()
    for line in paper.organization:
        document.add_paragraph(line).alignment = 1
    document.add_paragraph(paper.kind).alignment = 1
    head = document.add_table(rows=1, cols=3)
    for cell, text in zip(
        head.rows[0].cells, (paper.date, paper.place, f"№ {paper.number}"), strict=True
    ):
        cell.text = text
    document.add_paragraph("\n".join(paper.title))
    preamble = document.add_paragraph(f"{paper.preamble} ")
    preamble.add_run(f"{paper.operative}:").bold = True
    for point in paper.numbered():
        document.add_paragraph(point)
    document.add_paragraph(f"{paper.post}\t\t{paper.name}")
    for line in paper.stamp:
        document.add_paragraph(line).alignment = 2
    for line in paper.heading:
        document.add_paragraph(line).alignment = 1
    _docx_table(document, paper)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _docx_table(document: docx.document.Document, paper: Paper) -> None:
    table = document.add_table(rows=0, cols=len(paper.columns), style="Table Grid")
    for row in _table(paper):
        cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[-1]).text = row[0]
            continue
        for cell, text in zip(cells, row, strict=True):
            cell.text = text


def to_pdf(paper: Paper) -> bytes:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def lines(texts: tuple[str, ...], align: str) -> str:
        return f"#align({align})[" + " \\ ".join(f"#{quoted(text)}" for text in texts) + "]"

    def cells(row: Row) -> str:
        if len(row) == 1:
            return f"table.cell(colspan: {len(paper.columns)})[#{quoted(row[0])}]"
        return ", ".join(f"[#{quoted(text)}]" for text in row)

    def across(*texts: str) -> str:
        return f"#grid(columns: ({'1fr, ' * len(texts)}), {', '.join(f'[#{quoted(text)}]' for text in texts)})"

    source = "\n\n".join(
        [
            '#set page(paper: "a4", flipped: true, margin: 1.5cm)\n#set text(size: 9pt, lang: "ru", hyphenate: false)',
            lines(paper.organization, "center"),
            lines((paper.kind,), "center"),
            across(paper.date, paper.place, f"№ {paper.number}"),
            lines(paper.title, "left"),
            f"#{quoted(f'{paper.preamble} {paper.operative}:')}",
            *(f"#{quoted(point)}" for point in paper.numbered()),
            across(paper.post, paper.name),
            lines(paper.stamp, "right"),
            lines(paper.heading, "center"),
            f"#table(columns: ({'1fr, ' * len(paper.columns)}), {', '.join(map(cells, _table(paper)))})",
        ]
    )
    return typst.compile(source.encode())


WRITERS: dict[str, Callable[[Paper], bytes]] = {
    "txt": to_txt,
    "html": to_html,
    "docx": to_docx,
    "pdf": to_pdf,
}
