"""The status of a school begins by an act and ends by an act; periods never overlap."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from opora.domain.acts.models import Act
from opora.domain.identification.models import Run, SchoolStatus
from opora.domain.identification.refusals import (
    IdentificationRefused,
    NotAllowed,
    WrongParameters,
)
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User


class StatusOverlaps(IdentificationRefused):
    """The school has, or had, the status on some of these days."""

    def __init__(self, standing: SchoolStatus) -> None:
        until = f" по {standing.until:%d.%m.%Y}" if standing.until else ""
        super().__init__(
            f"У школы «{standing.school.short_name}» уже есть статус "
            f"{standing.get_property_display()} с {standing.since:%d.%m.%Y}{until}. "
            "Периоды статуса не пересекаются."
        )


class StatusOver(IdentificationRefused):
    """The status ended before."""

    def __init__(self, status: SchoolStatus) -> None:
        super().__init__(f"Статус уже прекращён {status.until:%d.%m.%Y}.")


@transaction.atomic
def begin(  # noqa: PLR0913  # which property, of which school, since when, by which act
    *,
    school: Organisation,
    property: str,  # noqa: A002  # the word of the field
    act: Act,
    by: User,
    at: datetime,
    since: date | None = None,
    run: Run | None = None,
) -> SchoolStatus:
    """Begin a status of a school by an act.

    Parameters
    ----------
    property : SchoolStatus.Property
        ШНОР or ШНСУ; the two are independent of each other.
    since : date, optional
        The first day; the day of the act without it.

    Raises
    ------
    StatusOverlaps
        If the school has the status, or had it on that day or later.
    WrongParameters
        If the act is cancelled, or neither it nor the call names a day.
    NotAllowed
        If the person does not approve for the school.
    """
    _check(by, school, act, at=at)
    first = since or act.date
    if first is None:
        raise WrongParameters("У документа нет даты: укажите, с какого дня действует статус.")
    Organisation.objects.select_for_update(of=("self",)).get(pk=school.pk)
    _refuse_overlap(school, property, first)
    status = SchoolStatus(school=school, property=property, since=first, basis=act, run=run)
    try:
        with transaction.atomic():
            status.save()
    except IntegrityError as race:
        standing = SchoolStatus.objects.select_related("school")
        raise StatusOverlaps(
            standing.get(school=school, property=property, until=None)
        ) from race
    after = {"property": property, "since": first, "act": act.pk}
    audit.record("status.begin", target=status, by=by, at=at, after=after)
    return status


@transaction.atomic
def end(  # noqa: PLR0913  # which status, until when, by which act, with what known
    *,
    status: SchoolStatus,
    act: Act,
    by: User,
    at: datetime,
    until: date | None = None,
    note: dict[str, Any] | None = None,
) -> SchoolStatus:
    """End a status by an act; the period stays on record.

    Parameters
    ----------
    until : date, optional
        The first day without the status; the day of the act without it.
    note : dict, optional
        What is known of the improvement, see ``dynamics.exit_note``.

    Raises
    ------
    StatusOver
        If it ended before, also by a concurrent request.
    WrongParameters
        If it would end before it begins, the act is cancelled, or no day is named.
    NotAllowed
        If the person does not approve for the school.
    """
    status = (
        SchoolStatus.objects.select_for_update(of=("self",))
        .select_related("school__territory")
        .get(pk=status.pk)
    )
    _check(by, status.school, act, at=at)
    if status.until is not None:
        raise StatusOver(status)
    last = until or act.date
    if last is None:
        raise WrongParameters("У документа нет даты: укажите, по какой день действует статус.")
    if last < status.since:
        raise WrongParameters(
            f"Статус начался {status.since:%d.%m.%Y}: прекратить его раньше нельзя."
        )
    status.until, status.ended_by, status.exit_note = last, act, note or {}
    status.save(update_fields=["until", "ended_by", "exit_note"])
    audit.record(
        "status.end", target=status, by=by, at=at, after={"until": last, "act": act.pk}
    )
    return status


def _check(by: User, school: Organisation, act: Act, *, at: datetime) -> None:
    if not scope_of(by, on=localdate(at)).may_approve_for(school):
        raise NotAllowed(
            f"Статус школы «{school.short_name}» меняют начальник управления и координатор."
        )
    if act.status != Act.Status.IN_FORCE:
        raise WrongParameters(f"Документ «{act}» утратил силу: на нём статус не основывают.")


def _refuse_overlap(school: Organisation, kind: str, first: date) -> None:
    standing = (
        SchoolStatus.objects.filter(school=school, property=kind)
        .filter(Q(until=None) | Q(until__gt=first))
        .select_related("school")
        .order_by("since")
        .first()
    )
    if standing is not None:
        raise StatusOverlaps(standing)
