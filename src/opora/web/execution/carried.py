"""By what an obligation is carried out: its binding, progress, entries, and where to do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.roadmaps.models import Binding, Fulfilment, Obligation, Progress
from opora.domain.roadmaps.services.fulfilment.ahead import planned_for
from opora.methodology.registers import load_registers
from opora.web.execution.found import Rights
from opora.web.registers.addresses import address_of
from opora.web.registers.doors import begun, opened

SHOWN = 30
AHEAD = 5
_TITLE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """An entry that counts; its address is empty where the person may not open it."""

    entry: Entry
    late: bool
    address: str


@dataclass(frozen=True, slots=True)
class Door:
    """Where an entry of one type is begun, and what it is called."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What the block of an obligation shows.

    ``inside`` says that its entries stay in the school and the reader is not of it: neither
    rows nor their number are shown, only whether it is enough.
    """

    binding: Binding
    inside: bool
    progress: Progress | None
    words: str
    lines: tuple[Line, ...]
    more: int
    ahead: tuple[Line, ...]
    doors: tuple[Door, ...]
    opened: str


def carried_of(
    obligation: Obligation, user: User, rights: Rights, *, on: date
) -> Carried | None:
    """Return the block, or None for a measure that is bound to no register."""
    found = Binding.objects.select_related("measure__edition__roadmap__owner__territory")
    binding = found.filter(measure=obligation.measure_id).first()
    if binding is None or not binding.register:
        return None
    progress = Progress.objects.filter(obligation=obligation).first()
    inside = _stays_inside(binding, obligation, user, on=on)
    lines = () if inside else tuple(_lines(obligation, user, on=on))
    total = obligation.fulfilments.count() if len(lines) == SHOWN else len(lines)
    may_do = rights.reports and obligation.state in Obligation.OWED
    return Carried(
        binding=binding,
        inside=inside,
        progress=progress,
        words=progress.words(binding) if progress else "",
        lines=lines,
        more=total - len(lines),
        ahead=tuple(_ahead(obligation, binding, user, on=on))
        if progress and progress.planned and not inside
        else (),
        doors=tuple(_doors(binding, obligation)) if may_do else (),
        opened=opened(binding.register),
    )


def _stays_inside(binding: Binding, obligation: Obligation, user: User, *, on: date) -> bool:
    if load_registers().find(binding.register).rows != "school":
        return False
    scope = scope_of(user, on=on)
    return obligation.organisation_id not in scope.own - scope.curated


def _lines(obligation: Obligation, user: User, *, on: date) -> list[Line]:
    rows = list(
        Fulfilment.objects.filter(obligation=obligation)
        .select_related("entry__owner")
        .order_by("entry__day", "pk")[:SHOWN]
    )
    seen = _seen([row.entry for row in rows], user, on=on)
    return [Line(row.entry, row.late, seen.get(row.entry_id, "")) for row in rows]


def _ahead(obligation: Obligation, binding: Binding, user: User, *, on: date) -> list[Line]:
    """Give what is begun and waits to be signed, held or approved."""
    rows = planned_for(obligation, binding, most=AHEAD)
    seen = _seen(rows, user, on=on)
    return [Line(row, late=False, address=seen.get(row.pk, "")) for row in rows]


def _seen(rows: Sequence[Entry], user: User, *, on: date) -> dict[int, str]:
    """Return the addresses of those entries that the person may open."""
    known = Entry.objects.visible_to(user, on=on).filter(pk__in=[row.pk for row in rows])
    seen = set(known.values_list("pk", flat=True))
    return {row.pk: address_of(row) for row in rows if row.pk in seen}


def _doors(binding: Binding, obligation: Obligation) -> list[Door]:
    """Give the forms that begin what is missing, filled with what is known."""
    shelf = load_registers().find(binding.register)
    is_school = obligation.organisation.kind == Organisation.Kind.SCHOOL
    known = {
        "title": obligation.measure.text[:_TITLE],
        "school": obligation.organisation_id if is_school else "",
        "next": reverse("obligation", args=[obligation.pk]),
    }
    if binding.register == "monitoring":
        known["roadmap"] = obligation.roadmap_id
    types = [one for one in shelf.types if not binding.types or one.code in binding.types]
    if not binding.types:
        address = begun(binding.register, "", **known)
        return [Door(shelf.title.lower(), address)] if address else []
    found = [Door(one.title, begun(binding.register, one.code, **known)) for one in types]
    return [door for door in found if door.address]
