"""Cells that hold for several measures: merged ones, printed or lost by the extraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from opora.reading.model import ColumnRole
from opora.reading.tables.draft import DraftCell, DraftItem
from opora.reading.tables.wording import bond, flat, is_open, join

MIN_REPEATED = 40
"""Characters from which a text repeated in the next row is one merged cell, no coincidence."""

MIN_SECTION = 2
"""Measures a section has on average where one text may stand for a whole section."""

_LABELS: tuple[ColumnRole, ...] = ("task", "direction")
_BESIDE_LABELS: tuple[ColumnRole, ...] = ("indicator", "criterion")
_LONG: tuple[ColumnRole, ...] = (
    "indicator",
    "criterion",
    "task",
    "expected_result",
    "evidence_form",
)


def share(items: Sequence[DraftItem], merged: frozenset[ColumnRole]) -> list[DraftItem]:
    """Let measures share the cells that are printed once for several of them.

    Parameters
    ----------
    items : sequence of DraftItem
        All measures; those under a merged cell hold its text and place already.
    merged : frozenset of ColumnRole
        Columns in which the file itself keeps merges: empty cells there are empty.
    """
    found = _marked(list(items))
    for role in _LONG:
        found = _chained(found, role)
    for role in (*_LABELS, *_BESIDE_LABELS):
        if role not in merged and _stands_for_groups(found, role):
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
    texts = [item.cells[role].text if role in item.cells else "" for item in items]
    for start, end in _chains(texts):
        whole = ""
        for text, _ in groupby(texts[start:end]):
            whole = join(whole, text, paragraph=bond(whole, text) == "none")
        for index in range(start, end):
            shared = None if index == start else items[start].row
            items[index] = _with(items[index], role, items[start], whole, shared=shared)
    return items


def _chains(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return [start, end) of runs of rows that hold one cell: repeated or torn."""
    chains, start = [], 0
    torn = False
    for index in range(1, len(texts) + 1):
        tie = _tie(texts, index, torn=torn)
        if tie is None:
            if index - start > 1:
                chains.append((start, index))
            start, torn = index, False
        else:
            torn = torn or tie
    return chains


def _tie(texts: Sequence[str], index: int, *, torn: bool) -> bool | None:
    """Whether a row holds the cell above it: True torn, False repeated, None neither."""
    if index == len(texts) or not texts[index] or not texts[index - 1]:
        return None
    above, text = flat(texts[index - 1]), flat(texts[index])
    if above == text and len(text) >= MIN_REPEATED:
        return False
    if is_open(above) and bond(above, text) == "strong" and not text[0].isupper():
        return True
    return True if torn and bond(above, text) == "weak" else None


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
