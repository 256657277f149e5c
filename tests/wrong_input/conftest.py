"""Who brings the files of these tests, and the page that takes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from opora.domain.acts.models import Draft
from opora.domain.acts.services import drafts
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.web.conftest import collected_files, measure, roadmap, sign_in  # noqa: F401

Bring = Callable[[bytes, str], str]
Read = Callable[[bytes, str], Draft]


@pytest.fixture
def client_of_coordinator(coordinator: User) -> Client:
    client = Client()
    client.force_login(coordinator)
    return client


@pytest.fixture
def bring(client_of_coordinator: Client, authority: Organisation) -> Bring:
    """Upload a file on the page and give the text of the page that answers."""

    def brought(content: bytes, name: str) -> str:
        form = {
            "organisation": authority.pk,
            "uploads": SimpleUploadedFile(name, content),
            "whole": "1",
        }
        answer = client_of_coordinator.post("/documents/new/", form, follow=True)
        assert answer.status_code in {200, 422}
        return answer.content.decode()

    return brought


@pytest.fixture
def read(bring: Bring) -> Read:
    """Upload a file and read it as the job does."""

    def brought(content: bytes, name: str) -> Draft:
        bring(content, name)
        draft = Draft.objects.get()
        drafts.read_queued(draft.pk, at=now())
        draft.refresh_from_db()
        return draft

    return brought
