"""Write and withdraw entries. Every register calls these in its own transaction.

What follows from an entry (obligations, indicators) is none of the registers' business: apps
downstream listen to ``entry_changed``, which is sent after the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import models, transaction
from django.dispatch import Signal

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.staff.models import Person
from opora.methodology.registers import load_registers

entry_changed = Signal()
"""Sent after the commit with ``entries``: the primary keys of entries that changed."""

TITLE = 300


@dataclass(frozen=True, slots=True)
class Part:
    """Whom an entry concerns; a person always with the organisation they stand for."""

    organisation: Organisation
    person: Person | None = None
    role: str = EntryPart.Role.SERVED
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a register tells of one of its rows. ``hours`` [h], ``amount`` [people]."""

    register: str
    type: str
    owner: Organisation
    day: date
    title: str
    until: date | None = None
    topic: str = ""
    hours: Decimal | None = None
    amount: int | None = None
    state: str = Entry.State.DONE
    facts: Mapping[str, Any] = field(default_factory=dict)


def source_of(row: models.Model) -> str:
    """Return the name by which an entry knows the row it comes from.

    Examples
    --------
    >>> source_of(Organisation(pk=12))
    'organisations.organisation:12'
    """
    return f"{row._meta.label_lower}:{row.pk}"  # noqa: SLF001  # Django's documented API


@transaction.atomic
def put(
    row: models.Model,
    trace: Trace,
    *,
    parts: Iterable[Part] = (),
    by: User | None,
    at: datetime,
) -> Entry:
    """Write the entry of a row, or bring it up to date; doing it twice changes nothing.

    Raises
    ------
    MethodologyError
        If the register or the type is not in ``registers.yaml``.
    """
    register = load_registers().find(trace.register)
    register.type_title(trace.type)
    values = {
        "register": trace.register, "owner": trace.owner,
        "territory_id": trace.owner.territory_id, "day": trace.day, "until": trace.until,
        "title": trace.title[:TITLE], "topic": trace.topic, "hours": trace.hours,
        "amount": trace.amount, "state": trace.state, "secret": register.rows == "school",
        "facts": dict(trace.facts), "changed_at": at,
    }  # fmt: skip
    entry, _ = Entry.objects.update_or_create(
        source=source_of(row),
        type=trace.type,
        defaults=values,
        create_defaults=values | {"entered_by": by, "entered_at": at},
    )
    _put_parts(entry, parts)
    _tell([entry.pk])
    return entry


@transaction.atomic
def withdraw(row: models.Model, *, at: datetime, type: str | None = None) -> int:  # noqa: A002
    """Withdraw the entries of a row (of one type, or all); return how many.

    What they fulfilled is taken back by those who listen.
    """
    standing = Entry.objects.filter(source=source_of(row)).exclude(state=Entry.State.WITHDRAWN)
    if type is not None:
        standing = standing.filter(type=type)
    found = list(standing.values_list("pk", flat=True))
    Entry.objects.filter(pk__in=found).update(state=Entry.State.WITHDRAWN, changed_at=at)
    _tell(found)
    return len(found)


def _put_parts(entry: Entry, parts: Iterable[Part]) -> None:
    wanted = {
        (one.organisation.pk, one.person.pk if one.person else None, one.role): one.amount
        for one in parts
    }
    for old in entry.parts.all():
        key = (old.organisation_id, old.person_id, old.role)
        if key in wanted and wanted[key] == old.amount:
            del wanted[key]
        else:
            old.delete()
    EntryPart.objects.bulk_create(
        EntryPart(
            entry=entry,
            organisation_id=organisation,
            person_id=person,
            role=role,
            amount=amount,
        )
        for (organisation, person, role), amount in wanted.items()
    )


def _tell(entries: list[int]) -> None:
    if entries:
        transaction.on_commit(
            partial(entry_changed.send, sender=Entry, entries=tuple(entries)), robust=True
        )
