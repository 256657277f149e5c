"""What passports and the index leave in the registers."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.context.models import ContextRun, Passport
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.workplaces import workplace_of
from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace


def of_passport(passport: Passport, *, by: User, at: datetime) -> None:
    """Enter an accepted passport; withdraw the trace of one that was returned again."""
    if passport.status != Passport.Status.ACCEPTED:
        entries.withdraw(passport, at=at)
        return
    year = passport.campaign.year
    trace = Trace(
        register="collections", type="passport", owner=passport.school, day=localdate(at),
        title=f"Социальный паспорт {year - 1}/{year % 100:02d}: {passport.school.short_name}",
        facts={"files": [passport.file_id] if passport.file_id else []},
    )  # fmt: skip
    entries.put(passport, trace, parts=[Part(passport.school)], by=by, at=at)


def of_run(run: ContextRun, *, by: User, at: datetime) -> None:
    """Enter a computed index with the schools it groups."""
    owner = workplace_of(by, run.root, on=localdate(at))
    if owner is None:
        return
    trace = Trace(
        register="analyses", type="context", owner=owner, day=localdate(at),
        title=f"Кластеризация школ по индексу социального благополучия {run.year - 1}/"
        f"{run.year % 100:02d}",
        facts={"number": run.data_hash[:12]},
    )  # fmt: skip
    schools = Organisation.objects.filter(context_scores__run=run).distinct()
    entries.put(run, trace, parts=[Part(school) for school in schools], by=by, at=at)
