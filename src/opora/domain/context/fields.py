"""What a social passport asks: totals first, then the items of the methodology."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from opora.methodology.passport_items import load_passport_items

PUPILS = "PUPILS"
TEACHERS = "TEACHERS"
SETTLEMENT = "T1"
SIZE = "T2"
RESOURCE = "R1"
SETTLEMENTS = load_passport_items().item(SETTLEMENT).choices
"""Types of settlement, words by code."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question: ``base`` is the total that the answer is a part of, empty for a total."""

    code: str
    title: str
    base: str = ""
    choice: bool = False
    in_index: bool = False
    special: bool = False
    direction: int = 0
    source: str = ""


@cache
def passport_fields() -> tuple[Field, ...]:
    """Return the questions in the order of the form.

    The size of a school is not asked: it is the number of pupils.

    Examples
    --------
    >>> [one.code for one in passport_fields()][:4]
    ['PUPILS', 'TEACHERS', 'T1', 'C01']
    """
    items = {one.code: one for one in load_passport_items().items}
    totals = (
        Field(PUPILS, "Всего обучающихся"),
        Field(TEACHERS, items[RESOURCE].of),
        Field(SETTLEMENT, items[SETTLEMENT].title, choice=True),
    )
    asked = (one for code, one in items.items() if code not in {SETTLEMENT, SIZE})
    return totals + tuple(
        Field(
            one.code, one.title, TEACHERS if one.role == "resource" else PUPILS,
            in_index=one.in_index, special=one.special, direction=one.direction,
            source=one.source,
        )
        for one in asked
    )  # fmt: skip


def field_of(code: str) -> Field:
    """Return a question by its code.

    Raises
    ------
    KeyError
        If the passport does not ask it.
    """
    return {one.code: one for one in passport_fields()}[code]


def index_fields() -> tuple[Field, ...]:
    """Return the questions whose answers make the index."""
    return tuple(one for one in passport_fields() if one.in_index)
