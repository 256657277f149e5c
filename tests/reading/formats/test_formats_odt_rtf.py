"""ODT and RTF: spans, numbers of lists, bold, notes."""

from __future__ import annotations

import io

import pytest
from odf import style, table, text
from odf.opendocument import OpenDocumentText

from opora.reading.formats import read_layout
from opora.reading.model import Block, Cell, Paragraph, Table
from opora.reading.refusals import BrokenFile


def read_odt(*elements: object, styles: tuple[object, ...] = ()) -> tuple[Block, ...]:
    document = OpenDocumentText()
    for element in styles:
        document.automaticstyles.addElement(element)
    for element in elements:
        document.text.addElement(element)
    stream = io.BytesIO()
    document.write(stream)
    return read_layout(stream.getvalue(), "a.odt").blocks


def paragraph(*parts: object, **attributes: object) -> text.P:
    made = text.P(**attributes)
    for part in parts:
        made.addText(part) if isinstance(part, str) else made.addElement(part)
    return made


def item(*elements: object) -> text.ListItem:
    made = text.ListItem()
    for element in elements:
        made.addElement(element)
    return made


def numbered(*items: object, **attributes: object) -> text.List:
    made = text.List(**attributes)
    for element in items:
        made.addElement(element)
    return made


def test_signs_of_an_odt_paragraph() -> None:
    note = text.Note(noteclass="footnote")
    note.addElement(text.NoteCitation(text="1"))
    body = text.NoteBody()
    body.addElement(text.P(text="сноска"))
    note.addElement(body)
    blocks = read_odt(
        paragraph("а", text.Tab(), "б", text.LineBreak(), "в", note, text.S(c=3), "г")
    )
    assert blocks == (Paragraph(0, "а\tб\nв   г"),)


def test_bold_alignment_and_level_of_odt() -> None:
    made = style.Style(name="T", family="paragraph")
    made.addElement(style.ParagraphProperties(textalign="center"))
    made.addElement(style.TextProperties(fontweight="bold"))
    blocks = read_odt(
        paragraph("ПРИКАЗ", stylename=made),
        text.H(outlinelevel=2, text="Раздел"),
        styles=(made,),
    )
    assert blocks[0] == Paragraph(0, "ПРИКАЗ", bold=True, align="center")
    assert blocks[1] == Paragraph(1, "Раздел", level=2)


def test_numbers_of_odt_lists() -> None:
    rules = text.ListStyle(name="L")
    rules.addElement(text.ListLevelStyleNumber(level=1, numformat="1", numsuffix="."))
    rules.addElement(
        text.ListLevelStyleNumber(level=2, numformat="1", numsuffix=".", displaylevels=2),
    )
    inner = numbered(item(paragraph("внутри")), item(paragraph("ещё")))
    blocks = read_odt(
        numbered(item(paragraph("раз")), item(paragraph("два"), inner), stylename=rules),
        paragraph("между"),
        numbered(item(paragraph("три")), stylename=rules, continuenumbering="true"),
        numbered(item(paragraph("снова")), stylename=rules),
        styles=(rules,),
    )
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "1. раз", "2. два", "2.1. внутри", "2.2. ещё", "между", "3. три", "1. снова",
    ]  # fmt: skip


def test_spans_of_an_odt_table() -> None:
    made = table.Table(name="т")
    cells = [
        [("раздел", {"numbercolumnsspanned": 2}), None],
        [("общий", {"numberrowsspanned": 2}), ("раз", {})],
        [None, ("два", {})],
    ]
    for row in cells:
        line = table.TableRow()
        for cell in row:
            if cell is None:
                line.addElement(table.CoveredTableCell())
                continue
            placed = table.TableCell(**cell[1])
            placed.addElement(text.P(text=cell[0]))
            line.addElement(placed)
        made.addElement(line)
    (block,) = read_odt(made)
    assert isinstance(block, Table)
    assert block.cells == (
        Cell(0, 0, "раздел", colspan=2),
        Cell(1, 0, "общий", rowspan=2),
        Cell(1, 1, "раз"),
        Cell(2, 1, "два"),
    )


def read_rtf(body: str) -> tuple[Block, ...]:
    head = r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Times;}{\f1\fcharset0 Arial;}}"
    return read_layout((head + body + "}").encode("cp1251"), "a.rtf").blocks


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        (r"\f0 \'cf\'d0\'c8\'ca\'c0\'c7\par", "ПРИКАЗ"),
        (r"\uc1\u1055?\u1083?\u1072?\u1085?\par", "План"),
        (r"\uc2\u1055\'cf\'cf\u1083\'cf\'cf\par", "Пл"),
        (r"№ 5\par", "№ 5"),
        (r"a\tab b\line c\_d\~e\emdash\par", "a\tb\nc-d e—"),
        (r"{\*\unknown x}{\info{\title t}}{\header h}z\par", "z"),
        (r"{\v hidden}shown\par", "shown"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}\par", "link"),
        (r"{\listtext\pard 1.\tab}Approve\par", "1. Approve"),
        (r"\{a\}\\\par", "{a}\\"),
        (r"{\pict\bin3 }}}}ok\par", "ok"),
        (r"\u-10179?\u-8704?\par", "😀"),
    ],
)
def test_printed_words_of_rtf(body: str, printed: str) -> None:
    assert [block.text for block in read_rtf(body) if isinstance(block, Paragraph)] == [printed]


def test_look_of_rtf_paragraphs() -> None:
    blocks = read_rtf(r"\pard\qc{\b TITLE}\par\pard\qj body{\b bold}\par")
    assert blocks[0] == Paragraph(0, "TITLE", bold=True, align="center")
    assert blocks[1] == Paragraph(1, "bodybold", align="justify")


def rtf_row(shape: str, *cells: str) -> str:
    return (
        rf"\trowd{shape}\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row "
    )


def test_merged_cells_of_rtf() -> None:
    plain = r"\cellx1000\cellx2000\cellx3000"
    blocks = read_rtf(
        rtf_row(plain, "n", "what", "when")
        + rtf_row(r"\clmgf\cellx1000\clmrg\cellx2000\clmrg\cellx3000", "part", "", "")
        + rtf_row(r"\cellx3010", "whole")
        + rtf_row(r"\cellx1000\cellx2000\clvmgf\cellx3000", "1", "a\\par b", "may")
        + rtf_row(r"\cellx1000\cellx2000\clvmrg\cellx3000", "2", "c", "")
        + r"\pard after\par",
    )
    assert isinstance(blocks[0], Table)
    cells = {(cell.row, cell.column): cell for cell in blocks[0].cells}
    assert (cells[1, 0].text, cells[1, 0].colspan) == ("part", 3)
    assert cells[2, 0].colspan == 3
    assert cells[3, 1].text == "a\nb"
    assert (cells[3, 2].rowspan, (4, 2) in cells) == (2, False)
    assert isinstance(blocks[1], Paragraph)


def test_a_text_box_of_rtf_is_a_paragraph_of_its_own() -> None:
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt APPROVED\par}}{\shprslt APPROVED}}"
    blocks = read_rtf(rf"\pard Pl{box}an\par")
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "APPROVED",
        "Plan",
    ]


def test_a_row_that_never_ends_is_not_lost() -> None:
    blocks = read_rtf(r"\trowd\cellx1000\pard\intbl cut\cell off")
    assert "cut" in str(blocks)


def test_rtf_without_text_is_refused() -> None:
    with pytest.raises(BrokenFile, match="RTF"):
        read_rtf("")
