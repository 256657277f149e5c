"""A report on a plan: written, approved with the figures of the day, withdrawn."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.acts import papers
from opora.domain.acts.papers import PaperRefused
from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import ExecutionReport, Obligation, Roadmap
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.services import traces


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a person wrote."""

    kind: str
    title: str
    since: date
    until: date
    text: str


@transaction.atomic
def write(  # noqa: PLR0913  # a report, of what, by whom, when, with its file
    *,
    roadmap: Roadmap,
    owner: Organisation,
    written: Written,
    by: User,
    at: datetime,
    upload: Upload | None = None,
) -> ExecutionReport:
    """Write a report; it counts when it is approved.

    Raises
    ------
    PaperRefused
        If it says nothing, or ends before it begins.
    NotAllowed
        If the person does not draw up plans of the organisation.
    FileRefused
        If its file cannot be kept.
    """
    require_planning(by, owner, at=at)
    if written.until < written.since:
        raise PaperRefused("Отчётный период кончается раньше, чем начинается.")
    if not written.title.strip() or not written.text.strip():
        raise PaperRefused("Напишите название и текст отчёта.")
    report = ExecutionReport(
        roadmap=roadmap, owner=owner, written_by=by, written_at=at, **asdict(written)
    )
    papers.keep_file(report, upload, at=at)
    report.save()
    audit.record("report.write", target=report, by=by, at=at, after={"kind": report.kind})
    return report


@transaction.atomic
def approve(*, report: ExecutionReport, by: User, at: datetime) -> ExecutionReport:
    """Approve a report; the totals of its plan are frozen with it, and it counts.

    Raises
    ------
    PaperRefused
        If it was approved or withdrawn before.
    NotAllowed
        If the person does not draw up plans of the organisation.
    """
    report = _lock(report)
    require_planning(by, report.owner, at=at)
    papers.approve(report, by=by, at=at)
    report.figures = figures_of(report.roadmap, on=localdate(at))
    report.save()
    audit.record("report.approve", target=report, by=by, at=at, after=report.figures)
    traces.of_report(report, by=by, at=at)
    return report


@transaction.atomic
def withdraw(
    *, report: ExecutionReport, reason: str, by: User, at: datetime
) -> ExecutionReport:
    """Withdraw a report with a reason; it counts no longer and stays in sight.

    Raises
    ------
    PaperRefused
        If it was withdrawn before, or no reason is given.
    NotAllowed
        If the person does not draw up plans of the organisation.
    """
    report = _lock(report)
    require_planning(by, report.owner, at=at)
    papers.withdraw(report, reason=reason)
    report.save()
    audit.record("report.withdraw", target=report, by=by, at=at, reason=reason)
    entries.withdraw(report, at=at)
    return report


def figures_of(roadmap: Roadmap, *, on: date) -> dict[str, int]:
    """Return the totals of a plan on a day, as a report keeps them."""
    tally = queries.tally_of(Obligation.objects.filter(roadmap=roadmap), on=on)
    return {
        "total": tally.total, "accepted": tally.accepted, "come_due": tally.come_due,
        "accepted_due": tally.accepted_due, "overdue": tally.overdue,
    }  # fmt: skip


def _lock(report: ExecutionReport) -> ExecutionReport:
    return (
        ExecutionReport.objects.select_for_update(of=("self",))
        .select_related("owner__territory", "roadmap")
        .get(pk=report.pk)
    )
