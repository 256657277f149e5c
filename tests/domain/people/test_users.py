"""Accounts."""

from __future__ import annotations

import pytest

from opora.domain.people.models import AuditEvent, User
from opora.domain.people.services import users
from tests.factories import NOON

NAMES = {"last_name": "Юдин", "first_name": "Олег", "patronymic": "Петрович"}


def test_an_account_waits_for_its_password(coordinator):
    user = users.add(email="Yudin@Example.org", by=coordinator, at=NOON, **NAMES)
    assert user.email == "yudin@example.org"
    assert not user.has_usable_password()
    assert str(user) == "Юдин О. П. <yudin@example.org>"
    assert AuditEvent.objects.about(user).get().action == "user.add"


def test_an_address_has_one_account(coordinator):
    users.add(email="y@example.org", by=coordinator, at=NOON, **NAMES)
    with pytest.raises(users.EmailTaken, match="уже есть"):
        users.add(email="Y@Example.org", by=coordinator, at=NOON, **NAMES)


def test_a_name_is_corrected_with_a_trace_and_only_if_it_differs(coordinator, teacher):
    users.rename(user=teacher, by=coordinator, at=NOON, **NAMES)
    assert not AuditEvent.objects.exists()
    users.rename(user=teacher, by=coordinator, at=NOON, **{**NAMES, "first_name": "Егор"})
    assert AuditEvent.objects.get().before == {"first_name": "Олег"}


def test_an_account_is_closed_once(coordinator, teacher):
    for _ in range(2):
        users.close(user=teacher, by=coordinator, at=NOON, reason="уволился")
    assert not User.objects.get(pk=teacher.pk).is_active
    assert AuditEvent.objects.get().reason == "уволился"
