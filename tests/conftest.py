"""Fixtures that every test may use: quick settings and the cast."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.test import override_settings
from xdist.workermanage import WorkerController

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from tests import factories
from tests.browser.harness import chromium, new_page  # noqa: F401  # one browser a session

# The machine of CI is shared: how long an example takes says nothing about the code.
hypothesis.settings.register_profile(
    "shared_machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared_machine")

TESTS = Path(__file__).parent
_SEEN = pytest.StashKey[dict[Path, set[str]]]()
_LEFT_OUT = pytest.StashKey[int]()


def pytest_configure() -> None:
    """Collect no garbage while tests are collected: there is none, and much to look through."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Take what was collected out of the sight of the garbage collector: a tenth of the time."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Weak hashes, throw-away folders, letters in memory, static files as they lie.

    No file here has to outlive a power cut: a list costs fifty waits for the disk.
    """
    with (
        pytest.MonkeyPatch.context() as patched,
        override_settings(
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
            MEDIA_ROOT=tmp_path_factory.mktemp("media"),
            OPORA_STORES=tmp_path_factory.mktemp("stores"),
            OPORA_EXCHANGE_KEY=tmp_path_factory.mktemp("keys") / "exchange.key",
            EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
            STORAGES={
                "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
                "staticfiles": {
                    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
                },
            },
        ),
    ):
        patched.setattr(os, "fsync", lambda _handle: None)
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


FIRST = 3
"""So many tests stand at the head of a file for what it holds, by one case each."""
SHOWN = {"web", "reports"}
"""Folders of what is shown: another database repeats the head of each file (decision 15)."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what touches the database, what need not be repeated, and what comes first."""
    asked = {"db", "transactional_db"} & {*getattr(item, "fixturenames", ())}
    if asked or item.get_closest_marker("django_db"):
        item.add_marker("database")
    if item.get_closest_marker("slow") or item.get_closest_marker("browser"):
        return
    if _is_first(item):
        item.add_marker("first")
    elif item.path.relative_to(TESTS).parts[0] in SHOWN:
        item.add_marker("embedded")


def _is_first(item: pytest.Item) -> bool:
    """Whether it is the first case of one of the first tests of a file, as they are written."""
    seen = item.config.stash.setdefault(_SEEN, {}).setdefault(item.path, set())
    name = getattr(item, "originalname", item.name)
    if name in seen or len(seen) == FIRST:
        return False
    seen.add(name)
    return True


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count what the asked marks leave out; a worker tells the count when it is done."""
    if items:
        config = items[0].config
        told = getattr(config, "workeroutput", {})
        told["left_out"] = told.get("left_out", 0) + len(items)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    """Keep the count of a worker: each of them collects, and leaves out, the same."""
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many were left out: with workers pytest itself does not."""
    left_out = terminalreporter.config.stash.get(_LEFT_OUT, 0)
    if left_out:
        terminalreporter.write_line(
            f"left out by their marks: {left_out} (`make test` has all)"
        )


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case that holds bytes by its argument: a ZIP differs from run to run."""
    return argname if isinstance(val, bytes) else None
