"""Links by which parents read the plan of their child: signed, for a time, revocable.

The link holds a signed number and nothing else; what it opens shows no name.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.pupils.models import Opening, ParentLink, PlanPupil, PupilPlan
from opora.domain.pupils.services.own import require_own
from opora.domain.pupils.services.pupils import note_opening
from opora.domain.refusals import Refused
from opora.methodology.pupil_support import load_pupil_support

_SALT = "opora.pupils.parents"


class LinkRefused(Refused):
    """The link cannot be given; the sentence says why and what to do."""


class LinkClosed(Refused):
    """The link opens nothing: invented, revoked, expired, or its plan is no longer there."""


@transaction.atomic
def give(*, member: PlanPupil, by: User, at: datetime) -> ParentLink:
    """Give a link; those given before for the same child are revoked.

    Raises
    ------
    LinkRefused
        If the plan is not approved.
    """
    require_own(by, [member.pupil], at=at)
    if member.plan.status != PupilPlan.Status.ACTIVE:
        raise LinkRefused("Ссылку дают на действующий маршрут: сначала утвердите его.")
    member.links.filter(revoked_at=None).update(revoked_at=at)
    link = ParentLink.objects.create(
        member=member, created_by=by, created_at=at,
        expires_at=at + timedelta(days=load_pupil_support().parents_link_days),
    )  # fmt: skip
    audit.record("pupil_plan.link", target=member.plan, by=by, at=at)
    return link


@transaction.atomic
def revoke(*, link: ParentLink, by: User, at: datetime) -> None:
    """Close a link at once; closing it twice changes nothing."""
    require_own(by, [link.member.pupil], at=at)
    if link.revoked_at is None:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        audit.record("pupil_plan.unlink", target=link.member.plan, by=by, at=at)


def token_of(link: ParentLink) -> str:
    """Return what stands in the address of the page for parents."""
    return signing.Signer(salt=_SALT).sign(str(link.pk)).replace(":", "~")


def open_link(token: str, *, at: datetime) -> PlanPupil:
    """Return the child's place in a plan that a link opens, and note the opening.

    Raises
    ------
    LinkClosed
        If the link opens nothing; why is told to nobody.
    """
    try:
        number = signing.Signer(salt=_SALT).unsign(token.replace("~", ":"))
    except signing.BadSignature:
        raise LinkClosed from None
    rows = ParentLink.objects.select_related("member__plan__school", "member__pupil")
    link = rows.filter(pk=int(number)).first()
    if link is None or not link.is_live(at=at):
        raise LinkClosed
    if link.member.plan.status not in {PupilPlan.Status.ACTIVE, PupilPlan.Status.CLOSED}:
        raise LinkClosed
    note_opening([link.member.pupil], page=Opening.Page.PARENTS, by=None, at=at)
    return link.member
