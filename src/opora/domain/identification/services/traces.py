"""What an approved list and an approved analysis leave in the register of analyses."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.identification.models import Analysis, Run
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.workplaces import workplace_of
from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace


def of_run(run: Run, *, by: User, at: datetime) -> None:
    """Enter an approved list with the schools that it looked at."""
    owner = workplace_of(by, run.territory, on=localdate(at))
    if owner is None:
        return
    trace = Trace(
        register="analyses", type="identification", owner=owner, day=localdate(at),
        title=f"Выявление школ с низкими результатами, {run.year} год: {run.territory.name}",
        facts={"number": run.digest[:12]},
    )  # fmt: skip
    schools = Organisation.objects.filter(verdicts__run=run).order_by("pk")
    entries.put(run, trace, parts=[Part(school) for school in schools], by=by, at=at)


def of_analysis(analysis: Analysis, *, by: User, at: datetime) -> None:
    """Enter an approved analysis with the schools that it is about."""
    trace = Trace(
        register="analyses", type=analysis.type, owner=analysis.owner, day=analysis.day,
        title=analysis.title, topic="",
        facts={"files": [analysis.file_id] if analysis.file_id else []},
    )  # fmt: skip
    schools = analysis.schools.order_by("pk")
    entries.put(analysis, trace, parts=[Part(school) for school in schools], by=by, at=at)
