"""Fixtures that every test may use: quick settings and the cast."""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis
import pytest
from django.db import connection
from django.test import override_settings

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from tests import factories
from tests.browser.harness import chromium, new_page  # noqa: F401  # one browser a session

# The machine of CI is shared: how long an example takes says nothing about the code.
hypothesis.settings.register_profile(
    "shared_machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared_machine")


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Weak hashes, a throw-away media folder, letters in memory, static files as they lie."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        OPORA_STORES=tmp_path_factory.mktemp("stores"),
        OPORA_EXCHANGE_KEY=tmp_path_factory.mktemp("keys") / "exchange.key",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None,  # pytest-django's own comes first
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Give the server that Chromium asks a file, as in real life.

    SQLite in memory is one connection for all threads of the server: two requests at once
    meet inside one transaction there.
    """
    ours = connection.settings_dict
    if request.config.option.markexpr == "browser" and connection.vendor == "sqlite":
        ours["TEST"]["NAME"] = tmp_path_factory.mktemp("database") / "opora.sqlite3"


@pytest.fixture
def region(db: None) -> Territory:
    return factories.make_region()


@pytest.fixture
def territory(region: Territory) -> Territory:
    return factories.make_municipality(region=region)


@pytest.fixture
def ministry(region: Territory) -> Organisation:
    return factories.make_named("ministry", region)


@pytest.fixture
def authority(territory: Territory) -> Organisation:
    return factories.make_named("authority", territory)


@pytest.fixture
def methodical(territory: Territory) -> Organisation:
    return factories.make_named("methodical", territory)


@pytest.fixture
def school(territory: Territory) -> Organisation:
    return factories.make_named("school", territory)


@pytest.fixture
def other_school(territory: Territory) -> Organisation:
    return factories.make_named("other_school", territory)


@pytest.fixture
def foreign_territory(region: Territory) -> Territory:
    return factories.make_municipality("Озёрский район", region=region)


@pytest.fixture
def foreign_school(foreign_territory: Territory) -> Organisation:
    return factories.make_named("foreign_school", foreign_territory)


@pytest.fixture
def coordinator(authority: Organisation) -> User:
    return factories.make_actor("coordinator", authority)


@pytest.fixture
def authority_head(authority: Organisation) -> User:
    return factories.make_actor("authority_head", authority)


@pytest.fixture
def methodist(methodical: Organisation) -> User:
    return factories.make_actor("methodist", methodical)


@pytest.fixture
def school_head(school: Organisation) -> User:
    return factories.make_actor("school_head", school)


@pytest.fixture
def other_head(other_school: Organisation) -> User:
    return factories.make_actor("other_head", other_school)


@pytest.fixture
def teacher(school: Organisation) -> User:
    return factories.make_actor("teacher", school)


@pytest.fixture
def curator(school: Organisation) -> User:
    return factories.make_actor("curator", school)


@pytest.fixture
def stranger(foreign_territory: Territory) -> User:
    """The coordinator of another municipality of the same region."""
    office = factories.make_named("foreign_authority", foreign_territory)
    return factories.make_actor("stranger", office)


@pytest.fixture
def regional_coordinator(ministry: Organisation) -> User:
    return factories.make_actor("regional_coordinator", ministry)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what touches the database: the other database has to repeat that and no more."""
    asked = {"db", "transactional_db"} & {*getattr(item, "fixturenames", ())}
    if asked or item.get_closest_marker("django_db"):
        item.add_marker("database")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case that holds bytes by its argument: a ZIP differs from run to run."""
    return argname if isinstance(val, bytes) else None
