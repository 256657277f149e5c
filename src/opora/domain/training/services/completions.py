"""Certificates are entered, corrected, given a file and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.staff.models import Employment, Person
from opora.domain.training import permissions, traces
from opora.domain.training.models import Completion, Course, Group, Plan, PlanLine
from opora.domain.training.models.completions import key_of
from opora.domain.training.refusals import TrainingRefused

MOST_HOURS = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a certificate says. ``hours`` [h]."""

    person: Person
    organisation: Organisation
    title: str
    provider: str
    hours: int
    issued: date
    kind: str = "course"
    topic: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None
    course: Course | None = None


_FIELDS = tuple(one.name for one in fields(Certificate))


@transaction.atomic
def enter(  # noqa: PLR0913  # the certificate, and where it came from
    *,
    certificate: Certificate,
    by: User,
    at: datetime,
    paper: Upload | None = None,
    group: Group | None = None,
    line: PlanLine | None = None,
) -> Completion:
    """Enter a certificate; the line of a plan that it fulfils is done by it.

    Raises
    ------
    TrainingRefused
        If it was given already, days or hours are wrong, or the person works elsewhere.
    NotAllowed
        If the person is not theirs to enter.
    FileRefused
        If the file is empty, dangerous or too large.
    """
    permissions.require_entering(by, certificate.person, certificate.organisation, at=at)
    _check(certificate, at=at)
    made = Completion(entered_by=by, entered_at=at, group=group, **_values(certificate))
    if paper is not None:
        _give(made, paper, at=at)
    _save_once(made)
    audit.record("completion.enter", target=made, by=by, at=at, after=_values(certificate))
    _fulfil(made, line)
    traces.put_completion(made, by=by, at=at)
    return made


@transaction.atomic
def amend(
    *, completion: Completion, certificate: Certificate, by: User, at: datetime
) -> Completion:
    """Correct a certificate; saying the same again leaves no trace."""
    held = _locked(completion, by=by, at=at)
    permissions.require_entering(by, certificate.person, certificate.organisation, at=at)
    _check(certificate, at=at)
    now = {name: getattr(held, name) for name in _FIELDS}
    before, after = audit.changes(now, _values(certificate))
    for name, value in after.items():
        setattr(held, name, value)
    if after:
        _save_once(held)
        audit.record("completion.amend", target=held, by=by, at=at, before=before, after=after)
        traces.put_completion(held, by=by, at=at)
    return held


@transaction.atomic
def attach(*, completion: Completion, paper: Upload, by: User, at: datetime) -> Completion:
    """Keep the file of a certificate, in place of the one before."""
    held = _locked(completion, by=by, at=at)
    before = held.file_name
    _give(held, paper, at=at)
    held.save()
    audit.record(
        "completion.attach", target=held, by=by, at=at,
        before={"file": before}, after={"file": held.file_name},
    )  # fmt: skip
    traces.put_completion(held, by=by, at=at)
    return held


@transaction.atomic
def withdraw(*, completion: Completion, reason: str, by: User, at: datetime) -> Completion:
    """Withdraw a certificate entered by mistake; the line it fulfilled is open again."""
    held = _locked(completion, by=by, at=at)
    if not reason.strip():
        raise TrainingRefused("Напишите, почему запись отозвана.")
    held.withdrawn_at, held.reason = at, reason.strip()[:300]
    held.save()
    PlanLine.objects.filter(completion=held).update(
        completion=None, state=PlanLine.State.PLANNED
    )
    audit.record("completion.withdraw", target=held, by=by, at=at, reason=held.reason)
    entries.withdraw(held, at=at)
    return held


def same_as(certificate: Certificate) -> Completion | None:
    """Return the certificate that stands already for this number, or this day."""
    number, provider = key_of(certificate.number), key_of(certificate.provider)
    by_number = Q(number_key=number, provider_key=provider) if number else Q(pk=None)
    by_day = Q(
        person=certificate.person, title_key=key_of(certificate.title),
        issued=certificate.issued,
    )  # fmt: skip
    rows = Completion.objects.standing().select_related("organisation")
    return rows.filter(by_number | by_day).first()


def _values(certificate: Certificate) -> dict[str, object]:
    return {name: getattr(certificate, name) for name in _FIELDS}


def _check(said: Certificate, *, at: datetime) -> None:
    if not 1 <= said.hours <= MOST_HOURS:
        raise TrainingRefused(f"Часов должно быть от 1 до {MOST_HOURS}.")
    if said.issued > localdate(at):
        raise TrainingRefused("День выдачи ещё не наступил. Исправьте день.")
    if said.since and said.until and said.until < said.since:
        raise TrainingRefused("Обучение кончается раньше, чем начинается. Исправьте дни.")
    if said.since and said.issued < said.since:
        raise TrainingRefused("Удостоверение выдано раньше, чем началось обучение.")
    held = Employment.objects.filter(person=said.person, organisation=said.organisation)
    if not (held.on(said.issued) | held.on(localdate(at))).exists():
        raise TrainingRefused(
            f"{said.person.full_name}: не работает в организации "
            f"«{said.organisation.short_name}» ни в день выдачи, ни сегодня."
        )


def _save_once(made: Completion) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise TrainingRefused(_given_twice(made)) from error


def _given_twice(made: Completion) -> str:
    """Say what stands there already; another person's name is not told."""
    said = Certificate(**{name: getattr(made, name) for name in _FIELDS})
    same = same_as(said)
    if same is None or same.person_id == made.person_id:
        where = f" организацией «{same.organisation.short_name}»" if same else ""
        return f"Это удостоверение уже внесено{where}. Второй раз его не считают."
    return (
        f"Удостоверение № {made.number} от этой же организации уже внесено на другого "
        "человека. Сверьте номер."
    )


def _give(made: Completion, paper: Upload, *, at: datetime) -> None:
    made.file_name = files.clean_name(paper.name)
    made.file = files.keep(paper.content, name=made.file_name, at=at)


def _fulfil(made: Completion, line: PlanLine | None) -> None:
    """Close the line that was meant; else one of the year's about the same."""
    rows = (
        PlanLine.objects.select_for_update()
        .filter(person=made.person, state=PlanLine.State.PLANNED)
        .exclude(plan__state=Plan.State.WITHDRAWN)
    )
    if line is not None:
        found = rows.filter(pk=line.pk).first()
    else:
        about = Q(course=made.course) if made.course else Q(pk=None)
        if made.topic:
            about |= Q(topic=made.topic, course=None)
        year = SchoolYear.of(made.issued).start
        found = rows.filter(about, plan__year=year).order_by("term", "pk").first()
    if found is not None:
        found.state, found.completion = PlanLine.State.DONE, made
        found.save(update_fields=["state", "completion"])


def _locked(completion: Completion, *, by: User, at: datetime) -> Completion:
    rows = Completion.objects.select_for_update(of=("self",)).select_related(
        "person", "organisation__territory", "course"
    )
    held = rows.get(pk=completion.pk)
    permissions.require_entering(by, held.person, held.organisation, at=at)
    if held.withdrawn_at is not None:
        raise TrainingRefused("Эта запись уже отозвана.")
    return held
