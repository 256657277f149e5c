"""Models are taken from the methodology, composed, changed, put aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from opora.domain.curators.models import ModelMeasure, SupportModel
from opora.domain.curators.permissions import require_keeping
from opora.domain.organisations.models import Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.methodology.support_models import load_support_models

MOST = 60
"""Measures of one model."""


class ModelRefused(Refused):
    """The model cannot be kept like this; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A measure as it is written; ``after`` counts from the day of enrolment, in days."""

    text: str
    kind: str
    after: int
    responsible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a model is."""

    title: str
    for_whom: str = ""
    summary: str = ""
    rows: Sequence[Row] = ()


@transaction.atomic
def take(*, code: str, territory: Territory, by: User, at: datetime) -> SupportModel:
    """Take a model of the methodology as the territory's own; a taken one is given back.

    Raises
    ------
    NotAllowed
        If the person does not keep the models of the territory.
    MethodologyError
        If there is no such model.
    """
    require_keeping(by, territory, at=at)
    taken = SupportModel.objects.filter(territory=territory, code=code).first()
    if taken:
        return taken
    known = load_support_models().find(code)
    rows = [Row(one.text, one.kind, one.after, one.responsible) for one in known.measures]
    draft = Draft(title=known.title, for_whom=known.for_whom, summary=known.summary, rows=rows)
    return compose(draft, territory=territory, code=code, by=by, at=at)


@transaction.atomic
def compose(
    draft: Draft, *, territory: Territory, by: User, at: datetime, code: str = ""
) -> SupportModel:
    """Write a model with its measures.

    Raises
    ------
    ModelRefused
        If it has no measure, too many, or a model has this title already.
    """
    require_keeping(by, territory, at=at)
    _check(draft, territory, besides=None)
    model = SupportModel.objects.create(
        territory=territory, code=code, title=draft.title.strip(), for_whom=draft.for_whom,
        summary=draft.summary, entered_by=by, entered_at=at,
    )  # fmt: skip
    _write(model, draft)
    audit.record("model.compose", target=model, by=by, at=at, after={"title": model.title})
    return model


@transaction.atomic
def change(*, model: SupportModel, draft: Draft, by: User, at: datetime) -> SupportModel:
    """Change a model: what schools were enrolled in keeps its dates, plans made keep theirs."""
    held = SupportModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
    require_keeping(by, held.territory, at=at)
    _check(draft, held.territory, besides=held)
    before = {"title": held.title, "measures": held.measures.count()}
    held.title, held.for_whom = draft.title.strip(), draft.for_whom
    held.summary = draft.summary
    held.save()
    held.measures.all().delete()
    _write(held, draft)
    after = {"title": held.title, "measures": len(draft.rows)}
    audit.record("model.change", target=held, by=by, at=at, before=before, after=after)
    return held


@transaction.atomic
def offer(*, model: SupportModel, in_use: bool, by: User, at: datetime) -> SupportModel:
    """Put a model aside, or offer it again; those enrolled stay enrolled."""
    held = SupportModel.objects.select_for_update(of=("self",)).get(pk=model.pk)
    require_keeping(by, held.territory, at=at)
    held.in_use = in_use
    held.save(update_fields=["in_use"])
    audit.record("model.offer", target=held, by=by, at=at, after={"in_use": in_use})
    return held


def _check(draft: Draft, territory: Territory, *, besides: SupportModel | None) -> None:
    if not draft.rows:
        raise ModelRefused("Впишите хотя бы одно мероприятие: модель состоит из них.")
    if len(draft.rows) > MOST:
        raise ModelRefused(f"В модели не больше {MOST} мероприятий. Разделите её на две.")
    same = SupportModel.objects.filter(territory=territory, title=draft.title.strip())
    if any(one != besides for one in same):
        raise ModelRefused("Модель с таким названием уже есть. Назовите иначе.")


def _write(model: SupportModel, draft: Draft) -> None:
    ModelMeasure.objects.bulk_create(
        ModelMeasure(
            model=model, order=order, text=row.text.strip(), kind=row.kind, after=row.after,
            responsible=row.responsible,
        )
        for order, row in enumerate(draft.rows, 1)
    )  # fmt: skip
