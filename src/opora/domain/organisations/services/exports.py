"""Lists of a territory as tables in the form that ``imports`` reads back without a change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from opora.domain.organisations.models import Membership, Organisation, Role, Territory
from opora.domain.organisations.roster import Kind
from opora.domain.organisations.roster_template import filled_xlsx


def list_xlsx(kind: Kind, territory: Territory, *, on: date) -> bytes:
    """Return the organisations, or the people in their roles, of a territory on a day.

    Parameters
    ----------
    kind : {"organisations", "people"}
        Of what the list is.
    territory : Territory
        Whose list it is.
    on : date
        The day: what is closed or over by then is left out.
    """
    rows = _organisations if kind == "organisations" else _people
    return filled_xlsx(kind, rows(territory, on))


def _organisations(territory: Territory, on: date) -> Iterator[dict[str, str]]:
    found = Organisation.objects.open_on(on).filter(territory=territory)
    for one in found.prefetch_related("codes").order_by("kind", "name"):
        codes = {code.scheme: code.value for code in one.codes.all() if code.until is None}
        yield {
            "name": one.name,
            "short_name": one.short_name,
            "kind": one.get_kind_display(),
            "address": one.address,
            "pupils": "" if one.pupils is None else str(one.pupils),
            "aliases": "; ".join(one.aliases),
            **codes,
        }


def _people(territory: Territory, on: date) -> Iterator[dict[str, str]]:
    found = Membership.objects.on(on).filter(organisation__territory=territory)
    order = ("user__last_name", "user__first_name", "pk")
    for member in found.select_related("user", "organisation").order_by(*order):
        user = member.user
        yield {
            "full_name": " ".join(
                filter(None, [user.last_name, user.first_name, user.patronymic])
            ),
            "email": user.email,
            "organisation": member.organisation.name,
            "role": Role(member.role).label,
            "post": member.post,
            "since": _day(member.since),
            "until": _day(member.until),
        }


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
