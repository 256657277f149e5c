"""Plain text: what is a table and what is not, and how lines make paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.reading.formats.encoding import decode
from opora.reading.formats.text import read_text
from opora.reading.formats.text_marks import unmark
from opora.reading.model import Block, Paragraph, Table
from opora.reading.refusals import UnknownFormat


def paragraphs(text: str) -> list[str]:
    return [block.text for block in read_text(text).blocks if isinstance(block, Paragraph)]


def tables(text: str) -> list[list[list[str | None]]]:
    return [
        [[cell.text if cell else None for cell in row] for row in block.grid()]
        for block in read_text(text).blocks
        if isinstance(block, Table)
    ]


def kinds(text: str) -> str:
    def kind(block: Block) -> str:
        return "t" if isinstance(block, Table) else "p"

    return "".join(map(kind, read_text(text).blocks))


@pytest.mark.parametrize(
    "text",
    [
        "01.03.2022\t№ 15-п",
        "от 01.03.2022\tг. Заозёрск\t№ 15-п",
        "Начальник управления\t\t\tИ.И. Громова",
        "Начальник управления\tИ.И. Громова\nС приказом ознакомлен:\tЛ.Л. Белова",
        "1.\tУтвердить план.\n2.\tРуководителям школ исполнять план.\n3.\tКонтроль за собой.",
        "\t\t\t\tПриложение 1\n\t\t\t\tк приказу отдела образования",
        "\t1. Утвердить план.\n\n\t2. Обеспечить исполнение.\n\n\t3. Контроль оставляю за собой.",
        "\t1. Утвердить план.\n\t2. Обеспечить исполнение.\n\t3. Контроль оставляю за собой.",
    ],
)
def test_tabs_of_prose_make_no_table(text: str) -> None:
    assert "t" not in kinds(text)


def test_a_table_follows_a_title_without_a_blank_line() -> None:
    text = (
        "План мероприятий\n№\tМероприятие\tСрок\n1\tСеминар\tмай\n2\tСобрание\tиюнь\nДиректор"
    )
    assert kinds(text) == "ptp"
    assert tables(text)[0][2] == ["2", "Собрание", "июнь"]


def test_rows_shorter_than_the_table_are_padded() -> None:
    text = "№\tМероприятие\tСрок\tОтветственный\n1\tСеминар\tмай\n2\tСобрание\tиюнь\tШкола"
    assert tables(text)[0][1] == ["1", "Семинар", "май", ""]


def test_a_line_feed_inside_a_cell_does_not_cut_the_row() -> None:
    text = "№\tМероприятие\tСрок\tКто\n1\tСеминар\nдля завучей\tмай\tРМК\n2\tСбор\tиюнь\tРМК"
    assert tables(text)[0][1] == ["1", "Семинар\nдля завучей", "май", "РМК"]


def test_more_lines_of_the_last_cell_stay_in_it() -> None:
    text = "№\tЧто\tСрок\tИтог\n1\tСеминар\tмай\tСправка,\nприказ\n2\tСбор\tиюнь\tСписок"
    assert tables(text)[0][1][3] == "Справка,\nприказ"


def test_a_line_without_tabs_may_be_the_title_of_a_section() -> None:
    text = "№\tЧто\tСрок\nРаздел 1. Кадры\n1\tСеминар\tмай\n2\tСбор\tиюнь"
    block = read_text(text).blocks[0]
    assert isinstance(block, Table)
    assert (block.cells[3].text, block.cells[3].colspan) == ("Раздел 1. Кадры", 3)


def test_a_torn_row_is_known_by_the_width_of_the_table_before_it() -> None:
    text = "№\tЧто\tСрок\n1\tОбучение завучей\tмай\n\n\tи директоров школ\t2023 г.\n\nДиректор"
    assert kinds(text) == "ttp"


def test_a_stamp_moved_by_tabs_after_a_table_is_prose() -> None:
    text = "№\tЧто\tСрок\n1\tОбучение завучей\tмай\n\n\t\tПриложение 2"
    assert kinds(text) == "tp"


CELLS = "\t№\n\tЧто делаем\n\tСрок\n\tКто\n\n"


def test_cell_a_line_rows_are_parted_by_blank_lines() -> None:
    text = f"План\n\n{CELLS}\t1\n\tСеминар\n\tмай\nили июнь\n\t\n\n\t2\n\tСбор\n\tиюль\n\tРМК\n"
    assert tables(text)[0][1:] == [
        ["1", "Семинар", "май\nили июнь", ""],
        ["2", "Сбор", "июль", "РМК"],
    ]


def test_cell_a_line_row_goes_on_after_a_blank_line_inside_it() -> None:
    text = f"{CELLS}\t1\n\tСеминар\n\n\tмай\n\tРМК\n\n\t2\n\tСбор\n\tиюль\n\tРМК\n"
    assert tables(text)[0][1] == ["1", "Семинар", "май", "РМК"]


def test_cell_a_line_section_spans_the_width() -> None:
    text = f"{CELLS}\tРабота с кадрами\n\n\t1\n\tСеминар\n\tмай\n\tРМК\n"
    assert tables(text)[0][1] == ["Работа с кадрами", None, None, None]


def test_cell_a_line_table_ends_before_prose() -> None:
    text = f"{CELLS}\t1\n\tСеминар\n\tмай\n\tРМК\n\nДиректор школы"
    assert kinds(text) == "tp"


@pytest.mark.parametrize(
    "text",
    [
        "| № | Что | Срок |\n|---|-----|------|\n| 1 | Семинар | май |\n| 2 | Сбор | июнь |",
        (
            "+---+---------+------+\n| № | Что     | Срок |\n+---+---------+------+\n"
            "| 1 | Семинар | май  |\n+---+---------+------+\n| 2 | Сбор    | июнь |\n"
            "+---+---------+------+"
        ),
        (
            "┌───┬─────────┬──────┐\n│ № │ Что     │ Срок │\n├───┼─────────┼──────┤\n"
            "│ 1 │ Семинар │ май  │\n│ 2 │ Сбор    │ июнь │\n└───┴─────────┴──────┘"
        ),
    ],
)
def test_drawn_borders_make_a_table(text: str) -> None:
    assert tables(text) == [
        [["№", "Что", "Срок"], ["1", "Семинар", "май"], ["2", "Сбор", "июнь"]]
    ]


def test_a_drawn_row_may_take_several_lines() -> None:
    text = "+---+-----+\n| № | Что |\n+---+-----+\n| 1 | Сбор |\n|   | дел  |\n+---+-----+\n| 2 | Итог |\n+---+-----+"
    assert tables(text)[0][1] == ["1", "Сбор\nдел"]


ALIGNED = """\
№    Мероприятие               Срок           Ответственный
1    Семинар для завучей       май 2023 г.    РМК
     школ района
2    Сбор отчётов              июнь           Отдел образования
3    Итоговое совещание        август"""


def test_columns_kept_apart_by_spaces_are_a_table() -> None:
    text = f"План работы\n\n{ALIGNED}\n\nДиректор          И.И. Громова"
    assert kinds(text) == "ptp"
    assert tables(text)[0][1] == ["1", "Семинар для завучей\nшкол района", "май 2023 г.", "РМК"]
    assert tables(text)[0][3] == ["3", "Итоговое совещание", "август", ""]


@pytest.mark.parametrize(
    "text",
    [
        "Текст  с  лишними пробелами\nи ещё одна строка без них\nи третья",
        "01.02.2023    г. Заозёрск    № 5\nО плане работы\nна 2023 год",
    ],
)
def test_spaces_of_prose_make_no_table(text: str) -> None:
    assert "t" not in kinds(text)


def test_lines_of_a_paragraph_stay_visible_and_points_stand_alone() -> None:
    text = (
        "Управление образования\nЗаозёрского округа\n\n1. Утвердить план.\n2. Исполнить план."
    )
    assert paragraphs(text) == [
        "Управление образования\nЗаозёрского округа",
        "1. Утвердить план.",
        "2. Исполнить план.",
    ]


def test_a_forced_break_keeps_even_a_long_line_in_its_paragraph() -> None:
    text = f"План  \n{'очень ' * 40}длинный план"
    assert len(paragraphs(text)) == 1


def test_without_blank_lines_a_line_is_a_paragraph() -> None:
    long = "В целях повышения качества " * 8
    assert len(paragraphs(f"ПРИКАЗ\nот 01.02.2022\n{long}\nПРИКАЗЫВАЮ:")) == 4


def test_bold_of_markdown_and_html_is_noted_and_dropped() -> None:
    blocks = read_text("**ПРИКАЗ  \nначальника отдела**\n\nтекст").blocks
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0] == Paragraph(0, "ПРИКАЗ\nначальника отдела", bold=True)


def test_markdown_headings_have_levels() -> None:
    block = read_text("## Раздел 1").blocks[0]
    assert isinstance(block, Paragraph)
    assert (block.text, block.level) == ("Раздел 1", 2)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("<p>раз</p><p>два</p>", "раз\nдва"),
        ("раз<br/>два", "раз\nдва"),
        ("<<План>> на 5 < 6", "<<План>> на 5 < 6"),
        ("МБОУ&nbsp;&laquo;СОШ&raquo;", "МБОУ\u00a0«СОШ»"),
        ("http://a.example/?a=1&copy=2", "http://a.example/?a=1&copy=2"),
        ("____________ И.И. Громова", "____________ И.И. Громова"),
    ],
)
def test_marks_are_dropped_and_other_signs_kept(printed: str, text: str) -> None:
    assert unmark(printed).text == text


@given(st.text(max_size=400))
def test_any_text_is_read_and_blocks_are_numbered(text: str) -> None:
    blocks = read_text(text).blocks
    assert [block.index for block in blocks] == list(range(len(blocks)))


ALPHABET = "абвгдежзиклмнопрстуфхцчшщэюя АБВГ.,«»-"


@given(
    st.lists(
        st.lists(st.text(ALPHABET, min_size=1).map(str.strip), min_size=4, max_size=4),
        min_size=2,
    )
)
def test_full_rows_of_four_come_back(rows: list[list[str]]) -> None:
    rows = [[f"я{cell}" for cell in row] for row in rows]
    text = "\n".join("\t".join(row) for row in rows)
    assert tables(text) == [rows]


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя ,.-", min_size=40))
def test_russian_text_decodes_from_utf16_without_a_mark(text: str) -> None:
    assert decode(text.encode("utf-16-le")) == text


def test_binary_rubbish_is_refused_as_no_text() -> None:
    with pytest.raises(UnknownFormat, match="не похоже на текст"):
        decode(bytes(range(32)) * 50)
