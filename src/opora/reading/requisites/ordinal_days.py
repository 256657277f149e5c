"""Days of a month written in words: «двадцать пятого августа»."""

from __future__ import annotations

import re

_ONES = (
    "перв", "втор", "трет", "четв[её]рт", "пят", "шест", "седьм", "восьм", "девят", "десят",
    "одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат",
    "семнадцат", "восемнадцат", "девятнадцат", "двадцат",
)  # fmt: skip
_ENDING = r"(?:ого|его|ое|ье)"
_NUMBERED = "|".join(
    f"(?P<n{day}>{stem}(?:ь(?=е))?{_ENDING})"
    for day, stem in [*enumerate(_ONES, 1), (30, "тридцат")]
)
_DAY = re.compile(
    rf"(?<![а-яё])(?:(?P<tens>двадцать|тридцать)\s+)?(?:{_NUMBERED})"
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
    ones: int = next(day for day in (*range(1, 21), 30) if match[f"n{day}"])
    return tens + ones
