"""Schools enter models, projects and programmes, change them, leave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.acts.models import Act
from opora.domain.curators import traces
from opora.domain.curators.models import (
    Enrolment,
    EnrolmentQuerySet,
    Participant,
    SupportModel,
)
from opora.domain.curators.permissions import require_joining, require_keeping
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.registers.services import entries
from opora.domain.staff.models import Employment, Person

DAY = timedelta(days=1)
FAR = timedelta(days=10 * 366)
MODEL = "model"


class EnrolmentRefused(Refused):
    """The enrolment cannot be made; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Into what a school goes, by which document, for how long and why.

    A ``model`` for the type «model», else the ``title`` of the project or programme.
    """

    type: str
    since: date
    until: date | None = None
    model: SupportModel | None = None
    title: str = ""
    act: Act | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """What the school goes into, by name."""
        return self.model.title if self.model else self.title.strip()


@transaction.atomic
def enrol(
    schools: Sequence[Organisation], term: Term, *, by: User, at: datetime
) -> list[Enrolment]:
    """Enrol schools, all of them or none.

    Raises
    ------
    NotAllowed
        If the person does not work for the municipality of one of them.
    EnrolmentRefused
        If no school is named, the days are wrong, or a school is in it already or has
        another model in these days: its model is changed on its page.
    """
    if not schools:
        raise EnrolmentRefused("Отметьте хотя бы одну школу.")
    for school in schools:
        require_keeping(by, school.territory, at=at)
    _check(term, at=at)
    _refuse_held(schools, term)
    return [_begin(school, term, by=by, at=at) for school in schools]


@transaction.atomic
def approve(*, enrolment: Enrolment, act: Act, by: User, at: datetime) -> Enrolment:
    """Name the document by which an enrolment stands: from then on it counts."""
    held = locked(enrolment, by=by, at=at)
    held.act = act
    held.save(update_fields=["act"])
    traces.put(held, by=by, at=at)
    audit.record("enrolment.approve", target=held, by=by, at=at, after={"act": act})
    return held


@transaction.atomic
def change_model(*, enrolment: Enrolment, term: Term, by: User, at: datetime) -> Enrolment:
    """End a model the day before and begin the next one; the chain is the history.

    Raises
    ------
    EnrolmentRefused
        If it is no model, the next is the same one, ended already, or begins too early.
    """
    held = locked(enrolment, by=by, at=at)
    if held.type != MODEL or term.type != MODEL or term.model == held.model:
        raise EnrolmentRefused("Выберите другую модель: меняют одну модель на другую.")
    if Enrolment.objects.filter(follows=held).exists():
        raise EnrolmentRefused("Эту модель уже сменили: откройте действующую.")
    if term.since <= held.since:
        raise EnrolmentRefused(
            f"Прежняя модель действует с {held.since:%d.%m.%Y}. Новая начинается позже."
        )
    _check(term, at=at)
    _end(held, term.since - DAY, f"Смена модели: {term.name}")
    traces.put(held, by=by, at=at)
    _refuse_held([held.school], term)
    audit.record(
        "enrolment.change_model", target=held, by=by, at=at,
        before={"title": held.title}, after={"title": term.name}, reason=term.why,
    )  # fmt: skip
    return _begin(held.school, term, by=by, at=at, follows=held)


@transaction.atomic
def end(*, enrolment: Enrolment, on: date, reason: str, by: User, at: datetime) -> Enrolment:
    """End an enrolment on its last day.

    Raises
    ------
    EnrolmentRefused
        If the day lies before the first or within the next term, or no reason is given.
    """
    held = locked(enrolment, by=by, at=at)
    if on < held.since:
        raise EnrolmentRefused(
            f"Участие началось {held.since:%d.%m.%Y}. Последний день не раньше."
        )
    rest = _same([held.school], held.type, held.title).exclude(pk=held.pk)
    following = rest.within(held.since, on).order_by("since").first()
    if following:
        raise EnrolmentRefused(
            f"С {following.since:%d.%m.%Y} школа уже участвует в «{following.title}». "
            "Последний день раньше."
        )
    if not reason.strip():
        raise EnrolmentRefused("Напишите, чем закончилось участие.")
    _end(held, on, reason.strip())
    traces.put(held, by=by, at=at)
    audit.record("enrolment.end", target=held, by=by, at=at, after={"until": on}, reason=reason)
    return held


@transaction.atomic
def withdraw(*, enrolment: Enrolment, reason: str, by: User, at: datetime) -> Enrolment:
    """Withdraw an enrolment entered by mistake; what it fulfilled is taken back.

    If it was a change of model, the model before it goes on for the term that the withdrawn
    one had, and may be changed again.
    """
    held = locked(enrolment, by=by, at=at)
    if not reason.strip():
        raise EnrolmentRefused("Напишите причину: её увидит школа.")
    if Enrolment.objects.filter(follows=held).exists():
        raise EnrolmentRefused("Эту модель сменила следующая. Сначала отзовите следующую.")
    former, held.follows = held.follows, None
    held.withdrawn_reason = reason.strip()
    held.save(update_fields=["withdrawn_reason", "follows"])
    entries.withdraw(held, at=at)
    audit.record("enrolment.withdraw", target=held, by=by, at=at, reason=reason)
    if former:
        _go_on(former, until=held.until, by=by, at=at)
    return held


def _go_on(former: Enrolment, *, until: date | None, by: User, at: datetime) -> None:
    former.until, former.ended_reason = until, ""
    former.save(update_fields=["until", "ended_reason"])
    traces.put(former, by=by, at=at)
    audit.record("enrolment.go_on", target=former, by=by, at=at, after={"until": until})


@transaction.atomic
def name_participants(
    *, enrolment: Enrolment, people: Sequence[Person], by: User, at: datetime
) -> Enrolment:
    """Say who of the school takes part, in place of those named before.

    Raises
    ------
    EnrolmentRefused
        If somebody does not work in the school.
    NotAllowed
        If the person is neither of the school's leaders nor of the municipality.
    """
    held = _standing(enrolment)
    require_joining(by, held.school, at=at)
    wanted = {one.pk for one in people}
    here = Employment.objects.filter(organisation=held.school, person__in=wanted)
    if len(wanted) != here.values("person").distinct().count():
        raise EnrolmentRefused("Отмечен человек, который в этой школе не работает.")
    before = held.participants.count()
    held.participants.exclude(person__in=wanted).delete()
    rows = [Participant(enrolment=held, person_id=pk) for pk in sorted(wanted)]
    Participant.objects.bulk_create(rows, ignore_conflicts=True)
    traces.put(held, by=by, at=at)
    audit.record(
        "enrolment.people", target=held, by=by, at=at,
        before={"people": before}, after={"people": len(wanted)},
    )  # fmt: skip
    return held


def locked(enrolment: Enrolment, *, by: User, at: datetime) -> Enrolment:
    """Return the row locked for a change by the municipality.

    Raises
    ------
    NotAllowed, EnrolmentRefused
        If it is not theirs to change, or withdrawn.
    """
    held = _standing(enrolment)
    require_keeping(by, held.school.territory, at=at)
    return held


def _standing(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",))
    held = rows.select_related("school__territory", "act", "model", "follows__school").get(
        pk=enrolment.pk
    )
    if not held.is_standing:
        raise EnrolmentRefused("Запись отозвана и больше не меняется. Внесите новую.")
    return held


def _check(term: Term, *, at: datetime) -> None:
    today = localdate(at)
    if not term.name or (term.type == MODEL) != (term.model is not None):
        raise EnrolmentRefused("Выберите модель или назовите проект, программу.")
    if term.until and term.until < term.since:
        raise EnrolmentRefused("Последний день раньше первого. Исправьте срок.")
    days = filter(None, (term.since, term.until))
    if any(not today - FAR <= day <= today + FAR for day in days):
        raise EnrolmentRefused("Срок слишком далёкий. Проверьте год.")


def _refuse_held(schools: Sequence[Organisation], term: Term) -> None:
    """Refuse schools that are in it, or in any model, in these days."""
    held = _same(schools, term.type, term.name).within(term.since, term.until or date.max)
    names = [
        f"{one.school.short_name} («{one.title}»)" for one in held.select_related("school")
    ]
    if names:
        raise EnrolmentRefused(
            f"В эти дни уже участвуют: {', '.join(names)}. Снимите с них отметку, а модель "
            "смените на странице участия."
        )


def _same(schools: Sequence[Organisation], type_: str, title: str) -> EnrolmentQuerySet:
    """Return what cannot be twice at a time: any model, the same project or programme."""
    rows = Enrolment.objects.standing().filter(school__in=schools, type=type_)
    return rows if type_ == MODEL else rows.filter(title__iexact=title)


def _begin(
    school: Organisation, term: Term, *, by: User, at: datetime,
    follows: Enrolment | None = None,
) -> Enrolment:  # fmt: skip
    made = Enrolment.objects.create(
        type=term.type, school=school, model=term.model, title=term.name, act=term.act,
        since=term.since, until=term.until, why=term.why.strip(), follows=follows,
        entered_by=by, entered_at=at,
    )  # fmt: skip
    traces.put(made, by=by, at=at)
    audit.record("enrolment.begin", target=made, by=by, at=at, after={"since": made.since})
    return made


def _end(held: Enrolment, on: date, reason: str) -> None:
    held.until, held.ended_reason = on, reason[:300]
    held.save(update_fields=["until", "ended_reason"])
