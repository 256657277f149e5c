"""Occurrences by the days of a month, for the calendar of a plan and of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from opora.domain.organisations.access import scope_of
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Obligation, ObligationQuerySet
from opora.domain.roadmaps.queries.days import in_month, mine
from opora.domain.roadmaps.queries.plans import worst_state
from opora.domain.roadmaps.queries.tallies import Tally, tally_aggregates, tally_from


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One occurrence on its control day; ``due`` is the printed day."""

    day: date
    due: date | None
    occurrence: int
    measure: int
    edition: int
    number: str
    text: str
    label: str
    state: str
    tally: Tally


def calendar_of_edition(
    edition: Edition, month: date, *, on: date
) -> tuple[CalendarEntry, ...]:
    """Return what of an edition falls due in the month of a day. One query."""
    return _entries(Obligation.objects.filter(measure__edition=edition), month, on)


def calendar_of_user(user: User, month: date, *, on: date) -> tuple[CalendarEntry, ...]:
    """Return what this person has to do in the month of a day. Two queries."""
    return _entries(Obligation.objects.filter(mine(scope_of(user, on=on))), month, on)


def _entries(
    obligations: ObligationQuerySet, month: date, on: date
) -> tuple[CalendarEntry, ...]:
    counted = (
        obligations.filter(in_month(month))
        .values(
            "control",
            "occurrence",
            "occurrence__due",
            "occurrence__label",
            "measure",
            "measure__edition",
            "measure__number",
            "measure__text",
        )
        .annotate(**tally_aggregates(on=on))
        .order_by("control", "measure__edition", "measure__order")
    )
    return tuple(_entry(dict(row)) for row in counted)


def _entry(row: dict[str, Any]) -> CalendarEntry:
    tally = tally_from(row)
    return CalendarEntry(
        day=row["control"],
        due=row["occurrence__due"],
        occurrence=row["occurrence"],
        measure=row["measure"],
        edition=row["measure__edition"],
        number=row["measure__number"],
        text=row["measure__text"],
        label=row["occurrence__label"],
        state=worst_state(tally),
        tally=tally,
    )
