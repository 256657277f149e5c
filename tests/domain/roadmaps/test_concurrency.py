"""Two people at once: one is served, the other is told. Real threads need a real server."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Obligation, Roadmap
from opora.domain.roadmaps.services import children, editions, obligations
from opora.domain.roadmaps.services.states import WrongState
from tests import factories
from tests.domain.roadmaps.conftest import NOON
from tests.domain.roadmaps.readings import a_reading

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def real_server(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads share no in-memory database; run with OPORA_DATABASE")


def at_once(do: Callable[[], object], *, times: int = 2) -> list[str]:
    """Call from several threads at the same moment; return what each came to, sorted."""
    barrier = Barrier(times)

    def one() -> str:
        try:
            barrier.wait()
            do()
        except Exception as refusal:  # noqa: BLE001  # the test names those it expects
            return type(refusal).__name__
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(times) as pool:
        return sorted(found.result() for found in [pool.submit(one) for _ in range(times)])


def test_one_draft_confirmed_by_two_gives_one_plan(
    authority: Organisation, coordinator: User
) -> None:
    draft = factories.make_draft(authority, by=coordinator, reading=a_reading())
    found = at_once(
        lambda: editions.create_from_draft(
            draft=draft, owner=authority, by=coordinator, at=NOON
        )
    )
    assert found == ["", editions.AlreadyConfirmed.__name__]
    assert Roadmap.objects.count() == 1


def test_one_edition_approved_by_two_owes_once(edition: Edition, coordinator: User) -> None:
    found = at_once(lambda: editions.approve(edition=edition, by=coordinator, at=NOON))
    assert found == ["", editions.WrongStatus.__name__]
    assert Obligation.objects.filter(measure__number="1.").count() == 1


def test_one_plan_amended_by_two_has_one_next_edition(plan: Edition, coordinator: User) -> None:
    found = at_once(lambda: editions.amend(roadmap=plan.roadmap, by=coordinator, at=NOON))
    assert found == ["", editions.AlreadyAmended.__name__]


def test_accepting_and_returning_at_once_decides_once(
    owed: Obligation, school_head: User, coordinator: User
) -> None:
    obligations.submit(obligation=owed, report="Готово", by=school_head, at=NOON)
    found = at_once(
        lambda: obligations.accept(obligation=owed, by=coordinator, at=NOON), times=3
    )
    assert found == ["", WrongState.__name__, WrongState.__name__]


def test_a_child_is_opened_once(owed: Obligation, school_head: User) -> None:
    found = at_once(lambda: children.open_child(obligation=owed, by=school_head, at=NOON))
    assert found == ["", children.ChildExists.__name__]
    assert owed.child_roadmaps.count() == 1
