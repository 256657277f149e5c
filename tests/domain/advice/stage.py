"""Advice, a practice and a publication with all that a test does not care about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from opora.domain.advice.models import Addressee, Practice, Publication, Recommendation
from opora.domain.advice.services import practices, publications, recommendations
from opora.domain.advice.services.practices import Card, Measured
from opora.domain.advice.services.publications import Published
from opora.domain.advice.services.recommendations import Advice, To
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.factories import NOON, TODAY

DUE = date(2025, 11, 30)
CARD = {
    "title": "Пары взаимного чтения", "problem": "Не понимают условие", "essence": "Читают вдвоём",
    "target_group": "5–6 классы",
}  # fmt: skip


def make_recommendation(
    owner: Organisation, schools: Sequence[Organisation], by: User, **told: Any
) -> Recommendation:
    given = {
        "title": "Разобрать ошибки ВПР", "text": "Проведите разбор на ШМО.", "due": DUE,
        "basis": "Анализ от 01.11.2025",
    } | told  # fmt: skip
    return recommendations.send(
        advice=Advice(owner=owner, **given), to=[To(one) for one in schools], by=by, at=NOON
    )


def answer(
    one: Addressee, by: User, status: str = "done", words: str = "Разобрали"
) -> Addressee:
    return recommendations.answer(addressee=one, status=status, words=words, by=by, at=NOON)


def make_practice(owner: Organisation, by: User, **told: Any) -> Practice:
    return practices.describe(owner=owner, card=Card(**(CARD | told)), by=by, at=NOON)


def measured(*counts: int) -> Measured:
    names = ("before_good", "before_all", "after_good", "after_all")
    return Measured(what="базовый уровень", **dict(zip(names, counts, strict=True)))


def make_publication(owner: Organisation, by: User, **told: Any) -> Publication:
    given = {
        "kind": "page", "title": "Наш опыт", "day": TODAY,
        "address": "https://school.example.org/news/1",
    } | told  # fmt: skip
    return publications.record(published=Published(owner=owner, **given), by=by, at=NOON)
