"""Paragraphs and tables, as a format yields them → a Layout."""

from __future__ import annotations

import re
from typing import Literal

from opora.reading.formats.grid import Grid
from opora.reading.model import Block, Layout, Paragraph, Table

Align = Literal["left", "center", "right", "justify"]

_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff\x00-\x08\x0e-\x1f\x7f]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_FEEDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Keep printed characters only: one kind of space, hyphen and line feed, nothing unseen.

    Examples
    --------
    >>> clean("  №\u00a05,\u00ad нормативно\u2011правовой ")
    '№ 5, нормативно-правовой'
    """
    text = _FEEDS.sub("\n", text)
    text = _SPACES.sub(" ", text).replace("\u2011", "-")
    lines = _UNSEEN.sub("", text).split("\n")
    return "\n".join(line.strip(" \t") for line in lines).strip()


class LayoutBuilder:
    """Numbers blocks in reading order and leaves empty ones out."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._blocks: list[Block] = []
        self._notes: list[str] = []

    def paragraph(
        self,
        text: str,
        *,
        level: int | None = None,
        bold: bool = False,
        align: Align | None = None,
        page: int | None = None,
    ) -> None:
        """Add a paragraph unless nothing is printed in it."""
        if text := clean(text):
            index = len(self._blocks)
            self._blocks.append(Paragraph(index, text, level, bold, align, page))

    def table(self, grid: Grid, *, page: int | None = None) -> None:
        """Add a table unless nothing is printed in it."""
        if any(cell.text for cell in grid.cells):
            index = len(self._blocks)
            self._blocks.append(
                Table(index, grid.n_rows, grid.n_columns, grid.cells, page),
            )

    def note(self, sentence: str) -> None:
        """Remember what the format could not give."""
        if sentence not in self._notes:
            self._notes.append(sentence)

    def layout(self, *, pages: int | None = None) -> Layout:
        """Return all that was added."""
        return Layout(self._kind, tuple(self._blocks), pages, tuple(self._notes))
