"""Which entries of the registers count for a binding, and of whom shares are taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.models import Organisation
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services.entries import source_of
from opora.domain.roadmaps.counting import Trace
from opora.domain.roadmaps.models import Binding, Roadmap
from opora.domain.roadmaps.windows import Window
from opora.domain.staff.models import Employment
from opora.reading.words import lemmas

LISTED_ONE_BY_ONE = 60
"""Organisations asked for by name; more are found through their territory."""
_MOVED_BY = timedelta(days=14)
"""A deadline on a day off moves past the end of a term: who was at risk by then counts."""
_FIELDS = (
    "pk", "day", "title", "owner_id", "amount", "hours", "state", "entered_by_id", "changed_at",
)  # fmt: skip
_COUNTED_BY_PARTS = frozenset({Binding.Counts.ORGANISATIONS, Binding.Counts.PEOPLE})


def traces_of(
    binding: Binding, windows: Sequence[Window], organisations: Collection[int] | None
) -> list[Trace]:
    """Return the entries that count for a binding, done and planned.

    ``organisations`` narrows a binding in which each has its own; None means all in the
    territory of the plan.
    """
    if not windows:
        return []
    found = _of_type(binding, windows)
    rows: dict[int, dict[str, Any]] = {}
    for condition in _whose(binding, organisations):
        rows |= {row["pk"]: row for row in found.filter(condition).values(*_FIELDS)}
    kept = [row for row in rows.values() if _titled(row["title"], binding.words)]
    parts = _parts(binding, [row["pk"] for row in kept], organisations)
    return [_trace(row, parts.get(row["pk"], ()), binding) for row in kept]


def suits(binding: Binding, entry: Entry) -> bool:
    """Whether an entry is of the kind a binding counts, whosever and whenever it is."""
    return (
        entry.register == binding.register
        and (not binding.types or entry.type in binding.types)
        and (not binding.topic or entry.topic == binding.topic)
        and (binding.hours_min is None or (entry.hours or 0) >= binding.hours_min)
        and _titled(entry.title, binding.words)
    )


def _of_type(binding: Binding, windows: Sequence[Window]) -> QuerySet[Entry]:
    """Select entries of the kind; the order of the plan itself is not what it asks for."""
    first = min(window.first for window in windows)
    found = Entry.objects.filter(
        register=binding.register,
        state__in=[Entry.State.DONE, Entry.State.PLANNED],
        day__gte=first,
    )
    last = max(window.until for window in windows)
    if last != date.max:
        found = found.filter(day__lte=last)
    if own := binding.measure.edition.act:
        found = found.exclude(source=source_of(own))
    if binding.types:
        found = found.filter(type__in=binding.types)
    if binding.topic:
        found = found.filter(topic=binding.topic)
    if binding.hours_min is not None:
        found = found.filter(hours__gte=binding.hours_min)
    return found


def _titled(title: str, words: Sequence[str]) -> bool:
    return not words or not set(lemmas(title)).isdisjoint(words)


def _whose(binding: Binding, organisations: Collection[int] | None) -> Iterator[Q]:
    """Give conditions each of which one index answers; an entry may meet several."""
    roadmap = binding.measure.edition.roadmap
    if organisations is None and roadmap.level == Roadmap.Level.SCHOOL:
        organisations = [roadmap.owner_id]
    if organisations is not None and len(organisations) <= LISTED_ONE_BY_ONE:
        yield Q(owner__in=organisations)
        served = EntryPart.objects.filter(organisation__in=organisations)
        yield Q(pk__in=served.values("entry"))
        return
    here = roadmap.owner.territory
    below = list(here.children.values_list("pk", flat=True))
    yield Q(territory__in=[here.pk, *below])
    if here.parent_id is not None:
        ours = EntryPart.objects.filter(
            entry=OuterRef("pk"), organisation__territory__in=[here.pk, *below]
        )
        yield Q(Exists(ours), territory=here.parent_id)


def _parts(
    binding: Binding, entries: Sequence[int], organisations: Collection[int] | None
) -> dict[int, list[tuple[int, int | None, int | None]]]:
    if organisations is None and binding.counts not in _COUNTED_BY_PARTS:
        return {}
    found: dict[int, list[tuple[int, int | None, int | None]]] = defaultdict(list)
    for start in range(0, len(entries), 500):
        rows = EntryPart.objects.filter(entry__in=entries[start : start + 500])
        for entry, *part in rows.values_list("entry", "organisation", "person", "amount"):
            found[entry].append(tuple(part))  # type: ignore[arg-type]  # three columns
    return found


def _trace(
    row: dict[str, Any], parts: Sequence[tuple[int, int | None, int | None]], binding: Binding
) -> Trace:
    places = frozenset(part[0] for part in parts)
    amount = row["amount"] or sum(part[2] or 0 for part in parts)
    people = frozenset(part[1] for part in parts if part[1] is not None)
    if binding.register == "pupils" and not amount and not people:
        amount = 1
    return Trace(
        pk=row["pk"], day=row["day"], title=row["title"], owner=row["owner_id"],
        organisations=places or frozenset({row["owner_id"]}), people=people, amount=amount,
        hours=row["hours"] or Decimal(0), planned=row["state"] == Entry.State.PLANNED,
        entered_by=row["entered_by_id"], changed_at=row["changed_at"],
    )  # fmt: skip


class Denominators:
    """Of whom shares are taken: schools, their staff, or pupils at risk; loaded once."""

    def __init__(self, binding: Binding, obliged: Collection[int]) -> None:
        self._binding = binding
        self._schools = self._schools_of(obliged) if binding.denominator else []
        self._staff: dict[int, list[tuple[int, date | None, date | None]]] = defaultdict(list)
        if binding.denominator == Binding.Denominator.STAFF:
            posts = binding.posts or list(Employment.Post)
            rows = Employment.objects.filter(organisation__in=self._schools, post__in=posts)
            for place, *work in rows.values_list("organisation", "person", "since", "until"):
                self._staff[place].append(tuple(work))  # type: ignore[arg-type]  # three columns

    def of(self, organisation: int | None, day: date) -> int:
        """Return the denominator on a day, of one organisation or of all together."""
        match self._binding.denominator:
            case Binding.Denominator.SCHOOLS:
                return len(self._schools) if organisation is None else 1
            case Binding.Denominator.STAFF:
                return self._headcount(organisation, day)
            case Binding.Denominator.RISK_GROUP:
                return self._at_risk(organisation, day)
        return 0

    def _schools_of(self, obliged: Collection[int]) -> list[int]:
        """Find the schools a measure is about: obliged, else those of the list, else all."""
        schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL)
        named = list(schools.filter(pk__in=obliged).values_list("pk", flat=True))
        if named:
            return named
        here = self._binding.measure.edition.roadmap.owner.territory_id
        there = schools.filter(Q(territory=here) | Q(territory__parent=here))
        listed = SchoolStatus.objects.filter(school__in=there, until=None)
        found = sorted(set(listed.values_list("school", flat=True)))
        return found or list(there.filter(closed_on=None).values_list("pk", flat=True))

    def _headcount(self, organisation: int | None, day: date) -> int:
        whose = self._staff if organisation is None else (organisation,)
        return len(
            {
                person
                for place in whose
                for person, since, until in self._staff.get(place, ())
                if (since is None or since <= day) and (until is None or until >= day)
            }
        )

    def _at_risk(self, organisation: int | None, day: date) -> int:
        places = self._schools if organisation is None else [organisation]
        rows = Entry.objects.done().filter(
            Q(until=None) | Q(until__gte=day - _MOVED_BY), register="pupils", type="risk",
            owner__in=places, day__range=(day - timedelta(days=366), day),
        )  # fmt: skip
        known = list(rows.values_list("until", "amount"))
        last = min(day, max((until or day for until, _ in known), default=day))
        return sum(amount or 1 for until, amount in known if until is None or until >= last)
