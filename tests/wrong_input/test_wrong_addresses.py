"""Addresses that somebody typed or a program invented: a page or a refusal, never a defect."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.domain.acts.models import Draft
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.isolation.addresses import addresses
from tests.isolation.district import settle
from tests.isolation.expected import RULES

NAMES = (
    "q", "page", "year", "school", "month", "day", "until", "ahead", "state", "section", "kind",
    "responsible", "territory", "roadmap", "measure", "occurrence", "person", "organisation",
    "role", "edition", "from", "to", "evidence", "row", "focus", "late", "mine", "sort",
    "deadline_text",
)  # fmt: skip
VALUES = {
    "null": "\0",
    "huge": "9" * 40,
    "negative": "-1",
    "words": "обо всём' OR 1=1 --",
    "signs": "%_\\*(?[",
    "surrogate": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "not a day": "2026-02-31",
    "year zero": "0000-00",
    "past the last year": "9999-12",
    "digits of others": "²٣",
    "long": "я" * 3000,
}
REFUSED_BY_DATABASES = {"null", "huge", "negative", "surrogate", "digits of others"}
CASES = [
    pytest.param(name, marks=[] if name in REFUSED_BY_DATABASES else pytest.mark.embedded)
    for name in VALUES
]


@pytest.mark.parametrize("case", CASES)
def test_no_value_in_an_address_breaks_a_page(  # noqa: PLR0917  # fixtures
    case: str,
    school: Organisation,
    authority: Organisation,
    school_head: User,
    coordinator: User,
    client_of_coordinator: Client,
) -> None:
    district = settle(school, authority, head=school_head, boss=coordinator)
    given, turn = dict.fromkeys(NAMES, VALUES[case]), list(VALUES).index(case)
    broken = {}
    client_of_coordinator.raise_request_exception = False
    for place, address in enumerate(addresses()):
        if address.name not in RULES or "coordinator" not in RULES[address.name].reads:
            continue
        path = address.path(district.arguments_of(address))
        # All at once, where the first refusal ends it, or one by itself: each in its turn.
        every_other, at = divmod(place + turn, 2)
        alone = {("q", "page", "month", "day")[every_other % 4]: VALUES[case]}
        answer = client_of_coordinator.get(path, alone if at else given)
        if answer.streaming:
            b"".join(answer)
        if answer.status_code >= 500:
            broken[address.name] = alone if at else "all"
    assert broken == {}


def test_a_form_without_a_file_says_so(
    client_of_coordinator: Client, authority: Organisation
) -> None:
    form = {"organisation": authority.pk, "whole": "1"}
    answer = client_of_coordinator.post("/documents/new/", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_form_whose_end_did_not_arrive_keeps_nothing(
    client_of_coordinator: Client, authority: Organisation
) -> None:
    form = {
        "organisation": authority.pk,
        "uploads": SimpleUploadedFile("Приказ.txt", "ПРИКАЗ № 7".encode()),
    }
    answer = client_of_coordinator.post("/documents/new/", form)
    assert answer.status_code == 422
    assert not Draft.objects.exists()
