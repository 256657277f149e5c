"""A person confirms a binding, changes it, or says that the measure is reported in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Binding, Edition, Measure
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.services.fulfilment.following import follow_measures
from opora.domain.roadmaps.services.fulfilment.settling import forget
from opora.methodology.packs import MethodologyError
from opora.methodology.registers import load_registers

Status = Binding.Status
MOST_WORDS = 5


class BindingRefused(Refused):
    """A binding that cannot be; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a person chose: the fields of a binding."""

    register: str
    types: Sequence[str] = ()
    topic: str = ""
    words: Sequence[str] = ()
    hours_min: int | None = None
    counts: str = Binding.Counts.ENTRIES
    target: int | None = 1
    share: Decimal | None = None
    denominator: str = ""
    posts: Sequence[str] = ()
    scope: str = Binding.Scope.TOGETHER


@transaction.atomic
def confirm(*, binding: Binding, by: User, at: datetime) -> Binding:
    """Confirm a binding as it is proposed; its entries are followed from now on.

    Raises
    ------
    BindingRefused, NotAllowed
        If there is nothing to confirm, or the plan is not theirs to draw up.
    """
    binding = _lock(binding)
    _require(binding.measure, by, at)
    if binding.status != Status.PROPOSED:
        raise BindingRefused("Эту привязку уже подтвердили или изменили: обновите страницу.")
    _decide(binding, Status.CONFIRMED, by=by, at=at)
    audit.record("binding.confirm", target=binding.measure, by=by, at=at,
                 after={"sentence": binding.sentence})  # fmt: skip
    follow_measures([binding], at=at)
    return binding


@transaction.atomic
def confirm_all(*, edition: Edition, by: User, at: datetime, least: float = 0.0) -> int:
    """Confirm every proposal of an edition of at least this confidence; return how many."""
    require_planning(by, edition.roadmap.owner, at=at)
    waiting = Binding.objects.undecided().filter(
        measure__edition=edition, confidence__gte=least
    )
    found = [confirm(binding=one, by=by, at=at) for one in waiting.order_by("measure__order")]
    return len(found)


@transaction.atomic
def set_binding(*, measure: Measure, chosen: Chosen, by: User, at: datetime) -> Binding:
    """Bind a measure as a person chose; what other entries did for it before is taken back.

    Raises
    ------
    BindingRefused
        If register, types and target do not fit together.
    NotAllowed
        If the plan is not theirs to draw up.
    """
    _require(measure, by, at)
    _check(chosen)
    binding = Binding.objects.select_for_update(of=("self",)).filter(measure=measure).first()
    before = binding.sentence if binding else ""
    binding = binding or Binding(measure=measure)
    for name in Chosen.__dataclass_fields__:
        value: Any = getattr(chosen, name)
        setattr(binding, name, list(value) if isinstance(value, tuple | list) else value)
    binding.confidence, binding.why, binding.reason = 1.0, "", ""
    _decide(binding, Status.CONFIRMED, by=by, at=at)
    audit.record("binding.set", target=measure, by=by, at=at,
                 before={"sentence": before}, after={"sentence": binding.sentence})  # fmt: skip
    follow_measures([binding], at=at)
    return binding


@transaction.atomic
def set_none(*, measure: Measure, reason: str, by: User, at: datetime) -> Binding:
    """Say that a measure leaves no trace in a register: it is carried out by a report.

    Raises
    ------
    BindingRefused, NotAllowed
        If no reason is given, or the plan is not theirs to draw up.
    """
    _require(measure, by, at)
    if not reason.strip():
        raise BindingRefused("Напишите, почему мероприятие исполняется отчётом.")
    binding = Binding.objects.select_for_update(of=("self",)).filter(measure=measure).first()
    binding = binding or Binding(measure=measure)
    binding.reason = reason.strip()[:300]
    if binding.pk:
        forget(binding, at=at)
    _decide(binding, Status.NONE, by=by, at=at)
    audit.record("binding.none", target=measure, by=by, at=at, reason=binding.reason)
    return binding


def _lock(binding: Binding) -> Binding:
    return (
        Binding.objects.select_for_update(of=("self",))
        .select_related("measure__edition__roadmap__owner__territory", "measure__edition__act")
        .get(pk=binding.pk)
    )


def _require(measure: Measure, by: User, at: datetime) -> None:
    require_planning(by, measure.edition.roadmap.owner, at=at)


def _decide(binding: Binding, status: Status, *, by: User, at: datetime) -> None:
    binding.status, binding.decided_by, binding.decided_at = status, by, at
    binding.save()


def _check(chosen: Chosen) -> None:
    try:
        shelf = load_registers().find(chosen.register)
        for code in chosen.types:
            shelf.type_title(code)
    except MethodologyError as error:
        raise BindingRefused(f"Такой привязки не бывает: {error}.") from error
    if (chosen.target is None) == (chosen.share is None):
        raise BindingRefused("Укажите либо число, либо долю в процентах.")
    if chosen.target is not None and chosen.target < 1:
        raise BindingRefused("Число записей не меньше 1.")
    if chosen.share is not None and not (0 < chosen.share <= 100 and chosen.denominator):  # noqa: PLR2004
        raise BindingRefused("Доля от 0 до 100 %; укажите, от кого она считается.")
    if chosen.share is None and chosen.denominator:
        raise BindingRefused("Знаменатель нужен только доле.")
    if len(chosen.words) > MOST_WORDS:
        raise BindingRefused(f"Слов названия не больше {MOST_WORDS}.")
