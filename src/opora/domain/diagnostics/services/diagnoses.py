"""A teacher is diagnosed: by a test, an analysed lesson or self-assessment, never by ВПР."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.diagnostics.models import Deficit, Diagnosis
from opora.domain.diagnostics.permissions import require_diagnosing
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.identification.purpose import rate_teachers
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from opora.domain.staff.models import Employment, Person
from opora.methodology.competences import load_competences

_ALL = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found out about a teacher: percent of the greatest possible by competence."""

    person: Person
    organisation: Organisation
    source: str
    instrument: str
    day: date
    percents: Mapping[str, Decimal]


@transaction.atomic
def enter(*, found: Found, by: User, at: datetime) -> Diagnosis:
    """Keep a diagnosis; it counts as one trace of work, whose title names no person.

    Raises
    ------
    PurposeForbidden
        If it is drawn from results by which teachers may not be judged.
    NotAllowed
        If the person neither diagnoses teachers of the school nor assesses themselves.
    DiagnosticsRefused
        If the teacher does not work there, the day is to come, a percent or a competence is
        wrong, or the same diagnosis is there.
    """
    require_source(f"{found.source} {found.instrument}")
    _require_right(found, by=by, at=at)
    _check(found, at=at)
    try:
        with transaction.atomic():
            made = Diagnosis.objects.create(
                person=found.person, organisation=found.organisation, source=found.source,
                instrument=found.instrument.strip(), day=found.day, entered_by=by,
                entered_at=at,
            )  # fmt: skip
    except IntegrityError as race:
        raise DiagnosticsRefused(
            "Такая диагностика этого учителя за этот день уже внесена."
        ) from race
    levels = load_competences().levels
    Deficit.objects.bulk_create(
        Deficit(diagnosis=made, competence=code, percent=one, level=levels.of(float(one)).code)
        for code, one in found.percents.items()
    )
    audit.record("diagnosis.enter", target=made, by=by, at=at)
    _leave_trace(made, list(found.percents), by=by, at=at)
    return made


def require_source(words: str) -> None:
    """Refuse results by which teachers may not be judged, with the act and what to do instead.

    Raises
    ------
    PurposeForbidden
        If the words name such results.
    """
    if load_competences().is_forbidden_source(words):
        rate_teachers()


def _require_right(found: Found, *, by: User, at: datetime) -> None:
    if found.source == Diagnosis.Source.SELF:
        if found.person.user_id != by.pk:
            raise NotAllowed("Самооценку вносит сам учитель.")
    else:
        require_diagnosing(by, found.organisation, at=at)


def _check(found: Found, *, at: datetime) -> None:
    if found.day > localdate(at):
        raise DiagnosticsRefused("День диагностики ещё не наступил.")
    if not found.percents:
        raise DiagnosticsRefused("Впишите результат хотя бы по одной компетенции.")
    known = load_competences().titles()
    for code, percent in found.percents.items():
        if code not in known:
            raise DiagnosticsRefused(f"Компетенции «{code}» нет в перечне.")
        if not 0 <= percent <= _ALL:
            raise DiagnosticsRefused(f"{known[code]}: процент должен быть от 0 до 100.")
    staff = Employment.objects.on(found.day).filter(organisation=found.organisation)
    if not staff.filter(person=found.person).exists():
        raise DiagnosticsRefused(
            f"{found.person.full_name} в этот день не работает в организации "
            f"«{found.organisation.short_name}»."
        )


@transaction.atomic
def withdraw(*, diagnosis: Diagnosis, reason: str, by: User, at: datetime) -> Diagnosis:
    """Withdraw a diagnosis entered by mistake, with its trace.

    Raises
    ------
    DiagnosticsRefused
        If no reason is given or it is withdrawn already.
    """
    held = (
        Diagnosis.objects.select_for_update(of=("self",))
        .select_related("organisation__territory", "person")
        .get(pk=diagnosis.pk)
    )
    if held.source != Diagnosis.Source.SELF or held.person.user_id != by.pk:
        require_diagnosing(by, held.organisation, at=at)
    if not reason.strip():
        raise DiagnosticsRefused("Напишите, почему диагностика отзывается.")
    if held.withdrawn_at is not None:
        raise DiagnosticsRefused("Диагностика уже отозвана.")
    held.withdrawn_at, held.reason = at, reason.strip()
    held.save(update_fields=["withdrawn_at", "reason"])
    audit.record("diagnosis.withdraw", target=held, by=by, at=at, reason=held.reason)
    entries.withdraw(held, at=at)
    return held


def _leave_trace(made: Diagnosis, codes: list[str], *, by: User, at: datetime) -> None:
    """Leave a trace whose title and topic say what was diagnosed, never how it came out."""
    school = made.organisation
    entries.put(
        made,
        Trace(
            register="diagnostics", type="competence", owner=school, day=made.day,
            title=f"Диагностика компетенций: {made.get_source_display()}",
            topic=codes[0] if len(codes) == 1 else "", facts={"competences": codes},
        ),
        parts=[Part(school), Part(school, person=made.person, role="participant")],
        by=by, at=at,
    )  # fmt: skip
