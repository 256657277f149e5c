"""People mark themselves at the door by a code on the screen."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.activities import check_in as codes
from opora.domain.activities import traces
from opora.domain.activities.matching import Staff, folded, is_name, name_of
from opora.domain.activities.models import Activity, Participation
from opora.domain.activities.services import participants
from opora.domain.activities.services.activities import ActivityRefused
from opora.domain.activities.services.participants import Guest
from opora.domain.organisations.models import Membership, Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person

MOST = 500
"""People who mark themselves at one activity: a code that leaked fills no database."""


def hosts(activity: Activity) -> list[Organisation]:
    """Return organisations that a person without an account may come from."""
    rows = Organisation.objects.filter(invitations__activity=activity)
    rows |= Organisation.objects.filter(pk=activity.organiser_id)
    return list(rows.distinct().order_by("short_name"))


def found(activity: Activity, user: User) -> Participation | None:
    """Return the line in which the person is marked as come, if there is one."""
    rows = activity.participations.filter(came=True)
    mine = rows.filter(person__user=user).first()
    if mine:
        return mine
    names = rows.filter(person=None, name=name_of(user))
    return names.filter(organisation__memberships__user=user).first()


@transaction.atomic
def by_user(*, ticket: str, user: User, at: datetime) -> bool:
    """Mark the person who has signed in; say whether it is the first time.

    Raises
    ------
    TicketRefused
        If the code is not good today.
    ActivityRefused
        If the person works nowhere.
    """
    today = localdate(at)
    activity = _locked(codes.activity_of(ticket, on=today))
    if found(activity, user):
        return False
    home = _home(activity, user, on=today)
    if home is None:
        raise ActivityRefused("У вас нет ни одной организации. Попросите внести вас в список.")
    person = _person(user, home, on=today)
    who = (person, home) if person else Guest(name_of(user), home)
    return _mark(activity, who, by=user, at=at)


@transaction.atomic
def by_name(*, ticket: str, name: str, organisation: Organisation, at: datetime) -> bool:
    """Mark somebody without an account; say whether it is the first time.

    Raises
    ------
    TicketRefused
        If the code is not good today.
    ActivityRefused
        If the name is no name, the organisation is not invited, or too many have come.
    """
    today = localdate(at)
    activity = _locked(codes.activity_of(ticket, on=today))
    written = " ".join(name.split())[:160]
    if not is_name(written):
        raise ActivityRefused("Впишите фамилию и имя.")
    if organisation not in hosts(activity):
        raise ActivityRefused("Выберите организацию из списка.")
    if activity.participations.filter(source=Participation.Source.QR).count() >= MOST:
        raise ActivityRefused("Отметок слишком много. Подойдите к организатору.")
    people = Staff([organisation], on=today).find(written, organisation)
    who = (people[0], organisation) if len(people) == 1 else Guest(written, organisation)
    return _mark(activity, who, by=None, at=at)


def _mark(
    activity: Activity, who: tuple[Person, Organisation] | Guest, *, by: User | None,
    at: datetime,
) -> bool:  # fmt: skip
    source = Participation.Source.QR
    is_new = participants.add_checked(activity, who, by=by, source=source, at=at)
    traces.put(activity, by=by, at=at)
    if is_new:
        audit.record("activity.check_in", target=activity, by=by, at=at)
    return is_new


def _locked(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",)).select_related("organiser")
    return rows.get(pk=activity.pk)


def _home(activity: Activity, user: User, *, on: date) -> Organisation | None:
    """Return the person's organisation: an invited one before the others."""
    rows = Membership.objects.on(on).filter(user=user).select_related("organisation")
    homes = [one.organisation for one in rows.order_by("pk")]
    wanted = set(activity.invitations.values_list("school", flat=True))
    return next((one for one in homes if one.pk in wanted), homes[0] if homes else None)


def _person(user: User, home: Organisation, *, on: date) -> Person | None:
    """Return the person's card: linked, or the only one of this name where they work."""
    linked = Person.objects.filter(user=user).first()
    if linked:
        return linked
    posts = Employment.objects.on(on).filter(
        organisation=home, person__user=None, person__search=folded(name_of(user))
    )
    people = list(Person.objects.filter(employments__in=posts).distinct()[:2])
    return people[0] if len(people) == 1 else None


def _full_name(user: User) -> str:
    parts = (user.last_name, user.first_name, user.patronymic)
    return " ".join(filter(None, parts))
