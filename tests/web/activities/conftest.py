"""Activities on their pages."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate, now

from opora.domain.activities.models import Activity
from tests.domain.activities.stage import make_activity


@pytest.fixture
def seminar(authority, school, coordinator) -> Activity:
    """A seminar of today for one school."""
    return make_activity(authority, school, by=coordinator, at=now(), day=localdate())
