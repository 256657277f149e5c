"""Clauses that recur: which dates come each time, which only bound them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from opora.reading.deadlines import plain, recurrence
from opora.reading.deadlines.group import Draft, Frequency, Group
from opora.reading.deadlines.phrases import Item, Monthly, Often, PlanYear, Weekly, When
from opora.reading.deadlines.recurrence import Bounds
from opora.reading.model import Clause

_FINE = ("day", "month", "quarter", "half", "spell", "range")


def drafts(group: Group, frequent: list[tuple[Item, Frequency]]) -> list[Draft]:
    """Return the recurring clauses of a group, and the dates that stand beside them."""
    often = _finest([said for _, said in frequent if isinstance(said, Often)])
    often = _with_times(group, often)
    whens = [item for item in group.items if isinstance(item.said, When | PlanYear)]
    if any(isinstance(item.said, When) and _impossible(item.said) for item in whens):
        return [Draft(Clause("unspecified", confidence=0.0), tuple(whens))]
    targets = [item for item in whens if _is_target(item, often, frequent)]
    beside = [item for item in whens if item not in targets and _stands_beside(item)]
    bounds = _bounds(group, [item for item in whens if item not in (*targets, *beside)])
    sources = (*(item for item, _ in frequent), *targets)
    start = _dates_of(targets)
    if start and not bounds.start:
        bounds = replace(bounds, start=start)
    clauses = [
        recurrence.with_often(recurrence.clause(rule, group.plan, bounds), often)
        for rule in _rules(group, often, frequent, targets)
    ]
    if targets and often is not None and often.times:
        clauses = [replace(clause, times=1) for clause in clauses]
    found = [Draft(clause, sources) for clause in clauses]
    return found + [
        Draft(clause, (item,))
        for item in beside
        for clause in plain.clauses(item, group.plan, after=group.after)
    ]


def _dates_of(targets: list[Item]) -> date | None:
    """Return the first date printed with its year among those that come every year."""
    days = [
        stretch.days()[0]
        for item in targets
        if isinstance(item.said, When)
        for stretch in item.said.stretches
        if stretch.has_year and stretch.unit != "half"
    ]
    return min(days, default=None)


def _with_times(group: Group, often: Often | None) -> Often | None:
    times = group.times()
    if often is None or times is None or often.times is not None:
        return often
    return replace(often, times=times.times, at_least=times.at_least)


def _finest(oftens: list[Often]) -> Often | None:
    order = ["day", "week", "month", "quarter", "half", "school_year", "year"]
    return min(oftens, key=lambda often: order.index(often.unit), default=None)


def _is_target(
    item: Item,
    often: Often | None,
    frequent: list[tuple[Item, Frequency]],
) -> bool:
    """Whether a stretch comes every year, rather than bounds the recurrence."""
    said = item.said
    if not isinstance(said, When) or said.side == "since":
        return False
    if any(isinstance(one, Monthly | Weekly) for _, one in frequent):
        return False
    fine = all(one.unit in _FINE and not one.invalid for one in said.stretches)
    if often is None or often.unit in ("year", "school_year", "plan"):
        dated = all(one.has_year for one in said.stretches)
        return fine and not (
            dated and any(one.unit in ("range", "spell", "half") for one in said.stretches)
        )
    coarse = often.unit in ("quarter", "half", "month")
    months = all(one.unit in ("month", "day") and not one.has_year for one in said.stretches)
    return coarse and fine and months


def _bounds(group: Group, items: list[Item]) -> Bounds:
    bounds = Bounds(after=group.after)
    for item in items:
        for clause in plain.clauses(item, group.plan, after=None):
            if clause.type in ("window", "school_year", "whole_period"):
                if clause.year_inferred and group.plan.is_long:
                    continue
                bounds = replace(bounds, start=clause.start, end=clause.end or bounds.end)
            elif clause.type == "deadline" and clause.date is not None and clause.inclusive:
                bounds = replace(bounds, end=clause.date)
    return bounds


def _rules(
    group: Group,
    often: Often | None,
    frequent: list[tuple[Item, Frequency]],
    targets: list[Item],
) -> list[recurrence.Rule]:
    monthlies = [said for _, said in frequent if isinstance(said, Monthly)]
    if monthlies:
        return [recurrence.of_monthly(one, often) for one in monthlies]
    weeklies = [said for _, said in frequent if isinstance(said, Weekly)]
    if weeklies:
        days = tuple(dict.fromkeys(day for one in weeklies for day in one.days))
        step = often.step if often is not None and often.unit == "week" else 1
        return [recurrence.of_weekly(Weekly(days), step)]
    if targets:
        whens = [item.said for item in targets if isinstance(item.said, When)]
        return recurrence.yearly(whens, group.plan)
    months = _months_only(group, often)
    if often is not None and months:
        return [recurrence.of_months(months, often)]
    return [recurrence.of_often(often)] if often is not None else []


def _months_only(group: Group, often: Often | None) -> set[int]:
    """Return the months of «ежемесячно с октября по апрель» in a plan of several years."""
    if often is None or often.unit not in ("month", "week") or not group.plan.is_long:
        return set()
    months: set[int] = set()
    for _, when in group.of(When):
        for stretch in when.stretches:
            length = stretch.months()
            if (
                not stretch.has_year
                and length
                and stretch.unit != "year"
                and when.side == "within"
            ):
                months |= {(stretch.first.month - 1 + i) % 12 + 1 for i in range(length)}
    return months


def _stands_beside(item: Item) -> bool:
    """Whether days or months with a year stand beside a frequency, rather than bound it."""
    said = item.said
    return (
        isinstance(said, When)
        and said.side != "since"
        and all(one.unit in ("day", "month") and one.has_year for one in said.stretches)
    )


def _impossible(said: When) -> bool:
    return any(one.invalid for one in said.stretches)
