"""Everything that may happen to an edition of a roadmap, from a confirmed draft to its end."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Literal

from django.db import transaction
from django.utils.timezone import localdate
from django_q.tasks import async_task

from opora.domain.acts.models import Act
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Binding, Edition, Obligation, Roadmap
from opora.domain.roadmaps.permissions import require_approval, require_planning
from opora.domain.roadmaps.services import (
    fulfilment,
    generation,
    intake,
    measuring,
    obligations,
    traces,
)
from opora.domain.roadmaps.services.bindings import propose_for
from opora.domain.roadmaps.services.carrying import Carried, carry_over, waive_quietly
from opora.domain.roadmaps.services.confirming import (
    AlreadyAmended,
    AlreadyConfirmed,
    DraftNotReady,
    add_edition,
    create_from_draft,
    create_roadmap,
    in_force,
)
from opora.domain.roadmaps.services.copies import copy_rows
from opora.domain.roadmaps.services.drafting import EditionNotDraft, lock, lock_draft
from opora.domain.roadmaps.services.past import waive_past

__all__ = [
    "ActNeeded",
    "AlreadyAmended",
    "AlreadyConfirmed",
    "DraftNotReady",
    "EditionNotDraft",
    "NothingToApprove",
    "Past",
    "WrongStatus",
    "amend",
    "approve",
    "close",
    "create_from_draft",
    "create_roadmap",
    "discard",
    "enter_force",
    "send_for_approval",
    "set_period",
    "take_back",
]

Past = Literal["keep", "waive"]
Status = Edition.Status
ENTER_JOB = "opora.domain.roadmaps.jobs.enter_force"
AT_ONCE = 3000
"""Obligations that a page writes itself; more is work for a job."""


class WrongStatus(Refused):
    """The edition is not in the status that the step needs."""

    def __init__(self, edition: Edition, wish: str) -> None:
        status = edition.get_status_display().lower()
        super().__init__(f"{wish}: редакция {edition.number} сейчас в статусе «{status}».")


class NothingToApprove(Refused):
    """The edition holds no measure."""

    def __init__(self) -> None:
        super().__init__("Утверждать нечего: в карте нет ни одного мероприятия.")


class ActNeeded(Refused):
    """A plan in force changes by an act only."""

    def __init__(self) -> None:
        super().__init__(
            "Укажите документ, которым вносятся изменения: без него план не меняют."
        )


@transaction.atomic
def set_period(*, edition: Edition, start: date, end: date, by: User, at: datetime) -> Edition:
    """Change the days that a draft edition covers."""
    edition = lock_draft(edition)
    require_planning(by, edition.roadmap.owner, at=at)
    if end < start:
        raise intake.PeriodMissing
    before = {"start": edition.start.isoformat(), "end": edition.end.isoformat()}
    edition.start, edition.end = start, end
    edition.save()
    after = {"start": start.isoformat(), "end": end.isoformat()}
    audit.record("edition.set_period", target=edition, by=by, at=at, before=before, after=after)
    return edition


@transaction.atomic
def send_for_approval(*, edition: Edition, by: User, at: datetime) -> Edition:
    """Hand a draft edition to those who may approve it."""
    edition = lock_draft(edition)
    require_planning(by, edition.roadmap.owner, at=at)
    if not edition.measures.exists():
        raise NothingToApprove
    _set_status(edition, Status.ON_APPROVAL, "edition.send_for_approval", by=by, at=at)
    return edition


@transaction.atomic
def take_back(*, edition: Edition, by: User, at: datetime, reason: str = "") -> Edition:
    """Make an edition on approval a draft again, to correct it."""
    edition = lock(edition)
    require_planning(by, edition.roadmap.owner, at=at)
    if edition.status != Status.ON_APPROVAL:
        raise WrongStatus(edition, "Вернуть на доработку нельзя")
    _set_status(edition, Status.DRAFT, "edition.take_back", by=by, at=at, reason=reason)
    return edition


@transaction.atomic
def approve(
    *,
    edition: Edition,
    by: User,
    at: datetime,
    act: Act | None = None,
    past: Past = "keep",
) -> Edition:
    """Put an edition in force: its obligations begin, those of the edition before move over.

    A plan of a whole region takes longer than a page may: it is «вступает в силу» until the
    job has written its obligations, and the edition before stays in force until then.

    Parameters
    ----------
    edition : Edition
        A draft, or on approval.
    by, at : User, datetime
        Who approves, and when.
    act : Act, optional
        The document by which; the edition may have its own already.
    past : {"keep", "waive"}, default "keep"
        What becomes of new obligations whose day has passed: late, or waived with a reason.

    Raises
    ------
    WrongStatus, NothingToApprove, ActNeeded, NotAllowed
        If it is not open, empty, an amendment without an act, or not theirs to approve.
    ScheduleRefused
        If a measure has a schedule that gives no usable days.
    """
    edition = lock(edition)
    require_approval(by, edition.roadmap, at=at)
    if edition.status not in {Status.DRAFT, Status.ON_APPROVAL}:
        raise WrongStatus(edition, "Утвердить нельзя")
    if not edition.measures.exists():
        raise NothingToApprove
    edition.act = act or edition.act
    previous = in_force(edition.roadmap)
    if previous and edition.act in {None, previous.act} and not _is_of_school(edition):
        raise ActNeeded

    edition.approved_by, edition.approved_at = by, at
    edition.waive_past = past == "waive"
    _set_status(edition, Status.ENTERING, "edition.approve", by=by, at=at)
    if generation.how_many(edition, at=at) > AT_ONCE:
        transaction.on_commit(partial(async_task, ENTER_JOB, edition.pk))
        return edition
    return enter_force(edition=edition)


@transaction.atomic
def enter_force(*, edition: Edition) -> Edition:
    """Write the obligations of an approved edition; doing it again changes nothing."""
    edition = lock(edition)
    if edition.status != Status.ENTERING or not (edition.approved_by and edition.approved_at):
        return edition
    by, at = edition.approved_by, edition.approved_at
    previous = in_force(edition.roadmap)
    if previous:
        _set_status(previous, Status.SUPERSEDED, "edition.supersede", by=by, at=at)
    edition.in_force_since = localdate(at)
    _set_status(edition, Status.IN_FORCE, "edition.enter_force", by=by, at=at)
    _set_going(edition, previous, by=by, at=at)
    edition.roadmap.title = edition.title
    edition.roadmap.save(update_fields=["title"])
    obligations.answer_with_child(roadmap=edition.roadmap, by=by, at=at)
    propose_for(edition, by=by, at=at)
    fulfilment.follow_measures(Binding.objects.filter(measure__edition=edition), at=at)
    traces.of_edition(edition, by=by, at=at)
    if edition.roadmap.level == Roadmap.Level.MUNICIPALITY:
        measuring.take_targets(edition, by=by, at=at)
    return edition


def _is_of_school(edition: Edition) -> bool:
    return edition.roadmap.level == Roadmap.Level.SCHOOL


def _set_going(edition: Edition, previous: Edition | None, *, by: User, at: datetime) -> None:
    """Write occurrences and obligations; carry over those of the edition before."""
    occurrences = generation.add_occurrences(edition)
    owing = generation.parties_of(edition, at=at)
    parties = {measure.pk: those for measure, those in owing.items()}
    carried = Carried()
    if previous:
        carried = carry_over(previous, edition, occurrences, parties, by=by, at=at)
    known = frozenset(carried.moved)
    made = sum(
        generation.add_obligations(
            edition, occurrences.get(measure, ()), those, at=at, known=known
        )
        for measure, those in parties.items()
    )
    waived_past = waive_past(edition, by=by, at=at) if edition.waive_past else 0
    after = {
        "made": made,
        "waived_past": waived_past,
        "moved": len(carried.moved),
        "waived": carried.waived,
        "removed": carried.removed,
    }
    audit.record("edition.set_going", target=edition, by=by, at=at, after=after)


@transaction.atomic
def close(*, edition: Edition, reason: str, by: User, at: datetime) -> Edition:
    """End a plan in force; what is still owed is waived with the reason, in the open."""
    edition = lock(edition)
    require_approval(by, edition.roadmap, at=at)
    if edition.status != Status.IN_FORCE:
        raise WrongStatus(edition, "Закрыть нельзя")
    if not reason.strip():
        raise obligations.ReasonNeeded
    for obligation in Obligation.objects.filter(measure__edition=edition).open():
        waive_quietly(obligation, reason=f"Карта закрыта: {reason.strip()}", by=by, at=at)
    _set_status(edition, Status.CLOSED, "edition.close", by=by, at=at, reason=reason)
    return edition


@transaction.atomic
def amend(*, roadmap: Roadmap, by: User, at: datetime) -> Edition:
    """Begin the next edition as a copy of the one in force, each measure linked to its source.

    Raises
    ------
    WrongStatus
        If no edition is in force: a draft is edited, not amended.
    AlreadyAmended, NotAllowed
        If a next edition is under way, or the right is missing.
    """
    require_planning(by, roadmap.owner, at=at)
    current = in_force(roadmap)
    if current is None:
        last = roadmap.editions.order_by("number").last()
        raise WrongStatus(last or Edition(roadmap=roadmap), "Вносить изменения нельзя")
    edition = add_edition(roadmap, title=current.title, start=current.start, end=current.end)
    edition.columns = current.columns
    edition.save()
    copy_rows(current, edition, linked=True)
    audit.record("edition.amend", target=edition, by=by, at=at, before={"edition": current.pk})
    return edition


@transaction.atomic
def discard(*, edition: Edition, by: User, at: datetime) -> None:
    """Delete an amendment that was never approved; a first edition goes with its roadmap."""
    edition = lock_draft(edition)
    roadmap = edition.roadmap
    require_planning(by, roadmap.owner, at=at)
    audit.record("edition.discard", target=edition, by=by, at=at)
    edition.delete()
    if not roadmap.editions.exists():
        roadmap.delete()


def _set_status(  # noqa: PLR0913  # the parts of a trace
    edition: Edition, status: Status, action: str, *, by: User, at: datetime, reason: str = ""
) -> None:
    before = edition.status
    edition.status = status
    edition.save()
    audit.record(
        action, target=edition, by=by, at=at, reason=reason,
        before={"status": before}, after={"status": status.value},
    )  # fmt: skip
