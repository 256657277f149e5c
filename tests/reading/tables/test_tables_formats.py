"""One roadmap, printed in several formats, is one draft."""

from __future__ import annotations

from io import BytesIO

import docx
import typst

from opora.reading.formats import read_layout
from opora.reading.tables import RoadmapDraft, find_roadmap
from opora.reading.tables.wording import flat

TITLE = "План мероприятий («дорожная карта») по поддержке школ на 2023 год"
HEADER = ["№ п/п", "Мероприятие", "Сроки", "Ответственные", "Ожидаемый результат"]
LONG = "Проведение семинара для учителей, работающих с обучающимися, испытывающими трудности"
ROWS = [
    ["1. Работа с кадрами"],
    *(
        [
            f"1.{n}.",
            f"{LONG} в освоении программ № {n}",
            "октябрь-декабрь 2023 г.",
            "Петрова А.А.",
            "Протокол",
        ]
        for n in range(1, 13)
    ),
    ["2. Работа с детьми"],
    *(
        [f"2.{n}.", f"Организация занятий № {n}", "до 15.10.2023", "Школы округа", "Журнал"]
        for n in range(1, 9)
    ),
]
MEASURES = [row for row in ROWS if len(row) > 1]


def _read(content: bytes, name: str) -> RoadmapDraft:
    return find_roadmap(read_layout(content, name))


def _assert_equal(draft: RoadmapDraft) -> None:
    assert draft.title == TITLE
    assert [section.title for section in draft.sections] == [
        "Работа с кадрами",
        "Работа с детьми",
    ]
    roles = ("measure", "deadline", "responsible", "expected_result")
    read = [
        [item.number, *(flat(item.cells[role].text) for role in roles)] for item in draft.items
    ]
    assert read == MEASURES
    assert [item.section for item in draft.items] == [1] * 12 + [2] * 8


def test_a_word_file_with_merged_titles_is_read():
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=0, cols=len(HEADER))
    for row in [HEADER, *ROWS]:
        cells = table.add_row().cells
        if len(row) == 1:
            cells = [cells[0].merge(cells[-1])]
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    content = BytesIO()
    document.save(content)
    _assert_equal(_read(content.getvalue(), "plan.docx"))


def test_a_page_of_html_is_read():
    rows = [
        f'<tr><td colspan="5"><b>{row[0]}</b></td></tr>'
        if len(row) == 1
        else "<tr>" + "".join(f"<td><p>{text}</p></td>" for text in row) + "</tr>"
        for row in [HEADER, *ROWS]
    ]
    page = f"<html><body><h2>{TITLE}</h2><table>{''.join(rows)}</table></body></html>"
    _assert_equal(_read(page.encode(), "plan.html"))


def test_a_text_whose_rows_are_torn_by_pages_is_read():
    lines = ["\t".join([*row, *[""] * (len(HEADER) - len(row))]) for row in [HEADER, *ROWS]]
    at = next(i for i, line in enumerate(lines) if line.startswith("1.5."))
    lines[at] = lines[at].replace(
        "испытывающими трудности в освоении программ № 5", "испытывающими"
    )
    lines.insert(at + 1, "\n\n\tтрудности в освоении программ № 5\t\t\t")
    draft = _read("\n".join([TITLE, "", *lines]).encode(), "plan.txt")
    _assert_equal(draft)
    assert [finding.code for finding in draft.findings] == ["row-rejoined"]


def _pdf(*, repeated: bool) -> bytes:
    head = ", ".join(f"[{text}]" for text in HEADER)
    head = f"table.header({head})" if repeated else head
    cells = [
        f"table.cell(colspan: 5)[{row[0].replace('. ', '.~', 1)}]"
        if len(row) == 1
        else ", ".join(f"[{text}]" for text in row)
        for row in ROWS
    ]
    columns = "columns: (1.5cm, 5cm, 3cm, 3cm, 3.5cm)"
    source = f'#set page(paper: "a4")\n#align(center)[{TITLE}]\n#table({columns}, {head}, {", ".join(cells)})'
    return typst.compile(source.encode())


def test_a_pdf_whose_rows_are_torn_by_pages_is_read():
    _assert_equal(_read(_pdf(repeated=False), "plan.pdf"))


def test_a_pdf_that_repeats_its_header_on_each_page_is_read():
    draft = _read(_pdf(repeated=True), "plan.pdf")
    _assert_equal(draft)
    assert "header-repeated" in {finding.code for finding in draft.findings}
