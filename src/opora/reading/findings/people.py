"""Responsible parties that are missing, torn off, no parties at all, or overloaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from opora.reading.findings.catalogue import finding
from opora.reading.findings.naming import called, place_of
from opora.reading.model import Finding, Item, Reading

_ENOUGH_ROWS = 5


def missing(reading: Reading) -> Iterator[Finding]:
    """Report measures for which nobody answers."""
    for item in reading.roadmap.items:
        if item.responsible_text == "":
            yield _of(item, "responsible-missing")


def unread(reading: Reading) -> Iterator[Finding]:
    """Report cells in which no party was recognised."""
    for item in reading.roadmap.items:
        if (item.responsible_text or "").strip("-–— ") and not item.responsible:
            yield _of(item, "responsible-unread")


def torn(reading: Reading) -> Iterator[Finding]:
    """Report lists of parties that break off."""
    for item in reading.roadmap.items:
        if (item.responsible_text or "").rstrip().endswith((",", " и", "-", "–")):
            yield _of(item, "responsible-torn")


def counted(reading: Reading) -> Iterator[Finding]:
    """Report cells that count participants instead of naming who answers."""
    for item in reading.roadmap.items:
        if item.responsible and all(actor.count is not None for actor in item.responsible):
            yield _of(item, "responsible-counted")


def overloaded(reading: Reading) -> Iterator[Finding]:
    """Report a person who answers for more than half of the measures."""
    items = reading.roadmap.items
    named = Counter(
        name
        for item in items
        for name in {actor.norm for actor in item.responsible if actor.type == "person"}
    )
    for name, count in named.most_common():
        if len(items) >= _ENOUGH_ROWS and 2 * count > len(items):
            rows = [
                item.row for item in items if any(one.norm == name for one in item.responsible)
            ]
            yield finding(
                "responsible-overloaded", rows=rows, name=name, count=count, total=len(items)
            )


def _of(item: Item, code: str) -> Finding:
    return finding(
        code,
        places=[place_of(item, "responsible_text")],
        rows=[item.row],
        number=called(item),
        text=item.responsible_text,
    )
