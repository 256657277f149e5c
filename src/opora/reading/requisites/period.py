"""The days a plan covers, printed in its title or read from its deadlines."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from opora.reading.model import Clause, Period
from opora.reading.requisites.marks import MONTHS, find_dates, month_of

_YEAR = r"20\d{2}"
_DASH = r"\s*[-–—/]+\s*"
_TO = r"(?:\s*[-–—]\s*|\s+по\s+)"
_SCHOOL = r"\s*-?\s*(?:г\.?\s*г?\.?\s*)?(?:уч\w*|у\.)[.\s]*(?:г\w*)?\.?(?:\s?г\.)?"
_YEARS = r"(?:\s*(?:г\.?\s?г\.?|годы|годов|годах|года|годам|год|г\.?))?"
_MONTH = rf"(?:{'|'.join(MONTHS)})[а-я]*"
_HALF = r"(?P<half>I{1,2}|[12]|перв\w+|втор\w+)(?:-?[ое]{1,2})?\s+полугоди\w+"
_ON = r"(?:(?:на|в|за)\s+(?:период\s+)?)?"
_SEVERAL_SCHOOL_YEARS = (
    rf"{_ON}(?P<first>{_YEAR}){_DASH}(?:20)?\d{{2}}\s*(?:,|и|{_TO})\s*"
    rf"(?:{_YEAR}{_DASH}(?:20)?\d{{2}},\s*)?{_YEAR}{_DASH}(?P<last>(?:20)?\d{{2}}){_SCHOOL}"
)
_MONTH_TO_MONTH = (
    rf"{_ON}(?:с\s+)?(?P<from>{_MONTH})(?:\s+(?P<first>{_YEAR}){_YEARS})?{_TO}"
    rf"(?P<to>{_MONTH})\s+(?P<last>{_YEAR}){_YEARS}"
)

_Reader = Callable[[re.Match[str], "date | None"], "tuple[date | None, date, str] | None"]


def _school_years(match: re.Match[str], _day: date | None) -> tuple[date, date, str] | None:
    first, last = int(match["first"]), _short_year(match["last"], match["first"])
    if not first < last <= first + 10:
        return None
    return date(first, 9, 1), date(last, 8, 31), "учебный год"


def _school_half(match: re.Match[str], _day: date | None) -> tuple[date, date, str]:
    year = int(match["first"])
    if match["half"].lower() in ("i", "1") or match["half"].lower().startswith("перв"):
        return date(year, 9, 1), date(year, 12, 31), "полугодие учебного года"
    return date(year + 1, 1, 1), date(year + 1, 5, 31), "полугодие учебного года"


def _half(match: re.Match[str], _day: date | None) -> tuple[date, date, str]:
    year = int(match["first"])
    if match["half"].lower() in ("i", "1") or match["half"].lower().startswith("перв"):
        return date(year, 1, 1), date(year, 6, 30), "полугодие"
    return date(year, 7, 1), date(year, 12, 31), "полугодие"


def _days(match: re.Match[str], _day: date | None) -> tuple[date, date, str] | None:
    found = [mark.date for mark in find_dates(match[0]) if mark.date]
    if len(found) != 2 or found[0] >= found[1]:  # noqa: PLR2004
        return None
    return found[0], found[1], "напечатано"


def _months(match: re.Match[str], _day: date | None) -> tuple[date, date, str] | None:
    first, last = month_of(match["from"]), month_of(match["to"])
    end = int(match["last"])
    start = int(match["first"]) if match["first"] else end - (first > last)
    if (start, first) > (end, last):
        return None
    return date(start, first, 1), _month_end(end, last), "напечатанные месяцы"


def _years(match: re.Match[str], _day: date | None) -> tuple[date, date, str] | None:
    first, last = int(match["first"]), _short_year(match["last"], match["first"])
    if not first < last <= first + 15:
        return None
    return date(first, 1, 1), date(last, 12, 31), "напечатанные годы"


def _year(match: re.Match[str], _day: date | None) -> tuple[date, date, str]:
    year = int(match["first"])
    return date(year, 1, 1), date(year, 12, 31), "напечатанный год"


def _until_day(match: re.Match[str], day: date | None) -> tuple[date | None, date, str] | None:
    found = [mark.date for mark in find_dates(match[0]) if mark.date]
    return (day, found[0], "напечатано") if found else None


def _until_year(match: re.Match[str], day: date | None) -> tuple[date | None, date, str]:
    return day, date(int(match["first"]), 12, 31), "«до … года» вместе с этим годом"


_WORDINGS: tuple[tuple[str, _Reader], ...] = (
    (rf"{_ON}{_HALF}\s+(?P<first>{_YEAR}){_DASH}(?:20)?\d{{2}}(?:{_SCHOOL})?", _school_half),
    (rf"{_ON}{_HALF}\s+(?P<first>{_YEAR}){_YEARS}", _half),
    (_SEVERAL_SCHOOL_YEARS, _school_years),
    (rf"{_ON}(?P<first>{_YEAR}){_DASH}(?P<last>(?:20)?\d{{2}}){_SCHOOL}", _school_years),
    (
        rf"{_ON}учебн\w+\s+год\w*\s+(?P<first>{_YEAR}){_DASH}(?P<last>(?:20)?\d{{2}})",
        _school_years,
    ),
    (
        rf"{_ON}с\s+.{{6,30}}?\s+(?:по|до)\s+[«\"]?\d{{1,2}}.{{4,22}}?\d{{4}}(?:\s*г(?:ода|\.))?",
        _days,
    ),
    (_MONTH_TO_MONTH, _months),
    (rf"{_ON}с\s+(?P<first>{_YEAR}){_YEARS}\s+(?:по|до)\s+(?P<last>{_YEAR}){_YEARS}", _years),
    (rf"{_ON}(?P<first>{_YEAR})\s*[-–—]\s*(?P<last>{_YEAR}){_YEARS}", _years),
    (
        rf"{_ON}(?P<first>{_YEAR})(?:\s*,\s*{_YEAR})*\s*(?:,|и)\s*(?P<last>{_YEAR})\s*г\w*\.?",
        _years,
    ),
    (r"(?:до|по)\s+[«\"]?\d{1,2}.{1,12}?\d{4}(?:\s*г(?:ода|\.))?", _until_day),
    (rf"(?:до|по)\s+(?:конца\s+)?(?P<first>{_YEAR})(?!\s*[-–/]\s*\d){_YEARS}", _until_year),
    (rf"(?:на|в|за)\s+(?P<first>{_YEAR})\s*(?:год|г\.?|году|года)(?!\w)\.?", _year),
)
_COMPILED = tuple((re.compile(text, re.IGNORECASE), read) for text, read in _WORDINGS)


def read_period(titles: Iterable[str | None], document_date: date | None) -> Period | None:
    """Read the printed period from the first title that prints one.

    Of several periods in one title the narrowest is that of the plan; the wider ones belong to
    the programmes it serves.
    """
    for title in titles:
        found = list(_mentions(title or "", document_date))
        if found:
            return min(found, key=_length)
    return None


def _length(period: Period) -> tuple[bool, int]:
    if period.start is None or period.end is None:
        return True, 0
    return "до" in (period.printed or "").split()[0].lower(), (period.end - period.start).days


def _mentions(text: str, day: date | None) -> Iterator[Period]:
    taken: list[tuple[int, int]] = []
    for pattern, read in _COMPILED:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if (found := read(match, day)) is not None:
                taken.append(match.span())
                yield _period(match[0], found)


def _period(printed: str, found: tuple[date | None, date, str]) -> Period:
    start, end, basis = found
    from_order = "«до" in basis or (
        start is not None and printed.lower().startswith(("до", "по"))
    )
    return Period(start, end, printed.strip(), "дата приказа" if from_order else basis, basis)


def _short_year(last: str, first: str) -> int:
    return int(last) if len(last) > 2 else int(first[:2] + last)  # noqa: PLR2004


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def infer_period(
    schedules: Sequence[Sequence[Clause]], document_date: date | None
) -> Period | None:
    """Infer the period of a plan that prints none from the years its deadlines print.

    It runs from the first day named to the last; a recurring clause names none.
    """
    days = sorted(
        day for schedule in schedules for clause in schedule for day in _named(clause)
    )
    if not days:
        return None
    start, end = days[0], days[-1]
    basis = "первый названный срок", "последний названный срок"
    period = Period(start, end, None, *basis, inferred=True)
    if document_date is not None and start == end:
        return replace(period, start=min(document_date, start), start_basis="дата документа")
    return period


def _named(clause: Clause) -> Iterator[date]:
    if clause.inferred or clause.year_inferred or clause.type == "whole_period":
        return
    for day in (clause.date, clause.start, None if clause.open_end else clause.end):
        if day is not None:
            yield day
