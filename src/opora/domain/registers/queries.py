"""How many entries of each register a person sees."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Count, Q

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User
from opora.domain.registers.models import Entry, EntryPart, EntryQuerySet

Numbers = Counter[tuple[str, str]]


def numbers(user: User, first: date, last: date, *, on: date) -> Numbers:
    """Count by register and state the entries of a period that the person sees.

    What was done in the person's territories is counted along an index, place by place; what
    else they see concerns their own organisations and is little. Three queries at most.
    """
    within = Entry.objects.within(first, last).order_by()
    if user.is_superuser:
        return _counted(within)
    scope = scope_of(user, on=on)
    served = EntryPart.objects.filter(organisation__in=scope.own).values("entry")
    own = within.visible_to(user, on=on).filter(Q(owner__in=scope.own) | Q(pk__in=served))
    if not (led := scope.municipalities | scope.regions):
        return _counted(own)
    below = Territory.objects.filter(parent__in=scope.regions).values_list("pk", flat=True)
    places = [*led, *below]
    told = {"territory__in": places, "secret": False}
    return _counted(within.filter(**told)) + _counted(own.exclude(**told))


def _counted(entries: EntryQuerySet) -> Numbers:
    """Add up groups that stand in the order of the index ``entry_count``: nothing is sorted."""
    found: Numbers = Counter()
    groups = entries.values_list("territory", "register", "state")
    for _, register, state, count in groups.annotate(count=Count("pk")):
        found[register, state] += count
    return found
