"""Values follow entries: after each change of one, those it touches are computed again.

A municipality is computed at once. In its region sums of schools are added up at once; counts
of people and entries, each once in the whole region, are marked and left to a job. ``catch_up``
finds what was missed, and doing either twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum

from opora.domain.indicators.models import Definition, Footprint, Value
from opora.domain.indicators.periods import Period
from opora.domain.indicators.services import values
from opora.domain.organisations.models import Territory
from opora.domain.registers.models import Entry, EntryPart
from opora.methodology.indicator_formulas import EntryCount, Formula, Headcount

MANY = 500
"""More entries than this are not followed one by one: their places are computed in full."""

_ADDED_UP = {"organisations", "amount"}


@dataclass(frozen=True, slots=True)
class Touched:
    """What changed entries touch: which registers and types, where, on which days."""

    kinds: set[tuple[str, str]] = field(default_factory=set)
    territories: set[int] = field(default_factory=set)
    stretches: set[tuple[date, date]] = field(default_factory=set)

    def add(self, mark: Footprint) -> None:
        """Note that something counts, or counted, there and then."""
        self.kinds.add((mark.entry.register, mark.type))
        self.territories.update(mark.territories)
        self.stretches.add((mark.day, mark.until or date.max))

    def concerns(self, formula: Formula) -> bool:
        """Whether some of it may count in an indicator."""
        return any(
            count.register == register and (not count.types or kind in count.types)
            for count in formula.everywhere
            for register, kind in self.kinds
        )

    def reaches(self, first: date, last: date) -> bool:
        """Whether some of it may count in a period."""
        return any(day <= last and until >= first for day, until in self.stretches)


@transaction.atomic
def refresh(entries: Collection[int], *, at: datetime) -> int:
    """Compute again what some entries touch, now or before; return how many values."""
    touched = _touched(entries)
    chosen = [
        one for one in Definition.objects.current() if touched.concerns(one.record.formula)
    ]
    written = 0
    for place in Territory.objects.filter(pk__in=touched.territories).select_related("parent"):
        for period, those in _periods(place, chosen, touched).items():
            if place.kind == Territory.Kind.REGION:
                _mark_stale(place, period, those)
                continue
            written += values.recompute(place, period, at=at, only=those)
            if place.parent is not None:
                written += sum_up(place.parent, period, those, at=at)
    return written


def catch_up(*, at: datetime) -> int:
    """Follow every entry that changed since values were last computed from it."""
    up_to_date = Footprint.objects.filter(
        entry=OuterRef("pk"), changed_at=OuterRef("changed_at")
    )
    behind = list(
        Entry.objects.filter(~Exists(up_to_date)).values_list("pk", flat=True)[: MANY + 1]
    )
    if len(behind) > MANY:
        return settle(at=at)
    return refresh(behind, at=at) if behind else 0


@transaction.atomic
def settle(*, at: datetime) -> int:
    """Compute every open period that has values, and note where every entry counts."""
    regions = Territory.objects.filter(kind=Territory.Kind.REGION)
    written = sum(values.recompute_known(region, at=at) for region in regions)
    note_footprints(None)
    return written


def sum_up(
    region: Territory, period: Period, definitions: Iterable[Definition], *, at: datetime
) -> int:
    """Add up a region from its municipalities where that is right; mark the rest for a job."""
    if region.pk in values.frozen_in([region.pk], period):
        return 0
    standing = Value.objects.of_period(period.first, period.last)
    own = standing.filter(territory=region, organisation=None)
    parts = standing.filter(
        Q(territory__parent=region, organisation=None)
        | Q(territory=region, organisation__isnull=False)
    )
    written = 0
    for one in definitions:
        if not is_added_up(one.record.formula):
            written += own.filter(definition=one).update(stale=True)
            continue
        sums = parts.filter(definition=one).aggregate(
            numerator=Sum("numerator"), denominator=Sum("denominator"), missing=Sum("missing")
        )
        if sums["missing"] is not None:
            reason = "" if sums["numerator"] is not None else values.NO_DATA_BELOW
            written += own.filter(definition=one).update(**sums, computed_at=at, reason=reason)
    return written


@transaction.atomic
def recount_stale(*, at: datetime) -> int:
    """Compute the counts of regions that wait for it."""
    waiting: dict[tuple[int, date, date], list[int]] = defaultdict(list)
    for one in Value.objects.filter(stale=True, frozen=False):
        waiting[one.territory_id, one.first, one.last].append(one.definition_id)
    written = 0
    for (region, first, last), ids in waiting.items():
        those = list(Definition.objects.current().filter(pk__in=ids))
        place = Territory.objects.get(pk=region)
        written += values.recompute(place, Period(first, last, ""), at=at, only=those)
    return written


def is_added_up(formula: Formula) -> bool:
    """Whether the value of a region is the sum of its municipalities: nothing counts twice."""
    if isinstance(formula.denominator, Headcount):
        return False
    return all(
        one.what in _ADDED_UP for one in formula.everywhere if isinstance(one, EntryCount)
    )


def note_footprints(entries: Collection[int] | None) -> None:
    """Write down where entries count now: some, or all that changed since."""
    behind = ~Exists(
        Footprint.objects.filter(entry=OuterRef("pk"), changed_at=OuterRef("changed_at"))
    )
    chosen = Entry.objects.filter(behind if entries is None else Q(pk__in=entries))
    places: dict[int, set[int]] = defaultdict(set)
    parts = EntryPart.objects.filter(entry__in=chosen)
    found = parts.values_list("entry_id", "organisation__territory_id").distinct().order_by()
    for entry, territory in found.iterator():
        places[entry].add(territory)
    rows = (
        Footprint(
            entry_id=pk, type=kind, changed_at=changed, day=day, until=until,
            territories=sorted(places[pk] | {territory, owner}),
        )
        for pk, kind, changed, day, until, territory, owner in chosen.values_list(
            "pk", "type", "changed_at", "day", "until", "territory_id", "owner__territory_id"
        )
    )  # fmt: skip
    Footprint.objects.bulk_create(
        list(rows), batch_size=1000, update_conflicts=True, unique_fields=["entry"],
        update_fields=["changed_at", "type", "day", "until", "territories"],
    )  # fmt: skip


def _touched(entries: Collection[int]) -> Touched:
    """Join where the entries counted before with where they count now."""
    marks = Footprint.objects.filter(entry__in=entries).select_related("entry")
    before = list(marks)
    note_footprints(entries)
    touched = Touched()
    for one in (*before, *marks.all()):
        touched.add(one)
    return touched


def _periods(
    place: Territory, definitions: Iterable[Definition], touched: Touched
) -> dict[Period, list[Definition]]:
    """Return the open periods with values in a place, and what is to be computed in each."""
    by_code = {one.code: one for one in definitions}
    known = Value.objects.filter(territory=place, definition__code__in=by_code, frozen=False)
    found: dict[Period, list[Definition]] = defaultdict(list)
    rows = known.values_list("first", "last", "definition__code").distinct().order_by()
    for first, last, code in rows:
        if touched.reaches(first, last):
            found[Period(first, last, "")].append(by_code[code])
    return found


def _mark_stale(region: Territory, period: Period, definitions: list[Definition]) -> None:
    Value.objects.of_period(period.first, period.last).filter(
        territory=region, organisation=None, definition__in=definitions, frozen=False
    ).update(stale=True)
