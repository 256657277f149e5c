"""The meaning of columns by what stands in them, for a table without a header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from statistics import mean
from typing import Literal

from opora.reading.model import Column, ColumnRole
from opora.reading.tables.headers import Header
from opora.reading.tables.lines import Line
from opora.reading.tables.numbers import is_number
from opora.reading.tables.vocabulary import beginning, vocabulary

MIN_COLUMNS = 3
MIN_ROWS = 2
MIN_SHARE = 0.5
CONFIDENCE = 0.4

MAX_DEADLINE_LENGTH = 80

_DATE = re.compile(r"\b\d{1,2}\.\d{2}\b|\b20\d\d\b")
_INITIALS = re.compile(r"[А-ЯЁ]\.\s?[А-ЯЁ]\.")


def guess_header(lines: Sequence[Line]) -> Header | None:
    """Give columns their roles by content; None unless dates and long texts are both found."""
    rows = [line for line in lines if len(line.filled()) >= MIN_COLUMNS]
    if len(rows) < MIN_ROWS:
        return None
    width = len(rows[0].pieces)
    texts = [[row.at(column) for row in rows] for column in range(width)]
    roles: dict[int, ColumnRole] = {}
    _take(roles, "number", texts, is_number)
    _take(roles, "deadline", texts, _is_dated)
    _take_longest(roles, texts)
    _take(roles, "responsible", texts, _names_actor)
    if not {"deadline", "measure"} <= set(roles.values()):
        return None
    _take(roles, "expected_result", texts, bool)
    columns = tuple(
        Column("", roles.get(column, "other"), CONFIDENCE) for column in range(width)
    )
    return Header(columns, (None,) * width, frozenset(), tuple(range(width)))


def _is_dated(text: str) -> bool:
    stems = _pattern("dated")
    return len(text) < MAX_DEADLINE_LENGTH and bool(_DATE.search(text) or stems.search(text))


def _names_actor(text: str) -> bool:
    return bool(_INITIALS.search(text) or _pattern("actor").search(text))


@cache
def _pattern(kind: Literal["dated", "actor"]) -> re.Pattern[str]:
    words = vocabulary()
    return beginning(words.dated_stems if kind == "dated" else words.actor_stems)


def with_numbers(header: Header, lines: Sequence[Line]) -> Header:
    """Take a column without a header that holds ordinals as the numbers of the measures."""
    if header.first_of("number") is not None:
        return header
    columns = list(header.columns)
    for index, column in enumerate(columns):
        texts = [line.at(index) for line in lines if line.at(index)]
        if (
            not column.header
            and column.role == "other"
            and texts
            and all(map(is_number, texts))
        ):
            columns[index] = Column("", "number", CONFIDENCE)
            break
    return replace(header, columns=tuple(columns))


def _take(
    roles: dict[int, ColumnRole],
    role: ColumnRole,
    texts: Sequence[Sequence[str]],
    fits: Callable[[str], bool],
) -> None:
    """Give a role to the free column whose filled cells fit it most, if half of them do."""
    shares = {
        column: mean(fits(text) for text in filter(None, cells))
        for column, cells in enumerate(texts)
        if column not in roles and any(cells)
    }
    best = max(shares, key=lambda column: (shares[column], -column), default=None)
    if best is not None and shares[best] >= MIN_SHARE:
        roles[best] = role


def _take_longest(roles: dict[int, ColumnRole], texts: Sequence[Sequence[str]]) -> None:
    lengths = {
        column: mean(map(len, cells))
        for column, cells in enumerate(texts)
        if column not in roles
    }
    if lengths:
        roles[max(lengths, key=lambda column: lengths[column])] = "measure"
