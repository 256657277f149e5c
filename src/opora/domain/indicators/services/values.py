"""Values: computed for a place and a period, brought up to date, recorded by others, frozen.

Call as ``values.recompute(...)``. A frozen period is never computed again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q
from django.utils.timezone import localdate

from opora.domain.indicators.computing import NOT_RECORDED, Asked, compute
from opora.domain.indicators.counting import Unit
from opora.domain.indicators.figures import Figure
from opora.domain.indicators.models import Definition, FrozenPeriod, Value
from opora.domain.indicators.periods import Period, periods_of
from opora.domain.indicators.permissions import require_freezing
from opora.domain.indicators.places import Places, places_of
from opora.domain.indicators.services import definitions
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.registers.models import Entry
from opora.methodology.indicator_formulas import Recorded

_BATCH = 2000
NO_DATA_BELOW = "ни в одном муниципалитете данных нет"


class PeriodFrozen(Refused):
    """The values of the period stand; the sentence says since when."""

    def __init__(self, frozen: FrozenPeriod) -> None:
        super().__init__(
            f"Период {frozen.first:%d.%m.%Y}–{frozen.last:%d.%m.%Y} закрыт "
            f"{localdate(frozen.at):%d.%m.%Y}: значения больше не меняются."
        )


class PeriodNotOver(Refused):
    """A period is frozen when it is over; the sentence says when that is."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A figure that another app gives for an organisation, or for a territory (None)."""

    organisation: Organisation | None
    figure: Figure


def recompute(
    territory: Territory,
    period: Period,
    *,
    at: datetime,
    only: Sequence[Definition] | None = None,
) -> int:
    """Compute the indicators of a municipality, or of a region and all below it.

    Parameters
    ----------
    only : sequence of Definition, optional
        These indicators; all in use without it. Those told less often than the period asks
        are passed over by whoever chooses.

    Returns
    -------
    int
        How many values were written.
    """
    on = localdate(at)
    chosen = definitions.sync(at=at) if only is None else list(only)
    asked = Asked(places_of(territory, on=period.end(on=on)), period, on)
    closed = frozen_in(asked.places.territories, period)
    versions = _data_versions(asked.places)
    written = 0
    for one in chosen:
        if _in_use(one, territory) and not isinstance(
            one.record.formula.numerator[0], Recorded
        ):
            found = compute(one.record, asked)
            written += _store(one, found, asked, closed, version=_version(one, versions), at=at)
    return written


def recompute_year(territory: Territory, year: SchoolYear, *, at: datetime) -> int:
    """Compute every indicator for the school year and for the parts in which it is told."""
    return sum(
        recompute(territory, period, at=at, only=those)
        for period, those in _by_period(territory, year, at=at).items()
    )


def recompute_one(
    definition: Definition, territory: Territory, year: SchoolYear, *, at: datetime
) -> int:
    """Compute one indicator for a school year and the parts of it that have begun."""
    return sum(
        recompute(territory, period, at=at, only=[definition])
        for period in periods_of(definition.record.frequency, year)
        if period.first <= localdate(at)
    )


def recompute_known(territory: Territory, *, at: datetime) -> int:
    """Compute again every school year that has values in a place, and the running one."""
    known = Value.objects.filter(Q(territory=territory) | Q(territory__parent=territory))
    years = {SchoolYear.of(one) for one in known.values_list("first", flat=True).distinct()}
    places = [territory, *Territory.objects.filter(parent=territory)]
    return sum(
        recompute_year(place, year, at=at)
        for year in sorted(years | {SchoolYear.of(localdate(at))})
        for place in places
        if place == territory or _has_own(place)
    )


def _has_own(territory: Territory) -> bool:
    return Definition.objects.current().filter(territory=territory).exists()


def _by_period(
    territory: Territory, year: SchoolYear, *, at: datetime
) -> dict[Period, list[Definition]]:
    found: dict[Period, list[Definition]] = defaultdict(list)
    for one in definitions.sync(at=at):
        if _in_use(one, territory):
            for period in periods_of(one.record.frequency, year):
                if period.first <= localdate(at):
                    found[period].append(one)
    return found


def frozen_in(territories: Iterable[int], period: Period) -> frozenset[int]:
    """Return the territories whose period is frozen, those of a frozen region included."""
    frozen = FrozenPeriod.objects.filter(
        Q(territory__in=territories) | Q(territory__children__in=territories),
        first=period.first, last=period.last,
    )  # fmt: skip
    closed = set(frozen.values_list("territory_id", flat=True))
    below = Territory.objects.filter(parent__in=closed).values_list("pk", flat=True)
    return frozenset(closed | set(below))


@transaction.atomic
def freeze(*, territory: Territory, period: Period, by: User, at: datetime) -> FrozenPeriod:
    """Let the values of a period that is over stand as they are now.

    Raises
    ------
    PeriodFrozen
        If they do already.
    PeriodNotOver
        If the last day of the period is not over.
    NotAllowed
        If the person does not close periods of the territory.
    """
    require_freezing(by, territory, at=at)
    Territory.objects.select_for_update().get(pk=territory.pk)
    standing = FrozenPeriod.objects.filter(
        territory__in=[territory.pk, territory.parent_id], first=period.first, last=period.last
    ).first()
    if standing is not None:
        raise PeriodFrozen(standing)
    if period.last >= localdate(at):
        raise PeriodNotOver(
            f"Период кончается {period.last:%d.%m.%Y}: закрыть его можно на следующий день."
        )
    recompute(territory, period, at=at)
    frozen = FrozenPeriod.objects.create(
        territory=territory, first=period.first, last=period.last, by=by, at=at
    )
    Value.objects.of_period(period.first, period.last).filter(
        Q(territory=territory) | Q(territory__parent=territory)
    ).update(frozen=True)
    audit.record(
        "indicator.freeze", target=frozen, by=by, at=at, after={"period": period.label}
    )
    return frozen


@transaction.atomic
def record(
    *,
    definition: Definition,
    territory: Territory,
    period: Period,
    recordings: Iterable[Recording],
    at: datetime,
) -> int:
    """Record what another app knows: figures of organisations and of the territory.

    Doing it twice changes nothing; a frozen period is left as it is.

    Raises
    ------
    WrongDefinition
        If the indicator is computed from registers.
    """
    if not isinstance(definition.record.formula.numerator[0], Recorded):
        raise definitions.WrongDefinition("Этот показатель считается по реестрам.")
    if territory.pk in frozen_in([territory.pk], period):
        return 0
    found: dict[Unit, Figure] = {}
    for one in recordings:
        told = one.organisation
        found["o" if told else "t", told.pk if told else territory.pk] = one.figure
    asked = Asked(places_of(territory, on=localdate(at)), period, localdate(at))
    return _store(definition, found, asked, frozenset(), version=f"{at:%Y-%m-%dT%H:%M}", at=at)


def _in_use(definition: Definition, territory: Territory) -> bool:
    return definition.territory_id in {None, territory.pk, territory.parent_id}


@transaction.atomic
def _store(  # noqa: PLR0913  # what, of whom, where not, with which marks
    definition: Definition,
    found: Mapping[Unit, Figure],
    asked: Asked,
    closed: frozenset[int],
    *,
    version: str,
    at: datetime,
) -> int:
    """Write figures in place of those of the same indicator, place and period."""
    places, period = asked.places, asked.period
    open_to = [one for one in places.territories if one not in closed]
    standing = Value.objects.of_period(period.first, period.last)
    standing.filter(
        definition__code=definition.code, territory__in=open_to, frozen=False
    ).delete()
    rows = [
        Value(
            definition=definition, first=period.first, last=period.last, computed_at=at,
            data_version=version, **_unit(unit, places), **_fields(figure),
        )
        for unit, figure in found.items()
        if _unit(unit, places)["territory_id"] in open_to
    ]  # fmt: skip
    Value.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def _unit(unit: Unit, places: Places) -> dict[str, int | None]:
    kind, pk = unit
    if kind == "t":
        return {"territory_id": pk, "organisation_id": None}
    return {"territory_id": places.above[pk][0], "organisation_id": pk}


def _fields(figure: Figure) -> dict[str, Decimal | int | str | None]:
    lacks = figure.numerator is None
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "missing": figure.missing,
        "reason": figure.reason or (NOT_RECORDED if lacks else ""),
    }


def _data_versions(places: Places) -> dict[str, datetime]:
    """Return when something of each register last changed in these places. One query."""
    entries = Entry.objects.filter(territory__in=places.territories)
    return dict(entries.values_list("register").annotate(last=Max("changed_at")).order_by())


def _version(definition: Definition, versions: Mapping[str, datetime]) -> str:
    """Name the state of the data: the last change of the registers it counts."""
    known = [versions[one] for one in definition.record.formula.registers if one in versions]
    return f"{max(known):%Y-%m-%dT%H:%M:%S}" if known else ""
