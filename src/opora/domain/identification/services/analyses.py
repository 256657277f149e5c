"""An analysis is written, approved and, if it was wrong, withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain import refusals
from opora.domain.acts import papers
from opora.domain.acts.papers import PaperRefused
from opora.domain.acts.services.files import Upload
from opora.domain.identification.models import Analysis
from opora.domain.identification.services import traces
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.registers.services import entries


class NotAllowed(refusals.NotAllowed):
    """The person does not write analyses for the organisation."""

    def __init__(self, owner: Organisation) -> None:
        super().__init__(
            f"У вас нет права на анализ от имени организации «{owner.short_name}»: это делают "
            "координатор и методисты, а в школе её руководители."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a person wrote; ``day`` is the day of the analysis."""

    type: str
    title: str
    day: date
    text: str


@transaction.atomic
def write(  # noqa: PLR0913  # an analysis, whose, about whom, with its file
    *,
    owner: Organisation,
    written: Written,
    schools: Sequence[Organisation],
    by: User,
    at: datetime,
    upload: Upload | None = None,
) -> Analysis:
    """Write an analysis; it counts when it is approved.

    Raises
    ------
    PaperRefused
        If it says nothing, or its day lies ahead.
    NotAllowed, FileRefused
        If the person may not, or the file cannot be kept.
    """
    _require(by, owner, at)
    if not written.title.strip() or not written.text.strip():
        raise PaperRefused("Напишите название и выводы анализа.")
    if written.day > localdate(at):
        raise PaperRefused("День анализа ещё не наступил.")
    analysis = Analysis(owner=owner, written_by=by, written_at=at, **asdict(written))
    papers.keep_file(analysis, upload, at=at)
    analysis.save()
    analysis.schools.set(schools)
    audit.record("analysis.write", target=analysis, by=by, at=at, after={"type": written.type})
    return analysis


@transaction.atomic
def approve(*, analysis: Analysis, by: User, at: datetime) -> Analysis:
    """Approve an analysis: from now on it counts.

    Raises
    ------
    PaperRefused, NotAllowed
        If it was approved or withdrawn before, or the person may not.
    """
    analysis = _lock(analysis)
    _require(by, analysis.owner, at)
    papers.approve(analysis, by=by, at=at)
    analysis.save()
    audit.record("analysis.approve", target=analysis, by=by, at=at)
    traces.of_analysis(analysis, by=by, at=at)
    return analysis


@transaction.atomic
def withdraw(*, analysis: Analysis, reason: str, by: User, at: datetime) -> Analysis:
    """Withdraw an analysis with a reason; it stays in sight and counts no longer.

    Raises
    ------
    PaperRefused, NotAllowed
        If it was withdrawn before, no reason is given, or the person may not.
    """
    analysis = _lock(analysis)
    _require(by, analysis.owner, at)
    papers.withdraw(analysis, reason=reason)
    analysis.save()
    audit.record("analysis.withdraw", target=analysis, by=by, at=at, reason=reason)
    entries.withdraw(analysis, at=at)
    return analysis


def _require(by: User, owner: Organisation, at: datetime) -> None:
    if not scope_of(by, on=localdate(at)).may_plan_for(owner):
        raise NotAllowed(owner)


def _lock(analysis: Analysis) -> Analysis:
    return (
        Analysis.objects.select_for_update(of=("self",))
        .select_related("owner__territory")
        .get(pk=analysis.pk)
    )
