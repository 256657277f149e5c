"""The one gate: may this person see this, and why.

A person's scope follows from memberships in effect on a day. ``scope_of`` gives it, querysets'
``visible_to`` filter by it, and ``reason`` says for one thing in words why it is open. Apps
downstream register their own things with ``@reason.register``; what is not registered is
closed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import singledispatch

from django.db.models import Q

from opora.domain.organisations.models import Membership, Organisation, Role, Territory
from opora.domain.people.models import User

MUNICIPAL_ROLES = frozenset({Role.AUTHORITY_HEAD, Role.COORDINATOR, Role.METHODIST})
SCHOOL_ROLES = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD, Role.TEACHER, Role.EXPERT})
PLANNING_ROLES = frozenset({Role.COORDINATOR, Role.METHODIST})
CHECKING_ROLES = frozenset({Role.AUTHORITY_HEAD, Role.COORDINATOR, Role.METHODIST})
REPORTING_ROLES = frozenset(
    {Role.SCHOOL_HEAD, Role.DEPUTY_HEAD, Role.COORDINATOR, Role.METHODIST, Role.AUTHORITY_HEAD}
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a thing is open to a person, as a Russian sentence for the page."""

    role: str
    organisation: str
    sentence: str


@dataclass(frozen=True)
class Scope:
    """What a person's memberships open on one day."""

    user: User
    on: date
    memberships: tuple[Membership, ...]
    roles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(m.role for m in self.memberships))

    def in_roles(self, roles: frozenset[Role] | frozenset[str]) -> tuple[Membership, ...]:
        """Memberships in one of these roles."""
        return tuple(m for m in self.memberships if m.role in roles)

    @property
    def regions(self) -> frozenset[int]:
        """Regions the person coordinates."""
        found = self.in_roles(frozenset({Role.REGIONAL_COORDINATOR}))
        return frozenset(m.organisation.territory_id for m in found)

    @property
    def municipalities(self) -> frozenset[int]:
        """Municipalities the person works for."""
        return frozenset(m.organisation.territory_id for m in self.in_roles(MUNICIPAL_ROLES))

    @property
    def own(self) -> frozenset[int]:
        """Organisations the person is a member of, curated schools included."""
        return frozenset(m.organisation_id for m in self.memberships)

    @property
    def curated(self) -> frozenset[int]:
        """Schools the person is curator of."""
        found = self.in_roles(frozenset({Role.CURATOR}))
        return frozenset(m.organisation_id for m in found)

    def organisations(self, prefix: str = "") -> Q:
        """Condition on an organisation (or on a path ending in one) that is open."""
        if self.user.is_superuser:
            return Q()
        return (
            Q(**{f"{prefix}id__in": self.own})
            | Q(**{f"{prefix}territory__in": self.municipalities | self.regions})
            | Q(**{f"{prefix}territory__parent__in": self.regions})
        )

    def reason_for(self, organisation: Organisation) -> Reason | None:
        """Why the affairs of this organisation are open, or None."""
        for member in self.memberships:
            sentence = _sentence(member, organisation)
            if sentence:
                role = Role(member.role).label
                return Reason(role, member.organisation.short_name, sentence)
        if self.user.is_superuser:
            return Reason("Администратор", "", "Открыто: вы администратор системы.")
        return None

    def may_plan_for(self, organisation: Organisation) -> bool:
        """Whether the person may draw up and amend plans of this organisation."""
        if organisation.kind == Organisation.Kind.SCHOOL:
            heads = self.in_roles(frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD}))
            if any(m.organisation_id == organisation.pk for m in heads):
                return True
        return self._works_above(organisation, PLANNING_ROLES)

    def may_approve_for(self, organisation: Organisation) -> bool:
        """Whether the person may put a plan of this organisation in force."""
        return self._works_above(organisation, CHECKING_ROLES)

    def may_check(self, organisation: Organisation) -> bool:
        """Whether the person may accept or return what this organisation submits."""
        return organisation.pk in self.curated or self._works_above(
            organisation, CHECKING_ROLES
        )

    def may_report_for(self, organisation: Organisation) -> bool:
        """Whether the person may submit what this organisation owes."""
        return any(
            m.organisation_id == organisation.pk and m.role in REPORTING_ROLES | {Role.CURATOR}
            for m in self.memberships
        ) or (
            organisation.kind == Organisation.Kind.BODY
            and self._works_above(organisation, CHECKING_ROLES)
        )

    def _works_above(self, organisation: Organisation, roles: frozenset[Role]) -> bool:
        territories = {m.organisation.territory_id for m in self.in_roles(roles)}
        return (
            self.user.is_superuser
            or organisation.territory_id in territories | self.regions
            or organisation.territory.parent_id in self.regions
        )


def _sentence(member: Membership, organisation: Organisation) -> str | None:
    role = Role(member.role)
    if member.organisation_id == organisation.pk:
        if role == Role.CURATOR:
            return f"Открыто: вы куратор организации «{organisation.short_name}»."
        where = f"«{organisation.short_name}» ({role.label.lower()})"
        return f"Открыто: вы работаете в организации {where}."
    territory = member.organisation.territory
    if role in MUNICIPAL_ROLES and organisation.territory_id == territory.pk:
        return f"Открыто: {role.label.lower()} видит все организации ({territory.name})."
    if role == Role.REGIONAL_COORDINATOR and territory.pk in (
        organisation.territory_id,
        organisation.territory.parent_id,
    ):
        return (
            f"Открыто: региональный координатор видит организации региона ({territory.name})."
        )
    return None


def scope_of(user: User, *, on: date) -> Scope:
    """Return the scope of a person on a day; one query, kept on the user for the request."""
    cached: Scope | None = getattr(user, "_scope", None)
    if cached is not None and cached.on == on:
        return cached
    members = (
        Membership.objects.filter(user=user).on(on).select_related("organisation__territory")
        if user.pk and user.is_active
        else ()
    )
    scope = Scope(user, on, tuple(members))
    user._scope = scope  # type: ignore[attr-defined]  # noqa: SLF001  # kept for one request
    return scope


@singledispatch
def reason(thing: object, user: User, *, on: date) -> Reason | None:  # noqa: ARG001
    """Return why the person may see the thing, or None; what no app registered is closed."""
    return None


@reason.register
def _(thing: Organisation, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing)


@reason.register
def _(thing: Territory, user: User, *, on: date) -> Reason | None:
    scope = scope_of(user, on=on)
    if thing.pk in scope.municipalities | scope.regions or thing.parent_id in scope.regions:
        return Reason("", thing.name, f"Открыто: вы работаете для территории «{thing.name}».")
    return None
