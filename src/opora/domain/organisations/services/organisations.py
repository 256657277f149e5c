"""Everything that may happen to an organisation: it appears, changes, closes, is succeeded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain import refusals
from opora.domain.organisations.access import MUNICIPAL_ROLES, scope_of
from opora.domain.organisations.models import Organisation, OrganisationCode, Territory
from opora.domain.people import audit
from opora.domain.people.models import User

FIELDS = (
    "kind", "name", "short_name", "aliases", "address", "pupils", "latitude", "longitude",
)  # fmt: skip
"""What ``edit`` may change."""


class NotAllowed(refusals.NotAllowed):
    """The person does not keep the list of organisations of this territory."""

    def __init__(self, territory: Territory) -> None:
        super().__init__(
            f"У вас нет права менять список организаций ({territory.name}). "
            "Это делают сотрудники управления образования и региональный координатор."
        )


class NameTaken(refusals.Refused):
    """The territory has an organisation of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Организация «{name}» уже есть в списке.")


class AlreadyClosed(refusals.Refused):
    """The organisation was closed before."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            f"«{organisation.short_name}» уже закрыта с {organisation.closed_on:%d.%m.%Y}."
        )


class WrongSuccessor(refusals.Refused):
    """An organisation succeeds neither itself nor one that came from it."""

    def __init__(self) -> None:
        super().__init__(
            "Организация не может быть преемником самой себя или своего преемника."
        )


def check_right(user: User, territory: Territory, *, at: datetime) -> None:
    """Refuse a person who does not keep the lists of the territory."""
    scope = scope_of(user, on=localdate(at))
    municipal = {m.organisation.territory_id for m in scope.in_roles(MUNICIPAL_ROLES)}
    mine = municipal | scope.regions
    if user.is_superuser or territory.pk in mine or territory.parent_id in scope.regions:
        return
    raise NotAllowed(territory)


@transaction.atomic
def add(
    *, territory: Territory, by: User, at: datetime,
    codes: Mapping[str, str] | None = None, **fields: Any,
) -> Organisation:  # fmt: skip
    """Add an organisation with its codes (scheme → value).

    Raises
    ------
    NameTaken
        If the territory has one of this name.
    NotAllowed
        If the person does not keep the list of the territory.
    """
    check_right(by, territory, at=at)
    Territory.objects.select_for_update().get(pk=territory.pk)
    _refuse_name(territory, fields["name"])
    organisation = Organisation.objects.create(territory=territory, **fields)
    set_codes(organisation, codes or {})
    after = {"name": organisation.name, "kind": organisation.kind, **(codes or {})}
    audit.record("organisation.add", target=organisation, by=by, at=at, after=after)
    return organisation


@transaction.atomic
def edit(
    *, organisation: Organisation, by: User, at: datetime,
    codes: Mapping[str, str] | None = None, **fields: Any,
) -> Organisation:  # fmt: skip
    """Change what is said of an organisation; saying the same again leaves no trace.

    Raises
    ------
    NameTaken
        If the new name is that of another organisation.
    NotAllowed
        If the person does not keep the list of the territory.
    """
    organisation = _locked(organisation, by=by, at=at)
    if fields.get("name", organisation.name) != organisation.name:
        _refuse_name(organisation.territory, fields["name"])
    known = codes_of(organisation) if codes else {}
    before, after = audit.changes(
        {name: getattr(organisation, name) for name in fields}
        | {c: known.get(c) for c in codes or {}},
        {**fields, **(codes or {})},
    )
    if not after:
        return organisation
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(fields) or None)
    set_codes(organisation, codes or {})
    audit.record(
        "organisation.edit", target=organisation, by=by, at=at, before=before, after=after
    )
    return organisation


@transaction.atomic
def close(
    *, organisation: Organisation, on: date, by: User, at: datetime, reason: str
) -> Organisation:
    """Close an organisation from a day on; its history stays.

    Raises
    ------
    AlreadyClosed
        If it was closed before.
    """
    organisation = _locked(organisation, by=by, at=at)
    if organisation.closed_on is not None:
        raise AlreadyClosed(organisation)
    organisation.closed_on = on
    organisation.save(update_fields=["closed_on"])
    audit.record(
        "organisation.close",
        target=organisation,
        by=by,
        at=at,
        after={"closed_on": on},
        reason=reason,
    )
    return organisation


@transaction.atomic
def succeed(
    *, organisation: Organisation, predecessor: Organisation, by: User, at: datetime
) -> Organisation:
    """Say that an organisation came from another one, so that plans and history follow it.

    Raises
    ------
    WrongSuccessor
        If the two are one, or the predecessor itself came from the organisation.
    """
    organisation = _locked(organisation, by=by, at=at)
    if organisation.pk in _line_of(predecessor):
        raise WrongSuccessor
    before = {"predecessor": organisation.predecessor}
    organisation.predecessor = predecessor
    organisation.save(update_fields=["predecessor"])
    after = {"predecessor": predecessor}
    audit.record(
        "organisation.succeed", target=organisation, by=by, at=at, before=before, after=after
    )
    return organisation


def _line_of(organisation: Organisation) -> set[int]:
    """Return the organisation and all from which it came, as the database knows them now."""
    line: set[int] = set()
    pk: int | None = organisation.pk
    while pk is not None and pk not in line:
        line.add(pk)
        pk = Organisation.objects.values_list("predecessor", flat=True).get(pk=pk)
    return line


def codes_of(organisation: Organisation) -> dict[str, str]:
    """Return the codes in use: scheme → value."""
    return dict(organisation.codes.filter(until=None).values_list("scheme", "value"))


def set_codes(organisation: Organisation, codes: Mapping[str, str]) -> None:
    """Put the codes in place of those of the same schemes; empty ones are left alone."""
    for scheme, value in codes.items():
        if value:
            others = organisation.codes.filter(scheme=scheme, until=None).exclude(value=value)
            others.delete()
            OrganisationCode.objects.get_or_create(
                organisation=organisation, scheme=scheme, value=value
            )


def _locked(organisation: Organisation, *, by: User, at: datetime) -> Organisation:
    organisation = (
        Organisation.objects.select_for_update(of=("self",))
        .select_related("territory")
        .get(pk=organisation.pk)
    )
    check_right(by, organisation.territory, at=at)
    return organisation


def _refuse_name(territory: Territory, name: str) -> None:
    if Organisation.objects.filter(territory=territory, name=name).exists():
        raise NameTaken(name)
