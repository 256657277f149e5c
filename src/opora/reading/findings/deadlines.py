"""Deadlines that are missing, impossible, too early, too late or contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from opora.reading.findings.catalogue import finding
from opora.reading.findings.naming import called, day, listed, place_of
from opora.reading.model import Clause, ClauseType, Finding, Item, Reading
from opora.reading.requisites.marks import find_dates

_DATED = ("deadline", "window", "school_year")
_SEPTEMBER = 9


def last_day(clause: Clause) -> date | None:
    """Return the last day of a clause that names one."""
    return (clause.date or clause.end) if clause.type in _DATED else None


def first_day(clause: Clause) -> date | None:
    """Return the first day of a clause that names one."""
    return (clause.date or clause.start) if clause.type in _DATED else None


def missing(reading: Reading) -> Iterator[Finding]:
    """Report measures without a deadline; a plan without any is reported as a whole."""
    items = reading.roadmap.items
    if any(item.deadline_text for item in items):
        for item in items:
            if item.deadline_text == "":
                place = place_of(item, "deadline_text")
                yield finding(
                    "deadline-missing", places=[place], rows=[item.row], number=called(item)
                )


def unread(reading: Reading) -> Iterator[Finding]:
    """Report deadlines whose words no wording fits."""
    for item in reading.roadmap.items:
        empty = all(clause.type == "unspecified" for clause in item.schedule)
        if (item.deadline_text or "").strip("-–— ") and empty and not _impossible(item):
            yield _of(item, "deadline-unread")


def _of(item: Item, code: str, **words: object) -> Finding:
    return finding(
        code,
        places=[place_of(item, "deadline_text")],
        rows=[item.row],
        number=called(item),
        deadline=item.deadline_text,
        **words,
    )


def impossible(reading: Reading) -> Iterator[Finding]:
    """Report days that no calendar has: «31.02.2022»."""
    for item in reading.roadmap.items:
        for text in _impossible(item):
            place = place_of(item, "deadline_text")
            yield finding("impossible-date", places=[place], rows=[item.row], text=text)
    for point in reading.document.orders:
        for mark in find_dates(point.text):
            if mark.date is None:
                yield finding("impossible-date", places=[point.place], text=mark.printed)


def _impossible(item: Item) -> list[str]:
    return [mark.printed for mark in find_dates(item.deadline_text or "") if mark.date is None]


def before_order(reading: Reading) -> Iterator[Finding]:
    """Report measures that were due before the order was signed."""
    dated = reading.document.date
    for item in reading.roadmap.items:
        days = [last_day(clause) for clause in item.schedule]
        if dated and days and all(end is not None and end < dated for end in days):
            yield _of(item, "measure-before-order", date=day(dated))


def outside_period(reading: Reading) -> Iterator[Finding]:
    """Report deadlines that leave the printed period of the plan."""
    period = reading.document.period
    if period is None or period.inferred:
        return
    for item in reading.roadmap.items:
        if any(_leaves(clause, period.start, period.end) for clause in item.schedule):
            yield _of(item, "outside-period", start=day(period.start), end=day(period.end))


def _leaves(clause: Clause, start: date | None, end: date | None) -> bool:
    if clause.inferred or clause.year_inferred:
        return False
    first, last = first_day(clause), last_day(clause)
    early = bool(first and start and first < start)
    late = bool(last and end and last > end)
    return early or late


def years_inferred(reading: Reading) -> Iterator[Finding]:
    """Say once which measures print no year."""
    items = [
        item
        for item in reading.roadmap.items
        if any(clause.year_inferred or clause.inferred for clause in item.schedule)
    ]
    if items:
        places = [place_of(item, "deadline_text") for item in items]
        rows = [item.row for item in items]
        yield finding("year-inferred", places=places, rows=rows, numbers=listed(items))


def period_inferred(reading: Reading) -> Iterator[Finding]:
    """Say that the period of the plan is not printed."""
    period = reading.document.period
    if period is not None and period.inferred:
        yield finding("period-inferred", start=day(period.start), end=day(period.end))


def only_as_needed(reading: Reading) -> Iterator[Finding]:
    """Report measures whose only time is need."""
    for item in reading.roadmap.items:
        if item.schedule and all(clause.type == "as_needed" for clause in item.schedule):
            yield _of(item, "only-as-needed")


def after_school_year(reading: Reading) -> Iterator[Finding]:
    """Report measures of a school year that are due after it has ended."""
    for item in reading.roadmap.items:
        ends = _last_days(item.schedule, "school_year")
        if any(due > end for due in _last_days(item.schedule, "deadline") for end in ends):
            yield _of(item, "after-school-year")


def _last_days(clauses: Iterable[Clause], kind: ClauseType) -> list[date]:
    """Return the last days of the clauses of one type whose year is printed."""
    own = (one for one in clauses if one.type == kind and not one.inferred)
    return [day for day in map(last_day, own) if day is not None]


def mixed_periods(reading: Reading) -> Iterator[Finding]:
    """Report a plan without a printed period that mixes a school year with later dates."""
    period = reading.document.period
    if period is not None and not period.inferred:
        return
    ends = _last_days(_clauses(reading), "school_year")
    begun = [first for first in map(first_day, _clauses(reading)) if first is not None]
    if ends and max(begun) > max(ends):
        year = max(ends).year
        yield finding("mixed-periods", year=f"{year - 1}-{year}")


def _clauses(reading: Reading) -> Iterator[Clause]:
    return (clause for item in reading.roadmap.items for clause in item.schedule)


def calendar_period(reading: Reading) -> Iterator[Finding]:
    """Report a plan of two calendar years all of whose dates lie in one school year."""
    period = reading.document.period
    if period is None or period.inferred or not period.start or not period.end:
        return
    whole_years = (period.start.month, period.end.month) == (1, 12)
    years = {_school_year(one) for one in _named_days(_clauses(reading))}
    if whole_years and period.end.year - period.start.year == 1 and len(years) == 1:
        first = years.pop()
        yield finding(
            "calendar-period-school-year",
            places=[period.place],
            printed=period.printed,
            first=first,
            last=first + 1,
        )


def _named_days(clauses: Iterable[Clause]) -> Iterator[date]:
    for clause in clauses:
        if not (clause.inferred or clause.year_inferred) and clause.type in (
            "deadline",
            "window",
        ):
            yield from (one for one in (first_day(clause), last_day(clause)) if one)


def _school_year(value: date) -> int:
    # A school year is prepared in August.
    return value.year if value.month >= _SEPTEMBER - 1 else value.year - 1
