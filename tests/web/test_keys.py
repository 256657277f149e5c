"""Keys of programs on the profile page."""

from __future__ import annotations

import re

from opora.domain.people.models import ApiToken, User
from tests.web.conftest import Sign

ASKED = {"name": "Выгрузка в РИС", "scopes": ["results", "roadmaps"], "days": "30"}


def test_a_key_is_shown_once_and_reads(coordinator: User, sign_in: Sign) -> None:
    client = sign_in(coordinator)
    answer = client.post("/profile/keys/", ASKED)
    secret = re.search(r'value="(opora_[^"]+)"', answer.content.decode())
    assert secret
    assert "no-store" in answer["Cache-Control"]
    profile = client.get("/profile/").content.decode()
    assert "Выгрузка в РИС" in profile
    assert secret[1] not in profile
    key = {"Authorization": f"Bearer {secret[1]}"}
    assert client.get("/api/v1/rounds", headers=key).status_code == 200


def test_what_is_missing_is_said_at_the_form(coordinator: User, sign_in: Sign) -> None:
    answer = sign_in(coordinator).post("/profile/keys/", {"name": "Выгрузка", "days": "30"})
    assert "Обязательное поле" in answer.content.decode()
    assert "Выгрузка" in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_more_keys_than_one_may_have_are_refused_in_words(
    coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    for _ in range(10):
        client.post("/profile/keys/", ASKED)
    assert "Закройте ненужные" in client.post("/profile/keys/", ASKED).content.decode()


def test_a_key_is_closed_by_its_owner_alone(
    coordinator: User, stranger: User, sign_in: Sign
) -> None:
    sign_in(coordinator).post("/profile/keys/", ASKED)
    key = ApiToken.objects.get()
    address = f"/profile/keys/{key.pk}/revoke/"
    assert sign_in(stranger).post(address).status_code == 404
    assert sign_in(coordinator).post(address).status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert "Выгрузка в РИС" not in sign_in(coordinator).get("/profile/").content.decode()


def test_an_expired_session_leads_back_to_the_form(db: None, client: object) -> None:
    answer = client.post("/profile/keys/", ASKED)
    assert answer["Location"] == "/account/login/?next=/profile/keys/"
