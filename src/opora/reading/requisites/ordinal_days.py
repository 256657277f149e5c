"""Days of a month written in words: «двадцать пятого августа»."""

from __future__ import annotations

import re

_ONES = (
    "перв", "втор", "трет", "четв[её]рт", "пят", "шест", "седьм", "восьм", "девят", "десят",
    "одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат",
    "семнадцат", "восемнадцат", "девятнадцат", "двадцат",
)  # fmt: skip
_ENDING = r"(?:ого|его|ое|ье)"
_DAY = re.compile(
    r"(?<![а-яё])(?:(?P<tens>двадцать|тридцать)\s+)?"
    rf"(?:{'|'.join(f'(?P<n{i}>{stem}(?:ь(?=е))?{_ENDING})' for i, stem in enumerate(_ONES, 1))}"
    rf"|(?P<n30>тридцат{_ENDING}))"
    r"(?=\s+(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр))",
    re.IGNORECASE,
)
_TENS = {"двадцать": 20, "тридцать": 30}


def in_figures(text: str) -> str:
    """Write days in figures, every other character in its place.

    Examples
    --------
    >>> in_figures("от двадцать пятого августа 2021 года")
    'от 25              августа 2021 года'
    """
    return _DAY.sub(lambda match: str(_value(match)).ljust(len(match[0])), text)


def _value(match: re.Match[str]) -> int:
    tens = _TENS[match["tens"].lower()] if match["tens"] else 0
    ones = next(i for i in (*range(1, 21), 30) if match[f"n{i}"])
    return tens + ones
