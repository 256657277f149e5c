from hypothesis import given
from hypothesis import strategies as st

from opora.web.imports.sheet import pieces_of, sheet_of
from opora.web.imports.sources import Mark, key_of, marks_of


def mark(key: str = "a", start: int = 0, end: int | None = None, **where) -> Mark:
    place = {"block": 0, "row": None, "column": None} | where
    return Mark(key=key, start=start, end=end, **place)


SPANS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.integers(0, 40) | st.none())
)


@given(st.text(max_size=30), SPANS)
def test_no_character_is_lost_or_made_up_by_cutting(text, spans) -> None:
    marks = [mark(key, start, end) for key, start, end in spans]
    pieces = pieces_of(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    anchors = [anchor for piece in pieces for anchor in piece.anchors]
    assert sorted(anchors) == sorted({one.key for one in marks})


def test_overlapping_values_share_a_piece() -> None:
    pieces = pieces_of("абвгд", [mark("x", 0, 3), mark("y", 2, 5, bad=True)])
    assert [(p.text, p.keys, p.bad) for p in pieces] == [
        ("аб", "x", False), ("в", "x y", True), ("гд", "y", True),
    ]  # fmt: skip


def test_merged_cells_take_their_place_and_gaps_are_filled() -> None:
    table = {
        "block": "table", "index": 0, "n_rows": 2, "n_columns": 3,
        "cells": [
            {"row": 0, "column": 0, "text": "A", "rowspan": 2},
            {"row": 0, "column": 1, "text": "B", "colspan": 2},
            {"row": 1, "column": 2, "text": "C"},
        ],
    }  # fmt: skip
    [block] = sheet_of({"blocks": [table]}, [mark("k", row=1, column=2)])
    assert [len(row) for row in block.rows] == [2, 2]
    assert block.rows[1][0].pieces == ()
    assert block.rows[1][1].pieces[0].keys == "k"


def test_every_value_of_a_real_reading_has_its_mark(draft) -> None:
    keys = {one.key for one in marks_of(draft.current)}
    assert {"document.number", "i1.measure", "i2.deadline_text", "document.orders.2"} <= keys
    sheet = sheet_of(draft.reading["layout"], marks_of(draft.current))
    pieces = [
        piece for block in sheet if block.table
        for row in block.rows for cell in row for piece in cell.pieces
    ]  # fmt: skip
    [found] = [piece for piece in pieces if "i2.deadline_text" in piece.keys.split()]
    assert found.text == "до 01.12.2025"


def test_a_path_becomes_a_short_key() -> None:
    assert key_of("roadmap.items.7.measure") == "i7.measure"
