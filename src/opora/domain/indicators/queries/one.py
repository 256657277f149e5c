"""One indicator: its values over time, and the entries it is made of."""

from __future__ import annotations

from datetime import date

from opora.domain.indicators.models import Definition, Value
from opora.domain.indicators.periods import Period
from opora.domain.indicators.places import places_of
from opora.domain.indicators.queries.entries import Those, newest
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.registers.models import Entry

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
) -> list[int]:
    """Return the keys of the newest entries that the numerator counts and the person sees."""
    places = places_of(territory, on=period.end(on=on))
    among = places.population(definition.record.population)
    if school is not None:
        among &= {school.pk}
    seen = Entry.objects.visible_to(user, on=on)
    return newest(definition.record.formula.counts, Those(among, period, on), seen)


def _is_year(first: date, last: date) -> bool:
    return (last - first).days > 300  # noqa: PLR2004  # a year and not a half
