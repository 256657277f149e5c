"""A consultation or a visit entered on the way back: one form, one press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.activities.matching import name_of
from opora.domain.activities.models import Activity, Participation
from opora.domain.activities.permissions import leads
from opora.domain.activities.services import activities, participants
from opora.domain.activities.services.activities import ActivityRefused, Fact, Plan
from opora.domain.activities.services.participants import Guest
from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.methodology.registers import load_registers

TYPES = ("consultation", "visit", "team_work", "teacher_work")
"""What is entered this way, most frequent first."""
_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done. ``minutes``: how long; ``people``: of the staff, ``whom``: in words."""

    type: str
    school: Organisation
    day: date
    minutes: int
    line: str
    topic: str = ""
    people: tuple[Person, ...] = ()
    whom: str = ""
    amount: int | None = None


@transaction.atomic
def enter(done: Done, *, by: User, at: datetime) -> Activity:
    """Enter what was done as a held activity of one school.

    Raises
    ------
    NotAllowed
        If the person works with the school in no role.
    ActivityRefused
        If the day is to come.
    """
    if done.day > localdate(at):
        raise ActivityRefused("Быстрой записью вносят то, что уже сделано. День ещё не настал.")
    made = activities.plan(_plan(done, by=by, at=at), by=by, at=at)
    people = [(one, done.school) for one in done.people]
    source = Participation.Source.QUICK
    for one in people:
        participants.add_checked(made, one, by=by, source=source, at=at)
    leader = Guest(name_of(by), made.organiser)
    own = Person.objects.filter(user=by).first()
    participants.add_checked(
        made, (own, made.organiser) if own else leader, by=by, source=source, at=at,
        role=Participation.Role.LEADER,
    )  # fmt: skip
    fact = Fact(day=done.day, amount=done.amount, summary=done.line)
    return activities.hold(activity=made, fact=fact, by=by, at=at)


def last_of(user: User) -> Activity | None:
    """Return what the person entered last in this way, to begin the next from it."""
    rows = Activity.objects.filter(entered_by=user, type__in=TYPES)
    return rows.prefetch_related("invitations").order_by("-entered_at", "-pk").first()


def _plan(done: Done, *, by: User, at: datetime) -> Plan:
    title = load_registers().find("activities").type_title(done.type).capitalize()
    whom = done.whom or ", ".join(one.short_name for one in done.people)
    words = [title, done.school.short_name, whom]
    hours = Decimal(done.minutes) / _HOUR
    return Plan(
        type=done.type,
        title=": ".join(filter(None, words))[:300],
        topic=done.topic,
        level=Activity.Level.SCHOOL,
        organiser=_organiser(done.school, by=by, on=localdate(at)),
        day=done.day,
        hours=max(hours.quantize(Decimal("0.1"), ROUND_HALF_UP), Decimal("0.1")),
        schools=(done.school,),
    )


def _organiser(school: Organisation, *, by: User, on: date) -> Organisation:
    """Return in whose name the work is done: one's office near the school, else the school."""
    for one in scope_of(by, on=on).in_roles(MUNICIPAL_ROLES):
        near = one.organisation.territory_id == school.territory_id
        if near and leads(by, one.organisation, on=on):
            return one.organisation
    return school
