"""A plan in force, and clients of the cast."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client, override_settings

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Roadmap
from tests.web import stage

Sign = Callable[[User], Client]


@pytest.fixture(scope="session", autouse=True)
def collected_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty folder for collected static files: whitenoise warns if there is none."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture
def sign_in() -> Sign:
    """Give a client in which the person has signed in."""

    def signed(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed


@pytest.fixture
def roadmap(authority: Organisation) -> Roadmap:
    return stage.make_roadmap(authority)


@pytest.fixture
def measure(roadmap: Roadmap) -> Measure:
    return stage.make_measure(roadmap)
