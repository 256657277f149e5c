"""An indicator of every unit of a place for a period: of how many how many, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import chain

from django.db.models import Sum

from opora.domain.context.models import Passport, PassportValue
from opora.domain.indicators import analyses
from opora.domain.indicators.counting import Row, Unit, organisation_unit, totals
from opora.domain.indicators.figures import Figure, with_missing
from opora.domain.indicators.periods import Period
from opora.domain.indicators.places import Places
from opora.domain.indicators.selection import headcount_rows, rows_of
from opora.methodology.indicator_definitions import IndicatorDefinition
from opora.methodology.indicator_formulas import (
    Analysis,
    Denominator,
    EntryCount,
    Formula,
    Headcount,
    PassportSum,
    Recorded,
    Schools,
)

Above = Mapping[int, tuple[int, ...]]
NOT_RECORDED = "значение записывает дорожная карта, его ещё нет"
_NOTHING_BELOW = {
    "entries": "знаменатель равен нулю: таких записей в реестре нет",
    "schools": "школ нет",
    "staff": "в списке сотрудников нет этих должностей",
    "passports": "паспорт за этот учебный год не сдан",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is computed: among which organisations, for which period, as of which day."""

    places: Places
    period: Period
    on: date


def compute(record: IndicatorDefinition, asked: Asked) -> dict[Unit, Figure]:
    """Compute an indicator for each organisation of its population and each territory above.

    Units to which it does not apply are left out; those without data have a reason. What is
    recorded by others (``Recorded``) is not computed here.
    """
    population = asked.places.population(record.population)
    above = asked.places.restricted(population)
    only = record.formula.numerator[0]
    if isinstance(only, Recorded):
        return {}
    if isinstance(only, Analysis):
        return analyses.ANALYSES[only.code](above, asked.period, asked.on)
    if record.formula.denominator is None:
        return _counts(record.formula, above, asked)
    return _shares(record.formula, record.formula.denominator, above, asked)


def _numerator(formula: Formula, asked: Asked) -> Iterable[Row]:
    several = [_rows(one, asked) for one in formula.counts]
    if formula.joined == "any":
        return chain.from_iterable(several)
    had = [{row.organisation for row in rows} for rows in several]
    return (Row(one, one) for one in reduce(frozenset.intersection, map(frozenset, had)))


def _rows(count: EntryCount, asked: Asked) -> Iterable[Row]:
    return rows_of(count, asked.places, asked.period, on=asked.on)


def _counts(formula: Formula, above: Above, asked: Asked) -> dict[Unit, Figure]:
    numerator = totals(_numerator(formula, asked), above)
    units = {organisation_unit(one) for one in above if one in asked.places.schools}
    units |= {("t", place) for places in above.values() for place in places} | numerator.keys()
    return {unit: Figure(numerator.get(unit, 0)) for unit in units}


def _shares(
    formula: Formula, below: Denominator, above: Above, asked: Asked
) -> dict[Unit, Figure]:
    """Divide; who has nothing to divide by is left out of both sums and told as missing."""
    denominator = totals(_denominator(below, above, asked), above)
    known = {one: above[one] for one in above if denominator.get(organisation_unit(one))}
    numerator = totals(_numerator(formula, asked), known)
    found = {
        unit: Figure(numerator.get(unit, 0), whole)
        for unit, whole in denominator.items()
        if whole
    }
    why = _NOTHING_BELOW[_name(below)]
    unknown = [one for one in asked.places.schools if one in above and one not in known]
    found |= {organisation_unit(one): Figure(None, reason=why) for one in unknown}
    return with_missing(found, unknown, above, why)


def _name(below: Denominator) -> str:
    return str(below.__struct_config__.tag)


def _denominator(below: Denominator, above: Above, asked: Asked) -> Iterable[Row]:
    if isinstance(below, Schools):
        return (Row(one, one) for one in above)
    if isinstance(below, Headcount):
        return headcount_rows(below.posts, asked.places)
    if isinstance(below, PassportSum):
        return _passport_rows(below, above, asked.period)
    return _rows(below, asked)


def _passport_rows(below: PassportSum, above: Above, period: Period) -> Iterable[Row]:
    values = PassportValue.objects.filter(
        passport__status__in=Passport.HANDED_IN, passport__campaign__year=period.last.year,
        passport__school__in=above, item__in=below.items, number__isnull=False,
    )  # fmt: skip
    sums = values.values_list("passport__school").annotate(total=Sum("number"))
    return (Row(school, school, total) for school, total in sums)
