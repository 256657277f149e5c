"""Vacancies open and close; an analysis of staff is approved with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.diagnostics.models import StaffAnalysis, Vacancy
from opora.domain.diagnostics.permissions import require_leading
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.staff_figures import figures_of
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from opora.methodology.subjects import load_subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post that nobody holds. ``load`` in full posts."""

    post: str
    subject: str
    load: Decimal
    since: date


@transaction.atomic
def open_vacancy(*, organisation: Organisation, post: Post, by: User, at: datetime) -> Vacancy:
    """Write that a post is free.

    Raises
    ------
    DiagnosticsRefused
        If the subject is unknown or the day is to come.
    """
    require_leading(by, organisation, at=at)
    if post.since > localdate(at):
        raise DiagnosticsRefused("День, с которого ставка свободна, ещё не наступил.")
    if post.subject and post.subject not in {one.code for one in load_subjects().subjects}:
        raise DiagnosticsRefused(f"Предмета «{post.subject}» нет в перечне.")
    made = Vacancy.objects.create(
        organisation=organisation, post=post.post, subject=post.subject, load=post.load,
        since=post.since,
    )  # fmt: skip
    audit.record("vacancy.open", target=made, by=by, at=at, after={"since": post.since})
    return made


@transaction.atomic
def close_vacancy(*, vacancy: Vacancy, until: date, by: User, at: datetime) -> Vacancy:
    """Write that a post is held again, or is no more; ``until`` is its last free day.

    Raises
    ------
    DiagnosticsRefused
        If it is closed already, or the day is before its beginning or to come.
    """
    held = Vacancy.objects.select_for_update(of=("self",)).get(pk=vacancy.pk)
    require_leading(by, held.organisation, at=at)
    if held.until is not None:
        raise DiagnosticsRefused("Вакансия уже закрыта.")
    if not held.since <= until <= localdate(at):
        raise DiagnosticsRefused("День закрытия раньше начала вакансии или ещё не наступил.")
    held.until = until
    held.save(update_fields=["until"])
    audit.record("vacancy.close", target=held, by=by, at=at, after={"until": until})
    return held


def schools_of(owner: Organisation, *, on: date) -> list[Organisation]:
    """Return whose staff an analysis of this organisation is about: itself, or all schools."""
    if owner.kind == Organisation.Kind.SCHOOL:
        return [owner]
    schools = Organisation.objects.schools().open_on(on).filter(territory=owner.territory)
    return list(schools.order_by("short_name"))


@transaction.atomic
def approve(*, owner: Organisation, conclusion: str, by: User, at: datetime) -> StaffAnalysis:
    """Approve the analysis of staff as it stands today.

    Raises
    ------
    NotAllowed
        If the person does not lead the affairs of the organisation.
    DiagnosticsRefused
        If there is no conclusion or no people to speak of.
    """
    require_leading(by, owner, at=at)
    today = localdate(at)
    schools = schools_of(owner, on=today)
    figures = figures_of(schools, on=today)
    if not conclusion.strip():
        raise DiagnosticsRefused("Напишите вывод: что следует из этих чисел.")
    if not figures.people:
        raise DiagnosticsRefused(
            "Сотрудники ещё не внесены: анализировать нечего. Внесите их на странице "
            "«Сотрудники»."
        )
    made = StaffAnalysis.objects.create(
        owner=owner, as_of=today, figures=figures.as_json() | {"schools": len(schools)},
        conclusion=conclusion.strip(), approved_by=by, approved_at=at,
    )  # fmt: skip
    audit.record("staff_analysis.approve", target=made, by=by, at=at)
    entries.put(
        made,
        Trace(
            register="analyses", type="staff", owner=owner, day=today,
            title=f"{made}: {owner.short_name}"[:300], facts={"date": today.isoformat()},
        ),
        parts=[Part(one) for one in schools], by=by, at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw(*, analysis: StaffAnalysis, reason: str, by: User, at: datetime) -> StaffAnalysis:
    """Withdraw an approved analysis with its trace.

    Raises
    ------
    DiagnosticsRefused
        If no reason is given or it is withdrawn already.
    """
    require_leading(by, analysis.owner, at=at)
    held = StaffAnalysis.objects.select_for_update().get(pk=analysis.pk)
    if not reason.strip():
        raise DiagnosticsRefused("Напишите, почему анализ отзывается.")
    if held.withdrawn_at is not None:
        raise DiagnosticsRefused("Анализ уже отозван.")
    held.withdrawn_at, held.reason = at, reason.strip()
    held.save(update_fields=["withdrawn_at", "reason"])
    audit.record("staff_analysis.withdraw", target=held, by=by, at=at, reason=held.reason)
    entries.withdraw(held, at=at)
    return held
