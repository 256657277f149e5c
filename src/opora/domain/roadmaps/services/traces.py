"""What roadmaps themselves leave in the registers: plans in force, corrections, reports."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from opora.domain.roadmaps.models import Edition, ExecutionReport, Roadmap


def of_edition(edition: Edition, *, by: User, at: datetime) -> None:
    """Enter a plan that came into force; a later edition also as the correction it is."""
    owner, act = edition.roadmap.owner, edition.act
    day = edition.in_force_since or localdate(at)
    until = max(edition.end, day)
    facts = {
        "since": edition.start.isoformat(),
        "until": edition.end.isoformat(),
        "number": act.number if act else "",
        "date": act.date.isoformat() if act and act.date else "",
        "signatory": act.signatory_name if act else "",
        "files": [act.file_id] if act and act.file_id else [],
    }
    is_of_school = edition.roadmap.level == Roadmap.Level.SCHOOL
    parts = [Part(owner)] if is_of_school else []
    plan = Trace(
        register="acts", type="roadmap", owner=owner, day=day, until=until, facts=facts,
        title=f"Дорожная карта: {edition.title}",
    )  # fmt: skip
    entries.put(edition, plan, parts=parts, by=by, at=at)
    if edition.number > 1:
        correction = Trace(
            register="monitoring", type="correction", owner=owner, day=day, facts=facts,
            title=f"Редакция {edition.number}: {edition.title}",
        )  # fmt: skip
        entries.put(edition, correction, parts=parts, by=by, at=at)


def of_report(report: ExecutionReport, *, by: User, at: datetime) -> None:
    """Enter a report that was approved."""
    trace = Trace(
        register="monitoring", type=report.kind, owner=report.owner,
        day=localdate(at), title=report.title,
        facts={
            "since": report.since.isoformat(), "until": report.until.isoformat(),
            "files": [report.file_id] if report.file_id else [],
        },
    )  # fmt: skip
    entries.put(report, trace, by=by, at=at)
