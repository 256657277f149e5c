"""A draft that waits for checking."""

from __future__ import annotations

import pytest

from opora.domain.acts.models import Draft
from tests import factories
from tests.domain.acts.readings import a_reading


@pytest.fixture
def draft(school, coordinator) -> Draft:
    reading = a_reading()
    current = {key: part for key, part in reading.items() if key != "layout"}
    return factories.make_draft(school, by=coordinator, reading=reading, current=current)
