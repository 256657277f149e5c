"""A school fills its passport page by page; the municipality checks it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.domain.context.models import Campaign, Passport
from opora.domain.context.services import passports
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from tests import factories
from tests.domain.context.conftest import answers
from tests.factories import NOON
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db
Draft = tuple[Client, str, Passport]


@pytest.fixture
def draft(campaign: Campaign, own: Organisation, head: User, sign_in: Sign) -> Draft:
    """The client of the head, the address of the passport, the passport."""
    passport = passports.begin(campaign=campaign, school=own, by=head, at=NOON)
    return sign_in(head), f"/passports/{campaign.pk}/schools/{own.pk}/", passport


def whole_form() -> dict[str, str]:
    return {f"v-{item}": str(answer) for item, answer in answers(0.4, 142).items()}


def test_a_head_is_led_to_the_passport_and_begins_it(
    campaign: Campaign, own: Organisation, head: User, sign_in: Sign
) -> None:
    client = sign_in(head)
    page = client.get(f"/passports/{campaign.pk}/mine/", follow=True)
    assert "Начать" in page.content.decode()

    page = client.post(f"/passports/{campaign.pk}/schools/{own.pk}/begin/", follow=True)
    assert "заполнено 0 из" in page.content.decode()


def test_an_answer_is_kept_at_once_and_its_row_comes_back(draft: Draft) -> None:
    client, address, passport = draft
    page = client.post(
        f"{address}answer/",
        {"item": "PUPILS", "v-PUPILS": "142", "version": "0"},
        headers={"HX-Request": "true"},
    )

    assert 'id="row-PUPILS"' in page.content.decode()
    assert "сохранено в" in page.content.decode()
    assert passport.values.get(item="PUPILS").number == 142


def test_letters_in_a_field_of_numbers_stay_in_the_field_with_a_sentence(draft: Draft) -> None:
    client, address, passport = draft
    page = client.post(f"{address}answer/", {"item": "C02", "v-C02": "много", "version": "0"})

    assert page.status_code == 422
    assert 'value="много"' in page.content.decode()
    assert "не целое число" in page.content.decode()
    assert not passport.values.exists()


def test_without_script_the_whole_form_is_kept_and_wrong_answers_are_shown(
    draft: Draft,
) -> None:
    client, address, passport = draft
    page = client.post(address, whole_form() | {"v-C03": "два", "version": "0"})

    assert page.status_code == 422
    assert 'value="два"' in page.content.decode()
    assert passport.values.get(item="C02").number is not None


def test_an_old_window_does_not_undo_what_another_window_changed(draft: Draft) -> None:
    client, address, passport = draft
    client.post(address, whole_form())
    kept = passport.values.get(item="C02")
    old = {"v-C02": str(kept.number), "was-v-C02": str(kept.number), "seen-C02": "1"}
    newer = {"item": "C02", "v-C02": "7", "seen-C02": str(kept.version)}
    client.post(f"{address}answer/", newer)

    client.post(address, old | {"v-C03": "5", "was-v-C03": "", "seen-C03": "99"})
    assert passport.values.get(item="C02").number == 7
    assert passport.values.get(item="C03").number == 5

    page = client.post(address, old | {"v-C02": "8"})
    assert "этот ответ изменили" in page.content.decode()
    assert passport.values.get(item="C02").number == 7


def test_a_number_that_no_school_has_is_refused_in_its_row(draft: Draft) -> None:
    client, address, passport = draft
    for typed in ("-5", "99999999999", "9" * 5000, "12,5"):
        page = client.post(f"{address}answer/", {"item": "C02", "v-C02": typed})
        assert page.status_code == 422
        assert "o-wrong" in page.content.decode()

    assert not passport.values.exists()


def test_a_new_total_brings_the_shares_of_its_parts(draft: Draft) -> None:
    client, address, _ = draft
    client.post(f"{address}answer/", {"item": "C02", "v-C02": "12"})
    page = client.post(f"{address}answer/", {"item": "PUPILS", "v-PUPILS": "120"})
    text = page.content.decode()

    assert '<span class="o-sub" id="p-C02" hx-swap-oob="true">12 из 120, 10 %' in text
    assert "заполнено 2 из" in text


def test_a_whole_passport_is_handed_in_and_accepted(
    draft: Draft, keeper: User, sign_in: Sign
) -> None:
    client, address, passport = draft
    page = client.post(address, whole_form() | {"version": "0", "submit": "1"}, follow=True)
    assert "Паспорт сдан" in page.content.decode()

    page = sign_in(keeper).post(f"{address}decision/", {"decision": "accept"}, follow=True)
    passport.refresh_from_db()
    assert passport.status == Passport.Status.ACCEPTED
    assert "1</b> из" in page.content.decode()


def test_a_passport_with_gaps_says_each_with_a_link_to_its_field(draft: Draft) -> None:
    client, address, _ = draft
    page = client.post(address, {"version": "0", "submit": "1"})

    assert page.status_code == 422
    assert 'href="#v-C01"' in page.content.decode()


def test_a_return_without_a_remark_is_refused_beside_the_field(
    draft: Draft, keeper: User, sign_in: Sign
) -> None:
    client, address, _ = draft
    client.post(address, whole_form() | {"version": "0", "submit": "1"})
    page = sign_in(keeper).post(f"{address}decision/", {"decision": "return", "remark": ""})

    assert page.status_code == 422
    assert "что исправить" in page.content.decode()


def test_a_session_that_ended_leads_to_the_sign_in_and_keeps_what_was_kept(
    draft: Draft,
) -> None:
    client, address, passport = draft
    client.post(f"{address}answer/", {"item": "PUPILS", "v-PUPILS": "142", "version": "0"})
    client.logout()
    page = client.post(address, whole_form())

    assert page["Location"].startswith("/account/login/")
    assert passport.values.get().number == 142


def test_the_head_of_another_school_does_not_find_the_passport(
    draft: Draft, territory: Territory, sign_in: Sign
) -> None:
    _, address, _ = draft
    other = factories.make_organisation(territory)
    stranger = sign_in(factories.make_member(other, Role.SCHOOL_HEAD))

    for path in (address, f"{address}template.xlsx"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"{address}answer/", {"item": "C02"}).status_code == 404


def test_a_file_that_is_no_passport_leaves_the_answers_as_they_were(draft: Draft) -> None:
    client, address, passport = draft
    file = SimpleUploadedFile("Паспорт.xlsx", b"no workbook")
    page = client.post(f"{address}file/", {"file": file})

    assert page.status_code == 422
    assert "Ответы остались как были" in page.content.decode()
    assert not passport.values.exists()


def test_the_template_comes_as_a_workbook(draft: Draft) -> None:
    client, address, _ = draft
    page = client.get(f"{address}template.xlsx")

    assert page.content.startswith(b"PK")
