"""«Что, если» with weights of the index, and for those who may not see small counts."""

from __future__ import annotations

import pytest

from opora.domain.context.fields import index_fields
from opora.domain.context.models import ContextRun
from opora.domain.identification.models import Run
from opora.domain.identification.refusals import WrongParameters
from opora.domain.identification.services import runs, scenarios
from opora.domain.identification.services.scenarios import Grid
from opora.domain.identification.services.weighing import weigh
from opora.domain.identification.surroundings import index_for
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from tests.domain.identification.conftest import YEAR
from tests.factories import NOON

pytestmark = pytest.mark.django_db

WEIGHTS = (("C02", 3), ("C05", 0))


def test_weights_say_who_works_in_a_hard_context(
    run: Run, passports_index: ContextRun, schools: dict[str, Organisation]
) -> None:
    told = weigh(run, {})

    assert told is not None
    assert (told.index_year, told.schools, told.hard_before, told.hard) == (2025, 5, 2, 2)
    assert not told.entering
    assert not told.moved
    assert sum(before for before, _ in told.fields.values()) == 4, "one school has no results"


def test_without_an_index_there_is_nothing_to_weigh(run: Run, coordinator: User) -> None:
    assert weigh(run, {"C02": 2}) is None
    with pytest.raises(WrongParameters, match="Индекса социального благополучия ещё нет"):
        scenarios.save(
            run=run, grid=Grid(weights=WEIGHTS), reason="Так", by=coordinator, at=NOON
        )


def test_an_index_of_a_later_year_than_the_results_is_not_taken(
    run: Run, passports_index: ContextRun
) -> None:
    assert index_for(run.territory, run.year) == passports_index
    assert index_for(run.territory, run.year - 1) is None


def test_weights_that_make_no_index_are_refused_in_words(
    run: Run, passports_index: ContextRun
) -> None:
    nothing = {one.code: 0 for one in index_fields()}
    with pytest.raises(WrongParameters, match="хотя бы у 3 показателей"):
        weigh(run, nothing)


def test_a_scenario_is_kept_with_its_weights_and_what_they_change(
    run: Run, passports_index: ContextRun, coordinator: User
) -> None:
    kept = scenarios.save(
        run=run, grid=Grid(thresholds=(25,), weights=WEIGHTS), reason="К совещанию",
        by=coordinator, at=NOON,
    )  # fmt: skip
    kept.refresh_from_db()

    assert kept.parameters["weights"] == [["C02", 3], ["C05", 0]]
    assert kept.result["context"]["hard_before"] == 2
    assert kept.result["scenarios"][0]["threshold"] == 25


def test_a_result_of_few_pupils_does_not_turn_for_those_who_may_not_see_it(
    run: Run, schools: dict[str, Organisation]
) -> None:
    grid = Grid(rules=("R2025-A",), thresholds=(5, 10, 20, 30, 40, 50), minimal_ns=(3, 10))
    small = schools["small"].pk

    open_to_all = scenarios.replay(run, grid, full=True)
    hidden = scenarios.replay(run, grid, full=False)

    assert {small in one.listed for one in open_to_all.scenarios} == {True, False}
    assert {small in one.listed for one in hidden.scenarios} == {False}


def test_numbers_of_the_run_give_its_list_to_everybody(run: Run) -> None:
    closed = scenarios.replay(run, Grid(), full=False)
    [told] = closed.scenarios

    assert told.listed == scenarios.replay(run, Grid(), full=True).scenarios[0].listed
    assert not told.entering
    assert not told.leaving


def test_what_a_region_saves_of_its_own_run_tells_no_small_counts(
    files: object, region: Territory, regional_coordinator: User,
    schools: dict[str, Organisation],
) -> None:  # fmt: skip
    by = regional_coordinator
    run = runs.start(territory=region, year=YEAR, rule="R2025-A", by=by, at=NOON)
    grid = Grid(thresholds=(40,), minimal_ns=(3,))
    kept = scenarios.save(run=run, grid=grid, reason="К коллегии", by=by, at=NOON)

    small = schools["small"].pk
    assert small in scenarios.replay(run, grid, full=True).scenarios[0].listed
    assert small not in kept.result["scenarios"][0]["listed"]
