"""Warnings that a term ends."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate, now

from opora.domain.organisations.models import Membership, Role
from opora.domain.partnerships.models import Agreement
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.methodology.partnerships import load_partnerships

_TOLD = (Role.SCHOOL_HEAD, Role.COORDINATOR, Role.METHODIST)


def warn_of_ends() -> int:
    """Tell both sides once of agreements whose term ends soon; return how many."""
    at = now()
    soon = localdate(at) + timedelta(days=load_partnerships().warn_days)
    ending = Agreement.objects.filter(
        status=Agreement.Status.SIGNED, warned_at=None, until__lte=soon
    ).select_related("school", "leader")
    for agreement in ending:
        text = (
            f"Срок договора «{agreement}» кончается {agreement.until:%d.%m.%Y}. "
            "Подведите итог или продлите сотрудничество новым договором."
        )
        notices.tell_many(
            _people_of(agreement), kind="agreement.ends", text=text, at=at,
            key=f"agreement:{agreement.pk}:ends",
            address=f"/registers/agreements/{agreement.pk}/",
        )  # fmt: skip
        Agreement.objects.filter(pk=agreement.pk).update(warned_at=at)
    return len(ending)


def _people_of(agreement: Agreement) -> list[User]:
    sides = (agreement.school_id, agreement.leader_id, agreement.centre_id)
    members = Membership.objects.on(localdate()).filter(
        organisation__in=[side for side in sides if side], role__in=_TOLD
    )
    return list(User.objects.filter(memberships__in=members, is_active=True).distinct())
