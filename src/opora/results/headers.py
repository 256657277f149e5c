"""Where a table begins: the line, or two lines, that head its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from opora.results.cells import Cell, Row, is_empty, key_of, text_of, whole_number_of
from opora.results.layouts import FamilyColumn, Layout, load_layouts

_FEWEST = 3
"""A header has more cells than a title or a heading of a section."""

_FEWEST_WORDS = 2
"""Every layout needs as many headings that are words."""

_WIDEST_GAP = 3
"""Merged columns: a value may stand so many columns right of its heading."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was found: its layout and what each column is."""

    layout: Layout
    headings: tuple[str, ...]
    lines: int
    columns: dict[str, tuple[int, ...]]
    families: dict[str, tuple[FamilyColumn, ...]] = field(default_factory=dict)

    def cell(self, row: Row, role: str) -> Cell:
        """Return the cell of the role; in merged columns the first that is not empty."""
        for index in self.columns.get(role, ()):
            if index < len(row) and not is_empty(row[index]):
                return row[index]
        return ""

    def text(self, row: Row, role: str) -> str:
        """Return what is printed in the cell of the role."""
        return text_of(self.cell(row, role))

    def has(self, role: str) -> bool:
        """Say whether there is such a column."""
        return role in self.columns

    def family(self, name: str) -> tuple[FamilyColumn, ...]:
        """Return the columns of a family."""
        return self.families.get(name, ())


def find_header(
    row: Row, following: Row | None, layouts: Sequence[Layout] | None = None
) -> Header | None:
    """Return the header that begins at this row, if one does.

    Parameters
    ----------
    row, following : Row
        The row and the one under it, which may hold the second line of the header.
    layouts : sequence of Layout, optional
        The layouts that are tried, in this order; ours if none are given.
    """
    if sum(not is_empty(cell) for cell in row) < _FEWEST or not _has_words(row):
        return None
    single = [text_of(cell) for cell in row]
    headers = [single] if following is None else [single, _joined(single, following)]
    for lines, headings in enumerate(headers, start=1):
        for layout in layouts or load_layouts():
            header = _fit(layout, headings, lines)
            if header is not None:
                return header
    return None


def _has_words(row: Row) -> bool:
    """Say whether enough cells hold letters: a row of numbers heads nothing."""
    words = (cell for cell in row if isinstance(cell, str) and any(map(str.isalpha, cell)))
    return len(list(islice(words, _FEWEST_WORDS))) == _FEWEST_WORDS


def numbers_columns(row: Row) -> bool:
    """Say whether the row only numbers the columns: 1, 2, 3 and so on."""
    filled = (cell for cell in row if not is_empty(cell))
    numbered = 0
    for cell in filled:
        numbered += 1
        if whole_number_of(cell) != numbered:
            return False
    return numbered > _FEWEST


def _joined(upper: list[str], following: Row) -> list[str]:
    """Headings of two lines: what stands above a group of columns goes before each of them."""
    lower = [text_of(cell) for cell in following]
    width = max(len(upper), len(lower))
    joined: list[str] = []
    above = ""
    for index in range(width):
        below = lower[index] if index < len(lower) else ""
        own = upper[index] if index < len(upper) else ""
        above = own or above
        joined.append(f"{above} {below}".strip() if below else own)
    return joined


def _fit(layout: Layout, headings: Sequence[str], lines: int) -> Header | None:
    families = {name: one.find(headings) for name, one in layout.families.items()}
    if not all(families.values()):
        return None
    taken = {column.index for found in families.values() for column in found}
    columns = _columns(layout, headings, taken)
    if any(role not in columns for role in layout.needed):
        return None
    return Header(layout, tuple(headings), lines, _widened(columns, headings), families)


def _columns(layout: Layout, headings: Sequence[str], taken: set[int]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, heading in enumerate(headings):
        key = key_of(heading)
        if not key or index in taken:
            continue
        role = next((role for role, phrases in layout.phrases if phrases.fit_key(key)), None)
        preferred = layout.preferred_phrases.fit_key(key)
        if role is not None and (role not in columns or preferred):
            columns[role] = index
    return columns


def _widened(columns: dict[str, int], headings: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Give each role the columns without a heading that follow its own."""
    return {role: tuple(_span(index, headings)) for role, index in columns.items()}


def _span(index: int, headings: Sequence[str]) -> list[int]:
    span = [index]
    for following in range(index + 1, min(index + _WIDEST_GAP, len(headings))):
        if headings[following]:
            break
        span.append(following)
    return span
