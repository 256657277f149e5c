"""A questionnaire comes from the methodology, is copied, and edited into its next version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec
from django.db import transaction

from opora.domain.diagnostics.models import Questionnaire
from opora.domain.diagnostics.permissions import require_leading
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.methodology.questionnaires import Form, Item, load_questionnaires

_FAMILIES = UUID("5f0c7a3e-7a51-4b7b-9b5a-1f6a3f7d2c11")
"""Families of the questionnaires of the methodology follow from their codes."""


def of_methodology(*, at: datetime) -> list[Questionnaire]:
    """Return the questionnaires of the methodology, kept so that surveys can point at them."""
    found = []
    for form in load_questionnaires().forms:
        kept, _ = Questionnaire.objects.get_or_create(
            family=uuid5(_FAMILIES, form.code),
            version=form.version,
            defaults={
                "title": form.title,
                "audience": form.audience,
                "content": msgspec.to_builtins(form),
                "made_at": at,
            },
        )
        found.append(kept)
    return found


@transaction.atomic
def copy(
    *, source: Questionnaire, owner: Organisation, by: User, at: datetime
) -> Questionnaire:
    """Begin an own questionnaire from one that is there."""
    require_leading(by, owner, at=at)
    made = Questionnaire.objects.create(
        owner=owner, title=f"{source.title} (своя)"[:200], audience=source.audience,
        content=source.content | {"version": 1}, copied_from=source, made_by=by, made_at=at,
    )  # fmt: skip
    audit.record("questionnaire.copy", target=made, by=by, at=at, after={"title": made.title})
    return made


@transaction.atomic
def edit(
    *, questionnaire: Questionnaire, title: str, items: Sequence[Item], by: User, at: datetime
) -> Questionnaire:
    """Change an own questionnaire; one that a survey has used stays, its next version is made.

    Raises
    ------
    DiagnosticsRefused
        If it comes from the methodology, is not the latest version, or has no items.
    """
    held = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if held.owner is None:
        raise NotAllowed("Анкету методики не правят. Скопируйте её и правьте копию.")
    require_leading(by, held.owner, at=at)
    newer = Questionnaire.objects.filter(family=held.family, version__gt=held.version)
    if newer.exists():
        raise DiagnosticsRefused("Есть более новая версия этой анкеты: правьте её.")
    content = _content(held, title, items)
    if held.surveys.exists():
        held = Questionnaire(
            owner=held.owner, family=held.family, version=held.version + 1,
            audience=held.audience, copied_from=held, made_by=by, made_at=at,
        )  # fmt: skip
    held.title, held.content = title, content
    held.save()
    audit.record("questionnaire.edit", target=held, by=by, at=at, after={"title": title})
    return held


def _content(held: Questionnaire, title: str, items: Sequence[Item]) -> dict[str, object]:
    if not items:
        raise DiagnosticsRefused("В анкете нет ни одного вопроса.")
    try:
        form = msgspec.structs.replace(held.form, title=title, items=tuple(items))
        built: dict[str, object] = msgspec.to_builtins(form)
        msgspec.convert(built, Form)
    except (ValueError, msgspec.ValidationError) as wrong:
        raise DiagnosticsRefused(f"Анкета не записана: {wrong}") from wrong
    return built
