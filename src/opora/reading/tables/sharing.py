"""Cells that hold for several measures: merged ones, printed or lost by the extraction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Literal

from opora.reading.model import ColumnRole
from opora.reading.tables.draft import DraftCell, DraftItem
from opora.reading.tables.wording import bond, flat, is_cut, join

MIN_REPEATED = 40
"""Characters from which a text repeated in the next row is one merged cell, no coincidence."""

MIN_SECTION = 2
"""Measures a section has on average where one text may stand for a whole section."""

_Tie = Literal["repeated", "torn", "seems torn"]

_LABELS: tuple[ColumnRole, ...] = ("task", "direction")
_BESIDE_LABELS: tuple[ColumnRole, ...] = ("indicator", "criterion")
_MERGED_LONG: tuple[ColumnRole, ...] = ("indicator", "criterion", "task")


def share(items: Sequence[DraftItem], merged: frozenset[ColumnRole]) -> list[DraftItem]:
    """Let measures share the cells that are printed once for several of them.

    Parameters
    ----------
    items : sequence of DraftItem
        All measures; those under a merged cell hold its text and place.
    merged : frozenset of ColumnRole
        Columns in which the file itself keeps merges: an empty criterion there is empty. A
        label holds in any case until the next one, as a merge ends where its page does.
    """
    found = _marked(list(items))
    for role in _MERGED_LONG:
        found = _chained(found, role)
    for role in (*_LABELS, *_BESIDE_LABELS):
        kept = role in merged and role in _BESIDE_LABELS
        if not kept and _stands_for_groups(found, role):
            found = _filled_down(found, role)
    return found


def _marked(items: list[DraftItem]) -> list[DraftItem]:
    """Name, for every cell that a merge covers, the measure beside which it is printed."""
    printed: dict[tuple[str, object], int] = {}
    for index, item in enumerate(items):
        cells = dict(item.cells)
        for role, cell in item.cells.items():
            home = printed.setdefault((role, cell.place), item.row)
            if home != item.row and cell.text and cell.shared_with is None:
                cells[role] = replace(cell, shared_with=home)
        items[index] = replace(item, cells=cells)
    return items


def _chained(items: list[DraftItem], role: ColumnRole) -> list[DraftItem]:
    """Join a merged cell that the extraction tore over the rows it covers.

    A page break tears it: the text of one row stays open and the next row, a measure of its
    own, goes on with it; the part before the break may be repeated in each row.
    """
    chains = _chains(lambda index: _tied(items, index, role), len(items))
    for start, end in chains:
        texts = [item.cells[role].text for item in items[start:end]]
        whole = ""
        for text, _ in groupby(texts):
            whole = join(whole, text, paragraph=bond(whole, text) == "none")
        for index in range(start, end):
            shared = None if index == start else items[start].row
            items[index] = _with(items[index], role, items[start], whole, shared=shared)
    return items


def _chains(tied: Callable[[int], _Tie | None], length: int) -> list[tuple[int, int]]:
    """Return [start, end) of runs of rows that hold one cell, repeated or torn.

    A row that only seems to read on, by its small letter, belongs to a cell torn before it.
    """
    chains, start, torn = [], 0, False
    for index in range(1, length + 1):
        tie = tied(index) if index < length else None
        if tie is None or (tie == "seems torn" and not torn):
            if index - start > 1:
                chains.append((start, index))
            start, torn = index, False
        else:
            torn = torn or tie != "repeated"
    return chains


def _tied(items: Sequence[DraftItem], index: int, role: ColumnRole) -> _Tie | None:
    """How a row holds the cell of the row above it; None where it has its own."""
    first, second = items[index - 1], items[index]
    if role not in first.cells or role not in second.cells or first.section != second.section:
        return None
    above, text = flat(first.cells[role].text), flat(second.cells[role].text)
    if not above or not text:
        return None
    if above == text and len(text) >= MIN_REPEATED:
        return "repeated"
    if bond(above, text) == "none" or text[0].isupper():
        return None
    return "torn" if is_cut(above) else "seems torn"


def _stands_for_groups(items: Sequence[DraftItem], role: ColumnRole) -> bool:
    """Whether a column prints a text once for a group of measures and leaves the rest empty.

    Labels (task, direction) do so by their nature; indicators and criteria when they stand just
    where the labels stand or, without labels, beside the first measure of every section.
    """
    own = [_has_own(item, role) for item in items]
    if not any(own) or all(own):
        return False
    if role in _LABELS:
        return _opens_groups(items, own)
    if not _opens_groups(items, own):
        return False
    labels = [[_has_own(item, label) for item in items] for label in _LABELS]
    return own in labels or (not any(map(any, labels)) and _opens_sections_only(items, own))


def _opens_sections_only(items: Sequence[DraftItem], own: Sequence[bool]) -> bool:
    """Whether each of several sections has one text, beside its first measure."""
    sections = len({item.section for item in items})
    return sections > 1 and sum(own) == sections and len(items) >= MIN_SECTION * sections


def _has_own(item: DraftItem, role: ColumnRole) -> bool:
    cell = item.cells.get(role)
    return cell is not None and bool(cell.text) and not cell.inferred


def _opens_groups(items: Sequence[DraftItem], own: Sequence[bool]) -> bool:
    """Whether the first measure of the table and of each section has a text of its own."""
    firsts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(items)) if a.section != b.section)]
    return all(own[index] for index in firsts)


def _filled_down(items: list[DraftItem], role: ColumnRole) -> list[DraftItem]:
    for index in range(1, len(items)):
        above, item = items[index - 1], items[index]
        cell = item.cells.get(role)
        if cell is None or cell.text or above.section != item.section:
            continue
        source = above.cells[role]
        home = above.row if source.shared_with is None else source.shared_with
        shared = replace(source, shared_with=home, inferred=True)
        items[index] = replace(item, cells={**item.cells, role: shared})
    return items


def _with(
    item: DraftItem, role: ColumnRole, home: DraftItem, text: str, *, shared: int | None
) -> DraftItem:
    cell = DraftCell(text, home.cells[role].place, shared)
    return replace(item, cells={**item.cells, role: cell})
