"""The entries that an indicator is made of, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from opora.domain.indicators.periods import Period
from opora.domain.indicators.selection import concerns_owner, entries_of, parts_of
from opora.domain.registers.models import Entry, EntryPart, EntryQuerySet
from opora.methodology.indicator_formulas import EntryCount

LISTED = 1000
"""So many are listed in one place. To count more takes longer than anybody waits for a page."""

_FEW = 5000


@dataclass(frozen=True, slots=True)
class Those:
    """Of which organisations entries count, in which period, as of which day."""

    organisations: frozenset[int]
    period: Period
    on: date


def newest(counts: Sequence[EntryCount], those: Those, seen: EntryQuerySet) -> list[int]:
    """Return the keys of the newest entries that some count takes.

    Parameters
    ----------
    counts : sequence of EntryCount
        The counts of a formula.
    those : Those
        For whom and when.
    seen : queryset
        What the person may see.

    Returns
    -------
    list of int
        At most ``LISTED``, and one more where there are more.
    """
    found: set[tuple[date, int]] = set()
    for one in counts:
        touched = _touched(one, those)
        within = seen if touched is None else seen.filter(pk__in=touched)
        taken = within.filter(_taken(one, those)).order_by("-day", "-pk")
        found.update(taken.values_list("day", "pk")[: LISTED + 1])
    return [key for _, key in sorted(found, reverse=True)[: LISTED + 1]]


def _touched(count: EntryCount, those: Those) -> set[int] | None:
    """Return the keys of all that the organisations have part in; None where that is much.

    Of much most fits, and the newest are soon found by going through entries day by day.
    """
    named = EntryPart.objects.filter(organisation__in=those.organisations, role__in=count.roles)
    found = set(named.order_by().values_list("entry", flat=True).distinct()[: _FEW + 1])
    if concerns_owner(count) and len(found) <= _FEW:
        made = Entry.objects.filter(owner__in=those.organisations, register=count.register)
        found.update(made.order_by().values_list("pk", flat=True)[: _FEW + 1])
    return found if len(found) <= _FEW else None


def _taken(count: EntryCount, those: Those) -> Q:
    """Condition on entries that name one of the organisations, or nobody and are of one.

    The sum keeps the database from its index by organisation, in which it would look up each
    of a thousand organisations for every entry.
    """
    own = EntryPart.objects.filter(parts_of(count), entry=OuterRef("pk"))
    own = own.annotate(whose=F("organisation_id") + 0)
    touched = Q(Exists(own.filter(whose__in=those.organisations)))
    if concerns_owner(count):
        named = EntryPart.objects.filter(entry=OuterRef("pk"), role__in=count.roles)
        touched = touched | (Q(owner__in=those.organisations) & Q(~Exists(named)))
    return entries_of(count, those.period, on=those.on) & touched
