"""Definitions by version: those of the methodology, and own ones.

Call as ``definitions.compose(...)``.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from opora.domain.indicators.matching import Match
from opora.domain.indicators.models import Definition
from opora.domain.indicators.naming import title_of
from opora.domain.indicators.permissions import require_managing
from opora.domain.organisations.models import Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.methodology.indicator_definitions import (
    IndicatorDefinition,
    load_indicator_definitions,
)

OWN_SOURCE = "составлен в Опоре"


class WrongDefinition(Refused):
    """The indicator cannot be composed like that; the sentence says why."""


@transaction.atomic
def sync(*, at: datetime) -> list[Definition]:
    """Bring the definitions of the methodology up to date; return those in use.

    A definition that changed becomes a new version; doing it twice changes nothing.
    """
    standing = {
        one.code: one for one in Definition.objects.filter(is_current=True, territory=None)
    }
    for record in load_indicator_definitions().indicators:
        old = standing.get(record.code)
        if old is None or old.digest != digest_of(record):
            _add(record, old=old, territory=None, by=None, at=at)
    return list(Definition.objects.current().order_by("code"))


@transaction.atomic
def compose(
    *, record: IndicatorDefinition, territory: Territory, by: User, at: datetime
) -> Definition:
    """Add an indicator of a territory's own; its code is given here.

    Raises
    ------
    WrongDefinition
        If one of the same formula and population is there already.
    NotAllowed
        If the person does not set indicators of the territory.
    """
    require_managing(by, territory, at=at)
    Territory.objects.select_for_update().get(pk=territory.pk)
    same = same_formula(record, territory)
    if same is not None:
        raise WrongDefinition(f"Такой показатель уже есть: «{same.title}» ({same.code}).")
    made = Definition.objects.filter(territory=territory, number=1).count()
    named = msgspec.structs.replace(record, code=f"T{territory.pk}-{made + 1}", group="own")
    definition = _add(named, old=None, territory=territory, by=by, at=at)
    audit.record(
        "indicator.compose", target=definition, by=by, at=at, after={"title": record.title}
    )
    return definition


@transaction.atomic
def change(
    *, definition: Definition, record: IndicatorDefinition, by: User, at: datetime
) -> Definition:
    """Make a new version of an own indicator; values computed before keep the old one.

    Raises
    ------
    WrongDefinition
        If it comes from the methodology, or is not in use any more.
    NotAllowed
        If the person does not set indicators of the territory.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    territory = _own(definition, by=by, at=at)
    if not definition.is_current or definition.retired_at:
        raise WrongDefinition("Эта версия показателя больше не используется.")
    named = msgspec.structs.replace(record, code=definition.code, group="own")
    if definition.digest == digest_of(named):
        return definition
    changed = _add(named, old=definition, territory=territory, by=by, at=at)
    audit.record(
        "indicator.change", target=changed, by=by, at=at,
        before={"title": definition.title}, after={"title": record.title},
    )  # fmt: skip
    return changed


@transaction.atomic
def retire(*, definition: Definition, reason: str, by: User, at: datetime) -> Definition:
    """Take an own indicator out of use; its values stay on record.

    Raises
    ------
    WrongDefinition
        If it comes from the methodology, or no reason is given.
    NotAllowed
        If the person does not set indicators of the territory.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    _own(definition, by=by, at=at)
    if not reason.strip():
        raise WrongDefinition("Напишите, почему показатель больше не нужен.")
    if definition.retired_at is None:
        definition.retired_at = at
        definition.save(update_fields=["retired_at"])
        audit.record("indicator.retire", target=definition, by=by, at=at, reason=reason)
    return definition


def same_formula(record: IndicatorDefinition, territory: Territory) -> Definition | None:
    """Return the indicator in use in a territory that counts the same, if there is one."""
    asked = (record.formula, record.population, record.frequency)
    for one in Definition.objects.current().of(territory):
        there = one.record
        if (there.formula, there.population, there.frequency) == asked:
            return one
    return None


def of_phrase(found: Match) -> IndicatorDefinition:
    """Make a definition of a printed phrase that no indicator of the methodology fits."""
    assert found.formula is not None  # noqa: S101  # the caller has looked
    return composed(
        title=title_of(found.formula, found.population), unit=found.unit,
        population=found.population, better="up", frequency="раз в год",
        formula=msgspec.to_builtins(found.formula),
    )  # fmt: skip


def digest_of(record: IndicatorDefinition) -> str:
    """Return the hash by which a changed definition is known."""
    plain = json.dumps(msgspec.to_builtins(record), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _own(definition: Definition, *, by: User, at: datetime) -> Territory:
    if definition.territory is None:
        raise WrongDefinition("Показатель методики не меняют: составьте свой.")
    require_managing(by, definition.territory, at=at)
    return definition.territory


def _add(
    record: IndicatorDefinition,
    *,
    old: Definition | None,
    territory: Territory | None,
    by: User | None,
    at: datetime,
) -> Definition:
    if old is not None:
        Definition.objects.filter(pk=old.pk).update(is_current=False)
    content: dict[str, Any] = msgspec.to_builtins(record)
    return Definition.objects.create(
        code=record.code, number=old.number + 1 if old else 1, territory=territory,
        title=record.title, content=content, digest=digest_of(record),
        made_by=by, made_at=at,
    )  # fmt: skip


def composed(  # noqa: PLR0913  # the words of the form
    *, title: str, unit: str, population: str, better: str, frequency: str, formula: object
) -> IndicatorDefinition:
    """Check what a person composed and return it as a definition without a code.

    Raises
    ------
    WrongDefinition
        If it asks for what the registers do not hold, or has no title.
    """
    words = {"numerator": "по записям реестра", "denominator": None}
    if unit == "%":
        words["denominator"] = "по составу на конец периода"
    content = {
        "code": "", "title": title.strip(), "group": "own", "unit": unit, **words,
        "population": population, "better": better, "frequency": frequency,
        "formula": formula, "source": OWN_SOURCE, "confidence": "medium",
    }  # fmt: skip
    if not content["title"]:
        raise WrongDefinition("Назовите показатель.")
    try:
        return msgspec.convert(content, IndicatorDefinition)
    except msgspec.ValidationError as error:
        said = str(error).partition(" - at ")[0]
        raise WrongDefinition(f"Так посчитать нельзя: {said}.") from error
