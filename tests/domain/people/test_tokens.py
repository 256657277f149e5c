"""Keys of programs: given out once, never kept, closed by their owner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from opora.domain.people.models import ApiToken, AuditEvent, User
from opora.domain.people.services import tokens
from tests.factories import NOON

MONTH = timedelta(days=30)


def issue(user: User, **fields: Any) -> tokens.Issued:
    given = {"name": "Выгрузка", "scopes": ["results"], "expires_at": NOON + MONTH, "at": NOON}
    return tokens.issue(user=user, **(given | fields))


def test_a_key_is_given_out_and_its_secret_is_kept_nowhere(coordinator: User) -> None:
    issued = issue(coordinator)
    row = ApiToken.objects.filter(pk=issued.token.pk).values().get()
    assert issued.secret not in str(row)
    assert issued.secret.startswith(row["start"])
    event = AuditEvent.objects.get()
    assert event.action == "api_token.issue"
    assert issued.secret not in str(event.after)
    assert event.after["until"] == "2025-12-12"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "  "}, "Назовите ключ"),
        ({"scopes": []}, "Отметьте"),
        ({"scopes": ["results", "everything"]}, "Отметьте"),
        ({"expires_at": NOON}, "задним числом"),
        ({"expires_at": NOON + timedelta(days=367)}, "не дольше чем на год"),
    ],
)
def test_a_key_that_opens_nothing_or_for_too_long_is_refused(
    fields: dict[str, Any], words: str, coordinator: User
) -> None:
    with pytest.raises(tokens.TokenRefused, match=words):
        issue(coordinator, **fields)
    assert not ApiToken.objects.exists()


def test_a_person_has_ten_keys_at_most(coordinator: User) -> None:
    first = issue(coordinator).token
    for _ in range(tokens.MOST_LIVE - 1):
        issue(coordinator)
    with pytest.raises(tokens.TokenRefused, match="уже 10"):
        issue(coordinator)
    tokens.revoke(token=first, by=coordinator, at=NOON)
    issue(coordinator)


def test_a_key_is_known_by_its_secret_until_it_is_closed(coordinator: User) -> None:
    issued = issue(coordinator)
    assert tokens.of_secret(issued.secret, at=NOON) == issued.token
    assert tokens.of_secret(issued.secret + "x", at=NOON) is None
    assert tokens.of_secret(issued.token.digest, at=NOON) is None
    assert tokens.of_secret(issued.secret, at=NOON + MONTH) is None
    tokens.revoke(token=issued.token, by=coordinator, at=NOON)
    tokens.revoke(token=issued.token, by=coordinator, at=NOON)
    assert tokens.of_secret(issued.secret, at=NOON) is None
    assert AuditEvent.objects.filter(action="api_token.revoke").count() == 1


def test_a_use_is_noted_once_a_minute(coordinator: User) -> None:
    issued = issue(coordinator)
    for seconds, noted in ((0, 0), (30, 0), (90, 90)):
        tokens.of_secret(issued.secret, at=NOON + timedelta(seconds=seconds))
        issued.token.refresh_from_db()
        assert issued.token.used_at == NOON + timedelta(seconds=noted)


def test_another_person_does_not_close_it(coordinator: User, stranger: User) -> None:
    token = issue(coordinator).token
    with pytest.raises(tokens.TokenNotYours):
        tokens.revoke(token=token, by=stranger, at=NOON)


def test_the_database_refuses_a_key_that_ends_before_it_begins(coordinator: User) -> None:
    token = issue(coordinator).token
    with pytest.raises(IntegrityError, match="api_token_expires"):
        ApiToken.objects.filter(pk=token.pk).update(expires_at=NOON)
