"""Dates and numbers of acts as printed: «30 июня 2021 г.», «№ 108 - ОД»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from opora.reading.model import Span
from opora.reading.requisites.ordinal_days import in_figures

MONTHS = (
    "январ", "феврал", "март", "апрел", "ма[йя]", "июн",
    "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
# The «г.» of a date is left to the place where a capital follows it: «26.07.2021 г. Пермь».
_YEAR_WORD = r"(?:\s*(?:года|год|г\.|г\b(?!\.))(?-i:(?!\s*[А-ЯЁ][а-яё])))?"
_QUOTE = r"[«»\"“”„<>]{0,2}"
# Gaps are bounded: a line of underscores must not be tried from each of its characters.
_DATE = re.compile(
    rf"(?:[«\"“„<]{{1,2}}\s{{0,5}})?(?<!\d)(?P<day>\d{{1,2}})\s{{0,5}}{_QUOTE}\s{{0,20}}"
    rf"(?:\.\s{{0,5}}(?P<number>\d{{1,2}})\s{{0,5}}\.\s{{0,5}}"
    rf"|(?P<name>{'|'.join(MONTHS)})[а-я]*\.?\s{{1,20}})"
    rf"(?P<year>\d{{4}}|\d{{2}})(?!\d|\.\d){_YEAR_WORD}",
    re.IGNORECASE,
)
_SIGN = r"(?:№|\bN[oо]?(?=\s*\d)\.?|\bNº|#)"
_PART = r"[0-9A-Za-zА-Яа-яЁё]+"
# A dash between spaces may part a number from a title: «№ 45 – О внесении изменений».
_LINK = r"(?:[-–—/]\s?|\s[-–—/]\s?(?!об?\s|Об?\s)|\.(?=\d))"
_NUMBER = re.compile(
    rf"{_SIGN}[\s_]*(?P<number>{_PART}(?:{_LINK}{_PART})*"
    r"(?:\s(?:ОД|од|О/Д|о/д|П|п|Р|р|ОСН|осн|К|к|А|а)(?=[\s_]*$))?)"
)
# «2О22», «О5»: letters that OCR puts among figures.
_MISREAD = re.compile(r"(?<![\wА-яё])[0-9ОоOoЗ]*[0-9][0-9ОоOoЗ]*(?![\wА-яё])")
_FIGURES = str.maketrans("ОоOoЗ", "00003")
_EMPTY_NUMBERS = ("б/н", "бн")
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Mark:
    """A date or a number with its printed form; ``date`` is None for a day no calendar has."""

    printed: str
    span: Span
    date: date | None = None


def find_dates(text: str) -> Iterator[Mark]:
    """Yield the full dates of a text.

    Examples
    --------
    >>> [mark.date.isoformat() for mark in find_dates("от «09» октября 2023 г., 4.09.20")]
    ['2023-10-09', '2020-09-04']
    """
    plain = _MISREAD.sub(lambda found: found[0].translate(_FIGURES), text.replace("_", " "))
    for match in _DATE.finditer(in_figures(plain)):
        start, end = match.span()
        yield Mark(text[start:end].strip(" _"), Span(start, end), _day(match))


def _day(match: re.Match[str]) -> date | None:
    year = int(match["year"])
    month = int(match["number"] or 0) or month_of(match["name"] or "")
    try:
        return date(year if year >= 100 else _CENTURY + year, month, int(match["day"]))  # noqa: PLR2004
    except ValueError:
        return None


def month_of(name: str) -> int:
    """Return the number of a month by its name in any case, 0 if it is none.

    Examples
    --------
    >>> month_of("сентября")
    9
    """
    found = (i for i, stem in enumerate(MONTHS, 1) if re.match(stem, name, re.IGNORECASE))
    return next(found, 0)


def find_numbers(text: str) -> Iterator[Mark]:
    """Yield the numbers of acts, printed after «№», without the sign.

    Examples
    --------
    >>> [mark.printed for mark in find_numbers("№ 108 - ОД, №400а/п от 2 мая, № ____")]
    ['108 - ОД', '400а/п']
    """
    for match in _NUMBER.finditer(text):
        if match["number"].lower() not in _EMPTY_NUMBERS:
            yield Mark(match["number"], Span(match.start(), match.end()))


def normal_number(number: str) -> str:
    """Return a number without spaces and with plain hyphens.

    Examples
    --------
    >>> normal_number("СЭД- 01-01-06- 67")
    'СЭД-01-01-06-67'
    """
    return re.sub("[‐‑‒–—―−]", "-", re.sub(r"\s+", "", number))
