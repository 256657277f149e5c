"""Whether an indicator moved: its value before the work and after it.

Before the work it is computed once. After it nothing is computed here: values follow entries by
themselves, as in the product. Only analyses, which no entry moves, are asked for anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from opora.demo.district import District
from opora.domain.indicators.matching import Match, match
from opora.domain.indicators.models import Definition, Value
from opora.domain.indicators.periods import Period, year_period
from opora.domain.indicators.services import definitions, values
from opora.domain.organisations.models import Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.roadmaps.models import Binding, Measure
from opora.methodology.indicator_formulas import EntryCount

NONE = "показателя нет"
_LONGEST = 40


@dataclass
class Moves:
    """How many indicators were watched, and how many of them moved."""

    watched: int = 0
    moved: int = 0


@dataclass(frozen=True)
class Watched:
    """An indicator of a place for the school year of the work; what it was before."""

    definition: Definition
    place: Territory
    period: Period
    was: str
    is_printed: bool


def watch(measure: Measure, day: date, district: District, *, at: datetime) -> list[Watched]:
    """Compute the printed indicators of a measure, or its register's, before the work."""
    printed = [
        one
        for said in measure.indicators
        if (one := _definition(str(said["text"]), measure, district, at=at)) is not None
    ]
    chosen = list(dict.fromkeys(printed)) or _of_register(measure.binding)
    place = district.organisations["authority"].territory
    period = year_period(SchoolYear.of(day))
    values.recompute(place, period, at=at, only=chosen)
    return [
        Watched(one, place, period, _value(one, place, period), bool(printed)) for one in chosen
    ]


def _definition(
    text: str, measure: Measure, district: District, *, at: datetime
) -> Definition | None:
    """Find the indicator of a printed text; compose it, as the head does, if it is new."""
    found = match(text, measure=measure.text)
    if found.code:
        return Definition.objects.current().get(code=found.code)
    return _composed(found, district, at=at) if found.formula is not None else None


def _composed(found: Match, district: District, *, at: datetime) -> Definition:
    place = district.organisations["authority"].territory
    record = definitions.of_phrase(found)
    known = definitions.same_formula(record, place)
    return known or definitions.compose(
        record=record, territory=place, by=district.people["Воронцова"], at=at
    )


def _of_register(binding: Binding) -> list[Definition]:
    return [
        one for one in Definition.objects.current().order_by("code") if _counts(one, binding)
    ]


def _counts(definition: Definition, binding: Binding) -> bool:
    """Whether an indicator counts entries that the binding asks for."""
    types = set(binding.types)
    return any(
        isinstance(one, EntryCount)
        and one.register == binding.register
        and (not types or not one.types or types & set(one.types))
        for one in definition.record.formula.numerator
    )


def tell(watched: list[Watched], moves: Moves, *, at: datetime) -> str:
    """Say what each was and became; of several of a register one that moved is enough."""
    if not watched:
        return NONE
    became = [(one, _after(one, at=at)) for one in watched]
    if not watched[0].is_printed:
        became = [max(became, key=lambda pair: pair[0].was != pair[1])]
    moves.watched += len(became)
    moves.moved += sum(one.was != now for one, now in became)
    return ", ".join(f"{_name(one.definition)}: {one.was} → {now}" for one, now in became)


def _after(one: Watched, *, at: datetime) -> str:
    formula = one.definition.record.formula
    if not any(isinstance(count, EntryCount) for count in formula.everywhere):
        values.recompute(one.place, one.period, at=at, only=[one.definition])
    return _value(one.definition, one.place, one.period)


def _name(definition: Definition) -> str:
    return f"{definition.code} «{definition.title[:_LONGEST]}»"


def _value(definition: Definition, place: Territory, period: Period) -> str:
    """Return the value of a municipality in words."""
    standing = Value.objects.of_period(period.first, period.last)
    value = standing.filter(definition=definition, territory=place, organisation=None).first()
    if value is None or value.numerator is None:
        return "нет данных"
    if value.denominator is None:
        return f"{value.numerator:g}"
    return f"{value.numerator:g} из {value.denominator:g}"
