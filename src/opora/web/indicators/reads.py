"""What the address of a page of indicators asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from opora.domain.identification.models import SchoolStatus
from opora.domain.indicators.models import Definition
from opora.domain.indicators.periods import Period, all_periods, year_period
from opora.domain.indicators.permissions import sees_territory
from opora.domain.indicators.queries.matrix import Unit
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.web.requests import UserRequest, words_of
from opora.web.years import years_of

POPULATIONS = {
    "": "все школы",
    "either": "ШНОР и ШНСУ",
    "low_results": "ШНОР",
    "adverse_context": "ШНСУ",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The place and the period of a page, and today."""

    territory: Territory
    period: Period
    today: date
    year: SchoolYear

    @property
    def as_of(self) -> date:
        """The day for which people, schools and terms count."""
        return self.period.end(on=self.today)

    @property
    def key(self) -> str:
        """The period in an address."""
        return key_of(self.period)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Periods of the year that have begun: keys and names."""
        begun = [one for one in all_periods(self.year) if one.first <= self.today]
        return [(key_of(one), one.label) for one in begun]

    @property
    def is_region(self) -> bool:
        """Whether the units are municipalities."""
        return self.territory.kind == Territory.Kind.REGION


def key_of(period: Period) -> str:
    """Write a period in an address: «20250901-20260831»."""
    return f"{period.first:%Y%m%d}-{period.last:%Y%m%d}"


def asked_of(request: UserRequest, territory_id: int) -> Asked:
    """Return the place and the period that an address asks for.

    Raises
    ------
    Http404
        If the person does not work for the place, or there is no such period.
    """
    today = localdate()
    territory = get_object_or_404(Territory.objects.select_related("parent"), pk=territory_id)
    if not sees_territory(request.user, territory, on=today):
        raise Http404("not the person's territory")
    period = period_of(request, SchoolYear(years_of(request, today).chosen))
    return Asked(territory, period, today, SchoolYear.of(period.first))


def period_of(request: UserRequest, year: SchoolYear) -> Period:
    """Return the period that an address asks for; the chosen school year without one.

    An address that somebody sent leads to its own year, whichever the reader has chosen.
    """
    key = request.GET.get("period") or request.POST.get("period")
    if not key:
        return year_period(year)
    try:
        named = all_periods(SchoolYear.of(date.fromisoformat(key[:8])))
    except ValueError:
        named = ()
    for one in named:
        if key_of(one) == key:
            return one
    raise Http404("no such period")


def units_of(request: UserRequest, asked: Asked) -> list[Unit]:
    """Return the schools, or a region's municipalities, that the filters leave, by name."""
    words = words_of(request).strip()
    if asked.is_region:
        places = Territory.objects.filter(parent=asked.territory, name__icontains=words)
        return list(places.order_by("name"))
    schools = Organisation.objects.schools().open_on(asked.as_of)
    found = schools.filter(territory=asked.territory).filter(_named(words))
    listed = request.GET.get("of", "")
    if listed in POPULATIONS and listed:
        found = found.filter(pk__in=_with_status(listed, asked.as_of))
    return list(found.order_by("short_name", "pk"))


def definition_of(asked: Asked, code: str) -> Definition:
    """Return the current definition of a code that is in use in the place; 404 without one."""
    in_use = Definition.objects.filter(is_current=True).of(asked.territory)
    return get_object_or_404(in_use, code=code)


def _named(words: str) -> Q:
    return Q(short_name__icontains=words) | Q(name__icontains=words) if words else Q()


def _with_status(listed: str, on: date) -> set[int]:
    standing = SchoolStatus.objects.on(on)
    if listed != "either":
        standing = standing.filter(property=listed)
    return set(standing.values_list("school_id", flat=True))
