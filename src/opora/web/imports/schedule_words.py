"""What a schedule comes to, in a few words under the printed deadline. Pure."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from opora.domain.roadmaps.schedules import (
    Due,
    TooManyOccurrences,
    UnreadableClause,
    occurrences_of,
)
from opora.web.words import WEEKDAYS, counted

Clause = Mapping[str, Any]

_SHOWN = 4
_DAYS = ("date", "start", "end", "from", "until")


@dataclass(frozen=True, slots=True)
class Option:
    """One way to count a deadline; ``number`` is what to press and to send."""

    number: int
    words: str
    chosen: bool


def schedule_words(
    schedule: Sequence[Clause], *, start: date | None = None, end: date | None = None
) -> str:
    """Say on which days a measure falls due.

    Parameters
    ----------
    schedule : sequence of mapping
        Clauses as JSON.
    start, end : date, optional
        The period of the plan; without it repeated deadlines cannot be counted.

    Examples
    --------
    >>> schedule_words([{"type": "deadline", "date": "2025-12-25"}])
    '25.12.2025, чт'
    >>> schedule_words([{"type": "window", "start": "2025-10-01", "end": "2025-11-30"}])
    '01.10 – 30.11.2025'
    """
    if start is None or end is None or end < start:
        days = [day for clause in schedule for day in _days(clause)]
        if not days or any(clause["type"] == "recurring" for clause in schedule):
            return "дни появятся, когда указан период плана" if schedule else "срок не указан"
        start, end = min(days), max(days)
    try:
        found = occurrences_of(schedule, start=start, end=end, next_working=lambda day: day)
    except (UnreadableClause, TooManyOccurrences) as refusal:
        return str(refusal)
    return _words(found) or "в этот период срок не наступает"


def _days(clause: Clause) -> Iterator[date]:
    for key in _DAYS:
        if clause.get(key):
            yield date.fromisoformat(clause[key])


def _words(found: Sequence[Due]) -> str:
    if len(found) == 1:
        return _one(found[0])
    if not found or any(one.due is None for one in found):
        return "; ".join(one.label for one in found[:_SHOWN]) + _rest(found)
    days = ", ".join(f"{one.due:%d.%m.%Y}" for one in found[:_SHOWN])
    return f"{counted(len(found), 'срок,срока,сроков')}: {days}{_rest(found)}"


def _rest(found: Sequence[Due]) -> str:
    return f" … и ещё {len(found) - _SHOWN}" if len(found) > _SHOWN else ""


def _one(due: Due) -> str:
    if due.due is None:
        return due.label
    if due.opens and due.opens != due.due:
        same = due.opens.year == due.due.year
        return f"{due.opens:{'%d.%m' if same else '%d.%m.%Y'}} – {due.due:%d.%m.%Y}"
    return f"{due.due:%d.%m.%Y}, {WEEKDAYS[due.due.weekday()]}"


def remarks(schedule: Sequence[Clause]) -> list[str]:
    """Return what of the schedule is not printed: «год выведен», «день выведен»."""
    said = []
    if any(clause.get("year_inferred") for clause in schedule):
        said.append("год выведен")
    if any(clause.get("inferred") for clause in schedule):
        said.append("срок выведен, в документе его нет")
    if any(clause.get("approximate") for clause in schedule):
        said.append("примерно")
    return said


def options(
    schedule: Sequence[Clause], *, start: date | None = None, end: date | None = None
) -> list[Option]:
    """Return the ways to count a deadline, if its words can be understood in several."""
    ways = list(variants(schedule))
    if len(ways) < 2:  # noqa: PLR2004  # one way is no choice
        return []
    return [
        Option(number, schedule_words(way, start=start, end=end), chosen=number == 1)
        for number, way in enumerate(ways, 1)
    ]


def variants(schedule: Sequence[Clause]) -> Iterator[list[dict[str, Any]]]:
    """Yield the schedule as it stands, then with each alternative of its first doubtful clause.

    The alternative that is taken keeps the others as its own, so that a choice can be changed.
    """
    clauses = [dict(clause) for clause in schedule]
    yield clauses
    for at, clause in enumerate(clauses):
        others = clause.get("alternatives") or []
        if others:
            bare = {key: value for key, value in clause.items() if key != "alternatives"}
            for chosen, other in enumerate(others):
                left = [bare, *chain(others[:chosen], others[chosen + 1 :])]
                yield [*clauses[:at], {**other, "alternatives": left}, *clauses[at + 1 :]]
            return


def as_seen(schedule: Sequence[Clause]) -> str:
    """Name a schedule in a form, so that a choice made on an older one is noticed.

    Examples
    --------
    >>> as_seen([{"type": "deadline"}]) == as_seen([{"type": "window"}])
    False
    """
    return f"{zlib.crc32(json.dumps(schedule, sort_keys=True).encode()):08x}"


def without_dittos(schedules: Sequence[Sequence[Clause]]) -> list[Sequence[Clause]]:
    """Give a row that repeats the one above the schedule of that one."""
    said: list[Sequence[Clause]] = []
    above: Sequence[Clause] = ()
    for schedule in schedules:
        if not any(clause.get("type") == "same_as_above" for clause in schedule):
            above = schedule
        said.append(above)
    return said
