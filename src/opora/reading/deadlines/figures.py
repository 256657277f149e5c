"""Figures of a deadline: dates, years, school years, times, numbers, Roman numbers."""

# ruff: noqa: E501, PLR2004 — a table of patterns is read by its lines; hours, minutes, centuries

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from opora.reading.deadlines.stretches import day_of

Value = int | str | tuple[int, ...]
_CENTURY = 2000
_MONTHS = 12

_DAY = r"(?P<d>\d{1,2})"
_MONTH = r"(?P<m>\d{1,2})"
_DOT = r"[ ]?\.{1,2}[ ]?"
_PARTED = r"(?:[ ]?[.,]{1,2}[ ]?|(?P<sep>[/-]))"
_PARTED_AGAIN = r"(?(sep)(?P=sep)|(?:[ ]?[.,]{1,2}[ ]?|[ ]))"
_YEAR = r"(?:19[5-9]|20\d)\d"
_YEAR_WORD = r"(?:\s*(?:г\.?\s?г\.?|г\.?|год[а-я]{0,3})(?![а-я]))?\.?"
_SCHOOL = r"\s*\(?(?:уч(?:ебн[а-я]{1,3}|\.)?[\s.]*(?:г\.?\s?г|год[а-я]{0,2}|г)(?![а-я])\.?|у\.\s?г\.?)\)?"
_SCHOOL_FIRST = r"(?:уч(?:ебн[а-я]{1,3}|\.)?[\s.]*(?:год[а-я]{0,2}|г)\.?\s*)"
_UNIT_AHEAD = r"(?=\s*-?\s*(?:кв|полуг|п/г|четв|триместр|декад|пол\b))"
_ROMAN = {
    name: i
    for i, name in enumerate(
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1
    )
}
_MISREAD_ROMAN = {"п": 2, "ш": 3, "1у": 4, "iу": 4, "1v": 4, "lv": 4, "l": 1, "ll": 2, "11": 2, "111": 3, "|": 1, "||": 2, "|||": 3, "iy": 4, "1y": 4}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """Figures found in a text: a token of the grammar, what it says, where it ends."""

    token: str
    value: Value
    end: int


def figure(text: str, start: int) -> Figure | None:
    """Read the longest figure that begins at ``start``, or return None.

    Examples
    --------
    >>> figure("01,10.2021 г.", 0)
    Figure(token='DATE', value=(1, 10, 2021), end=13)
    >>> figure("2021/22 уч. г.", 0)
    Figure(token='SCHOOL_YEARS', value=(2021, 2022), end=14)
    """
    for pattern, read in _READERS:
        found = pattern.match(text, start)
        if found and (said := read(found)):
            token, value = said
            return Figure(token, value, found.end())
    return None


Said = tuple[str, Value] | None


def _date(found: re.Match[str]) -> Said:
    day, month, year = (int(found[i]) for i in ("d", "m", "y"))
    year += _CENTURY if year < 100 else 0
    return _checked("DATE", day, month, year)


def _checked(token: str, day: int, month: int, *year: int) -> Said:
    if day_of(day, month, *year).invalid:
        return "IMPOSSIBLE", (day, month, *year)
    return token, (day, month, *year)


def _day_month(found: re.Match[str]) -> Said:
    day, month = int(found["d"]), int(found["m"])
    if 1 <= month <= _MONTHS:
        return _checked("DAY_MONTH", day, month)
    if day < 24 and month < 60 and found["gap"] == ".":
        return "TIME", f"{day:02}:{month:02}"
    return None


def _time(found: re.Match[str]) -> Said:
    hour, minute = int(found["h"]), int(found["min"] or 0)
    if hour > 24 or minute > 59:
        return None
    return "TIME", f"{hour:02}:{minute:02}"


def _month_year(found: re.Match[str]) -> Said:
    month = int(found["m"])
    return ("MONTH_YEAR", (month, int(found["y"]))) if 1 <= month <= _MONTHS else None


def _school_years(found: re.Match[str]) -> Said:
    first, last = _span(found)
    return ("SCHOOL_YEARS", (first, last)) if first < last else None


def _one_school_year(found: re.Match[str]) -> Said:
    first = int(found["a"])
    return "SCHOOL_YEARS", (first, first + 1)


def _slashed(found: re.Match[str]) -> Said:
    first, last = _span(found)
    return ("SCHOOL_YEARS", (first, last)) if last == first + 1 else None


def _years(found: re.Match[str]) -> Said:
    first, last = _span(found)
    if last == first + 1:
        return "TWO_YEARS", (first, last)
    return ("YEARS", (first, last)) if first < last else None


def _span(found: re.Match[str]) -> tuple[int, int]:
    first, last = int(found["a"]), int(found["b"])
    first += _CENTURY if first < 100 else 0
    last += first // 100 * 100 if last < 100 else 0
    return first, last


def _year(found: re.Match[str]) -> Said:
    return "YEAR", int(found["a"])


def _term_in_days(found: re.Match[str]) -> Said:
    unit = "D" if found["unit"] == "дн" else {"нед": "W", "мес": "M"}[found["unit"]]
    return "TERM_FROM", f"P{int(found['n'])}{unit}"


def _number(found: re.Match[str]) -> Said:
    return "INT", int(found["n"])


def _roman(found: re.Match[str]) -> Said:
    number = _ROMAN.get(found[0].translate(str.maketrans("іх", "ix")))
    return ("INT", number) if number else None


def _misread_roman(found: re.Match[str]) -> Said:
    number = _MISREAD_ROMAN.get(found["n"])
    return ("INT", number) if number else None


def _readers() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], Said]]]:
    two = rf"(?P<a>{_YEAR}|(?<![\d.])\d\d)\s*(?:г\.?\s*|года\s*)?[-/\\]\s*(?P<b>{_YEAR}|\d\d)(?![\d.])"
    long_two = (
        rf"(?P<a>{_YEAR})\s*(?:г\.?\s*|года\s*)?[-]\s*(?P<b>{_YEAR}|\d\d(?=\s*г))(?!\d|\.\d)"
    )
    slashed = rf"(?P<a>{_YEAR})\s*[/\\]\s*(?P<b>{_YEAR}|\d\d)(?!\d|\.\d)"
    yield from (
        (re.compile(rf"(?<!\d)(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"), _date),
        (re.compile(_SCHOOL_FIRST + two + _YEAR_WORD), _school_years),
        (re.compile(two + _SCHOOL), _school_years),
        (re.compile(slashed + _YEAR_WORD), _slashed),
        (re.compile(long_two + _YEAR_WORD), _years),
        (re.compile(_DAY + _PARTED + _MONTH + _PARTED_AGAIN + rf"(?P<y>{_YEAR})(?!\d)" + _YEAR_WORD), _date),
        (re.compile(_DAY + _DOT + _MONTH + _DOT + r"(?P<y>\d\d)(?![\d:])" + _YEAR_WORD), _date),
        (re.compile(rf"(?P<d>\d\d)(?:\.(?P<m>\d\d)|(?P<mm>\d\d)\.)(?P<y>{_YEAR})(?!\d)" + _YEAR_WORD), _glued),
        (re.compile(rf"(?P<m>\d{{1,2}})[./](?P<y>{_YEAR})(?!\d)" + _YEAR_WORD), _month_year),
        (re.compile(r"(?P<h>\d{1,2}):(?P<min>\d\d)(?:\s*(?:ч|час[а-я]{0,2})(?![а-я])\.?)?"), _time),
        (re.compile(r"(?P<h>\d{1,2})(?:[.](?P<min>\d\d))?\s*(?:ч|час[а-я]{0,2})(?![а-я])\.?"), _time),
        (re.compile(r"(?P<d>\d{1,2})[ ]?(?P<gap>\.)[ ]?(?P<m>\d\d)(?!\d|\.\d)\.?(?!\s*\.?\d{4})"), _day_month),
        (re.compile(r"(?P<d>0\d|\d\d)(?P<gap>,)(?P<m>0\d)(?!\d|[.,]\d)\.?"), _day_month),
        (re.compile(rf"(?P<a>{_YEAR})" + _SCHOOL), _one_school_year),
        (re.compile(rf"(?P<a>{_YEAR})(?!\d)" + _YEAR_WORD), _year),
        (re.compile(r"(?P<n>\d{1,3})\s*-?\s*(?:ти[\s-]*|х[\s-]*)?(?P<unit>дн|нед|мес)[а-я]*\s+срок[а-я]*"), _term_in_days),
        (re.compile(r"(?P<n>1?1?[1liпш|]{1,3}|[1il][уvy])" + _UNIT_AHEAD), _misread_roman),
        (re.compile(r"(?P<n>\d{1,3})(?![\d])(?:-?(?:ый|ая|ое|ого|ому|ой|ом|ую|ух|ех|му|ти|го|й|я|е|м|х|ю)(?![а-я])|-и(?![а-я]))?"), _number),
        (re.compile(r"[ivxіх]{1,4}(?:(?=кв|полуг|четв)|(?![a-zа-яі]))(?:-(?:й|я|е|го|ый|ая|ое|м|ом|ой)(?![а-я]))?"), _roman),
    )  # fmt: skip


def _glued(found: re.Match[str]) -> Said:
    return _checked("DATE", int(found["d"]), int(found["m"] or found["mm"]), int(found["y"]))


_READERS = tuple(_readers())
