"""Organisations, and whose key this is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Path, Query, Router, Schema

from opora.api.asking import Day, Id, Items, Part, one_of, part_of
from opora.api.keys import Bearer, KeyRequest
from opora.api.problems import REFUSALS, REFUSALS_OF_ONE
from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Territory
from opora.domain.people.models import ApiToken

router = Router(auth=Bearer(ApiToken.Scope.ORGANISATIONS), tags=["Организации"])
own = Router(auth=Bearer(), tags=["Ключ"])


KindOfTerritory = Annotated[Territory.Kind, one_of(Territory.Kind)]
KindOfOrganisation = Annotated[Organisation.Kind, one_of(Organisation.Kind)]


class KeyOut(Schema):
    """A key, without its secret."""

    name: str
    scopes: list[str]
    expires_at: datetime
    person: str


class TerritoryOut(Schema):
    """A municipality or a region."""

    id: int
    kind: KindOfTerritory
    name: str
    parent_id: int | None


class CodeOut(Schema):
    """A code in some register."""

    scheme: str
    value: str


class OrganisationOut(Schema):
    """A ministry, an authority, a methodical centre or a school."""

    id: int
    kind: KindOfOrganisation
    name: str
    short_name: str
    territory: TerritoryOut
    codes: list[CodeOut]
    address: str
    pupils: int | None
    latitude: float | None
    longitude: float | None
    predecessor_id: int | None
    closed_on: date | None


class OrganisationFilters(Part):
    """Which organisations."""

    kind: KindOfOrganisation | None = None
    territory_id: Id | None = None
    open_on: Day | None = None


@own.get("/me", response={200: KeyOut, 401: REFUSALS[401]}, summary="Чей это ключ")
def key(request: KeyRequest) -> KeyOut:
    """Say what the key opens and until when."""
    token = request.auth
    return KeyOut(
        name=token.name,
        scopes=token.scopes,
        expires_at=token.expires_at,
        person=request.user.short_name,
    )


@router.get(
    "/organisations",
    response={200: Items[OrganisationOut], **REFUSALS},
    summary="Организации",
)
def organisation_list(
    request: KeyRequest, asked: Query[OrganisationFilters]
) -> Items[OrganisationOut]:
    """List the organisations that the person sees."""
    seen = _seen(request)
    if asked.kind:
        seen = seen.filter(kind=asked.kind)
    if asked.territory_id:
        seen = seen.filter(territory=asked.territory_id)
    if asked.open_on:
        seen = seen.open_on(asked.open_on)
    found, after = part_of(seen, asked)
    return Items[OrganisationOut](items=[_out(one) for one in found], next=after)


@router.get(
    "/organisations/{organisation_id}",
    response={200: OrganisationOut, **REFUSALS_OF_ONE},
    summary="Организация",
)
def organisation(request: KeyRequest, organisation_id: Path[Id]) -> OrganisationOut:
    """Show one organisation."""
    return _out(get_object_or_404(_seen(request), pk=organisation_id))


def _seen(request: KeyRequest) -> OrganisationQuerySet:
    seen = Organisation.objects.visible_to(request.user, on=localdate())
    return seen.select_related("territory").prefetch_related("codes")


def _out(one: Organisation) -> OrganisationOut:
    place = one.territory
    return OrganisationOut(
        id=one.pk,
        kind=Organisation.Kind(one.kind),
        name=one.name,
        short_name=one.short_name,
        territory=TerritoryOut(
            id=place.pk,
            kind=Territory.Kind(place.kind),
            name=place.name,
            parent_id=place.parent_id,
        ),
        codes=[CodeOut(scheme=code.scheme, value=code.value) for code in one.codes.all()],
        address=one.address,
        pupils=one.pupils,
        latitude=one.latitude,
        longitude=one.longitude,
        predecessor_id=one.predecessor_id,
        closed_on=one.closed_on,
    )
