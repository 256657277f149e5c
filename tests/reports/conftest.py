"""Editions made of real readings, through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from opora.domain.acts.models import Draft
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import confirming
from opora.reading import read_document
from opora.reading.as_json import reading_to_json
from tests.factories import make_draft

NOON = datetime(2025, 11, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def edition_of(authority: Organisation, coordinator: User) -> Callable[[bytes, str], Edition]:
    """Read a file, keep it as a draft, confirm it."""

    def make(content: bytes, name: str) -> Edition:
        reading = reading_to_json(read_document(content, name))
        draft = make_draft(
            authority,
            by=coordinator,
            status=Draft.Status.READY,
            reading=reading,
            current=reading,
        )
        return confirming.create_from_draft(
            draft=draft, owner=authority, by=coordinator, at=NOON
        )

    return make
