"""The rule that compares schools with what their context lets expect."""

from __future__ import annotations

import pytest

from opora.domain.context.models import ContextRun
from opora.domain.context.services import index
from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.queries.why import card
from opora.domain.identification.refusals import WrongParameters
from opora.domain.identification.services import recounts, runs
from opora.domain.identification.services.computing import is_reproduced
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from tests.domain.identification.conftest import YEAR
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(worse: Organisation, region: Territory, regional_coordinator: User) -> Run:
    by = regional_coordinator
    return runs.start(territory=region, year=YEAR, rule="RRES", by=by, at=NOON)


def test_a_school_below_what_its_context_lets_expect_is_listed(
    run: Run, worse: Organisation
) -> None:
    listed = run.verdicts.listed()

    assert [one.school for one in listed] == [worse]
    assert listed[0].residual is not None
    assert listed[0].residual < -2


def test_the_run_keeps_the_index_it_rests_on(
    run: Run, region: Territory, passports_index: ContextRun, regional_coordinator: User
) -> None:
    assert run.frozen["index"] == passports_index.pk
    index.refit(root=region, year=YEAR, reason="Новая шкала", by=regional_coordinator, at=NOON)

    assert is_reproduced(run)


def test_a_recount_takes_the_newest_index(
    run: Run, region: Territory, regional_coordinator: User
) -> None:
    later_index = index.refit(
        root=region, year=YEAR, reason="Новая шкала", by=regional_coordinator, at=NOON
    )
    later = recounts.recount(run=run, by=regional_coordinator, at=NOON)

    assert later.frozen["index"] == later_index.pk
    assert later.verdicts.listed().count() == run.verdicts.listed().count()


def test_the_school_reads_how_far_it_is_from_the_expected(
    run: Run, worse: Organisation, regional_coordinator: User
) -> None:
    verdict = Verdict.objects.select_related("run", "school__territory").get(
        run=run, school=worse
    )
    told = card(verdict, user=regional_coordinator, on=TODAY)

    assert "ниже ожидаемого по условиям школы на" in told.distance


def test_without_an_index_the_rule_is_refused(
    files: object, territory: Territory, coordinator: User
) -> None:
    with pytest.raises(WrongParameters, match="индекса социального благополучия"):
        runs.start(territory=territory, year=YEAR, rule="RRES", by=coordinator, at=NOON)
    assert not Run.objects.exists()


def test_too_few_schools_with_both_are_refused_in_words(
    files: object, passports_index: ContextRun, territory: Territory, coordinator: User
) -> None:
    passports_index.scores.filter(school__territory=territory).update(
        points=None, error=None, group=None
    )
    with pytest.raises(WrongParameters, match="меньше пяти"):
        runs.start(territory=territory, year=YEAR, rule="RRES", by=coordinator, at=NOON)
