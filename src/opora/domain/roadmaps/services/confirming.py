"""How a plan begins: from a draft that a person has checked, or empty in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.acts.models import Act, Draft
from opora.domain.acts.services import acts
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Edition, Obligation, Roadmap
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.services import intake

Status = Edition.Status
_LEVELS = {
    Organisation.Kind.REGIONAL: Roadmap.Level.REGION,
    Organisation.Kind.SCHOOL: Roadmap.Level.SCHOOL,
}
_ACT_KINDS = {
    "приказ": Act.Kind.ORDER,
    "распоряжение": Act.Kind.DIRECTIVE,
    "постановление": Act.Kind.RESOLUTION,
    "протокол": Act.Kind.MINUTES,
    "письмо": Act.Kind.LETTER,
    "план": Act.Kind.PLAN,
    "дорожная карта": Act.Kind.PLAN,
}


class AlreadyConfirmed(Refused):
    """The draft was confirmed before, perhaps by somebody else a moment ago."""

    def __init__(self) -> None:
        super().__init__(
            "Этот документ уже подтверждён: карта по нему создана, вторая не нужна."
        )


class DraftNotReady(Refused):
    """The draft is not read yet, refused, or put aside."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            f"Подтвердить нельзя: документ в состоянии «{draft.get_status_display()}»."
        )


class AlreadyAmended(Refused):
    """A draft of the next edition is under way."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(
            f"Редакция {edition.number} уже готовится. Правьте её или удалите черновик."
        )


@transaction.atomic
def create_from_draft(  # noqa: PLR0913  # the plan may be new or continue one that is there
    *,
    draft: Draft,
    owner: Organisation,
    by: User,
    at: datetime,
    roadmap: Roadmap | None = None,
    parent: Obligation | None = None,
) -> Edition:
    """Make a plan of a reading that a person has checked, and register its act.

    Parameters
    ----------
    draft : Draft
        Ready; its ``current`` JSON is taken as it stands.
    owner : Organisation
        Whose plan it is; the level follows from its kind.
    roadmap : Roadmap, optional
        The plan whose next edition this is, if it is not a new one.
    parent : Obligation, optional
        The obligation of the level above that the new plan carries out.

    Raises
    ------
    AlreadyConfirmed
        If the draft was confirmed before, also by a concurrent request.
    DraftNotReady, PeriodMissing, NoMeasures, AlreadyAmended, NotAllowed
        If there is nothing to make a plan of, or no right to.
    """
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if draft.status == Draft.Status.CONFIRMED:
        raise AlreadyConfirmed
    if draft.status != Draft.Status.READY or draft.current is None:
        raise DraftNotReady(draft)
    require_planning(by, owner, at=at)
    reading = draft.current
    start, end = intake.period_of(reading)

    act = _register_act(draft, reading, owner, by=by, at=at)
    title = intake.title_of(reading)
    plan = roadmap or _add_roadmap(owner, title, by=by, at=at, parent=parent)
    edition = add_edition(plan, title=title, start=start, end=end)
    edition.draft, edition.act = draft, act
    edition.columns = (reading.get("roadmap") or {}).get("columns") or []
    edition.save()
    intake.fill(edition, reading, owner, on=localdate(at))
    if before := in_force(plan):
        intake.link_lineage(edition, before)

    draft.status, draft.act, draft.changed_at = Draft.Status.CONFIRMED, act, at
    draft.version += 1
    draft.save()
    audit.record("draft.confirm", target=draft, by=by, at=at, after={"edition": edition.pk})
    audit.record("edition.create", target=edition, by=by, at=at, after={"draft": draft.pk})
    return edition


@transaction.atomic
def create_roadmap(  # noqa: PLR0913  # the words on the first page of a plan
    *,
    owner: Organisation,
    title: str,
    start: date,
    end: date,
    by: User,
    at: datetime,
    parent: Obligation | None = None,
) -> Edition:
    """Begin an empty plan that is written in the browser."""
    require_planning(by, owner, at=at)
    if end < start:
        raise intake.PeriodMissing
    plan = _add_roadmap(owner, title, by=by, at=at, parent=parent)
    edition = add_edition(plan, title=title, start=start, end=end)
    audit.record("edition.create", target=edition, by=by, at=at)
    return edition


def _add_roadmap(
    owner: Organisation, title: str, *, by: User, at: datetime, parent: Obligation | None
) -> Roadmap:
    kind = Organisation.Kind(owner.kind)
    return Roadmap.objects.create(
        level=_LEVELS.get(kind, Roadmap.Level.MUNICIPALITY),
        owner=owner,
        title=title,
        parent=parent,
        created_by=by,
        created_at=at,
    )


def add_edition(roadmap: Roadmap, *, title: str, start: date, end: date) -> Edition:
    """Add the next edition; one that is being prepared must be finished first."""
    Roadmap.objects.select_for_update(of=("self",)).get(pk=roadmap.pk)
    pending = roadmap.editions.filter(
        status__in=[Status.DRAFT, Status.ON_APPROVAL, Status.ENTERING]
    ).first()
    if pending is not None:
        raise AlreadyAmended(pending)
    last = roadmap.editions.order_by("-number").values_list("number", flat=True).first() or 0
    return Edition.objects.create(
        roadmap=roadmap, number=last + 1, title=title, start=start, end=end
    )


def in_force(roadmap: Roadmap) -> Edition | None:
    """Return the edition by which people work today."""
    return roadmap.editions.filter(status=Status.IN_FORCE).first()


def _register_act(
    draft: Draft, reading: Mapping[str, Any], issuer: Organisation, *, by: User, at: datetime
) -> Act:
    document = reading.get("document") or {}
    signatory = document.get("signatory") or {}
    control = document.get("control") or {}
    printed = document.get("date")
    return acts.register(
        kind=_ACT_KINDS.get(str(document.get("kind") or "").lower(), Act.Kind.OTHER),
        number=str(document.get("number") or ""),
        date=date.fromisoformat(printed) if printed else None,
        issuer=issuer,
        title=str(document.get("title") or intake.title_of(reading)),
        by=by,
        at=at,
        points=document.get("orders") or (),
        links=[
            acts.Link(kind="basis", printed=str(basis.get("text") or basis.get("number") or ""))
            for basis in document.get("basis") or ()
            if basis.get("text") or basis.get("number")
        ],
        file=draft.file,
        file_name=draft.file_name,
        issuer_printed=str(document.get("organization") or "")[:400],
        place=str(document.get("place") or "")[:120],
        signatory_post=str(signatory.get("post") or "")[:200],
        signatory_name=str(signatory.get("name") or "")[:120],
        controller=str(control.get("who") or control.get("text") or "")[:300],
    )
