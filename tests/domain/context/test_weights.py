"""The index under other weights: the same number of schools in hard contexts, other ones."""

from __future__ import annotations

import time

import numpy as np
import pytest

from opora.domain.context.fields import index_fields
from opora.domain.context.models import Campaign, ContextRun, ContextScore, PassportValue
from opora.domain.context.services import index
from opora.domain.context.services.index import IndexRefused
from opora.domain.context.services.weights import reweigh
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from tests import factories
from tests.domain.context.conftest import Filled
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(
    region: Territory, territory: Territory, campaign: Campaign, filled: Filled, keeper: User
) -> ContextRun:
    for place in range(12):
        filled(campaign, factories.make_organisation(territory), hard=place / 11)
    return index.compute(root=region, year=2026, by=keeper, at=NOON)


def test_weights_as_in_the_scale_give_the_index_as_it_was_computed(run: ContextRun) -> None:
    told = reweigh(run, {})

    assert told.points == pytest.approx(told.points_before, abs=0.01)
    assert told.hard == told.hard_before
    assert len(told.hard) == run.scores.filter(group=1).count()


def test_other_weights_part_as_many_schools_but_others(
    run: ContextRun, keeper: User, territory: Territory, filled: Filled, campaign: Campaign
) -> None:
    # A school whose context is fair but for its large families.
    school = factories.make_organisation(territory)
    passport = filled(campaign, school, hard=0.6)
    PassportValue.objects.filter(passport=passport, item="C04").update(number=190)
    later = index.compute(root=run.root, year=2026, by=keeper, at=NOON)
    only_few = {one.code: 0 for one in index_fields()} | {"C04": 3, "C02": 1, "C03": 1}

    told = reweigh(later, only_few)

    assert school.pk not in told.hard_before
    assert school.pk in told.hard
    assert len(told.hard) == len(told.hard_before)


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({"C02": 4}, "от 0 до 3"),
        ({"C02": -1}, "от 0 до 3"),
        ({"R1": 2}, "«R1» в индексе нет"),
        ({one.code: 0 for one in index_fields()[1:]}, "хотя бы у 3"),
    ],
)
def test_weights_that_make_no_index_are_refused(
    run: ContextRun, times: dict[str, int], words: str
) -> None:
    with pytest.raises(IndexRefused, match=words):
        reweigh(run, times)


def test_a_school_without_an_index_stays_without_one(run: ContextRun) -> None:
    score = run.scores.first()
    assert score is not None
    ContextScore.objects.filter(pk=score.pk).update(points=None, error=None, group=None)

    assert score.school_id not in reweigh(run, {"C02": 2}).points


def test_a_region_of_a_thousand_schools_is_weighed_within_a_second(
    run: ContextRun, territory: Territory
) -> None:
    sample = run.scores.first()
    assert sample is not None
    schools = Organisation.objects.bulk_create(
        Organisation(
            territory=territory, kind="school", name=f"Школа {n}", short_name=f"Школа {n}"
        )
        for n in range(1000)
    )
    spread = np.random.default_rng(1).uniform(30, 70, 1000)
    ContextScore.objects.bulk_create(
        ContextScore(
            run=run, school=school, points=points, error=1.0, group=2, items=sample.items,
            pupils=200, settlement="village",
        )
        for school, points in zip(schools, spread, strict=True)
    )  # fmt: skip
    started = time.perf_counter()
    told = reweigh(run, {"C02": 2, "C05": 0})

    assert len(told.points) == 1012
    assert time.perf_counter() - started < 1
