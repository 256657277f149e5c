"""Everything that may happen to an act: it is registered, and it loses its force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain import refusals
from opora.domain.acts.models import Act, ActLink, ActPoint, StoredFile
from opora.domain.acts.services import traces
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.registers.services import entries


class ActAlreadyRegistered(refusals.Refused):
    """An act of this issuer with this kind, number and date is in the registry."""

    def __init__(self, act: Act | None = None) -> None:
        self.act = act
        super().__init__(
            f"Документ «{act}» уже зарегистрирован. Откройте его или исправьте номер и дату."
            if act
            else "Документ с таким номером и датой уже зарегистрирован."
        )


class ActAlreadyCancelled(refusals.Refused):
    """The act lost its force before."""

    def __init__(self, act: Act) -> None:
        super().__init__(f"Документ «{act}» уже утратил силу.")


class NotAllowed(refusals.NotAllowed):
    """The person may not register or cancel acts of this organisation."""

    def __init__(self, issuer: Organisation) -> None:
        super().__init__(
            f"У вас нет права регистрировать документы организации «{issuer.short_name}». "
            "Обратитесь к муниципальному координатору."
        )


@dataclass(frozen=True, slots=True)
class Link:
    """How the act stands to another: one of the registry, or one known by its words only."""

    kind: str
    printed: str = ""
    other: Act | None = None


@transaction.atomic
def register(  # noqa: PLR0913  # the requisites of an act, each a word of its own
    *,
    kind: str,
    number: str,
    date: date | None,
    issuer: Organisation,
    title: str,
    by: User,
    at: datetime,
    points: Iterable[Mapping[str, Any]] = (),
    links: Iterable[Link] = (),
    file: StoredFile | None = None,
    file_name: str = "",
    **requisites: str,
) -> Act:
    """Enter an act into the registry.

    Parameters
    ----------
    kind : Act.Kind
        What it is.
    number : str
        As printed; empty if the act has none.
    points : iterable of mapping
        ``number``, ``text``, ``responsible``, ``schedule`` of each point, in order.
    links : iterable of Link
        Acts on which it rests, which it amends, cancels or approves.
    **requisites : str
        ``issuer_printed``, ``place``, ``signatory_post``, ``signatory_name``, ``controller``.

    Raises
    ------
    ActAlreadyRegistered
        If the registry has an act of the same issuer, kind, number and date.
    NotAllowed
        If the person neither plans nor approves for the issuer.
    """
    _check_right(by, issuer, at)
    norm = normal_number(number)
    _refuse_duplicate(kind=kind, number_norm=norm, date=date, issuer=issuer)

    act = Act(
        kind=kind, number=number.strip(), number_norm=norm, date=date, issuer=issuer,
        title=title.strip(), file=file, file_name=file_name,
        registered_by=by, registered_at=at, **requisites,
    )  # fmt: skip
    try:
        with transaction.atomic():
            act.save()
    except IntegrityError as race:
        raise ActAlreadyRegistered from race
    _add_points(act, points)
    _add_links(act, links)
    audit.record("act.register", target=act, by=by, at=at, after={"title": act.title})
    traces.of_act(act, by=by, at=at)
    return act


def _check_right(by: User, issuer: Organisation, at: datetime) -> None:
    scope = scope_of(by, on=localdate(at))
    if not (scope.may_plan_for(issuer) or scope.may_approve_for(issuer)):
        raise NotAllowed(issuer)


def normal_number(printed: str) -> str:
    """Return a number as it is compared: no white space, one dash, small letters.

    Examples
    --------
    >>> normal_number("№ 108 – ОД")
    '108-од'
    """
    flat = re.sub(r"[\s\u00ad]+|№", "", printed)
    return re.sub(r"[‐‑‒–—−]", "-", flat).lower()[:60]


def _refuse_duplicate(**key: Any) -> None:
    if not key["number_norm"]:
        return
    known = Act.objects.filter(**key).first()
    if known is not None:
        raise ActAlreadyRegistered(known)


def _add_points(act: Act, points: Iterable[Mapping[str, Any]]) -> None:
    ActPoint.objects.bulk_create(
        [
            ActPoint(
                act=act,
                order=order,
                number=str(point.get("number") or "")[:16],
                text=point.get("text") or "",
                responsible=list(point.get("responsible") or ()),
                schedule=list(point.get("schedule") or ()),
            )
            for order, point in enumerate(points, 1)
        ]
    )


def _add_links(act: Act, links: Iterable[Link]) -> None:
    ActLink.objects.bulk_create(
        [
            ActLink(act=act, kind=link.kind, printed=link.printed, other=link.other)
            for link in links
            if link.printed or link.other
        ]
    )


@transaction.atomic
def cancel(*, act: Act, by: User, at: datetime, reason: str) -> Act:
    """Enter that an act lost its force.

    Raises
    ------
    ActAlreadyCancelled
        If it lost its force before, also by a concurrent request.
    NotAllowed
        If the person neither plans nor approves for the issuer.
    """
    act = (
        Act.objects.select_for_update(of=("self",))
        .select_related("issuer__territory")
        .get(pk=act.pk)
    )
    _check_right(by, act.issuer, at)
    if act.status == Act.Status.CANCELLED:
        raise ActAlreadyCancelled(act)

    act.status = Act.Status.CANCELLED
    act.save(update_fields=["status"])
    audit.record(
        "act.cancel", target=act, by=by, at=at, reason=reason,
        before={"status": Act.Status.IN_FORCE}, after={"status": Act.Status.CANCELLED},
    )  # fmt: skip
    entries.withdraw(act, at=at)
    return act
