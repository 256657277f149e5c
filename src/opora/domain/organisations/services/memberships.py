"""Roles of people in organisations: given for a time, and ended."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.organisations.services.organisations import NotAllowed, check_right
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused

__all__ = ["NotAllowed", "amend", "end", "grant"]

Kind = Organisation.Kind
_KINDS: dict[str, tuple[str, ...]] = {
    Role.REGIONAL_COORDINATOR: (Kind.REGIONAL,),
    Role.AUTHORITY_HEAD: (Kind.AUTHORITY,),
    Role.COORDINATOR: (Kind.AUTHORITY, Kind.METHODICAL),
    Role.METHODIST: (Kind.METHODICAL, Kind.AUTHORITY),
    Role.CURATOR: (Kind.SCHOOL,),
    Role.SCHOOL_HEAD: (Kind.SCHOOL,),
    Role.DEPUTY_HEAD: (Kind.SCHOOL,),
    Role.TEACHER: (Kind.SCHOOL,),
}
"""In organisations of which kinds a role makes sense; a role that is not listed, in any."""


class RoleDoesNotFit(Refused):
    """An organisation of this kind has nobody in this role."""

    def __init__(self, role: Role, organisation: Organisation) -> None:
        super().__init__(
            f"Роль «{role.label}» не подходит организации «{organisation.short_name}» "
            f"({organisation.get_kind_display().lower()})."
        )


class RoleGranted(Refused):
    """The person has the role in these days already."""

    def __init__(self, member: Membership) -> None:
        super().__init__(
            f"У этого человека уже есть роль «{Role(member.role).label}» в организации "
            f"«{member.organisation.short_name}»."
        )


class DaysInverted(Refused):
    """A term ends before it begins."""

    def __init__(self) -> None:
        super().__init__("Последний день роли раньше первого. Исправьте дни.")


def check_fit(role: Role, organisation: Organisation) -> None:
    """Refuse a role that an organisation of this kind does not have."""
    if organisation.kind not in _KINDS.get(role, Kind.values):
        raise RoleDoesNotFit(role, organisation)


@transaction.atomic
def grant(  # noqa: PLR0913  # who, where, as what, called how, from when, to when, by whom
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    by: User,
    at: datetime,
    post: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    """Give a person a role in an organisation. A role that had ended begins anew.

    Raises
    ------
    RoleGranted
        If the person has the role and it does not end before ``since``.
    RoleDoesNotFit, DaysInverted, NotAllowed
        If the role, the days or the right to give it are wrong.
    """
    check_right(by, organisation.territory, at=at)
    check_fit(role, organisation)
    if since and until and until < since:
        raise DaysInverted
    User.objects.select_for_update().get(pk=user.pk)
    member = (
        Membership.objects.filter(user=user, organisation=organisation, role=role)
        .select_related("organisation")
        .first()
    )
    if member is not None and not _over(member, since):
        raise RoleGranted(member)

    before = _term(member) if member else {}
    member = member or Membership(user=user, organisation=organisation, role=role)
    member.post, member.since, member.until = post, since, until
    member.save()
    audit.record(
        "membership.grant", target=member, by=by, at=at, before=before, after=_term(member)
    )
    return member


def _over(member: Membership, since: date | None) -> bool:
    return member.until is not None and since is not None and member.until < since


@transaction.atomic
def amend(  # noqa: PLR0913  # as grant
    *,
    membership: Membership,
    post: str,
    since: date | None,
    until: date | None,
    by: User,
    at: datetime,
) -> Membership:
    """Correct the post and the days of a role; saying the same again leaves no trace.

    Raises
    ------
    DaysInverted
        If the last day lies before the first.
    NotAllowed
        If the person does not keep the list of the territory.
    """
    member = _locked(membership, by=by, at=at)
    if since and until and until < since:
        raise DaysInverted
    before, after = audit.changes(
        {"post": member.post, "since": member.since, "until": member.until},
        {"post": post, "since": since, "until": until},
    )
    if after:
        member.post, member.since, member.until = post, since, until
        member.save(update_fields=["post", "since", "until"])
        audit.record(
            "membership.amend", target=member, by=by, at=at, before=before, after=after
        )
    return member


@transaction.atomic
def end(
    *, membership: Membership, on: date, by: User, at: datetime, reason: str = ""
) -> Membership:
    """End a role: ``on`` is its last day.

    Raises
    ------
    DaysInverted
        If the last day lies before the first.
    NotAllowed
        If the person does not keep the list of the territory.
    """
    member = _locked(membership, by=by, at=at)
    if member.since and on < member.since:
        raise DaysInverted
    before = _term(member)
    member.until = on
    member.save(update_fields=["until"])
    audit.record(
        "membership.end", target=member, by=by, at=at,
        before=before, after=_term(member), reason=reason,
    )  # fmt: skip
    return member


def _locked(membership: Membership, *, by: User, at: datetime) -> Membership:
    member = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation__territory")
        .get(pk=membership.pk)
    )
    check_right(by, member.organisation.territory, at=at)
    return member


def _term(member: Membership) -> dict[str, object]:
    return {
        "user": member.user_id,
        "organisation": member.organisation_id,
        "role": member.role,
        "post": member.post,
        "since": member.since,
        "until": member.until,
    }
