"""The demo's documents of development, its expertise, advice, practices and publications."""

from __future__ import annotations

from datetime import date

import pytest

from opora.demo import advice, development
from opora.demo import district as district_of
from opora.domain.advice.models import Addressee, Publication
from opora.domain.development.models import Document, Expertise
from opora.domain.registers.models import Entry


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2026, 9, 3)])
def test_documents_and_advice_of_two_years_are_there(on: date, db: None) -> None:
    district = district_of.settle()
    development.fill(district, on=on)
    advice.fill(district, on=on)
    stages = set(Document.objects.values_list("status", flat=True))
    assert {"absent", "with_curator", "agreed", "checked", "confirmed", "returned"} == stages
    assert Expertise.objects.get().status == Expertise.Status.APPROVED
    assert {"sent", "done", "answered"} <= set(
        Addressee.objects.values_list("status", flat=True)
    )
    assert Publication.objects.exclude(copy=None).count() == 1
    done = Entry.objects.done().values_list("register", "type")
    assert {
        ("development", "expertise"), ("development", "concept"), ("advice", "answered"),
        ("practices", "atlas"), ("practices", "page"), ("practices", "social_network"),
    } <= set(done)  # fmt: skip
