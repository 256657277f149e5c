"""Units by indicators for a period: the matrix, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from opora.domain.indicators.disclosure import Pair, hidden_among, tells
from opora.domain.indicators.models import Definition, Target, Value
from opora.domain.indicators.periods import Period
from opora.domain.indicators.permissions import sees_pupil_counts
from opora.domain.indicators.services.targets import is_reached
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User

Unit = Organisation | Territory
UnitKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the person may see it: ``kind`` is value, none, na or hidden.

    ``reached`` is None where there is no target or nothing to compare.
    """

    kind: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reached: bool | None = None
    reason: str = ""
    missing: int = 0


NOT_APPLICABLE = Cell("na")


@dataclass(frozen=True, slots=True)
class Column:
    """An indicator with its target of the territory and the value of the whole."""

    definition: Definition
    target: Target | None
    whole: Cell


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units in the order given; ``cells`` has a row for each unit, a cell for each column."""

    columns: tuple[Column, ...]
    units: tuple[Unit, ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom and as of which day something is read."""

    user: User
    on: date


def matrix(
    territory: Territory,
    period: Period,
    definitions: Sequence[Definition],
    units: Sequence[Unit],
    asker: Asker,
) -> Matrix:
    """Return the values of units (schools, or municipalities of a region) and of the whole.

    Small counts of pupils are hidden among all units of the territory and not among those of a
    page, or leafing would bring them to light.
    """
    codes = {one.code: one for one in definitions}
    found = values_of(territory, period, codes, units_are=_kind(units))
    aims = targets_of(territory, period, codes)
    whole_key = unit_key(territory)
    hidden = _hidden(found, codes, units, whole_key, asker)
    columns = tuple(
        Column(
            one, _aim(aims, one.code, None),
            _cell(found.get((one.code, whole_key)), _aim(aims, one.code, None),
                  is_hidden=(one.code, whole_key) in hidden),
        )
        for one in definitions
    )  # fmt: skip
    cells = tuple(
        tuple(_of_unit(found, aims, hidden, one, unit) for one in definitions) for unit in units
    )
    return Matrix(columns, tuple(units), cells)


def unit_key(unit: Unit) -> UnitKey:
    """Return the key of a unit: kind and primary key."""
    return ("t" if isinstance(unit, Territory) else "o", unit.pk)


def with_data(territory: Territory, period: Period) -> set[str]:
    """Return the codes of indicators of which anything is known; one query."""
    known = Value.objects.of_period(period.first, period.last).filter(
        Q(territory=territory, organisation=None), numerator__isnull=False
    )
    return set(known.exclude(numerator=0).values_list("definition__code", flat=True))


def values_of(
    territory: Territory, period: Period, codes: Collection[str], *, units_are: str
) -> dict[tuple[str, UnitKey], Value]:
    """Return the values of the territory and of its schools or municipalities; two queries."""
    rows = Value.objects.of_period(period.first, period.last).filter(definition__code__in=codes)
    if units_are == "o":
        rows = rows.filter(territory=territory)
    else:
        below = Q(territory=territory) | Q(territory__parent=territory)
        rows = rows.filter(below, organisation=None)
    found: dict[tuple[str, UnitKey], Value] = {}
    # A join would decode the whole definition anew for each of the thousands of rows.
    versions = {one.pk: one for one in Definition.objects.filter(code__in=codes)}
    for one in rows:
        one.definition = versions[one.definition_id]
        place = ("o", one.organisation_id) if one.organisation_id else ("t", one.territory_id)
        found[one.definition.code, place] = one
    return found


def targets_of(
    territory: Territory, period: Period, codes: Collection[str]
) -> dict[tuple[str, int | None], Target]:
    """Return by code and school the targets that hold at the end of the period; one query.

    The one that ends first is the nearest; the target of a region stands where a municipality
    has none.
    """
    rows = Target.objects.filter(
        territory__in=[territory.pk, territory.parent_id], code__in=codes,
        first__lte=period.last, last__gte=period.last,
    )  # fmt: skip
    found: dict[tuple[str, int | None], Target] = {}
    for one in rows.order_by("-last", "set_at"):
        key = (one.code, one.organisation_id)
        if key not in found or one.territory_id == territory.pk:
            found[key] = one
    return found


def _kind(units: Sequence[Unit]) -> str:
    return "t" if units and isinstance(units[0], Territory) else "o"


def _aim(
    aims: dict[tuple[str, int | None], Target], code: str, school: int | None
) -> Target | None:
    return aims.get((code, school))


def _of_unit(
    found: dict[tuple[str, UnitKey], Value],
    aims: dict[tuple[str, int | None], Target],
    hidden: frozenset[tuple[str, UnitKey]],
    definition: Definition,
    unit: Unit,
) -> Cell:
    key = (definition.code, unit_key(unit))
    value = found.get(key)
    own = _aim(aims, definition.code, unit.pk) if isinstance(unit, Organisation) else None
    # A share is asked of every school; a number of the whole district is not.
    common = _aim(aims, definition.code, None) if definition.record.formula.is_share else None
    return _cell(value, own or common, is_hidden=key in hidden)


def _cell(value: Value | None, target: Target | None, *, is_hidden: bool) -> Cell:
    if value is None:
        return NOT_APPLICABLE
    if is_hidden:
        return Cell("hidden")
    if value.numerator is None:
        return Cell("none", reason=value.reason, missing=value.missing)
    reached = is_reached(target, value) if target else None
    return Cell(
        "value", value.numerator, value.denominator, reached, value.reason, value.missing
    )


def _hidden(
    found: dict[tuple[str, UnitKey], Value],
    codes: dict[str, Definition],
    units: Sequence[Unit],
    whole: UnitKey,
    asker: Asker,
) -> frozenset[tuple[str, UnitKey]]:
    """Choose what of the counts of pupils is not for this person."""
    hidden: set[tuple[str, UnitKey]] = set()
    inside = {
        unit_key(one)
        for one in units
        if isinstance(one, Organisation) and sees_pupil_counts(asker.user, one, on=asker.on)
    }
    for code, definition in codes.items():
        if definition.record.formula.is_secret:
            hidden |= {
                (code, key) for key in _hidden_units(found, code, whole) if key not in inside
            }
    return frozenset(hidden)


def _hidden_units(
    found: dict[tuple[str, UnitKey], Value], code: str, whole: UnitKey
) -> Iterable[UnitKey]:
    pairs: dict[UnitKey, Pair] = {
        key: (one.numerator, one.denominator)
        for (of, key), one in found.items()
        if of == code and one.numerator is not None
    }
    below = {key: pair for key, pair in pairs.items() if key != whole}
    yield from hidden_among(below)
    if whole in pairs and tells(pairs[whole]):
        yield whole
