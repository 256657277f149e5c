"""An activity is planned, changed, held, cancelled or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.activities import traces
from opora.domain.activities.models import Activity, Invitation, Series
from opora.domain.activities.permissions import require_lead
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.registers.services import entries
from opora.domain.teams.models import Team

_EARLIEST = timedelta(days=366 * 3)
_FARTHEST = timedelta(days=366 * 2)


class ActivityRefused(Refused):
    """The activity cannot be so; the sentence says why and what to do."""


class DayAhead(ActivityRefused):
    """What is marked as held has its day before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is promised. ``hours`` [h]; ``schools``: whom it is for; ``team``: whose it is."""

    type: str
    title: str
    level: str
    organiser: Organisation
    day: date
    topic: str = ""
    begins_at: time | None = None
    hours: Decimal | None = None
    place: str = ""
    link: str = ""
    agenda: str = ""
    team: Team | None = None
    schools: tuple[Organisation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """How it went. ``amount``: people, where there is no list; ``came``: schools, if known."""

    day: date
    hours: Decimal | None = None
    amount: int | None = None
    summary: str = ""
    came: frozenset[int] | None = None


_COLUMNS = tuple(one.name for one in fields(Plan) if one.name not in {"day", "schools"})


@transaction.atomic
def plan(plan: Plan, *, by: User, at: datetime, series: Series | None = None) -> Activity:
    """Promise an activity.

    Raises
    ------
    NotAllowed
        If the person does not enter activities for the organiser.
    ActivityRefused
        If the day is years away.
    """
    require_lead(by, plan.organiser, at=at)
    _check_day(plan.day, at=at)
    activity = Activity.objects.create(
        **_values(plan), planned_day=plan.day, day=plan.day, series=series, entered_by=by,
        entered_at=at, changed_at=at,
    )  # fmt: skip
    invite(activity, _served(plan))
    traces.put(activity, by=by, at=at)
    audit.record("activity.plan", target=activity, by=by, at=at, after={"day": plan.day})
    return activity


@transaction.atomic
def change(*, activity: Activity, plan: Plan, by: User, at: datetime) -> Activity:
    """Change what an activity is; the day of a held one is the day of fact.

    Raises
    ------
    ActivityRefused
        If it is cancelled or withdrawn, or a held one would move to a day to come.
    """
    held = locked(activity, by=by, at=at)
    require_lead(by, plan.organiser, at=at)
    _check_day(plan.day, at=at)
    if held.is_held:
        _check_past(plan.day, at=at)
    before = {name: getattr(held, name) for name in ("day", "title", "type", "hours", "place")}
    for name, value in _values(plan).items():
        setattr(held, name, value)
    held.day = plan.day
    if held.is_planned:
        held.planned_day = plan.day
    type_before = before["type"]
    _save(held, at=at)
    invite(held, _served(plan), instead=True)
    if type_before != held.type:
        entries.withdraw(held, at=at, type=str(type_before))
    traces.put(held, by=by, at=at)
    after = {name: getattr(held, name) for name in before}
    was, now = audit.changes(_texts(before), _texts(after))
    audit.record("activity.change", target=held, by=by, at=at, before=was, after=now)
    return held


@transaction.atomic
def hold(*, activity: Activity, fact: Fact, by: User, at: datetime) -> Activity:
    """Say that an activity was held, or correct how it went.

    Raises
    ------
    ActivityRefused
        If the day of fact is to come, or the activity is cancelled or withdrawn.
    """
    held = locked(activity, by=by, at=at)
    _check_past(fact.day, at=at)
    held.status = Activity.Status.HELD
    held.day = fact.day
    held.hours = fact.hours or held.hours
    held.amount, held.summary = fact.amount, fact.summary
    _save(held, at=at)
    if fact.came is not None:
        for one in held.invitations.all():
            one.came = one.school_id in fact.came
            one.save(update_fields=["came"])
    traces.put(held, by=by, at=at)
    audit.record("activity.hold", target=held, by=by, at=at, after={"day": fact.day})
    return held


@transaction.atomic
def enter(plan_: Plan, fact: Fact, *, by: User, at: datetime) -> Activity:
    """Enter what was held already, in one step.

    Raises
    ------
    NotAllowed, ActivityRefused
        As ``plan`` and ``hold``; then nothing is kept.
    """
    return hold(activity=plan(plan_, by=by, at=at), fact=fact, by=by, at=at)


@transaction.atomic
def cancel(*, activity: Activity, reason: str, by: User, at: datetime) -> Activity:
    """Cancel what is planned: its entry is withdrawn, the row stays.

    Raises
    ------
    ActivityRefused
        If it was held: a held one entered by mistake is withdrawn.
    """
    held = locked(activity, by=by, at=at)
    if held.is_held:
        raise ActivityRefused("Проведённое мероприятие не отменяют. Запись можно отозвать.")
    _end(held, Activity.Status.CANCELLED, reason, at=at)
    audit.record("activity.cancel", target=held, by=by, at=at, reason=reason)
    return held


@transaction.atomic
def withdraw(*, activity: Activity, reason: str, by: User, at: datetime) -> Activity:
    """Withdraw a record made by mistake; what it fulfilled is taken back.

    Raises
    ------
    ActivityRefused
        If it is not held: a planned one is cancelled.
    """
    held = locked(activity, by=by, at=at)
    if not held.is_held:
        raise ActivityRefused("Мероприятие ещё не проведено. Его можно отменить.")
    _end(held, Activity.Status.WITHDRAWN, reason, at=at)
    audit.record("activity.withdraw", target=held, by=by, at=at, reason=reason)
    return held


def invite(
    activity: Activity, schools: Iterable[Organisation], *, instead: bool = False
) -> None:
    """Put organisations on the list of those whom an activity is for."""
    wanted = {one.pk for one in schools}
    if instead:
        activity.invitations.exclude(school__in=wanted).delete()
    rows = [Invitation(activity=activity, school_id=pk) for pk in sorted(wanted)]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)


def locked(activity: Activity, *, by: User, at: datetime) -> Activity:
    """Return the row locked for a change.

    Raises
    ------
    NotAllowed
        If the person does not enter activities for its organiser.
    ActivityRefused
        If it is cancelled or withdrawn.
    """
    rows = Activity.objects.select_for_update(of=("self",)).select_related("organiser")
    found = rows.get(pk=activity.pk)
    require_lead(by, found.organiser, at=at)
    if not found.is_standing:
        raise ActivityRefused(
            f"«{found.get_status_display()}»: эта запись больше не меняется. Внесите новую."
        )
    return found


def _served(plan: Plan) -> tuple[Organisation, ...]:
    """Whom it is for: the chosen schools, else those of the team, else the school itself."""
    if plan.schools:
        return plan.schools
    of_team = tuple(plan.team.schools.all()) if plan.team else ()
    of_school = plan.organiser.kind == Organisation.Kind.SCHOOL
    return of_team or ((plan.organiser,) if of_school else ())


def _values(plan: Plan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in _COLUMNS}


def _save(activity: Activity, *, at: datetime) -> None:
    activity.changed_at = at
    activity.save()


def _end(activity: Activity, status: Activity.Status, reason: str, *, at: datetime) -> None:
    if not reason.strip():
        raise ActivityRefused("Напишите причину: её увидят те, кого это касается.")
    activity.status, activity.ended_reason = status, reason.strip()
    _save(activity, at=at)
    entries.withdraw(activity, at=at)


def _check_day(day: date, *, at: datetime) -> None:
    today = localdate(at)
    if not today - _EARLIEST <= day <= today + _FARTHEST:
        raise ActivityRefused(
            f"{day:%d.%m.%Y} слишком далеко: вносят три года назад и два вперёд. Проверьте год."
        )


def _check_past(day: date, *, at: datetime) -> None:
    if day > localdate(at):
        raise DayAhead(
            f"{day:%d.%m.%Y} ещё не наступило. Отметить проведённым можно в день мероприятия "
            "или позже."
        )


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in values.items()}
