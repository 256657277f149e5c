"""What a cell says: text, number or nothing, however the file writes it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeVar

Cell = object
"""A value of a workbook: text, float, int, bool, date, datetime, time or timedelta."""

Row = Sequence[Cell]

T = TypeVar("T")

UNCOMPUTED = "формула без сохранённого значения"
"""Stands in place of a formula of which the file has no value."""

FORMULA_ERROR = "ошибка формулы"
"""Stands in place of a formula whose value is an error."""

_MOST_REMEMBERED = 50_000
_LONGEST_SHOWN = 10
_MOST_DIGITS = 5
_LOOK_ALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")
_LOOK_ALIKE_LATIN = str.maketrans("авсенкмортху", "abcehkmoptxy")
_NOT_KEY = re.compile(r"[^\w%<>=№]|_")
_EXACT = 1e-6
_NO_VALUE = {"", "x", "х", "-", "–", "—", "−", "--", "нет отметки"}
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f](?=\d{3}(?!\d))")


class Memo(dict[Cell, T]):
    """What a function says of each cell, asked once: a column has few different cells.

    Examples
    --------
    >>> numbers = Memo(number_of)
    >>> numbers["4,5"], len(numbers)
    (4.5, 1)
    """

    def __init__(self, read: Callable[[Cell], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Cell) -> T:
        value = self._read(cell)
        if len(self) < _MOST_REMEMBERED:
            self[cell] = value
        return value


def text_of(cell: Cell) -> str:
    """Return what a person sees in the cell, spaces made single.

    Examples
    --------
    >>> text_of(30511.0)
    '30511'
    >>> text_of("  МБОУ  СОШ ")
    'МБОУ СОШ'
    """
    if isinstance(cell, str):
        return " ".join(cell.replace("\u200b", "").replace("\ufeff", "").split())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%d.%m.%Y")
    return "" if cell is None else str(cell)


def fold(text: str) -> str:
    """Return the text without case, with Latin look-alikes and ё as one Cyrillic alphabet."""
    return text.casefold().translate(_LOOK_ALIKE).replace("ё", "е")


def fold_latin(text: str) -> str:
    """Return the text without case, with Cyrillic look-alikes as Latin letters."""
    return text.casefold().translate(_LOOK_ALIKE_LATIN)


def key_of(text: str) -> str:
    """Return the letters, digits and signs by which headers are compared.

    Examples
    --------
    >>> key_of("Кол-во участников (всего)") == key_of("КОЛ-ВО  участников(всего)")
    True
    """
    return _NOT_KEY.sub("", fold(text))


def is_empty(cell: Cell) -> bool:
    """Say whether nothing is printed in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def has_no_value(cell: Cell) -> bool:
    """Say whether the cell is empty or holds a sign of absence: X, a dash, «Нет отметки».

    Examples
    --------
    >>> [has_no_value(cell) for cell in ("Х", "X", "—", "Нет отметки", "", 0.0)]
    [True, True, True, True, True, False]
    """
    if isinstance(cell, str):
        return text_of(cell).casefold() in _NO_VALUE
    return cell is None


def quoted(cell: Cell) -> str:
    """Return what a finding may say of the cell: a short number, else what kind of thing it is.

    A surname or the number of a document may stand in a wrong column; neither is repeated.

    Examples
    --------
    >>> quoted("3000 %"), quoted("Иванов Иван"), quoted(4512123456.0)
    ('«3000 %»', 'слова вместо числа', 'слишком длинное число')
    """
    text = text_of(cell)
    if is_uncomputed(cell) or not text:
        return text or "пусто"
    if any(map(str.isalpha, text)):
        return "слова вместо числа"
    is_long = len(text) > _LONGEST_SHOWN or sum(map(str.isdigit, text)) > _MOST_DIGITS
    return "слишком длинное число" if is_long else f"«{text}»"


def is_uncomputed(cell: Cell) -> bool:
    """Say whether a formula stands here that has no value to read."""
    return cell in {UNCOMPUTED, FORMULA_ERROR}


def number_of(cell: Cell) -> float | None:
    """Return the number of a cell that is one, also when it is text; None otherwise.

    ИСТИНА and ЛОЖЬ are 1 and 0, as a spreadsheet counts them.

    Examples
    --------
    >>> number_of("17 420"), number_of("36,2"), number_of(True), number_of("уточняется")
    (17420.0, 36.2, 1.0, None)
    """
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, int):
        return float(cell)
    if not isinstance(cell, str):
        return None
    text = _THOUSANDS.sub("", text_of(cell)).removesuffix("%").strip().replace("−", "-")
    if _NUMBER.fullmatch(text) is None:
        return None
    number = float(text.replace(",", "."))
    return number if math.isfinite(number) else None


def whole_number_of(cell: Cell) -> int | None:
    """Return the number of the cell if it is whole, None otherwise."""
    number = number_of(cell)
    return int(number) if number is not None and number.is_integer() else None


def column_letters(index: int) -> str:
    """Return how a spreadsheet names the column that has this index from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def decimals_of(cell: Cell) -> int:
    """Return how many decimals the cell shows, at most two.

    A text «36.0» is a whole number that a program wrote as a float.

    Examples
    --------
    >>> [decimals_of(cell) for cell in (36.2, 25.0, "9,10", "36.0", 33.3333)]
    [1, 0, 2, 0, 2]
    """
    if isinstance(cell, str):
        text = text_of(cell).removesuffix("%").replace(",", ".")
        decimals = text.partition(".")[2]
        return 0 if decimals == "0" else min(len(decimals), 2)
    number = number_of(cell)
    if number is None:
        return 0
    return next((few for few in (0, 1) if abs(number - round(number, few)) < _EXACT), 2)
