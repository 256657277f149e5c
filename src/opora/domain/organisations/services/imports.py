"""Lists of organisations and people: planned row by row, then carried out at once.

The plan is made anew inside the transaction that carries it out, so what two people did in
between counts, and carrying out the same list twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from opora.domain.organisations.fates import Fates
from opora.domain.organisations.models import Territory
from opora.domain.organisations.roster import Roster
from opora.domain.organisations.services import organisation_rows, people_rows
from opora.domain.organisations.services.organisations import NotAllowed, check_right
from opora.domain.people.models import User

__all__ = ["NotAllowed", "Plan", "carry_out", "plan_import"]


@dataclass(frozen=True, slots=True)
class Plan(Fates):
    """A list and the fate of each of its rows."""

    roster: Roster
    territory: Territory


def plan_import(roster: Roster, territory: Territory) -> Plan:
    """Say what would become of each row; nothing is written.

    Parameters
    ----------
    roster : Roster
        The list as ``read_roster`` gave it.
    territory : Territory
        Whose list it is.
    """
    plan = organisation_rows.plan if roster.kind == "organisations" else people_rows.plan
    return Plan(tuple(plan(roster.rows, territory)), roster, territory)


@transaction.atomic
def carry_out(plan: Plan, *, by: User, at: datetime) -> Plan:
    """Write the rows that add or change something; refused rows are left out.

    Returns
    -------
    Plan
        The plan as it was carried out, made anew at the moment of writing.

    Raises
    ------
    NotAllowed
        If the person does not keep the lists of the territory.
    """
    check_right(by, plan.territory, at=at)
    Territory.objects.select_for_update().get(pk=plan.territory.pk)
    fresh = plan_import(plan.roster, plan.territory)
    write: Callable[..., None] = (
        organisation_rows.write if plan.roster.kind == "organisations" else people_rows.write
    )
    for fate in fresh.fates:
        if fate.fate in ("add", "change"):
            write(fate, plan.territory, by=by, at=at)
    return fresh
