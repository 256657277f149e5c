"""After one entry: its units move, exactly as a full computation would have it, others do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from opora.domain.indicators import jobs
from opora.domain.indicators.models import Footprint, Value
from opora.domain.indicators.services import following, values
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace
from tests import factories
from tests.domain.indicators import stage
from tests.domain.indicators.stage import value, value_of
from tests.factories import NOON, TODAY

Commit = Callable[..., object]
YEAR = SchoolYear(2025)


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Commit) -> Commit:
    return django_capture_on_commit_callbacks


def told() -> set[tuple[object, ...]]:
    """Everything that values say."""
    return set(
        Value.objects.values_list(
            "definition__code", "territory", "organisation", "first", "numerator", "denominator",
            "missing",
        )
    )  # fmt: skip


def seminar(owner: Organisation, *schools: Organisation, day: date = stage.DAY) -> Trace:
    return Trace(register="activities", type="seminar", owner=owner, day=day, title="Семинар")


def test_a_new_entry_moves_its_school_and_municipality_at_once(
    territory: Territory, school: Organisation, other_school: Organisation,
    authority: Organisation, commits: Commit,
) -> None:  # fmt: skip
    region = territory.parent
    for one in (school, other_school):
        stage.listed(one)
    values.recompute_year(region, YEAR, at=NOON)
    act = factories.make_act(authority)
    with commits(execute=True):  # type: ignore[attr-defined]
        entries.put(act, seminar(authority), parts=[Part(school)], by=None, at=NOON)
    assert value_of("I04", school) == (1, 1)
    assert value_of("I04", territory) == (1, 2)
    assert value_of("I04", region) == (1, 2), "schools are added up at once"
    assert value("I18", region).stale, "entries of a region are counted by the job"
    assert value_of("I18", region) == (0, None)
    jobs.catch_up()
    assert value_of("I18", region) == (1, None)
    assert not Value.objects.filter(stale=True).exists()


def test_an_amended_entry_leaves_the_school_and_the_day_it_had(
    region: Territory, school: Organisation, foreign_school: Organisation,
    authority: Organisation, commits: Commit,
) -> None:  # fmt: skip
    for one in (school, foreign_school):
        stage.listed(one)
    for year in (SchoolYear(2024), YEAR):
        values.recompute_year(region, year, at=NOON)
    act = factories.make_act(authority)
    with commits(execute=True):  # type: ignore[attr-defined]
        entries.put(act, seminar(authority), parts=[Part(foreign_school)], by=None, at=NOON)
    assert value_of("I04", foreign_school) == (1, 1)
    with commits(execute=True):  # type: ignore[attr-defined]
        entries.put(
            act,
            seminar(authority, day=date(2025, 3, 3)),
            parts=[Part(school)],
            by=None,
            at=NOON,
        )
    assert value_of("I04", foreign_school) == (0, 1)
    assert value_of("I04", school) == (0, 1)
    jobs.catch_up()
    incremental = told()
    for year in (SchoolYear(2024), YEAR):
        values.recompute_year(region, year, at=NOON)
    assert told() == incremental


def test_a_withdrawn_entry_is_taken_back(
    territory: Territory, school: Organisation, commits: Commit
) -> None:
    stage.listed(school)
    values.recompute_year(territory, YEAR, at=NOON)
    act = factories.make_act(school)
    with commits(execute=True):  # type: ignore[attr-defined]
        entries.put(act, seminar(school), by=None, at=NOON)
    assert value_of("I04", school) == (1, 1)
    with commits(execute=True):  # type: ignore[attr-defined]
        entries.withdraw(act, at=NOON)
    assert value_of("I04", school) == (0, 1)


def test_indicators_of_other_registers_are_not_touched(
    territory: Territory, school: Organisation
) -> None:
    stage.listed(school)
    values.recompute_year(territory, YEAR, at=NOON)
    before = {one.pk for one in Value.objects.filter(definition__code="I13")}
    made = stage.entry(school)
    following.refresh([made.pk], at=NOON)
    assert {one.pk for one in Value.objects.filter(definition__code="I13")} == before
    assert value_of("I04", school) == (1, 1)


def test_what_was_missed_is_found_and_twice_is_once(
    territory: Territory, school: Organisation
) -> None:
    stage.listed(school)
    values.recompute_year(territory, YEAR, at=NOON)
    stage.entry(school)
    assert following.catch_up(at=NOON) > 0
    assert value_of("I04", school) == (1, 1)
    assert following.catch_up(at=NOON) == 0
    Entry.objects.update(changed_at=NOON + timedelta(hours=1), state="withdrawn")
    assert following.catch_up(at=NOON) > 0
    assert value_of("I04", school) == (0, 1)


def test_many_missed_entries_are_computed_in_full(
    territory: Territory, school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MANY", 3)
    stage.listed(school)
    for _ in range(5):
        stage.entry(school, day=TODAY)
    following.catch_up(at=NOON)
    assert value_of("I18", territory) == (5, None)
    assert Footprint.objects.count() == 5


def test_a_frozen_period_is_not_followed(territory: Territory, school: Organisation) -> None:
    stage.listed(school)
    values.recompute_year(territory, YEAR, at=NOON)
    Value.objects.update(frozen=True)
    following.refresh([stage.entry(school).pk], at=NOON)
    assert value_of("I04", school) == (0, 1)


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 3), st.lists(st.integers(0, 3), max_size=3),
        st.sampled_from([date(2025, 9, 5), date(2025, 4, 1), date(2025, 11, 3)]),
        st.sampled_from(["done", "planned", "withdrawn"]),
    ),
    max_size=6,
)  # fmt: skip


class Amending(TestCase):
    """A class, because the database is begun anew for every example."""

    def setUp(self) -> None:
        region = factories.make_region()
        places = [factories.make_municipality(str(one), region=region) for one in range(2)]
        self.schools = [factories.make_organisation(places[one % 2]) for one in range(4)]
        for school in self.schools:
            stage.listed(school)
        self.region = region
        for year in (SchoolYear(2024), YEAR):
            values.recompute_year(region, year, at=NOON)

    @settings(max_examples=12)
    @given(CHANGES)
    def test_following_each_change_ends_where_computing_everything_does(
        self, changes: list[tuple[int, list[int], date, str]]
    ) -> None:
        made = [stage.entry(self.schools[0]) for _ in range(4)]
        for which, parts, day, state in changes:
            one = made[which]
            Entry.objects.filter(pk=one.pk).update(day=day, state=state)
            one.parts.all().delete()
            EntryPart.objects.bulk_create(
                EntryPart(entry=one, organisation=self.schools[at]) for at in set(parts)
            )
            following.refresh([one.pk], at=NOON)
        following.refresh([one.pk for one in made], at=NOON)
        following.recount_stale(at=NOON)
        followed = told()
        for year in (SchoolYear(2024), YEAR):
            values.recompute_year(self.region, year, at=NOON)
        assert told() == followed
