"""The meaning of columns by what stands in them, for a table without a header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import mean

from opora.reading.model import Column, ColumnRole
from opora.reading.tables.headers import Header
from opora.reading.tables.lines import Line
from opora.reading.tables.numbers import is_number

MIN_COLUMNS = 3
MIN_ROWS = 2
MIN_SHARE = 0.5
CONFIDENCE = 0.4

_DATED = re.compile(
    r"\b\d{1,2}\.\d{2}\b|\b20\d\d\b|январ|феврал|\bмарт|апрел|\bма[йея]\b|июн|июл|август|сентябр|октябр|ноябр"
    r"|декабр|ежегодно|ежемесячно|ежекварт|квартал|постоянно|в течени[ие]|весь период|по мере|по плану",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"[А-ЯЁ]\.\s?[А-ЯЁ]\.|руководител|директор|заместител|отдел|управлени|методист|\bМБУ\b|\bОО\b|\bОУ\b|ИМЦ|педагог"
    r"|администрац|школ|центр|учител|специалист",
    re.IGNORECASE,
)


def guess_header(lines: Sequence[Line]) -> Header | None:
    """Give columns their roles by content; None unless dates and long texts are both found."""
    rows = [line for line in lines if len(line.filled()) >= MIN_COLUMNS]
    if len(rows) < MIN_ROWS:
        return None
    width = len(rows[0].pieces)
    texts = [[row.at(column) for row in rows] for column in range(width)]
    roles: dict[int, ColumnRole] = {}
    _take(roles, "number", texts, is_number)
    _take(roles, "deadline", texts, lambda text: len(text) < 80 and bool(_DATED.search(text)))  # noqa: PLR2004
    _take_longest(roles, texts)
    _take(roles, "responsible", texts, lambda text: bool(_NAMED.search(text)))
    if not {"deadline", "measure"} <= set(roles.values()):
        return None
    _take(roles, "expected_result", texts, bool)
    columns = tuple(Column("", roles.get(column, "other"), CONFIDENCE) for column in range(width))
    return Header(columns, (None,) * width, frozenset())


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
        column: mean(map(len, cells)) for column, cells in enumerate(texts) if column not in roles
    }
    if lengths:
        roles[max(lengths, key=lambda column: lengths[column])] = "measure"
