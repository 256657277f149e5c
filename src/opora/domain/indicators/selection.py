"""Rows of the registers that a count asks for: who has what, straight from the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from opora.domain.indicators.counting import Row
from opora.domain.indicators.periods import Period
from opora.domain.indicators.places import Places
from opora.domain.organisations.models import Organisation
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.staff.models import Employment
from opora.methodology.indicator_formulas import CONCERNED, EntryCount

_STATES = {
    "done": (Entry.State.DONE,),
    "planned": (Entry.State.PLANNED, Entry.State.DONE),
}
_FETCH = 10_000


def entries_of(count: EntryCount, period: Period, *, on: date, prefix: str = "") -> Q:
    """Condition on entries (or on a path to one) that a count takes."""
    asked: dict[str, Any] = {"register": count.register, "state__in": _STATES[count.state]}
    if count.types:
        asked["type__in"] = count.types
    if count.topics:
        asked["topic__in"] = count.topics
    if count.hours_min is not None:
        asked["hours__gte"] = Decimal(str(count.hours_min))
    if count.when == "within":
        asked["day__range"] = (period.first, period.last)
        lasting = Q()
    else:
        end = period.end(on=on)
        held = period.first if count.when == "during" else end
        asked["day__lte"] = end
        lasting = Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": held})
    return Q(**{f"{prefix}{name}": value for name, value in asked.items()}) & lasting


def parts_of(count: EntryCount) -> Q:
    """Condition on the parts of an entry that a count takes: by role, and by who was there."""
    by_role = Q(role__in=count.roles)
    return by_role & Q(_with_partner()) if count.with_partner else by_role


def concerns_owner(count: EntryCount) -> bool:
    """Whether an entry that names nobody counts for the organisation that made it."""
    return bool(set(count.roles) & set(CONCERNED)) and not count.with_partner


def _with_partner() -> Exists:
    """Condition on a part: the other school of an agreement of its school was there too.

    The agreement was in effect on the day of the entry; its third side, a methodical centre,
    is at many meetings and makes none of them joint.
    """
    same_entry = OuterRef(OuterRef(OuterRef("entry")))
    came = EntryPart.objects.filter(entry=same_entry, organisation=OuterRef("organisation"))
    partner = EntryPart.objects.filter(
        Q(organisation=OuterRef(OuterRef("entry__owner"))) | Q(Exists(came)),
        ~Q(organisation=OuterRef("organisation")),
        entry=OuterRef("entry"), role=EntryPart.Role.SIDE,
        organisation__kind=Organisation.Kind.SCHOOL,
    )  # fmt: skip
    day = OuterRef("entry__day")
    # A register in an expression: for every part the few agreements of its school are looked
    # up, where by an index of registers the database would go through all agreements.
    sides = EntryPart.objects.annotate(register=Coalesce("entry__register", Value("")))
    agreed = sides.filter(
        Exists(partner), Q(entry__until=None) | Q(entry__until__gte=day),
        organisation=OuterRef("organisation"), role=EntryPart.Role.SIDE, entry__day__lte=day,
        register="agreements", entry__state=Entry.State.DONE,
    )  # fmt: skip
    return Exists(agreed)


def rows_of(count: EntryCount, places: Places, period: Period, *, on: date) -> Iterator[Row]:
    """Yield who has what of a count.

    An entry belongs to those it concerns; one that names nobody, to the organisation that made
    it.
    """
    if count.what == "amount":
        yield from _amounts(count, places, period, on=on)
        return
    if count.what == "organisations":
        yield from _concerned(count, places, period, on=on)
        return
    yield from _by_parts(count, places, period, on=on)
    if count.what != "people" and set(count.roles) & set(CONCERNED):
        yield from _by_owner(count, places, period, on=on)


def _concerned(count: EntryCount, places: Places, period: Period, *, on: date) -> Iterator[Row]:
    """Yield the organisations that have one such entry: the first found is enough."""
    taken = EntryPart.objects.filter(
        entries_of(count, period, on=on, prefix="entry__"), parts_of(count),
        organisation=OuterRef("pk"),
    )  # fmt: skip
    has_one = Q(Exists(taken))
    if concerns_owner(count):
        named = EntryPart.objects.filter(entry=OuterRef("pk"), role__in=count.roles)
        made = Entry.objects.filter(
            entries_of(count, period, on=on), ~Exists(named), owner=OuterRef("pk")
        )
        has_one |= Q(Exists(made))
    inside = Organisation.objects.filter(territory__in=places.territories)
    return (Row(pk, pk) for pk in inside.filter(has_one).values_list("pk", flat=True))


def _by_parts(count: EntryCount, places: Places, period: Period, *, on: date) -> Iterator[Row]:
    parts = EntryPart.objects.filter(
        _reach(places, "entry__"), entries_of(count, period, on=on, prefix="entry__"),
        places.condition("organisation"), role__in=count.roles,
    )  # fmt: skip
    if count.what == "people":
        parts = parts.filter(person__isnull=False)
        if count.posts:
            parts = parts.filter(_holds_post(count, places.on))
    names = _names(count, organisation="organisation_id", prefix="entry__")
    found = parts.values_list(*names).distinct().order_by()
    return _as_rows(count, found.iterator(_FETCH))


def _by_owner(count: EntryCount, places: Places, period: Period, *, on: date) -> Iterator[Row]:
    named = EntryPart.objects.filter(entry=OuterRef("pk"), role__in=count.roles)
    entries = Entry.objects.filter(
        _reach(places), entries_of(count, period, on=on), ~Exists(named),
        places.condition("owner"),
    )  # fmt: skip
    names = _names(count, organisation="owner_id")
    return _as_rows(count, entries.values_list(*names).distinct().order_by().iterator(_FETCH))


def _names(count: EntryCount, *, organisation: str, prefix: str = "") -> tuple[str, ...]:
    entry = f"{prefix}pk" if not prefix else "entry_id"
    named = {
        "entries": (entry,),
        "people": ("person_id",),
        "topics": (f"{prefix}topic",),
        "hours": (entry, f"{prefix}hours"),
    }
    return organisation, *named[count.what]


def _as_rows(count: EntryCount, found: Iterator[tuple[Any, ...]]) -> Iterator[Row]:
    if count.what == "hours":
        return (Row(one[0], one[1], one[2]) for one in found if one[2])
    if count.what == "topics":
        return (Row(one[0], one[1]) for one in found if one[1])
    return (Row(*one) for one in found)


def _amounts(count: EntryCount, places: Places, period: Period, *, on: date) -> Iterator[Row]:
    """Yield people by number and by name; where parts tell no number, that of the entry."""
    parts = EntryPart.objects.filter(
        Q(amount__isnull=False) | Q(person__isnull=False), role__in=count.roles
    )
    told = parts.filter(
        _reach(places, "entry__"), entries_of(count, period, on=on, prefix="entry__"),
        places.condition("organisation"),
    )  # fmt: skip
    names = ("pk", "organisation_id", "amount")
    for pk, organisation, amount in told.values_list(*names).order_by().iterator(_FETCH):
        yield Row(organisation, ("part", pk), 1 if amount is None else amount)
    whole = Entry.objects.filter(
        _reach(places), entries_of(count, period, on=on), places.condition("owner"),
        ~Exists(parts.filter(entry=OuterRef("pk"))), amount__isnull=False,
    )  # fmt: skip
    found = whole.values_list("owner_id", "pk", "amount").order_by()
    for owner, pk, amount in found.iterator(_FETCH):
        yield Row(owner, ("entry", pk), amount or 0)


def _reach(places: Places, prefix: str = "") -> Q:
    """In a whole region, entries of its organisations: an index leads straight to them."""
    return Q(**{f"{prefix}territory__in": places.territories}) if places.is_region else Q()


def _holds_post(count: EntryCount, on: date) -> Exists:
    return Exists(
        Employment.objects.on(on).filter(
            person=OuterRef("person"), organisation=OuterRef("organisation"),
            post__in=count.posts,
        )
    )  # fmt: skip


def headcount_rows(posts: tuple[str, ...], places: Places) -> Iterator[Row]:
    """Yield the people who hold one of these posts on the day of the places."""
    held = Employment.objects.on(places.on).filter(
        organisation__territory__in=places.territories, post__in=posts
    )
    found = held.values_list("organisation_id", "person_id").distinct().order_by()
    return (Row(*one) for one in found.iterator(_FETCH))
