"""The district of these tests, settled once: they look, and what they change is taken back."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import override_settings

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests import factories
from tests.isolation.district import District, settle
from tests.web.conftest import collected_files, sign_in  # noqa: F401  # fixtures

One = Organisation | User


@dataclass(frozen=True, slots=True)
class Settled:
    """The district and everybody of the cast, by the names of their fixtures."""

    district: District
    cast: dict[str, One]


@pytest.fixture(scope="package")
def shared(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Settled]:
    """Settle the district for all tests of the folder, and take it back after the last."""
    folder = override_settings(OPORA_STORES=tmp_path_factory.mktemp("stores"))
    with django_db_blocker.unblock(), folder, transaction.atomic():
        cast = factories.make_cast(factories.make_region())
        yield Settled(_settled(cast), cast)
        transaction.set_rollback(True)


def _settled(cast: dict[str, One]) -> District:
    people = {"head": cast["school_head"], "boss": cast["coordinator"]}
    district = settle(cast["school"], cast["authority"], **people)  # type: ignore[arg-type]
    assert district.arguments, "read once, for all tests"
    return district


@pytest.fixture
def settled(shared: Settled, db: None) -> Settled:
    """Give the test copies of its own: people keep what was asked of them on themselves."""
    return copy.deepcopy(shared)


@pytest.fixture
def district(settled: Settled) -> District:
    return settled.district


def _of_cast(name: str) -> Callable[[Settled], One]:
    @pytest.fixture(name=name)
    def one(settled: Settled) -> One:
        return settled.cast[name]

    return one


school = _of_cast("school")
authority = _of_cast("authority")
coordinator = _of_cast("coordinator")
authority_head = _of_cast("authority_head")
methodist = _of_cast("methodist")
school_head = _of_cast("school_head")
other_head = _of_cast("other_head")
teacher = _of_cast("teacher")
curator = _of_cast("curator")
stranger = _of_cast("stranger")
regional_coordinator = _of_cast("regional_coordinator")
