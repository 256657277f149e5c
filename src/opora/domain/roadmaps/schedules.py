"""From the clauses of a schedule to the days on which a measure falls due. Pure: no database.

A clause is the JSON of ``opora.reading.model.Clause`` (keys of the glossary, ``from`` without
the underscore). Several clauses mean that all of them apply.

Decisions
---------
- A weekly or daily rule gives one control occurrence a month: nobody reports fifty times a
  year, and a month is the rhythm in which such work is looked at.
- A rule never runs past the plan; a printed day is a fact and is kept even outside the plan.
- «до декабря» is done by the last day of November.
- What has no day (an event, «по мере необходимости», an empty cell) has none here either.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, WEEKLY, rrule, rrulestr

from opora.domain.organisations.school_years import SchoolYear
from opora.domain.refusals import Refused
from opora.domain.roadmaps import labels

MOST_OCCURRENCES = 400
"""More than this in one plan is a mistake of reading, not a plan."""

ClauseJson = Mapping[str, Any]
NextWorking = Callable[[date], date]

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_FEW = range(2, 5)


class UnreadableClause(Refused):
    """A clause that no rule here understands; the sentence says which."""


class TooManyOccurrences(Refused):
    """A schedule that would give more occurrences than a plan can hold."""


@dataclass(frozen=True, slots=True)
class Due:
    """One time a measure falls due.

    ``due`` is the last printed day, ``control`` the first working day not before it (Civil
    Code, art. 193). Both are None for what has no day. ``as_needed`` is never late, whatever
    its days. ``key`` names the occurrence within its measure, the same from edition to edition.
    """

    key: str
    opens: date | None
    due: date | None
    control: date | None
    school_year: int
    label: str
    as_needed: bool = False
    event: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    start: date
    end: date

    def school_years(self) -> range:
        return range(SchoolYear.of(self.start).start, SchoolYear.of(self.end).start + 1)


def occurrences_of(
    schedule: Sequence[ClauseJson], *, start: date, end: date, next_working: NextWorking
) -> list[Due]:
    """Return every time the schedule falls due in a plan, in order of days.

    Parameters
    ----------
    schedule : sequence of mapping
        Clauses as JSON; an empty schedule means that no deadline is given.
    start, end : date
        First and last day of the plan.
    next_working : callable
        The first working day not before a day.

    Raises
    ------
    UnreadableClause
        If a clause is of an unknown type, lacks its days, or repeats the row above.
    TooManyOccurrences
        If there are more than ``MOST_OCCURRENCES``.

    Examples
    --------
    >>> [found] = occurrences_of(
    ...     [{"type": "deadline", "date": "2022-10-01"}],
    ...     start=date(2022, 9, 1), end=date(2023, 5, 31), next_working=lambda day: day,
    ... )
    >>> found.label, found.school_year
    ('до 1 октября 2022 г.', 2022)
    """
    plan = _Plan(start, end)
    found: dict[str, Due] = {}
    for clause in schedule or ({"type": "unspecified"},):
        for due in islice(_expand(clause, plan), MOST_OCCURRENCES + 1):
            found.setdefault(due.key, due)
    if len(found) > MOST_OCCURRENCES:
        raise TooManyOccurrences(
            f"Срок даёт больше {MOST_OCCURRENCES} повторений. Проверьте период и правило."
        )
    moved = (_with_control(due, next_working) for due in found.values())
    return sorted(moved, key=lambda due: (due.due or date.max, due.key))


def _with_control(due: Due, next_working: NextWorking) -> Due:
    return due if due.due is None else replace(due, control=next_working(due.due))


def _expand(clause: ClauseJson, plan: _Plan) -> Iterator[Due]:
    rule = _RULES.get(str(clause.get("type")))
    if rule is None:
        raise UnreadableClause(f"Срок не понят: «{clause.get('type')}». Укажите его ещё раз.")
    for due in rule(clause, plan):
        yield replace(due, as_needed=True) if clause.get("as_needed") else due


def _day(clause: ClauseJson, key: str, default: date | None = None) -> date:
    value = clause.get(key)
    if not value and default is not None:
        return default
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UnreadableClause(f"В сроке нет верной даты: «{value}».") from error


def _dated(key: str, opens: date | None, due: date, label: str) -> Due:
    return Due(key, opens, due, None, SchoolYear.of(due).start, label)


def _deadline(clause: ClauseJson, _plan: _Plan) -> Iterator[Due]:
    day = _day(clause, "date")
    if clause.get("precision") == "month":
        first = day.replace(day=1)
        yield _dated(f"by:{first:%Y-%m}", None, first - _DAY, labels.by_month_label(first))
    else:
        yield _dated(f"by:{day}", None, day, labels.by_label(day))


def _window(clause: ClauseJson, plan: _Plan) -> Iterator[Due]:
    first, last = _day(clause, "start", plan.start), _day(clause, "end", plan.end)
    if last < first:
        raise UnreadableClause(f"Срок кончается раньше, чем начинается: {first} – {last}.")
    yield _window_due(first, last, clause)


def _window_due(first: date, last: date, clause: ClauseJson) -> Due:
    label = labels.window_label(first, last) + _times_label(clause)
    return _dated(f"in:{first}/{last}", first, last, label)


def _times_label(clause: ClauseJson) -> str:
    times = clause.get("times")
    if not times:
        return ""
    few = times % 10 in _FEW and times % 100 not in range(12, 15)
    least = "не менее " if clause.get("at_least") else ""
    return f", {least}{times} {'раза' if few else 'раз'}"


def _each_school_year(clause: ClauseJson, plan: _Plan) -> Iterator[Due]:
    first, last = _day(clause, "start", plan.start), _day(clause, "end", plan.end)
    for year in _Plan(first, last).school_years():
        opens = max(first, SchoolYear(year).first_day)
        due = min(last, SchoolYear(year).last_day)
        label = labels.school_year_label(year) + _times_label(clause)
        yield Due(f"year:{year}", opens, due, None, year, label)


def _recurring(clause: ClauseJson, plan: _Plan) -> Iterator[Due]:
    first = _day(clause, "from", plan.start)
    last = min(_day(clause, "until", plan.end), plan.end)
    rule = _rule(str(clause.get("rrule") or ""), first, last)
    days = (moment.date() for moment in rule)
    if rule._freq in {WEEKLY, DAILY}:  # type: ignore[attr-defined]  # noqa: SLF001  # not published otherwise
        weeks = (_in_plan(day, plan) for day in days)
        yield from _by_month(weeks if clause.get("duration") else days, rule, last)
    elif clause.get("duration"):
        length = _duration(str(clause["duration"]))
        yield from (_window_due(day, min(day + length - _DAY, last), clause) for day in days)
    else:
        yield from (_dated(f"by:{day}", None, day, labels.by_label(day)) for day in days)


def _rule(text: str, first: date, last: date) -> rrule:
    """Read a rule of days; finer ones (hours) are refused because no plan means them."""
    try:
        whole = f"{text};UNTIL={last:%Y%m%d}T000000"
        rule = rrulestr(whole, dtstart=datetime.combine(first, time.min))
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableClause(f"Правило повторения не понято: «{text}».") from error
    if not isinstance(rule, rrule) or rule._freq > DAILY:  # type: ignore[attr-defined]  # noqa: SLF001
        raise UnreadableClause(f"Правило повторения не понято: «{text}».")
    return rule


def _duration(text: str) -> relativedelta:
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        raise UnreadableClause(f"Длительность не понята: «{text}».")
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return relativedelta(years=years, months=months, weeks=weeks, days=days)


def _in_plan(day: date, plan: _Plan) -> date:
    """Count a week that begins before the plan and reaches into it from its first day."""
    return plan.start if day < plan.start < day + _WEEK else day


def _by_month(days: Iterator[date], rule: rrule, last: date) -> Iterator[Due]:
    pace = _pace(rule)
    known = None
    for day in days:
        month = day.replace(day=1)
        if month != known:
            known = month
            due = min(month + relativedelta(months=1) - _DAY, last)
            yield _dated(f"month:{day:%Y-%m}", day, due, f"{labels.month_label(day)}: {pace}")


def _pace(rule: rrule) -> str:
    freq, interval = rule._freq, rule._interval  # type: ignore[attr-defined]  # noqa: SLF001
    if interval == 1:
        return "еженедельно" if freq == WEEKLY else "ежедневно"
    few = interval % 10 in _FEW and interval % 100 not in range(12, 15)
    unit = ("недели" if few else "недель") if freq == WEEKLY else ("дня" if few else "дней")
    return f"раз в {interval} {unit}"


def _event(clause: ClauseJson, plan: _Plan) -> Iterator[Due]:
    event = str(clause.get("event") or "").strip()
    if clause.get("relation") == "each" and "четверт" in event.lower():
        yield from _terms(plan)
        return
    mark = f"{zlib.crc32(event.lower().encode()):08x}"
    for year in plan.school_years():
        label = f"{event or 'по событию'}, {labels.school_year_label(year)}"[:200]
        yield Due(f"event:{mark}:{year}", None, None, None, year, label, event=event[:300])


def _terms(plan: _Plan) -> Iterator[Due]:
    for year in plan.school_years():
        for term in SchoolYear(year).terms():
            if plan.start <= term.last and term.first <= plan.end:
                label = f"{term.label}, {labels.school_year_label(year)}"
                key = f"term:{term.first:%Y-%m}"
                yield Due(key, term.first, min(term.last, plan.end), None, year, label)


def _as_needed(clause: ClauseJson, plan: _Plan) -> Iterator[Due]:
    trigger = str(clause.get("trigger") or "по мере необходимости")
    for year in plan.school_years():
        label = f"{trigger}, {labels.school_year_label(year)}"[:200]
        yield Due(f"need:{year}", None, None, None, year, label, as_needed=True)


def _unspecified(_clause: ClauseJson, plan: _Plan) -> Iterator[Due]:
    year = SchoolYear.of(plan.start).start
    yield Due("none", None, None, None, year, "срок не указан")


_RULES: dict[str, Callable[[ClauseJson, _Plan], Iterator[Due]]] = {
    "deadline": _deadline,
    "window": _window,
    "recurring": _recurring,
    "whole_period": _each_school_year,
    "school_year": _each_school_year,
    "event": _event,
    "as_needed": _as_needed,
    "unspecified": _unspecified,
}
