"""A district of five schools with two years of results, and a run on the way to its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from opora.domain.assessments.models import Import
from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.services import decisions, runs
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from tests import factories
from tests.domain.identification import stores
from tests.factories import NOON

DUE = date(2025, 11, 19)
LATER = NOON + timedelta(days=10)
"""The day after which schools may not answer any more."""

YEAR = 2025

CODES = ("ВПР-МА-5", "ВПР-РУ-5", "ВПР-МА-6")

NUMBERS = {
    # The year before and the year itself, by assessment: below the boundary, participants.
    "low": {2024: [(9, 20), (3, 20), (8, 20)], 2025: [(8, 20), (7, 20), (4, 20)]},
    "repeated": {2024: [(7, 20), (2, 20), (1, 20)], 2025: [(6, 20), (1, 20), (2, 20)]},
    "fair": {2024: [(1, 25), (1, 25), (2, 25)], 2025: [(2, 25), (0, 25), (1, 25)]},
    "small": {2024: [(2, 4), (1, 4), (2, 3)], 2025: [(3, 5), (2, 5), (0, 4)]},
}


@pytest.fixture(autouse=True)
def store_folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(OPORA_STORES=tmp_path / "stores"):
        yield


@pytest.fixture
def schools(school: Organisation, other_school: Organisation) -> dict[str, Organisation]:
    """By what their numbers are like; «silent» has none."""
    territory = school.territory
    more = {
        name: factories.make_organisation(territory) for name in ("fair", "small", "silent")
    }
    return {"low": school, "repeated": other_school, **more}


@pytest.fixture
def files(
    region: Territory, schools: dict[str, Organisation], foreign_school: Organisation,
    coordinator: User,
) -> dict[tuple[str, int], Import]:  # fmt: skip
    """The store of the region; the school of the other district has results too."""
    told = {
        (code, year): {schools[name]: one[year][place] for name, one in NUMBERS.items()}
        | {foreign_school: (2, 30)}
        for year in (2024, 2025)
        for place, code in enumerate(CODES)
    }
    return stores.bring_all(region, told, by=coordinator)


@pytest.fixture
def run(files: object, territory: Territory, coordinator: User) -> Run:
    return runs.start(territory=territory, year=YEAR, rule="R2025-OR", by=coordinator, at=NOON)


@pytest.fixture
def open_run(run: Run, coordinator: User) -> Run:
    return runs.open_replies(run=run, due=DUE, by=coordinator, at=NOON)


@pytest.fixture
def verdict_of(schools: dict[str, Organisation]) -> Callable[[Run, str], Verdict]:
    return lambda run, name: run.verdicts.select_related("run", "school").get(
        school=schools[name]
    )


@pytest.fixture
def decided_run(
    open_run: Run, verdict_of: Callable[[Run, str], Verdict], coordinator: User
) -> Run:
    """Schools with too few results are decided; nothing waits once the day is over."""
    for name in ("small", "silent"):
        runs.decide(
            verdict=verdict_of(open_run, name), listed=name == "small",
            reason="Протокол комиссии от 10.11.2025 № 2", by=coordinator, at=NOON,
        )  # fmt: skip
    return open_run


@pytest.fixture
def sent_run(decided_run: Run, coordinator: User) -> Run:
    return decisions.send(run=decided_run, by=coordinator, at=LATER)


@pytest.fixture
def approved_run(sent_run: Run, authority_head: User) -> Run:
    return decisions.approve(run=sent_run, by=authority_head, at=LATER)


@pytest.fixture
def second_head(authority: Organisation) -> User:
    return factories.make_member(authority, Role.AUTHORITY_HEAD)
