"""What is kept is given out only while nothing was written."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils.timezone import localdate

from opora.domain.organisations.models import Territory
from opora.domain.people.models import User
from opora.web import kept as module
from opora.web.kept import kept, sight_key
from tests import factories

TODAY = localdate()


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    module._kept.state = None
    yield
    module._kept.state = None


def territories(asked: list[int]) -> int:
    asked.append(1)
    return Territory.objects.count()


@pytest.mark.django_db(transaction=True)
def test_it_is_counted_once_while_nothing_is_written() -> None:
    asked: list[int] = []
    answers = {kept("all", lambda: territories(asked)) for _ in range(3)}
    assert answers == {0}
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_own_writing_is_seen_at_once() -> None:
    assert kept("all", Territory.objects.count) == 0
    factories.make_region()
    assert kept("all", Territory.objects.count) == 1
    Territory.objects.update(name="Иной край")
    assert kept("name", lambda: Territory.objects.get().name) == "Иной край"


@pytest.mark.django_db(transaction=True)
def test_what_another_connection_writes_is_seen_at_once() -> None:
    assert kept("all", Territory.objects.count) == 0

    def write() -> None:
        factories.make_region()
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write).result()
    assert kept("all", Territory.objects.count) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_transaction_is_kept() -> None:
    with transaction.atomic():
        factories.make_region()
        assert kept("all", Territory.objects.count) == 1
        transaction.set_rollback(True)
    assert kept("all", Territory.objects.count) == 0


@pytest.mark.django_db(transaction=True)
def test_so_many_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    asked: list[int] = []
    for key in (1, 2, 3, 1):
        kept(key, lambda: territories(asked))
    assert len(asked) == 4


def test_people_of_the_same_roles_share_what_they_see(
    coordinator: User, methodist: User, curator: User
) -> None:
    twin = factories.make_user()
    for one in coordinator.memberships.all():
        factories.make_member(one.organisation, one.role, user=twin)
    assert sight_key(twin, on=TODAY) == sight_key(coordinator, on=TODAY)
    keys = {sight_key(one, on=TODAY) for one in (coordinator, methodist, curator)}
    assert len(keys) == 3
