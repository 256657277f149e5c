"""A survey opens, its groups are named, it closes with a trace for every school."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import SystemRandom

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.timezone import localdate

from opora.domain.diagnostics.models import (
    Answer,
    Group,
    Questionnaire,
    Survey,
    SurveyedSchool,
    Ticket,
)
from opora.domain.diagnostics.permissions import require_leading
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.services import answers
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from opora.domain.staff.models import Employment

Audience = Questionnaire.Audience
MOST_INVITED = 5000
"""No group of a school is larger. [people]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a survey asks, where and when; both days belong to it."""

    title: str
    opens: date
    closes: date
    schools: Sequence[Organisation]
    questionnaires: Sequence[Questionnaire]


@transaction.atomic
def open_(*, owner: Organisation, asked: Asked, by: User, at: datetime) -> Survey:
    """Open a survey; administration and teachers get their groups at once.

    Raises
    ------
    NotAllowed
        If the person may not do this for the owner, or for one of the schools.
    DiagnosticsRefused
        If there are no schools or questionnaires, two for one audience, or the days are wrong.
    """
    require_leading(by, owner, at=at)
    _check(asked, owner, by=by, at=at)
    survey = Survey.objects.create(
        owner=owner, title=asked.title, opens=asked.opens, closes=asked.closes,
        made_by=by, made_at=at,
    )  # fmt: skip
    survey.questionnaires.set(asked.questionnaires)
    places = SurveyedSchool.objects.bulk_create(
        SurveyedSchool(survey=survey, school=school) for school in asked.schools
    )
    Group.objects.bulk_create(_first_groups(places, asked))
    for place in places:
        _leave_trace(place, by=by, at=at)
    audit.record(
        "survey.open", target=survey, by=by, at=at,
        after={"start": asked.opens, "end": asked.closes, "n": len(places)},
    )  # fmt: skip
    return survey


def _check(asked: Asked, owner: Organisation, *, by: User, at: datetime) -> None:
    if not asked.schools:
        raise DiagnosticsRefused("Выберите хотя бы одну школу.")
    if not asked.questionnaires:
        raise DiagnosticsRefused("Выберите хотя бы одну анкету.")
    if asked.closes < asked.opens:
        raise DiagnosticsRefused("Последний день раньше первого.")
    if asked.closes < localdate(at):
        raise DiagnosticsRefused("Последний день уже прошёл: отвечать будет некогда.")
    audiences = [one.audience for one in asked.questionnaires]
    if len(set(audiences)) != len(audiences):
        raise DiagnosticsRefused("Для одной группы отвечающих выбраны две анкеты.")
    for school in asked.schools:
        require_leading(by, school, at=at)
        if owner.kind == Organisation.Kind.SCHOOL and school.pk != owner.pk:
            raise DiagnosticsRefused("Школа проводит анкетирование только у себя.")


def _first_groups(places: Sequence[SurveyedSchool], asked: Asked) -> Iterable[Group]:
    by_audience = {one.audience: one for one in asked.questionnaires}
    if found := by_audience.get(Audience.ADMINISTRATION):
        for place in places:
            yield Group(place=place, questionnaire=found, title="администрация", invited=1)
    if found := by_audience.get(Audience.TEACHERS):
        heads = _teachers(asked.schools, asked.opens)
        for place in places:
            if count := heads.get(place.school_id, 0):
                yield Group(place=place, questionnaire=found, title="учителя", invited=count)


def _teachers(schools: Iterable[Organisation], on: date) -> dict[int, int]:
    staff = Employment.objects.on(on).filter(
        organisation__in=schools, post__in=Employment.TEACHING
    )
    counted = staff.values_list("organisation").annotate(Count("person", distinct=True))
    return dict(counted.order_by())


@transaction.atomic
def change(*, survey: Survey, title: str, closes: date, by: User, at: datetime) -> Survey:
    """Rename a survey or move its last day while it goes on.

    Raises
    ------
    DiagnosticsRefused
        If it is closed, or the day is before its beginning or has passed.
    """
    held = _lock(survey, by=by, at=at)
    if closes < max(held.opens, localdate(at)):
        raise DiagnosticsRefused("Последний день раньше начала или уже прошёл.")
    before = {"title": held.title, "end": held.closes}
    held.title, held.closes = title, closes
    held.save(update_fields=["title", "closes"])
    after = {"title": title, "end": closes}
    audit.record("survey.change", target=held, by=by, at=at, before=before, after=after)
    for place in held.places.select_related("survey", "school__territory"):
        _leave_trace(place, by=by, at=at)
    return held


@transaction.atomic
def add_group(  # noqa: PLR0913  # whom, by what, how many
    *,
    place: SurveyedSchool,
    questionnaire: Questionnaire,
    title: str,
    invited: int,
    by: User,
    at: datetime,
) -> Group:
    """Name a group of a school: a class, its parents, teachers where there was no list.

    Raises
    ------
    DiagnosticsRefused
        If the group is there, is of nobody, or the survey does not ask such people.
    """
    held = _lock(place.survey, by=by, at=at, school=place.school)
    if not held.questionnaires.filter(pk=questionnaire.pk).exists():
        raise DiagnosticsRefused("В этом анкетировании такой анкеты нет.")
    if not 0 < invited <= MOST_INVITED:
        raise DiagnosticsRefused(f"Приглашённых должно быть от 1 до {MOST_INVITED}.")
    try:
        with transaction.atomic():
            group = Group.objects.create(
                place=place, questionnaire=questionnaire, title=" ".join(title.split()),
                invited=invited,
            )  # fmt: skip
    except IntegrityError as race:
        raise DiagnosticsRefused(f"Группа «{title}» уже есть.") from race
    audit.record("survey.group", target=held, by=by, at=at, after={"name": title, "n": invited})
    return group


@transaction.atomic
def close(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Close a survey: no more answers, results open, a trace for each school that answered.

    ``by`` is None when the job closes it after its last day.

    Raises
    ------
    DiagnosticsRefused
        If it is not open.
    """
    held = _lock(survey, by=by, at=at)
    held.state = Survey.State.CLOSED
    held.closes = min(held.closes, max(localdate(at), held.opens))
    held.save(update_fields=["state", "closes"])
    Ticket.objects.filter(group__place__survey=held, spent=False).delete()
    for group in Group.objects.filter(place__survey=held):
        answers.shuffle(group, rng=SystemRandom())
    audit.record("survey.close", target=held, by=by, at=at)
    for place in held.places.select_related("survey__owner__territory", "school__territory"):
        _leave_trace(place, by=by or held.made_by, at=at)
    return held


@transaction.atomic
def withdraw(*, survey: Survey, reason: str, by: User, at: datetime) -> Survey:
    """Withdraw a survey held by mistake, with its traces; answers stay hidden for good.

    Raises
    ------
    DiagnosticsRefused
        If no reason is given, it is withdrawn already, or a verified profile stands on it.
    """
    require_leading(by, survey.owner, at=at)
    held = Survey.objects.select_for_update().get(pk=survey.pk)
    if not reason.strip():
        raise DiagnosticsRefused("Напишите, почему анкетирование отзывается.")
    if held.state == Survey.State.WITHDRAWN:
        raise DiagnosticsRefused("Анкетирование уже отозвано.")
    if held.profiles.filter(state="verified").exists():
        raise DiagnosticsRefused(
            "По этому анкетированию верифицирован рисковый профиль. Сначала отзовите его."
        )
    held.state, held.reason = Survey.State.WITHDRAWN, reason.strip()
    held.save(update_fields=["state", "reason"])
    audit.record("survey.withdraw", target=held, by=by, at=at, reason=held.reason)
    for place in held.places.all():
        entries.withdraw(place, at=at)
    return held


def _lock(
    survey: Survey, *, by: User | None, at: datetime, school: Organisation | None = None
) -> Survey:
    """Take an open survey for a change by one who leads it, or the affairs of the school."""
    held = (
        Survey.objects.select_for_update(of=("self",))
        .select_related("owner__territory")
        .get(pk=survey.pk)
    )
    if by is not None:
        require_leading(by, school or held.owner, at=at)
    if held.state != Survey.State.OPEN:
        raise DiagnosticsRefused("Анкетирование уже закрыто.")
    return held


def _leave_trace(place: SurveyedSchool, *, by: User, at: datetime) -> None:
    survey, is_closed = place.survey, place.survey.state == Survey.State.CLOSED
    count = Answer.objects.filter(group__place=place).count() if is_closed else None
    if is_closed and not count:
        entries.withdraw(place, at=at)
        return
    entries.put(
        place,
        Trace(
            register="diagnostics",
            type="survey",
            owner=survey.owner,
            day=survey.closes if is_closed else survey.opens,
            title=f"{survey.title}: {place.school.short_name}",
            amount=count,
            state="done" if is_closed else "planned",
            facts={"since": survey.opens.isoformat(), "until": survey.closes.isoformat(),
                   "participants": count},
        ),
        parts=[Part(place.school, amount=count)],
        by=by,
        at=at,
    )  # fmt: skip


def overdue(*, on: date) -> list[Survey]:
    """Return open surveys whose last day has passed."""
    return list(Survey.objects.filter(state=Survey.State.OPEN, closes__lt=on).order_by("pk"))
