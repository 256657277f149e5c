"""Programmes are entered, corrected and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction

from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.training import permissions
from opora.domain.training.models import Course
from opora.domain.training.refusals import TrainingRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What a provider offers. ``hours`` [h], ``cost`` [₽] for one person."""

    owner: Organisation
    title: str
    provider: str
    hours: int
    kind: str = "course"
    form: str = ""
    topic: str = ""
    cost: int | None = None
    since: date | None = None
    until: date | None = None
    address: str = ""


_FIELDS = tuple(one.name for one in fields(Programme))


@transaction.atomic
def enter(*, programme: Programme, by: User, at: datetime) -> Course:
    """Enter a programme.

    Raises
    ------
    TrainingRefused
        If it ends before it begins, has no hours, or is entered already.
    NotAllowed
        If the organisation is not theirs.
    """
    permissions.require_courses(by, programme.owner, at=at)
    _check(programme)
    course = Course(entered_by=by, entered_at=at, **_values(programme))
    _save_once(course)
    audit.record("course.enter", target=course, by=by, at=at, after=_values(programme))
    return course


@transaction.atomic
def amend(*, course: Course, programme: Programme, by: User, at: datetime) -> Course:
    """Correct a programme; certificates keep what stood there when they were entered."""
    held = _locked(course, by=by, at=at)
    permissions.require_courses(by, programme.owner, at=at)
    _check(programme)
    now = {name: getattr(held, name) for name in _FIELDS}
    before, after = audit.changes(now, _values(programme))
    for name, value in after.items():
        setattr(held, name, value)
    if after:
        _save_once(held)
        audit.record("course.amend", target=held, by=by, at=at, before=before, after=after)
    return held


@transaction.atomic
def withdraw(*, course: Course, reason: str, by: User, at: datetime) -> Course:
    """Take a programme from the list; groups and certificates stay.

    Raises
    ------
    TrainingRefused
        If no reason is given, a group learns by it, or it is withdrawn already.
    """
    held = _locked(course, by=by, at=at)
    if not reason.strip():
        raise TrainingRefused("Напишите, почему программа убрана.")
    if held.groups.filter(state="open").exists():
        raise TrainingRefused("По этой программе учится группа. Закончите или отмените её.")
    held.withdrawn_at, held.reason = at, reason.strip()[:300]
    held.save(update_fields=["withdrawn_at", "reason"])
    audit.record("course.withdraw", target=held, by=by, at=at, reason=held.reason)
    return held


def _values(programme: Programme) -> dict[str, object]:
    return {name: getattr(programme, name) for name in _FIELDS}


def _check(programme: Programme) -> None:
    if programme.hours < 1:
        raise TrainingRefused("Часов должно быть не меньше одного.")
    if programme.since and programme.until and programme.until < programme.since:
        raise TrainingRefused("Обучение кончается раньше, чем начинается. Исправьте дни.")


def _save_once(course: Course) -> None:
    try:
        with transaction.atomic():
            course.save()
    except IntegrityError as error:
        raise TrainingRefused("Такая программа уже внесена. Найдите её в списке.") from error


def _locked(course: Course, *, by: User, at: datetime) -> Course:
    rows = Course.objects.select_for_update(of=("self",)).select_related("owner__territory")
    held = rows.get(pk=course.pk)
    permissions.require_courses(by, held.owner, at=at)
    if held.withdrawn_at is not None:
        raise TrainingRefused("Программа уже убрана из списка.")
    return held
