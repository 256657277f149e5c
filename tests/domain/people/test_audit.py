"""The audit trail only grows."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.people import audit
from opora.domain.people.models import AuditEvent, TrailIsAppendOnly
from tests.factories import NOON


@pytest.fixture
def event(coordinator):
    return audit.record(
        "user.edit",
        target=coordinator,
        by=coordinator,
        at=NOON,
        after={"since": date(2025, 9, 1), "chief": coordinator},
    )


def test_days_and_rows_are_written_as_json(event, coordinator):
    event.refresh_from_db()
    assert event.after == {"since": "2025-09-01", "chief": coordinator.pk}


def test_an_event_is_neither_changed_nor_deleted(event):
    event.reason = "задним числом"
    with pytest.raises(TrailIsAppendOnly, match="не меняются"):
        event.save()
    with pytest.raises(TrailIsAppendOnly):
        event.delete()
    with pytest.raises(TrailIsAppendOnly):
        AuditEvent.objects.update(reason="задним числом")
    with pytest.raises(TrailIsAppendOnly):
        AuditEvent.objects.filter(pk=event.pk).delete()
    assert AuditEvent.objects.get().reason == ""


def test_changes_name_only_what_differs():
    before, after = audit.changes({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4})
    assert before == {"b": 2, "c": None}
    assert after == {"b": 3, "c": 4}
