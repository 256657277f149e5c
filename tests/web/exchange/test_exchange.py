"""The walk of a package in the browser: made, brought, compared, accepted, looked at."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.domain.exchange import signing
from opora.domain.exchange.models import Delivery, Received, Sending, TrustedKey
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from tests import factories
from tests.web.conftest import Sign


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, settings: object) -> None:
    settings.OPORA_EXCHANGE_KEY = tmp_path / "exchange.key"


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def make(client: Client, territory: Territory) -> bytes:
    """Make a package as the municipality does, and download it."""
    client.post(f"/exchange/send/{territory.pk}/")
    sending = Sending.objects.order_by("-number").first()
    assert sending is not None
    return b"".join(client.get(f"/exchange/sent/{sending.pk}/").streaming_content)


def bring(client: Client, content: bytes) -> object:
    region = Territory.objects.get(kind="region")
    file = SimpleUploadedFile("Пакет.zip", content, "application/zip")
    return client.post("/exchange/receive/", {"region": region.pk, "file": file})


@pytest.fixture
def office(coordinator: User, sign_in: Sign, school: Organisation) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def region_desk(regional_coordinator: User, sign_in: Sign) -> Client:
    return sign_in(regional_coordinator)


@pytest.fixture
def trusting(region_desk: Client, territory: Territory) -> Client:
    key = signing.public_key().text
    region_desk.post("/exchange/keys/", {"territory": territory.pk, "text": key})
    return region_desk


def test_a_package_goes_from_the_municipality_to_the_region(
    office: Client, trusting: Client, territory: Territory
) -> None:
    page = text_of(office.get("/exchange/"))
    assert signing.public_key().text in page
    package = make(office, territory)

    answer = bring(trusting, package)
    delivery = Delivery.objects.get()
    assert answer["Location"] == f"/exchange/received/{delivery.pk}/"
    page = text_of(trusting.get(answer["Location"]))
    assert "первый пакет муниципалитета" in page
    assert "подпись верна" in page
    assert "СОШ № 5" in page

    trusting.post(f"/exchange/received/{delivery.pk}/decide/", {"decision": "accept"})
    delivery.refresh_from_db()
    assert delivery.status == "accepted"
    page = text_of(trusting.get(f"/exchange/municipality/{territory.pk}/"))
    assert "СОШ № 5" in page


def test_the_next_package_shows_what_changes_and_gives_it_as_a_file(
    office: Client, trusting: Client, territory: Territory, school: Organisation
) -> None:
    bring(trusting, make(office, territory))
    first = Delivery.objects.get()
    trusting.post(f"/exchange/received/{first.pk}/decide/", {"decision": "accept"})
    Organisation.objects.filter(pk=school.pk).update(pupils=311)
    answer = bring(trusting, make(office, territory))
    page = text_of(trusting.get(answer["Location"]))
    assert "Сравнение с принятым пакетом № 1" in page
    assert "учеников" in page
    assert "311" in page
    sheet = trusting.get(answer["Location"], {"as": "csv"})
    assert "Школы;СОШ № 5;изменилось;учеников;;311" in b"".join(sheet.streaming_content).decode(
        "utf-8-sig"
    )
    stale = trusting.post(f"{answer['Location']}decide/", {"decision": "accept", "base": ""})
    assert stale.status_code == 422
    assert "Посмотрите сравнение ещё раз" in text_of(stale)
    done = trusting.post(f"{answer['Location']}decide/", {"decision": "accept", "base": "1"})
    assert done.status_code == 302


def test_a_rejection_needs_words_and_keeps_them(
    office: Client, trusting: Client, territory: Territory
) -> None:
    bring(trusting, make(office, territory))
    path = f"/exchange/received/{Delivery.objects.get().pk}/"
    answer = trusting.post(f"{path}decide/", {"decision": "reject", "reason": ""})
    assert answer.status_code == 422
    assert "Напишите, почему" in text_of(answer)
    trusting.post(f"{path}decide/", {"decision": "reject", "reason": "Нет данных за год"})
    assert "Нет данных за год" in text_of(trusting.get(path))
    again = trusting.post(f"{path}decide/", {"decision": "accept"})
    assert again.status_code == 422
    assert not Received.objects.exists()


def test_a_changed_package_is_refused_at_the_form(
    office: Client, trusting: Client, territory: Territory
) -> None:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make(office, territory))) as package,
        zipfile.ZipFile(written, "w") as changed,
    ):
        for name in package.namelist():
            body = package.read(name)
            changed.writestr(name, body.replace("СОШ № 5".encode(), "СОШ № 6".encode()))
    answer = bring(trusting, written.getvalue())
    assert answer.status_code == 422
    assert "Контрольные суммы не сходятся: schools.json" in text_of(answer)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"\xef\xbb\xbf;;", b"%PDF-1.7"])
def test_another_file_is_refused_at_the_form(content: bytes, trusting: Client) -> None:
    answer = bring(trusting, content)
    assert answer.status_code == 422
    assert "не пакет Опоры" in text_of(answer)


def test_a_key_that_is_none_is_refused_at_the_form_and_stays_there(
    region_desk: Client, territory: Territory
) -> None:
    answer = region_desk.post("/exchange/keys/", {"territory": territory.pk, "text": "ключ"})
    assert answer.status_code == 422
    assert "Это не открытый ключ" in text_of(answer)
    assert 'value="ключ"' in text_of(answer)


def test_a_key_is_entered_shown_and_revoked(trusting: Client) -> None:
    key = TrustedKey.objects.get()
    assert key.fingerprint in text_of(trusting.get("/exchange/"))
    answer = trusting.post(f"/exchange/keys/{key.pk}/revoke/", follow=True)
    assert f"Ключ {key.fingerprint} отозван" in text_of(answer)
    assert key.fingerprint not in text_of(trusting.get("/exchange/"))


def test_a_municipality_sees_no_packages_of_others(
    office: Client, trusting: Client, territory: Territory, stranger: User, sign_in: Sign
) -> None:
    bring(trusting, make(office, territory))
    sending, delivery = Sending.objects.get(), Delivery.objects.get()
    other = sign_in(stranger)
    assert other.get(f"/exchange/sent/{sending.pk}/").status_code == 404
    assert other.get(f"/exchange/received/{delivery.pk}/").status_code == 404
    assert other.get(f"/exchange/municipality/{territory.pk}/").status_code == 404
    assert other.post(f"/exchange/send/{territory.pk}/").status_code == 404
    assert "Ключевской" not in text_of(other.get("/exchange/"))
    assert office.get(f"/exchange/received/{delivery.pk}/").status_code == 403


def test_a_school_has_no_exchange(school_head: User, sign_in: Sign) -> None:
    assert sign_in(school_head).get("/exchange/").status_code == 403


def test_a_section_that_is_not_there_is_not_found(
    trusting: Client, territory: Territory
) -> None:
    path = f"/exchange/municipality/{territory.pk}/"
    assert trusting.get(path, {"section": "x"}).status_code == 404
    assert "Данных нет" in text_of(trusting.get(path, {"section": "results"}))


@pytest.mark.parametrize("size", [3, 30])
def test_the_number_of_queries_does_not_grow_with_rows(
    size: int, office: Client, trusting: Client, territory: Territory,
    django_assert_max_num_queries: object,
) -> None:  # fmt: skip
    for _ in range(size):
        factories.make_organisation(territory)
    bring(trusting, make(office, territory))
    path = f"/exchange/received/{Delivery.objects.get().pk}/"
    with django_assert_max_num_queries(14):
        trusting.get(path)
    trusting.post(f"{path}decide/", {"decision": "accept"})
    with django_assert_max_num_queries(12):
        trusting.get(f"/exchange/municipality/{territory.pk}/")
    for client in (office, trusting):
        with django_assert_max_num_queries(16):
            client.get("/exchange/")


def test_an_expired_session_leads_back_to_the_page(db: None, client: Client) -> None:
    answer = client.get("/exchange/")
    assert answer["Location"] == "/account/login/?next=/exchange/"
