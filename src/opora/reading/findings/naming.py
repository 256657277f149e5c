"""How findings name a measure, a row of numbers and a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from opora.reading.model import Item, Place

_SHOWN = 8


def called(item: Item) -> str:
    """Return the printed number of a measure, or its row where none is printed."""
    return f"«{item.number.rstrip('.')}»" if item.number else f"в строке {item.row}"


def listed(items: Iterable[Item]) -> str:
    """Return the numbers of measures in one line, cut where there are many."""
    names = [item.number.rstrip(".") if item.number else f"строка {item.row}" for item in items]
    more = f" и ещё {len(names) - _SHOWN}" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def day(value: date | None) -> str:
    """Return a day as Russian documents print it."""
    return value.strftime("%d.%m.%Y") if value else "не указано"


def place_of(item: Item, field: str) -> Place | None:
    """Return where a field of a measure stands, or where its measure stands."""
    return item.places.get(field) or item.places.get("measure")
