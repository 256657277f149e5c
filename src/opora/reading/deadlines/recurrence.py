"""Rules of recurrence: which rule, how long each window is, on which day it begins."""

# ruff: noqa: PLR2004 — days and months of the calendar

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from opora.reading.deadlines.phrases import Every, Monthly, Often, Weekly, When
from opora.reading.deadlines.plan import Plan
from opora.reading.deadlines.stretches import Stretch
from opora.reading.model import Clause

_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half": 6}
_QUARTERS = {1: (1, 4, 7, 10), 2: (2, 5, 8, 11), 3: (3, 6, 9, 12), 4: (1, 4, 7, 10)}
_TRIED = 500
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Bounds:
    """Days between which a rule holds, where the cell prints them; after ``after``."""

    start: date | None = None
    end: date | None = None
    after: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with the length of each window, None for due dates."""

    rrule: str
    duration: str | None
    approximate: bool = False
    precision: str | None = None


def of_often(often: Often) -> Rule:
    """Return the rule of «ежеквартально», «раз в два года» and the like."""
    step = f";INTERVAL={often.step}" if often.step > 1 else ""
    match often.unit:
        case "day":
            return Rule(f"FREQ=DAILY{step}", f"P{often.step}D")
        case "week":
            return Rule(f"FREQ=WEEKLY{step};BYDAY=MO", f"P{often.step}W")
        case "year" | "school_year" | "plan":
            month = 9 if often.unit == "school_year" else 1
            return Rule(f"FREQ=YEARLY{step};BYMONTH={month};BYMONTHDAY=1", f"P{often.step}Y")
        case _:
            months = _MONTHS.get(often.unit, 1) * often.step
            step = f";INTERVAL={months}" if months > 1 else ""
            return Rule(f"FREQ=MONTHLY{step};BYMONTHDAY=1", f"P{months}M")


def of_weekly(weekly: Weekly, step: int = 1) -> Rule:
    """Return the rule of days of the week."""
    every = f";INTERVAL={step}" if step > 1 else ""
    return Rule(f"FREQ=WEEKLY{every};BYDAY={','.join(weekly.days)}", "P1D")


def of_monthly(monthly: Monthly, often: Often | None) -> Rule:
    """Return the rule of a day of each month, or of certain months of each quarter."""
    quarter = monthly.of_quarter
    if quarter is None and often is not None and often.unit in ("quarter", "half"):
        quarter = 3 if monthly.duration is not None or monthly.late else 4
    if quarter is None:
        return Rule(f"FREQ=MONTHLY;{monthly.rule}", monthly.duration)
    months: tuple[int, ...] = _QUARTERS.get(quarter, _QUARTERS[4])
    if often is not None and often.unit == "half":
        months = (6, 12) if quarter == 3 else (1, 7)
    named = ",".join(map(str, months))
    return Rule(f"FREQ=YEARLY;BYMONTH={named};{monthly.rule}", monthly.duration)


def of_months(months: set[int], often: Often) -> Rule:
    """Return the rule of something done in certain months only, as often as said."""
    named = ",".join(map(str, sorted(months)))
    if often.unit == "week":
        return Rule(f"FREQ=WEEKLY;BYMONTH={named};BYDAY=MO", "P1W")
    return Rule(f"FREQ=YEARLY;BYMONTH={named};BYMONTHDAY=1", "P1M")


def yearly(whens: list[When], plan: Plan) -> list[Rule]:
    """Return the rules of stretches that come every year; those alike become one rule."""
    alike: dict[tuple[str, str | None, bool, str | None], set[int]] = {}
    for when in whens:
        for stretch in when.stretches:
            settled = stretch.of(school=plan.school_year is not None)
            month, day, duration, precision = _each_year(settled, when)
            key = (day, duration, settled.approximate and duration is not None, precision)
            alike.setdefault(key, set()).add(month)
    return [
        Rule(
            f"FREQ=YEARLY;BYMONTH={','.join(map(str, sorted(months)))};{day}",
            length,
            soft,
            exact,
        )
        for (day, length, soft, exact), months in alike.items()
    ]


def _each_year(stretch: Stretch, when: When) -> tuple[int, str, str | None, str | None]:
    if stretch.weekday is not None:
        return stretch.first.month, f"BYDAY={stretch.weekday}", "P1D", None
    if when.side in ("by", "not_later"):
        return _due_each_year(stretch, when)
    months = stretch.months()
    if months is not None:
        return stretch.first.month, f"BYMONTHDAY={stretch.first.day}", f"P{months}M", None
    first, last = stretch.starting(2023)
    return (
        stretch.first.month,
        f"BYMONTHDAY={stretch.first.day}",
        f"P{(last - first).days + 1}D",
        None,
    )


def _due_each_year(stretch: Stretch, when: When) -> tuple[int, str, str | None, str | None]:
    if stretch.unit == "month" and when.side == "by":
        return stretch.first.month, "BYMONTHDAY=1", None, "month"
    edge = stretch.last
    if stretch.part in ("start", "middle"):
        edge = stretch.first
    day = edge.on(2023).day if edge.day != 29 and edge.month != 2 else edge.day
    return edge.month, f"BYMONTHDAY={-1 if day > 29 and edge.month == 2 else day}", None, None


def clause(rule: Rule, plan: Plan, bounds: Bounds) -> Clause:
    """Return a recurring clause; it begins with the first window that reaches into the plan."""
    start = bounds.start or plan.start
    begin = None
    if start is not None:
        begin = _first(rule, max(start, bounds.after) if bounds.after else start, bounds)
    return Clause(
        "recurring",
        rrule=rule.rrule,
        from_=begin,
        until=bounds.end or plan.end,
        duration=rule.duration,
        approximate=rule.approximate,
        precision="month" if rule.precision == "month" else None,
        after_first=bounds.after is not None,
    )


def _first(rule: Rule, start: date, bounds: Bounds) -> date:
    for day in islice(_occurrences(rule, start), _TRIED):
        if bounds.after is not None and day <= bounds.after:
            continue
        if _reaches(rule, day, start):
            if rule.duration and rule.duration.endswith("W") and start.weekday() == _SUNDAY:
                return max(start, day - timedelta(7)) if day > start else day
            return day
    return start


def _reaches(rule: Rule, day: date, start: date) -> bool:
    if rule.duration in (None, "P1D"):
        return day >= start
    return last_day(day, rule.duration or "P1D") > start


def last_day(day: date, duration: str) -> date:
    """Return the last day of a window that begins on ``day``.

    Examples
    --------
    >>> last_day(date(2022, 11, 1), "P3M")
    datetime.date(2023, 1, 31)
    """
    count, unit = int(duration[1:-1]), duration[-1]
    name = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}[unit]
    return day + relativedelta(**{name: count}) - timedelta(1)  # type: ignore[arg-type]


def _occurrences(rule: Rule, start: date) -> Iterator[date]:
    for moment in rrulestr(
        rule.rrule, dtstart=datetime.combine(_anchor(rule, start), datetime.min.time())
    ):
        yield moment.date()


def _anchor(rule: Rule, start: date) -> date:
    """Return a day from which the rule may be counted without losing its first window."""
    if "FREQ=DAILY" in rule.rrule:
        return start
    if "FREQ=WEEKLY" in rule.rrule:
        return start - timedelta(start.weekday())
    parts = dict(part.split("=") for part in rule.rrule.split(";"))
    step = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "YEARLY":
        return date(start.year - (step == 1), 1, 1)
    return date(start.year, 1, 1) if step in (1, 3, 6) else start.replace(day=1)


def with_often(found: Clause, often: Often | None) -> Clause:
    """Add how many times within each window."""
    if often is None or (often.times is None and not often.at_least):
        return found
    return replace(found, times=often.times, at_least=often.at_least)
