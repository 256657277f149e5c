"""Addresses of calendar feeds and preferences."""

from __future__ import annotations

import pytest

from opora.domain.people.models import AuditEvent, FeedToken
from opora.domain.people.services import feeds, preferences
from tests.factories import NOON


def test_an_address_is_issued_once_per_scope(coordinator):
    first = feeds.issue(user=coordinator, scope="me", at=NOON)
    assert feeds.issue(user=coordinator, scope="me", at=NOON) == first
    assert feeds.issue(user=coordinator, scope="roadmap:7", at=NOON).token != first.token
    assert len(first.token) == 43


def test_a_closed_address_is_followed_by_a_new_one(coordinator):
    first = feeds.issue(user=coordinator, scope="me", at=NOON)
    feeds.revoke(token=first, by=coordinator, at=NOON)
    feeds.revoke(token=first, by=coordinator, at=NOON)
    second = feeds.issue(user=coordinator, scope="me", at=NOON)
    assert second.token != first.token
    assert list(FeedToken.objects.live()) == [second]
    assert AuditEvent.objects.about(first).filter(action="feed.revoke").count() == 1


def test_nobody_closes_the_address_of_another(coordinator, methodist):
    token = feeds.issue(user=coordinator, scope="me", at=NOON)
    with pytest.raises(feeds.FeedNotYours, match="тот, кому он выдан"):
        feeds.revoke(token=token, by=methodist, at=NOON)


def test_preferences_leave_a_trace_only_when_they_change(coordinator):
    for _ in range(2):
        user = preferences.change(
            user=coordinator, single_keys=False, wants_digest=True, at=NOON
        )
    assert user.single_keys is False
    assert AuditEvent.objects.get().after == {"single_keys": False}
