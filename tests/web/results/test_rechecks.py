"""The page of rechecks: entered, refused at the form, withdrawn, closed to others."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from opora.domain.assessments.models import Recheck, Round, SchoolCount
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.web.conftest import Sign


@pytest.fixture
def address(school: Organisation) -> str:
    return f"/results/territories/{school.territory_id}/rechecks/"


@pytest.fixture
def given(school: Organisation, authority: Organisation) -> dict[str, object]:
    held = Round.objects.create(
        code="ВПР-МА-6", year=localdate().year, kind="ВПР", subject="МА", grade=6,
        scale_known=False,
    )  # fmt: skip
    SchoolCount.objects.create(school=school, round=held, participants=24, below=3)
    return {
        "school": school.pk, "round": held.pk, "owner": authority.pk, "day": f"{localdate()}",
        "checked": 20, "agreed": 18, "tolerance": 1,
    }  # fmt: skip


def test_a_recheck_is_entered_listed_and_withdrawn(
    address: str, given: dict[str, object], coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    assert "Перепроверок ещё не записано" in client.get(address).content.decode()
    page = client.post(address, given, follow=True).content.decode()
    assert "<b>18</b> из 20" in page
    found = Recheck.objects.get()
    step = f"/results/rechecks/{found.pk}/withdraw/"
    refused = client.post(step, {"reason": ""}, follow=True).content.decode()
    assert "Напишите, почему" in refused
    gone = client.post(step, {"reason": "Не та школа"}, follow=True).content.decode()
    assert "Не та школа" in gone


def test_a_refusal_stands_at_the_form_with_what_was_written(
    address: str, given: dict[str, object], coordinator: User, sign_in: Sign
) -> None:
    answer = sign_in(coordinator).post(address, given | {"checked": 30, "note": "Комиссия"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "перепроверить 30 нельзя" in page
    assert 'value="Комиссия"' in page


def test_others_enter_nothing(
    address: str, given: dict[str, object], school_head: User, stranger: User, sign_in: Sign
) -> None:
    for person in (school_head, stranger):
        assert sign_in(person).post(address, given).status_code in {403, 404}
    assert not Recheck.objects.exists()


def test_a_school_reads_its_recheck_and_finds_no_form(
    address: str, given: dict[str, object], coordinator: User, school_head: User, sign_in: Sign
) -> None:
    assert sign_in(school_head).get(address).status_code == 404
    sign_in(coordinator).post(address, given)
    page = sign_in(school_head).get(address).content.decode()
    assert "<b>18</b> из 20" in page
    assert "Записать перепроверку" not in page
    assert "отозвать" not in page
