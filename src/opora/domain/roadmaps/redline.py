"""What changed between two editions: measures added, removed, changed, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A measure as the redline compares it; ``previous`` is the id it continues."""

    id: int
    previous: int | None
    number: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words that stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with what went and what came."""

    field: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of the redline. ``old`` and ``new`` are ids, None where there is none."""

    kind: Literal["added", "removed", "changed", "same"]
    number: str
    old: int | None
    new: int | None
    fields: tuple[FieldChange, ...] = ()
    moved: bool = False


def word_diff(before: str, after: str) -> tuple[Segment, ...]:
    """Compare two texts word by word.

    Examples
    --------
    >>> [(one.kind, one.text) for one in word_diff("до 1 мая", "до 9 мая")]
    [('same', 'до '), ('removed', '1'), ('added', '9'), ('same', ' мая')]
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    found: list[Segment] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Segment("same", "".join(old[i1:i2])))
            continue
        if i1 < i2:
            found.append(Segment("removed", "".join(old[i1:i2])))
        if j1 < j2:
            found.append(Segment("added", "".join(new[j1:j2])))
    return tuple(found)


def redline(old: Sequence[Line], new: Sequence[Line]) -> list[Change]:
    """Return every measure of both editions in the order of the new one.

    A removed measure stands where it was: after the measure that it followed. ``moved`` marks
    measures that changed their place among those that stayed.
    """
    by_id = {line.id: line for line in old}
    new_order = [one for one in (line.previous for line in new) if one is not None]
    continued = by_id.keys() & set(new_order)
    stayed = _longest_common([line.id for line in old if line.id in continued], new_order)
    changes = [_compare(line, by_id, stayed) for line in new]
    return _insert_removed(changes, old, continued)


def _longest_common(old: Sequence[int], new: Sequence[int]) -> set[int]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {old[block.a + n] for block in blocks for n in range(block.size)}


def _compare(line: Line, by_id: Mapping[int, Line], stayed: set[int]) -> Change:
    before = by_id.get(line.previous) if line.previous is not None else None
    if before is None:
        fields = tuple(
            FieldChange(name, (Segment("added", text),))
            for name, text in line.fields.items()
            if text
        )
        return Change("added", line.number, None, line.id, fields)
    names = [*before.fields, *(name for name in line.fields if name not in before.fields)]
    fields = tuple(
        FieldChange(name, word_diff(before.fields.get(name, ""), line.fields.get(name, "")))
        for name in names
        if before.fields.get(name, "") != line.fields.get(name, "")
    )
    kind: Literal["changed", "same"] = "changed" if fields else "same"
    return Change(kind, line.number, before.id, line.id, fields, before.id not in stayed)


def _insert_removed(
    changes: list[Change], old: Sequence[Line], continued: set[int]
) -> list[Change]:
    for index, line in enumerate(old):
        if line.id in continued:
            continue
        gone = tuple(
            FieldChange(name, (Segment("removed", text),))
            for name, text in line.fields.items()
            if text
        )
        change = Change("removed", line.number, line.id, None, gone)
        after = old[index - 1].id if index else None
        places = [n for n, one in enumerate(changes) if one.old == after and after is not None]
        changes.insert(places[0] + 1 if places else 0, change)
    return changes
