"""Targets: set by hand, or taken from the words of a plan. Call as ``targets.put(...)``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.indicators.matching import Match, match
from opora.domain.indicators.models import Definition, Target, Value
from opora.domain.indicators.permissions import may_manage, require_managing
from opora.domain.indicators.services import definitions
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed, Refused

_WHOLE = 100
_COMPARATORS = {"<=": Target.Comparator.AT_MOST}


class WrongTarget(Refused):
    """The target cannot be set; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached: an indicator, by whom, in which days, how much.

    ``value`` is in the unit of the indicator: per cent, people, pieces; 1 for «да».
    """

    definition: Definition
    territory: Territory
    first: date
    last: date
    value: Decimal
    comparator: str = Target.Comparator.AT_LEAST
    organisation: Organisation | None = None
    source: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A printed indicator of a plan with the words of its measure and the name of its row."""

    text: str
    measure: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """What became of a promise: the indicator, and the target if a figure is printed."""

    promise: Promise
    definition: Definition | None
    target: Target | None


@transaction.atomic
def put(aim: Aim, *, by: User, at: datetime) -> Target:
    """Set a target, in place of the one of the same indicator, unit, days and origin.

    Raises
    ------
    WrongTarget
        If the value is out of range or the days are out of order.
    NotAllowed
        If the person sets no targets there.
    """
    _require(aim, by=by, at=at)
    _check(aim)
    target, made = Target.objects.update_or_create(
        code=aim.definition.code, territory=aim.territory, organisation=aim.organisation,
        first=aim.first, last=aim.last, origin=aim.origin,
        defaults={
            "value": aim.value, "comparator": aim.comparator,
            "source": aim.source[:500], "set_by": by, "set_at": at,
        },
    )  # fmt: skip
    action = "target.set" if made else "target.change"
    audit.record(action, target=target, by=by, at=at, after={"value": str(aim.value)})
    return target


@transaction.atomic
def remove(*, target: Target, reason: str, by: User, at: datetime) -> None:
    """Remove a target that was set by mistake; the trail keeps it.

    Raises
    ------
    WrongTarget
        If no reason is given.
    NotAllowed
        If the person sets no targets there.
    """
    require_managing(by, target.territory, at=at)
    if not reason.strip():
        raise WrongTarget("Напишите, почему цель убирают.")
    before = {"value": str(target.value), "source": target.source}
    audit.record("target.remove", target=target, by=by, at=at, before=before, reason=reason)
    target.delete()


@transaction.atomic
def drop_of_plan(*, origins: Iterable[str], since: date, by: User, at: datetime) -> int:
    """Drop the targets that lines of a plan gave which are not in force any more.

    Those that ended before ``since`` stay: they were targets of their time.
    """
    gone = Target.objects.filter(origin__in=list(origins), last__gte=since)
    for target in gone:
        before = {"value": str(target.value), "source": target.source}
        audit.record(
            "target.remove", target=target, by=by, at=at, before=before,
            reason="строка плана заменена новой редакцией",
        )  # fmt: skip
    return gone.delete()[0]


@transaction.atomic
def from_plan(  # noqa: PLR0913  # whose plan, what it promises, when, who takes it over
    *,
    owner: Organisation,
    promises: Iterable[Promise],
    first: date,
    last: date,
    by: User,
    at: datetime,
) -> list[Planned]:
    """Take over the indicators and targets that a plan prints; doing it twice changes nothing.

    A phrase that no indicator of the methodology fits becomes an own one of the territory, if
    the person may compose it and the registers hold what it counts.
    """
    definitions.sync(at=at)
    return [_planned(one, owner, (first, last), by=by, at=at) for one in promises]


def is_reached(target: Target, value: Value) -> bool | None:
    """Whether a value reaches a target; None where there are no data.

    Whole numbers are compared: ``100 · numerator`` with ``target · denominator``.
    """
    if value.numerator is None:
        return None
    reached, asked = value.numerator, target.value
    if value.definition.record.unit == "да/нет":
        reached, asked = Decimal(value.numerator == value.denominator), Decimal(1)
    elif value.denominator is not None:
        reached, asked = _WHOLE * value.numerator, target.value * value.denominator
    if target.comparator == Target.Comparator.AT_MOST:
        return bool(reached <= asked)
    if target.comparator == Target.Comparator.EXACTLY:
        return bool(reached == asked)
    return bool(reached >= asked)


def _planned(
    promise: Promise, owner: Organisation, days: tuple[date, date], *, by: User, at: datetime
) -> Planned:
    found = match(promise.text, measure=promise.measure)
    definition = _definition(found, owner.territory, by=by, at=at)
    value = _printed_value(found)
    if definition is None or value is None:
        return Planned(promise, definition, None)
    school = owner if owner.kind == Organisation.Kind.SCHOOL else None
    printed = found.read.comparator if found.read else None
    aim = Aim(
        definition, owner.territory, *days, value,
        comparator=_COMPARATORS.get(printed or "", Target.Comparator.AT_LEAST),
        organisation=school, source=promise.text, origin=promise.origin,
    )  # fmt: skip
    try:
        return Planned(promise, definition, put(aim, by=by, at=at))
    except (WrongTarget, NotAllowed):
        return Planned(promise, definition, None)


def _definition(
    found: Match, territory: Territory, *, by: User, at: datetime
) -> Definition | None:
    current = Definition.objects.current().of(territory)
    if found.code:
        return current.filter(code=found.code).first()
    if found.formula is None:
        return None
    record = definitions.of_phrase(found)
    same = definitions.same_formula(record, territory)
    if same is not None or not may_manage(by, territory, on=localdate(at)):
        return same
    return definitions.compose(record=record, territory=territory, by=by, at=at)


def _printed_value(found: Match) -> Decimal | None:
    if found.read is None or found.read.comparator == "delta":
        return None
    if found.read.kind == "boolean":
        return Decimal(1)
    printed = found.read.target
    least = printed[0] if isinstance(printed, tuple) else printed
    try:
        return None if least is None else Decimal(str(least))
    except InvalidOperation:
        return None


def _require(aim: Aim, *, by: User, at: datetime) -> None:
    """Let the head of a school set its targets, and the municipality those of everybody."""
    scope = scope_of(by, on=localdate(at))
    if aim.organisation is None or not scope.may_plan_for(aim.organisation):
        require_managing(by, aim.territory, at=at)


def _check(aim: Aim) -> None:
    unit = aim.definition.record.unit
    if aim.last < aim.first:
        raise WrongTarget("Конец срока раньше начала.")
    if aim.value < 0:
        raise WrongTarget("Цель не бывает отрицательной.")
    if unit == "%" and aim.value > _WHOLE:
        raise WrongTarget("Доля не бывает больше 100 %.")
    if unit == "да/нет" and aim.value != 1:
        raise WrongTarget("Цель показателя «да/нет» — «да».")
    if unit == "перечень":
        raise WrongTarget("У перечня нет цели.")
    if aim.organisation and aim.organisation.territory_id != aim.territory.pk:
        raise WrongTarget("Школа другой территории.")
