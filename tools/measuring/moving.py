"""Whether an indicator moved: its value before the work and after it.

Before the work it is computed once. After it nothing is computed here: values follow entries by
themselves, as in the product. Only what no entry moves is asked for anew: analyses, and the
share done in time, which the product records by a job.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from opora.domain.indicators.models import Definition, Value, ValueQuerySet
from opora.domain.indicators.periods import Period, periods_of, year_period
from opora.domain.indicators.services import following, values
from opora.domain.organisations.models import Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.roadmaps.models import Binding
from opora.domain.roadmaps.services import measuring
from opora.methodology.indicator_formulas import Analysis, EntryCount, Recorded

_LONGEST = 40
_ANY = 100


@dataclass(frozen=True)
class Told:
    """A value of a municipality: how much was counted, and the words for it."""

    count: Decimal = Decimal(0)
    words: str = "нет данных"


@dataclass(frozen=True)
class Watched:
    """An indicator of a place for the period of the work; what it was before."""

    definition: Definition
    place: Territory
    period: Period
    was: Told


@dataclass(frozen=True)
class Seen:
    """What an indicator was, and what it became."""

    definition: Definition
    was: Told
    now: Told

    @property
    def moved(self) -> bool:
        """Whether the work changed what is counted; a zero instead of nothing is no move."""
        return self.was.count != self.now.count

    @property
    def change(self) -> str:
        """Both values in words."""
        return f"{self.was.words} → {self.now.words}"


def watch(
    definitions: Iterable[Definition], place: Territory, day: date, *, at: datetime
) -> list[Watched]:
    """Have a value of each indicator for the period in which it is told on that day."""
    found = []
    for one in definitions:
        period = _period(one, day)
        if not _standing(one, place, period).exists():
            _renew(one, place, period, at=at)
        found.append(Watched(one, place, period, _value(one, place, period)))
    return found


def look(watched: Iterable[Watched], *, at: datetime) -> list[Seen]:
    """Return what became of the indicators after the work."""
    found = []
    for one in watched:
        if not one.definition.record.formula.everywhere:
            _renew(one.definition, one.place, one.period, at=at)
        elif one.place.kind == Territory.Kind.REGION:
            following.recount_stale(at=at)
        now = _value(one.definition, one.place, one.period)
        found.append(Seen(one.definition, one.was, now))
    return found


def moved(seen: Iterable[Seen]) -> list[Seen]:
    """Leave those that moved."""
    return [one for one in seen if one.moved]


def of_register(binding: Binding) -> list[Definition]:
    """Return the indicators that count what a binding asks for, those of fewest types first."""
    current = Definition.objects.current().filter(territory=None).order_by("code")
    fitting = [one for one in current if counts_entries_of(one, binding)]
    return sorted(fitting, key=_breadth)


def _breadth(definition: Definition) -> int:
    """Return how many types an indicator counts; one that counts any counts the most."""
    counts = definition.record.formula.counts
    return max(len(one.types) or _ANY for one in counts)


def may_move(definition: Definition, register: str) -> bool:
    """Whether work in a register may change an indicator."""
    formula = definition.record.formula
    return not formula.everywhere or register in formula.registers


def counts_entries_of(definition: Definition, binding: Binding) -> bool:
    """Whether an indicator counts entries that the binding asks for."""
    return any(is_asked(one, binding) for one in definition.record.formula.counts)


def is_asked(count: EntryCount, binding: Binding) -> bool:
    """Whether a count takes entries that the binding asks for."""
    types = set(binding.types)
    same = not types or not count.types or bool(types & set(count.types))
    return count.register == binding.register and same


def name_of(definition: Definition) -> str:
    """Return code and title of an indicator."""
    return f"{definition.code} «{definition.title[:_LONGEST]}»"


def said_of(one: Seen) -> str:
    """Name an indicator and say what became of it."""
    return f"{name_of(one.definition)}: {one.change}"


def why_still(one: Watched) -> str:
    """Return why a value stands where it stood: what is known of it, and what lacks."""
    if _is_recorded(one.definition):
        words = _value(one.definition, one.place, one.period).words
        return f"{words}: в срок сдано то, что внесено до срока, а здесь всё внесено сегодня"
    value = _standing(one.definition, one.place, one.period).first()
    return value.reason if value is not None else "показатель здесь не применим"


def _period(definition: Definition, day: date) -> Period:
    """Return the shortest period in which the indicator is told and that holds the day."""
    if _is_recorded(definition):
        return year_period(SchoolYear.of(day))
    told = periods_of(definition.record.frequency, SchoolYear.of(day))
    holding = [one for one in told if one.first <= day <= one.last]
    return min(holding, key=lambda one: one.last - one.first)


def _renew(definition: Definition, place: Territory, period: Period, *, at: datetime) -> None:
    if _is_recorded(definition):
        measuring.record_execution(place, period, on=at.date(), at=at)
    else:
        values.recompute(place, period, at=at, only=[definition])


def _is_recorded(definition: Definition) -> bool:
    return isinstance(definition.record.formula.numerator[0], Recorded)


def is_of_results(definition: Definition) -> bool:
    """Whether results of two years move an indicator, and no entry."""
    only = definition.record.formula.numerator[0]
    return isinstance(only, Analysis) and only.code in {"improved_schools", "improved_subjects"}


def _standing(definition: Definition, place: Territory, period: Period) -> ValueQuerySet:
    standing = Value.objects.of_period(period.first, period.last)
    return standing.filter(definition__code=definition.code, territory=place, organisation=None)


def _value(definition: Definition, place: Territory, period: Period) -> Told:
    """Return the value of a municipality."""
    value = _standing(definition, place, period).first()
    if value is None or value.numerator is None:
        return Told()
    words = _plain(value.numerator)
    if value.denominator is not None:
        words += f" из {_plain(value.denominator)}"
    return Told(value.numerator, words)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
