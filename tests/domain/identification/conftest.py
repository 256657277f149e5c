"""A district of five schools with two years of results, and a run on the way to its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from opora.domain.assessments.models import Import
from opora.domain.context.models import Campaign, ContextRun
from opora.domain.context.services import index
from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.services import decisions, runs
from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from tests import factories
from tests.domain.context.conftest import hand_in
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


HARDNESS = {"low": 0.9, "repeated": 0.2, "fair": 0.8, "small": 0.1, "silent": 0.3}
"""How hard the context of each school is, by its passport."""


@pytest.fixture
def passports_index(
    region: Territory, schools: dict[str, Organisation], foreign_school: Organisation,
    coordinator: User,
) -> ContextRun:  # fmt: skip
    """The index of the region: the five schools, and seven more of the other district."""
    campaign = Campaign.objects.create(
        territory=schools["low"].territory, year=YEAR, as_of=date(2024, 10, 1),
        due=date(2024, 11, 1), opened_by=coordinator, opened_at=NOON,
    )  # fmt: skip
    for name, hard in HARDNESS.items():
        hand_in(campaign, schools[name], hard=hard, by=coordinator)
    for place in range(7):
        other = factories.make_organisation(foreign_school.territory)
        hand_in(campaign, other, hard=(place + 0.5) / 7, by=coordinator)
    return index.compute(root=region, year=YEAR, by=coordinator, at=NOON)


@pytest.fixture
def worse(region: Territory, passports_index: ContextRun, coordinator: User) -> Organisation:
    """One school with many low results, where those of the region follow the context."""
    scores = list(passports_index.scores.order_by("school_id").select_related("school"))
    low = {one.school: max(1, round(14 - (one.points or 0) / 5)) for one in scores}
    school = scores[-1].school
    low[school] = 32
    told = {
        (code, year): {one: (below, 40) for one, below in low.items()}
        for code in CODES[:2]
        for year in (YEAR - 1, YEAR)
    }
    stores.bring_all(region, told, by=coordinator)
    return school
