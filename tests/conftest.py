"""Fixtures that every test may use: quick settings and the cast."""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis
import pytest
from django.db import connection
from django.test import override_settings

from opora.domain.organisations.models import Organisation, Role, Territory
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
    django_db_modify_db_settings: None,  # noqa: PT019  # pytest-django's own comes first
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
    return factories.make_organisation(
        region,
        kind=Organisation.Kind.REGIONAL,
        name="Министерство образования Заречного края",
        short_name="Минобр",
    )


@pytest.fixture
def authority(territory: Territory) -> Organisation:
    return factories.make_organisation(
        territory,
        kind=Organisation.Kind.AUTHORITY,
        name="Управление образования администрации Ключевского округа",
        short_name="Управление образования",
        aliases=["УО", "Отдел образования"],
    )


@pytest.fixture
def methodical(territory: Territory) -> Organisation:
    return factories.make_organisation(
        territory,
        kind=Organisation.Kind.METHODICAL,
        name="МБУ ДПО «Информационно-методический центр»",
        short_name="ИМЦ",
    )


@pytest.fixture
def school(territory: Territory) -> Organisation:
    return factories.make_organisation(
        territory, name="МБОУ «Средняя общеобразовательная школа № 5»", short_name="СОШ № 5"
    )


@pytest.fixture
def other_school(territory: Territory) -> Organisation:
    return factories.make_organisation(
        territory, name="МБОУ «Берёзовская основная школа»", short_name="Берёзовская ООШ"
    )


@pytest.fixture
def foreign_territory(region: Territory) -> Territory:
    return factories.make_municipality("Озёрский район", region=region)


@pytest.fixture
def foreign_school(foreign_territory: Territory) -> Organisation:
    return factories.make_organisation(
        foreign_territory,
        name="МБОУ «Средняя общеобразовательная школа № 5» Озёрского района",
        short_name="СОШ № 5",
    )


@pytest.fixture
def coordinator(authority: Organisation) -> User:
    user = factories.make_user("Лукина", "Мария", "Сергеевна")
    return factories.make_member(authority, Role.COORDINATOR, user=user)


@pytest.fixture
def authority_head(authority: Organisation) -> User:
    user = factories.make_user("Державин", "Павел", "Ильич")
    return factories.make_member(authority, Role.AUTHORITY_HEAD, user=user)


@pytest.fixture
def methodist(methodical: Organisation) -> User:
    user = factories.make_user("Цветкова", "Анна", "Юрьевна")
    return factories.make_member(methodical, Role.METHODIST, user=user)


@pytest.fixture
def school_head(school: Organisation) -> User:
    user = factories.make_user("Горохов", "Игорь", "Львович")
    return factories.make_member(school, Role.SCHOOL_HEAD, user=user)


@pytest.fixture
def other_head(other_school: Organisation) -> User:
    user = factories.make_user("Ветрова", "Елена", "Борисовна")
    return factories.make_member(other_school, Role.SCHOOL_HEAD, user=user)


@pytest.fixture
def teacher(school: Organisation) -> User:
    user = factories.make_user("Юдин", "Олег", "Петрович")
    return factories.make_member(school, Role.TEACHER, user=user)


@pytest.fixture
def curator(school: Organisation) -> User:
    user = factories.make_user("Мохова", "Ирина", "Олеговна")
    return factories.make_member(school, Role.CURATOR, user=user)


@pytest.fixture
def stranger(foreign_territory: Territory) -> User:
    """The coordinator of another municipality of the same region."""
    office = factories.make_organisation(
        foreign_territory,
        kind=Organisation.Kind.AUTHORITY,
        name="Отдел образования администрации Озёрского района",
        short_name="Отдел образования",
    )
    user = factories.make_user("Чужова", "Нина", "Павловна")
    return factories.make_member(office, Role.COORDINATOR, user=user)


@pytest.fixture
def regional_coordinator(ministry: Organisation) -> User:
    user = factories.make_user("Северов", "Роман", "Игоревич")
    return factories.make_member(ministry, Role.REGIONAL_COORDINATOR, user=user)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case that holds bytes by its argument: a ZIP differs from run to run."""
    return argname if isinstance(val, bytes) else None
