"""Reads of pages: right numbers, and as many queries for ten times the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import Edition, Obligation, Roadmap
from opora.domain.roadmaps.queries import MeasureFilters, ObligationFilters
from opora.domain.roadmaps.services import children, editions, obligations
from tests import factories
from tests.domain.roadmaps.conftest import NOON, START
from tests.domain.roadmaps.readings import actor, item

TODAY = factories.TODAY


def test_measures_stand_in_printed_order_with_their_counts(
    plan: Edition, owed: Obligation, school_head: User, coordinator: User
) -> None:
    obligations.submit(obligation=owed, report="Готово", by=school_head, at=NOON)
    obligations.accept(obligation=owed, by=coordinator, at=NOON)
    rows = queries.measure_rows(plan, on=TODAY)
    assert [row.measure.number for row in rows] == ["1.", "2.", "3.", "4."]
    second = rows[1].tally
    assert (second.accepted_due, second.come_due, second.overdue) == (1, 2, 1)
    assert second.oldest == date(2025, 10, 15)
    assert second.days_late(on=TODAY) == 28
    assert [dot.state for dot in rows[1].dots] == ["late"]
    assert rows[1].state == "late"
    assert [actor.norm for actor in rows[1].responsible] == ["руководители ОО"]
    assert [dot.state for dot in rows[3].dots] == ["planned"]


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"late": True}, ["2."]),
        ({"month": date(2025, 12, 1)}, ["1."]),
        ({"kind": "casework"}, ["3."]),
        ({"responsible": "ИМЦ"}, ["1."]),
        ({"search": "проверочная работа"}, ["4."]),
        ({"search": "СЕМИНАРЫ"}, ["1."]),
        ({"search": "космодром"}, []),
        ({"school_year": 2024}, ["1.", "2.", "3.", "4."]),
    ],
)
def test_filters_of_the_table(
    plan: Edition, filters: dict[str, Any], numbers: list[str]
) -> None:
    rows = queries.measure_rows(plan, on=TODAY, filters=MeasureFilters(**filters))
    assert [row.measure.number for row in rows] == numbers


def test_filters_by_whose_obligations(
    plan: Edition, school: Organisation, school_head: User, coordinator: User
) -> None:
    of_school = queries.measure_rows(
        plan, on=TODAY, filters=MeasureFilters(organisation=school.pk)
    )
    assert [(row.measure.number, row.tally.total) for row in of_school] == [("2.", 1)]
    mine = queries.measure_rows(plan, on=TODAY, filters=MeasureFilters(user=school_head))
    assert [(row.measure.number, row.tally.total) for row in mine] == [("2.", 1)]
    section = plan.sections.get(order=2)
    rows = queries.measure_rows(plan, on=TODAY, filters=MeasureFilters(section=section.pk))
    assert [row.measure.number for row in rows] == ["4."]


def test_the_day_of_a_school_head_and_of_the_coordinator(
    plan: Edition, owed: Obligation, school_head: User, coordinator: User
) -> None:
    day = queries.my_day(school_head, on=TODAY)
    assert [one.pk for one in day.overdue.rows] == [owed.pk]
    assert (day.to_check.total, day.returned.total, day.soon.total) == (0, 0, 0)

    obligations.submit(obligation=owed, report="Готово", by=school_head, at=NOON)
    theirs = queries.my_day(coordinator, on=TODAY)
    assert [one.pk for one in theirs.to_check.rows] == [owed.pk]
    assert theirs.overdue.total == 1
    assert queries.my_day(coordinator, on=TODAY, only_mine=True).overdue.total == 0

    obligations.return_(obligation=owed, reason="Нет подписи", by=coordinator, at=NOON)
    assert queries.my_day(school_head, on=TODAY).returned.total == 1


def test_soon_are_two_weeks(plan: Edition, methodist: User) -> None:
    assert queries.my_day(methodist, on=date(2025, 11, 16)).soon.total == 0
    assert queries.my_day(methodist, on=date(2025, 11, 17)).soon.total == 1


def test_a_stranger_has_nothing_to_see(plan: Edition, stranger: User) -> None:
    day = queries.my_day(stranger, on=TODAY)
    assert {one.total for one in (day.overdue, day.returned, day.to_check, day.soon)} == {0}
    assert queries.roadmap_rows(stranger, on=TODAY) == []
    assert not queries.obligation_list(stranger, on=TODAY).exists()
    assert not queries.search_measures(stranger, "семинар", on=TODAY).exists()


def test_what_a_regional_plan_asks_is_checked_by_the_region_alone(
    owed: Obligation,
    school_head: User,
    coordinator: User,
    curator: User,
    regional_coordinator: User,
) -> None:
    obligations.submit(obligation=owed, report="Сделано.", by=school_head, at=NOON)
    Roadmap.objects.filter(pk=owed.roadmap_id).update(level=Roadmap.Level.REGION)
    owed.refresh_from_db()

    waiting = {
        who.email: queries.my_day(who, on=TODAY).to_check.total
        for who in (coordinator, curator, regional_coordinator)
    }

    assert list(waiting.values()) == [0, 0, 1]
    with pytest.raises(NotAllowed):
        obligations.accept(obligation=owed, by=coordinator, at=NOON)
    obligations.accept(obligation=owed, by=regional_coordinator, at=NOON)


def test_the_region_is_not_asked_to_check_what_a_municipality_checks(
    plan: Edition, owed: Obligation, school_head: User, regional_coordinator: User
) -> None:
    obligations.submit(obligation=owed, report="Готово", by=school_head, at=NOON)
    assert queries.my_day(regional_coordinator, on=TODAY).to_check.total == 0


def test_the_panel_adds_up(
    plan: Edition, owed: Obligation, territory: Territory, school_head: User, coordinator: User
) -> None:
    obligations.submit(obligation=owed, report="Готово", by=school_head, at=NOON)
    obligations.accept(obligation=owed, by=coordinator, at=NOON)
    found = queries.panel(territory, on=TODAY, school_year=2025)
    tally = found.tally
    assert (tally.total, tally.come_due, tally.accepted_due, tally.overdue) == (5, 2, 1, 1)
    assert tally.come_due == tally.accepted_due + tally.submitted_due + tally.overdue
    assert found.late.total == 1
    assert found.ahead == 1
    assert [(row.name, row.tally.accepted) for row in found.schools] == [
        ("Берёзовская ООШ", 0),
        ("СОШ № 5", 1),
    ]
    assert {row.name for row in found.load} == {"ИМЦ"}
    months = [(one.month.month, one.planned, one.accepted) for one in found.months]
    assert months == [(10, 2, 0), (11, 2, 1), (12, 3, 1)]


def test_a_region_counts_its_municipalities(plan: Edition, region: Territory) -> None:
    found = queries.panel(region, on=TODAY)
    assert found.tally.total == 5
    assert found.schools == ()


def test_what_is_late_from_last_year_stays_on_the_panel(
    plan: Edition, territory: Territory
) -> None:
    assert queries.panel(territory, on=date(2026, 9, 10), school_year=2026).tally.overdue == 3


def test_the_page_of_a_school(plan: Edition, school: Organisation) -> None:
    found = queries.school_summary(school, on=TODAY, school_year=2025)
    assert (found.tally.total, found.tally.overdue, found.now.total) == (1, 1, 1)
    assert found.roadmaps == ()


def test_calendars_show_control_days(plan: Edition, school_head: User) -> None:
    [entry] = queries.calendar_of_edition(plan, date(2025, 10, 1), on=TODAY)
    assert (entry.day, entry.number, entry.tally.total) == (date(2025, 10, 15), "2.", 2)
    [mine] = queries.calendar_of_user(school_head, date(2025, 10, 9), on=TODAY)
    assert mine.tally.total == 1
    assert queries.calendar_of_user(school_head, date(2025, 12, 1), on=TODAY) == ()


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 5),
        ({"late": True}, 2),
        ({"come_due": True}, 2),
        ({"state": "planned"}, 5),
        ({"state": "accepted"}, 0),
        ({"mine": True}, 2),
        ({"to_check": True}, 0),
        ({"month": date(2025, 12, 1)}, 1),
        ({"kind": "act"}, 2),
        ({"search": "школьные карты"}, 2),
        ({"school_year": 2025}, 5),
    ],
)
def test_the_list_of_obligations(
    plan: Edition, coordinator: User, filters: dict[str, Any], count: int
) -> None:
    found = queries.obligation_list(coordinator, on=TODAY, filters=ObligationFilters(**filters))
    assert found.count() == count


def test_a_territory_limits_the_list(
    plan: Edition, coordinator: User, territory: Territory, foreign_territory: Territory
) -> None:
    for place, count in ((territory, 5), (foreign_territory, 0)):
        filters = ObligationFilters(territory=place.pk)
        assert queries.obligation_list(coordinator, on=TODAY, filters=filters).count() == count


def test_the_list_of_roadmaps_shows_the_edition_in_force(
    plan: Edition, coordinator: User, school_head: User
) -> None:
    editions.amend(roadmap=plan.roadmap, by=coordinator, at=NOON)
    [row] = queries.roadmap_rows(coordinator, on=TODAY)
    assert (row.edition, row.tally.total) == (plan, 5)
    [of_school] = queries.roadmap_rows(school_head, on=TODAY)
    assert of_school.tally.total == 1


def test_search_finds_measures_in_force(plan: Edition, school_head: User) -> None:
    found = queries.search_measures(school_head, "школьная карта", on=TODAY)
    assert [one.number for one in found] == ["2."]
    assert not queries.search_measures(school_head, " ", on=TODAY).exists()


def test_a_parent_shows_its_children(
    plan: Edition, owed: Obligation, school_head: User
) -> None:
    child = children.open_child(obligation=owed, by=school_head, at=NOON)
    without, with_child = queries.child_rows(owed.measure, on=TODAY)
    assert (without.obligation.organisation.short_name, without.edition) == (
        "Берёзовская ООШ",
        None,
    )
    assert with_child.edition == child


def count_of(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)


def grow(make_edition: Callable[..., Edition], by: User, rows: int, number: str) -> None:
    every = {"responsible": [actor("руководители ОО", "role")]}
    items = [item(n, f"Мера {n}", **every) for n in range(1, rows + 1)]
    edition = make_edition(items=items, number=number)
    editions.approve(edition=edition, by=by, at=START)


def test_queries_do_not_grow_with_rows(
    make_edition: Callable[..., Edition],
    coordinator: User,
    school: Organisation,
    territory: Territory,
) -> None:
    def reads() -> dict[str, int]:
        plan = Edition.objects.in_force().order_by("-pk")[0]
        user = User.objects.get(pk=coordinator.pk)
        late = date(2026, 1, 1)
        found = {
            "measures": lambda: queries.measure_rows(plan, on=late),
            "day": lambda: queries.my_day(user, on=late),
            "panel": lambda: queries.panel(territory, on=late),
            "school": lambda: queries.school_summary(school, on=late),
            "calendar": lambda: queries.calendar_of_edition(plan, date(2025, 12, 1), on=late),
            "roadmaps": lambda: queries.roadmap_rows(user, on=late),
        }
        return {name: count_of(read) for name, read in found.items()}

    grow(make_edition, coordinator, 1, "1")
    few = reads()
    for _ in range(10):
        factories.make_organisation(territory)
    grow(make_edition, coordinator, 10, "2")
    assert reads() == few
    assert few == {
        "measures": 4, "day": 10, "panel": 6, "school": 5, "calendar": 1,
        "roadmaps": 3,
    }  # fmt: skip


def test_ended_memberships_open_nothing(plan: Edition, school: Organisation) -> None:
    former = factories.make_member(school, Role.SCHOOL_HEAD, until=TODAY - timedelta(days=1))
    assert queries.my_day(former, on=TODAY).overdue.total == 0


def test_pages_by_day_end_with_what_has_no_day(plan: Edition) -> None:
    found = Obligation.objects.filter(measure__edition=plan)
    Obligation.objects.filter(pk=found.order_by("control", "pk")[0].pk).update(control=None)
    rows = queries.ByDay(found)
    pages = [one for start in range(0, len(rows), 2) for one in rows[start : start + 2]]
    days = list(found.filter(control__isnull=False).order_by("control", "pk"))
    assert pages == [*days, *found.filter(control=None).order_by("pk")]
    assert rows[len(rows) - 1] == pages[-1]
