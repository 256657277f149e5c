"""Where each value of a draft stands in its document. Pure.

A *key* names a value on the page: «i3.deadline_text» for ``roadmap.items.3.deadline_text``,
«f-…» for a finding, the path itself for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opora.domain.acts.draft_checks import finding_key

Json = Mapping[str, Any]

_ITEMS = "roadmap.items."


@dataclass(frozen=True, slots=True)
class Mark:
    """A value at its place: a block, a cell of it, characters [start, end) or all of them."""

    key: str
    block: int
    row: int | None
    column: int | None
    start: int
    end: int | None
    bad: bool = False

    @property
    def cell(self) -> tuple[int, int | None, int | None]:
        """The text in which the value stands."""
        return self.block, self.row, self.column


def key_of(path: str) -> str:
    """Return the key of a path.

    Examples
    --------
    >>> key_of("roadmap.items.3.deadline_text"), key_of("document.number")
    ('i3.deadline_text', 'document.number')
    """
    return f"i{path.removeprefix(_ITEMS)}" if path.startswith(_ITEMS) else path


def marks_of(current: Json) -> Iterator[Mark]:
    """Yield every read value that has a place, then the places of findings."""
    yield from _of_document(current.get("document") or {})
    for item in (current.get("roadmap") or {}).get("items") or ():
        for field, place in (item.get("places") or {}).items():
            yield _mark(f"i{item['row']}.{field}", place)
    for finding in current.get("findings") or ():
        for place in finding.get("places") or ():
            yield _mark(f"f-{finding_key(finding)}", place, bad=True)


def _of_document(document: Json) -> Iterator[Mark]:
    for field, place in (document.get("places") or {}).items():
        yield _mark(f"document.{field}", place)
    for field in ("signatory", "control", "period"):
        yield from _of_record(f"document.{field}", document.get(field))
    for field in ("basis", "orders", "attachments"):
        for number, record in enumerate(document.get(field) or (), 1):
            yield from _of_record(f"document.{field}.{number}", record)


def _of_record(key: str, record: Json | None) -> Iterator[Mark]:
    if record and record.get("place"):
        yield _mark(key, record["place"])


def _mark(key: str, place: Json, *, bad: bool = False) -> Mark:
    span = place.get("span") or {"start": 0, "end": None}
    return Mark(
        key, place["block"], place.get("row"), place.get("column"),
        span["start"], span["end"], bad,
    )  # fmt: skip
