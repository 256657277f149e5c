"""What becomes of a row of a list: the record that both plans share, and cells read. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from opora.domain.organisations.naming import find_phrase, fold
from opora.domain.organisations.roster import RosterRow
from opora.domain.refusals import Refused

Fate = Literal["add", "change", "same", "refuse"]

_DAY_FORMATS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y")
_INN_WEIGHTS = {
    10: ((2, 4, 10, 3, 5, 9, 4, 6, 8),),
    12: ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)),
}


class RowRefused(Refused):
    """The row cannot be taken; ``str()`` says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class RowFate:
    """A row and what becomes of it: ``what`` it is about and ``why``, in words for the page."""

    row: RosterRow
    fate: Fate
    what: str
    why: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    target: Any = None
    """The organisation or the person that the row is about, if known."""

    @property
    def line(self) -> int:
        """Line of the file."""
        return self.row.line


@dataclass(frozen=True, slots=True)
class Fates:
    """What becomes of each row of a list."""

    fates: tuple[RowFate, ...]

    @property
    def counts(self) -> dict[Fate, int]:
        """How many rows meet each fate."""
        found = Counter(one.fate for one in self.fates)
        return {fate: found[fate] for fate in ("add", "change", "same", "refuse")}

    @property
    def changes_anything(self) -> bool:
        """Whether carrying it out would write."""
        return any(one.fate in ("add", "change") for one in self.fates)


def read_day(row: RosterRow, column: str, label: str) -> date | None:
    """Return the day of a column, None if it is empty.

    Raises
    ------
    RowRefused
        If it is no day.
    """
    text = row[column].removesuffix(" г.").removesuffix("г.").strip()
    if not text:
        return None
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text.split(" ")[0], form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise RowRefused(f"Столбец «{label}»: «{row[column]}» — не дата. Напишите так: 01.09.2025.")


def read_count(row: RosterRow, column: str, label: str) -> int | None:
    """Return the whole number of a column, None if it is empty."""
    text = re.sub(r"\s", "", row[column])
    if not text:
        return None
    if not text.isascii() or not text.isdecimal():
        raise RowRefused(
            f"Столбец «{label}»: «{row[column]}» — не число. Напишите цифрами: 310."
        )
    return int(text)


def read_inn(row: RosterRow) -> str:
    """Return the ИНН with its check digits verified, empty if there is none."""
    inn = row["inn"].strip()
    if inn and not _inn_is_right(inn):
        raise RowRefused(
            f"Столбец «ИНН»: «{inn}» — не ИНН: в нём 10 цифр (12 у предпринимателя), "
            "и последняя проверяет остальные. Сверьте с уставом."
        )
    return inn


def _inn_is_right(inn: str) -> bool:
    if not (inn.isascii() and inn.isdecimal() and len(inn) in _INN_WEIGHTS):
        return False
    digits = [int(digit) for digit in inn]
    return all(
        sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11 % 10
        == digits[len(weights)]
        for weights in _INN_WEIGHTS[len(inn)]
    )


def one_of(text: str, known: Mapping[str, Sequence[str]]) -> str | None:
    """Return the name whose phrase the text holds; the longest phrase wins, then the first.

    Examples
    --------
    >>> one_of("Зам. директора по УВР", {"head": ["директор"], "deputy": ["зам директора"]})
    'deputy'
    """
    words = fold(text).split()
    found = [
        (-len(phrase.split()), order, name)
        for order, (name, phrases) in enumerate(known.items())
        for phrase in phrases
        if find_phrase(words, phrase.split()) is not None
    ]
    return min(found)[2] if found else None


def listed(names: Sequence[str], *, most: int = 3) -> str:
    """Quote the first few names for a sentence."""
    return ", ".join(f"«{name}»" for name in names[:most])
