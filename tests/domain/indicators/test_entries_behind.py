"""The entries that an indicator is made of: the same by either way to them, the newest first."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.indicators.queries import entries
from opora.domain.indicators.queries.entries import Those, newest
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.registers.models import Entry
from opora.methodology.indicator_formulas import EntryCount
from tests.domain.indicators import stage

HELD = EntryCount("activities")
DAYS = (date(2025, 10, 6), date(2025, 12, 1), date(2025, 9, 15))


def those(*organisations: Organisation) -> Those:
    return Those(frozenset(one.pk for one in organisations), stage.YEAR, stage.YEAR.last)


@pytest.fixture(params=["led to by their schools", "found day by day"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "found day by day":
        monkeypatch.setattr(entries, "_FEW", 0)


@pytest.mark.usefixtures("way")
def test_the_newest_stand_first(school: Organisation, authority: Organisation) -> None:
    made = [stage.entry(authority, parts=[school], day=day) for day in DAYS]
    found = newest((HELD,), those(school), Entry.objects.all())
    assert found == [made[1].pk, made[0].pk, made[2].pk]


@pytest.mark.usefixtures("way")
def test_an_entry_that_names_nobody_is_of_its_owner_and_of_nobody_else(
    school: Organisation, other_school: Organisation, authority: Organisation
) -> None:
    own = stage.entry(school)
    stage.entry(authority, parts=[other_school])
    stage.entry(school, parts=[other_school])
    assert newest((HELD,), those(school), Entry.objects.all()) == [own.pk]


@pytest.mark.usefixtures("way")
def test_who_led_is_asked_by_role(school: Organisation, other_school: Organisation) -> None:
    led = stage.entry(other_school, parts=[school], role="leader")
    stage.entry(other_school, parts=[school])
    count = EntryCount("activities", "organisations", roles=("leader",))
    assert newest((count,), those(school), Entry.objects.all()) == [led.pk]


@pytest.mark.usefixtures("way")
def test_an_entry_of_two_counts_stands_once(school: Organisation) -> None:
    both = stage.entry(school)
    assert newest((HELD, HELD), those(school), Entry.objects.all()) == [both.pk]


@pytest.mark.usefixtures("way")
def test_one_more_than_are_listed_tells_that_there_are_more(
    school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "LISTED", 2)
    for day in DAYS:
        stage.entry(school, day=day)
    assert len(newest((HELD,), those(school), Entry.objects.all())) == 3


@pytest.mark.usefixtures("way")
def test_what_the_person_does_not_see_is_not_among_them(
    school: Organisation, territory: Territory
) -> None:
    stage.entry(school)
    seen = Entry.objects.exclude(territory=territory)
    assert newest((HELD,), those(school), seen) == []
