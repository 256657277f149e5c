"""Work that leaves traces: entries as any register writes them, and bound measures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from opora.domain.roadmaps.models import Binding, Edition, Obligation
from opora.domain.roadmaps.services import bindings, fulfilment
from tests import factories

LATER = factories.NOON + timedelta(days=1)


def record(  # a seminar with all that may be said of it
    owner: Organisation,
    *,
    by: User | None,
    day: date = date(2025, 11, 1),
    parts: Sequence[Part] = (),
    at: datetime = factories.NOON,
    row: Any = None,
    **trace: Any,
) -> Entry:
    """Write an entry as a register does, and follow it as the commit would."""
    said = {"register": "activities", "type": "seminar", "title": "Семинар «Чтение»"} | trace
    row = row or factories.make_act(owner)
    entry = entries.put(row, Trace(owner=owner, day=day, **said), parts=parts, by=by, at=at)
    fulfilment.follow([entry.pk], at=at)
    return entry


def withdraw(entry: Entry, *, at: datetime = LATER) -> None:
    """Withdraw an entry as its register does, and follow it."""
    label, _, key = entry.source.partition(":")
    assert label == "acts.act"
    entries.withdraw(factories.Act(pk=int(key)), at=at)
    fulfilment.follow([entry.pk], at=at)


def bind(edition: Edition, number: str, *, by: User, **chosen: Any) -> Binding:
    """Bind a measure as a methodist chooses."""
    measure = edition.measures.get(number=number)
    fields = {"register": "activities", "types": ["seminar"]} | chosen
    return bindings.set_binding(
        measure=measure, chosen=bindings.Chosen(**fields), by=by, at=factories.NOON
    )


def owed_of(edition: Edition, number: str, organisation: Organisation) -> Obligation:
    return Obligation.objects.select_related("progress").get(
        measure__edition=edition, measure__number=number, organisation=organisation
    )
