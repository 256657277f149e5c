"""A plan in force, and clients of the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Roadmap
from tests.web import stage

Sign = Callable[[User], Client]


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
