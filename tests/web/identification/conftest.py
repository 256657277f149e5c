"""The district of the domain's tests on pages: schools may answer for ten days from today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.services import decisions, runs
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import User
from tests import factories
from tests.domain.identification.conftest import (  # noqa: F401  # fixtures
    files,
    passports_index,
    run,
    schools,
    store_folder,
    verdict_of,
    worse,
)

VerdictOf = Callable[[Run, str], Verdict]


@pytest.fixture
def open_run(run: Run, coordinator: User) -> Run:  # noqa: F811  # the fixture above
    due = localdate() + timedelta(days=10)
    return runs.open_replies(run=run, due=due, by=coordinator, at=now())


@pytest.fixture
def ended_run(open_run: Run, verdict_of: VerdictOf, coordinator: User) -> Run:  # noqa: F811  # as above
    """Nothing waits any more: the small schools are decided, the day of replies is over."""
    for name in ("small", "silent"):
        runs.decide(
            verdict=verdict_of(open_run, name), listed=name == "small",
            reason="Протокол комиссии от 10.11.2025 № 2", by=coordinator, at=now(),
        )  # fmt: skip
    Run.objects.filter(pk=open_run.pk).update(replies_due=localdate() - timedelta(days=1))
    open_run.refresh_from_db()
    return open_run


@pytest.fixture
def sent_run(ended_run: Run, coordinator: User) -> Run:
    return decisions.send(run=ended_run, by=coordinator, at=now())


@pytest.fixture
def approved_run(sent_run: Run, authority_head: User) -> Run:
    return decisions.approve(run=sent_run, by=authority_head, at=now())


@pytest.fixture
def second_head(authority: Organisation) -> User:
    return factories.make_member(authority, Role.AUTHORITY_HEAD)
