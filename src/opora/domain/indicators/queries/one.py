"""One indicator: its values over time, and the entries it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from opora.domain.indicators.models import Definition, Value
from opora.domain.indicators.periods import Period
from opora.domain.indicators.places import places_of
from opora.domain.indicators.selection import entries_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.registers.models import Entry, EntryPart, EntryQuerySet
from opora.methodology.indicator_formulas import CONCERNED, EntryCount

YEARS = 6


def value_of(
    code: str, territory: Territory, school: Organisation | None, period: Period
) -> Value | None:
    """Return the value of a school, or of the territory; None where it does not apply."""
    rows = Value.objects.of_period(period.first, period.last).filter(
        definition__code=code, territory=territory, organisation=school
    )
    return rows.select_related("definition").first()


def over_time(
    code: str, territory: Territory, school: Organisation | None, like: Period
) -> list[Value]:
    """Return the values of the last school years, or of parts of years, in order of time."""
    known = Value.objects.filter(
        definition__code=code, territory=territory, organisation=school, last__lte=like.last
    ).select_related("definition")
    is_year = _is_year(like.first, like.last)
    found = [one for one in known.order_by("-last") if _is_year(one.first, one.last) == is_year]
    return found[: YEARS if is_year else 2 * YEARS][::-1]


def made_of(  # noqa: PLR0913  # what of whom when, and who asks
    definition: Definition,
    territory: Territory,
    school: Organisation | None,
    period: Period,
    *,
    user: User,
    on: date,
) -> EntryQuerySet:
    """Return the entries that the numerator counts, of those that the person may see."""
    places = places_of(territory, on=period.end(on=on))
    among = places.population(definition.record.population)
    if school is not None:
        among &= {school.pk}
    seen = Entry.objects.visible_to(user, on=on)
    return seen.filter(counted(definition.record.formula.counts, among, period, on=on))


def counted(
    counts: Sequence[EntryCount], among: frozenset[int], period: Period, *, on: date
) -> Q:
    """Condition on entries that one of the counts takes for one of the organisations."""
    condition = Q(pk=None)
    for one in counts:
        named = EntryPart.objects.filter(entry=OuterRef("pk"), role__in=one.roles)
        touched = Q(Exists(named.filter(organisation__in=among)))
        if set(one.roles) & set(CONCERNED):
            touched = touched | (Q(owner__in=among) & Q(~Exists(named)))
        condition |= entries_of(one, period, on=on) & touched
    return condition


def _is_year(first: date, last: date) -> bool:
    return (last - first).days > 300  # noqa: PLR2004  # a year and not a half
