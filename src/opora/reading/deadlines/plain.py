"""Clauses that do not recur: deadlines, windows, school years, the whole period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from opora.reading.deadlines.phrases import Item, PlanYear, When, Whole, Word
from opora.reading.deadlines.plan import Plan
from opora.reading.deadlines.stretches import Stretch, part_of, school_years_of, years_of
from opora.reading.model import Clause


def clauses(item: Item, plan: Plan, *, after: date | None) -> list[Clause]:
    """Return the clauses of one item, none if it says no time."""
    said = item.said
    if isinstance(said, When):
        found = [_when(stretch, said, plan, after) for stretch in said.stretches]
        if item.approximate:
            found = [replace(clause, approximate=True) for clause in found]
        return found
    if isinstance(said, PlanYear):
        return [_plan_year(said, plan)]
    if isinstance(said, Word) and said.kind == "ditto":
        return [Clause("same_as_above")]
    return []


def whole(said: Whole, plan: Plan, *, after: date | None = None) -> Clause:
    """Return the whole period of the plan, or what is left of it after «далее»."""
    if after is not None:
        return Clause(
            "window", start=after + timedelta(1), end=plan.end, continuous=said.continuous,
            open_end=True, after_first=True,
        )  # fmt: skip
    return Clause("whole_period", start=plan.start, end=plan.end, continuous=said.continuous)


def _when(stretch: Stretch, said: When, plan: Plan, after: date | None) -> Clause:
    if stretch.invalid:
        return Clause("unspecified", confidence=0.0)
    stretch = stretch.of(school=plan.school_year is not None)
    days = plan.find(stretch, after=after)
    inferred = not stretch.has_year
    first, last = days or (None, None)
    if said.side in ("by", "not_later"):
        return _deadline(stretch, said, (first, last), inferred=inferred)
    if said.side == "since":
        return Clause(
            "window", start=first, end=plan.end, open_end=True, year_inferred=inferred
        )
    if stretch.unit == "school_year" and first and last and last.year - first.year == 1:
        year = f"{first.year}-{last.year}"
        return Clause("school_year", year=year, start=first, end=last, year_inferred=inferred)
    found = Clause(
        "window", start=first, end=last, approximate=stretch.approximate, year_inferred=inferred
    )
    return replace(found, alternatives=_other_readings(stretch, found, plan))


def _deadline(
    stretch: Stretch, said: When, days: tuple[date | None, date | None], *, inferred: bool
) -> Clause:
    first, last = days
    found = Clause("deadline", date=last, inclusive=said.inclusive, year_inferred=inferred)
    if stretch.part is not None:
        return _deadline_of_part(stretch, found, first)
    if said.side == "not_later" or stretch.unit in ("day", "year", "range"):
        return found
    if stretch.unit == "month":
        return replace(found, date=first, precision="month")
    return replace(found, date=first, approximate=stretch.approximate)


def _deadline_of_part(stretch: Stretch, found: Clause, first: date | None) -> Clause:
    if stretch.part == "end":
        return replace(found, inclusive=True, approximate=stretch.soft)
    if stretch.part == "middle" and first is not None and stretch.first.day > 1:
        return replace(found, date=first + timedelta(4), approximate=True)
    return replace(found, date=first, approximate=True)


def _other_readings(stretch: Stretch, found: Clause, plan: Plan) -> tuple[Clause, ...]:
    if stretch.unit == "day":
        return (Clause("deadline", date=found.start, year_inferred=found.year_inferred),)
    if stretch.unit == "month" and found.year_inferred and plan.is_long:
        rule = f"FREQ=YEARLY;BYMONTH={stretch.first.month};BYMONTHDAY=1"
        return (
            Clause("recurring", rrule=rule, from_=found.start, until=plan.end, duration="P1M"),
        )
    return ()


def _plan_year(said: PlanYear, plan: Plan) -> Clause:
    if said.part is not None:
        return _part_of_year(said, plan)
    school = plan.school_year
    if school is None and plan.end is None:
        school = plan.current_school_year()
    if school is None and said.school and not plan.is_long:
        school = plan.current_school_year()
    if school is not None:
        return Clause(
            "school_year", year=f"{school}-{school + 1}",
            start=date(school, 9, 1), end=date(school + 1, 8, 31), inferred=True,
        )  # fmt: skip
    if plan.one_year:
        return Clause("window", start=plan.start, end=plan.end, inferred=True)
    return Clause("whole_period", start=plan.start, end=plan.end, inferred=True)


def _part_of_year(said: PlanYear, plan: Plan) -> Clause:
    if plan.start is None:
        return Clause("deadline" if said.side != "within" else "window")
    part = said.part or "end"
    for year in range(plan.start.year - 1, plan.start.year + 3):
        year_of = school_years_of(year, year + 1) if said.school else years_of(year, year)
        stretch = part_of(year_of, part)
        first, last = stretch.days()
        if (first if part == "start" else last) >= plan.start:
            break
    if said.side == "within":
        return Clause("window", start=first, end=last, approximate=True, inferred=True)
    found = _deadline(
        stretch, When((stretch,), said.side, inclusive=None), (first, last), inferred=True
    )
    if part == "start":
        return replace(found, date=first - timedelta(1), inclusive=True)
    return found
