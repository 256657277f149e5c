"""An activity from the plan to the trace it leaves."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from opora.domain.activities.models import Activity
from opora.domain.activities.permissions import organisers_for, reads_papers
from opora.domain.activities.services import activities
from opora.domain.activities.services.activities import ActivityRefused, Fact
from opora.domain.organisations.access import reason
from opora.domain.people.models import AuditEvent
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.activities.stage import SEMINAR, make_activity, make_held, plan_of
from tests.factories import NOON, TODAY


def entry() -> Entry:
    return Entry.objects.get()


def test_a_planned_activity_leaves_a_planned_entry(authority, school, coordinator):
    made = make_activity(authority, school, by=coordinator, day=TODAY + timedelta(days=9))
    assert made.is_planned
    assert (entry().state, entry().type, entry().day) == ("planned", "seminar", made.day)
    assert entry().topic == "R03"
    assert [one.organisation for one in entry().parts.all()] == [school]


def test_a_held_one_leaves_a_done_entry_with_hours_and_people(authority, school, coordinator):
    make_held(authority, school, by=coordinator, hours=Decimal("3.5"), amount=24)
    assert (entry().state, entry().hours, entry().amount) == ("done", Decimal("3.5"), 24)
    assert entry().facts["participants"] == 24
    assert entry().facts["date"] == TODAY.isoformat()


def test_an_event_of_the_future_is_not_marked_as_held(authority, school, coordinator):
    tomorrow = TODAY + timedelta(days=1)
    made = make_activity(authority, school, by=coordinator, day=tomorrow)
    with pytest.raises(ActivityRefused, match="ещё не наступило"):
        activities.hold(activity=made, fact=Fact(day=tomorrow), by=coordinator, at=NOON)
    assert entry().state == "planned"


def test_it_may_be_held_earlier_than_promised_and_the_promise_stays(
    authority, school, coordinator
):
    promised = TODAY + timedelta(days=5)
    made = make_activity(authority, school, by=coordinator, day=promised)
    held = activities.hold(activity=made, fact=Fact(day=TODAY), by=coordinator, at=NOON)
    assert (held.planned_day, held.day, entry().day) == (promised, TODAY, TODAY)


def test_schools_that_did_not_come_are_not_served(authority, school, other_school, coordinator):
    made = make_activity(authority, school, other_school, by=coordinator)
    fact = Fact(day=TODAY, came=frozenset({school.pk}))
    activities.hold(activity=made, fact=fact, by=coordinator, at=NOON)
    assert [one.organisation for one in entry().parts.all()] == [school]


def test_a_school_that_organises_for_nobody_else_does_it_for_itself(school, school_head):
    made = make_activity(school, by=school_head, level="school")
    assert [one.school for one in made.invitations.all()] == [school]


def test_a_change_of_the_type_moves_the_entry(authority, school, coordinator):
    made = make_activity(authority, school, by=coordinator)
    plan = plan_of(authority, school, type="webinar", title="Вебинар о чтении")
    activities.change(activity=made, plan=plan, by=coordinator, at=NOON)
    standing = Entry.objects.exclude(state="withdrawn")
    assert [(one.type, one.title) for one in standing] == [("webinar", "Вебинар о чтении")]
    event = AuditEvent.objects.get(action="activity.change")
    assert event.before["title"] == SEMINAR


def test_a_held_one_is_not_moved_into_the_future(authority, school, coordinator):
    made = make_held(authority, school, by=coordinator)
    plan = plan_of(authority, school, day=TODAY + timedelta(days=2))
    with pytest.raises(ActivityRefused, match="ещё не наступило"):
        activities.change(activity=made, plan=plan, by=coordinator, at=NOON)


def test_a_cancelled_one_stays_with_its_reason_and_takes_its_entry_back(
    authority, school, coordinator
):
    made = make_activity(authority, school, by=coordinator)
    activities.cancel(activity=made, reason="Карантин в школе", by=coordinator, at=NOON)
    made.refresh_from_db()
    assert (made.status, made.ended_reason) == ("cancelled", "Карантин в школе")
    assert entry().state == "withdrawn"
    with pytest.raises(ActivityRefused, match="больше не меняется"):
        activities.hold(activity=made, fact=Fact(day=TODAY), by=coordinator, at=NOON)


def test_a_held_one_is_withdrawn_and_not_cancelled(authority, school, coordinator):
    made = make_held(authority, school, by=coordinator)
    with pytest.raises(ActivityRefused, match="не отменяют"):
        activities.cancel(activity=made, reason="Ошибка", by=coordinator, at=NOON)
    activities.withdraw(activity=made, reason="Внесено дважды", by=coordinator, at=NOON)
    assert entry().state == "withdrawn"


def test_a_planned_one_is_cancelled_and_not_withdrawn(authority, school, coordinator):
    made = make_activity(authority, school, by=coordinator)
    with pytest.raises(ActivityRefused, match="можно отменить"):
        activities.withdraw(activity=made, reason="Ошибка", by=coordinator, at=NOON)


def test_an_end_without_a_reason_is_refused(authority, school, coordinator):
    made = make_activity(authority, school, by=coordinator)
    with pytest.raises(ActivityRefused, match="Напишите причину"):
        activities.cancel(activity=made, reason="  ", by=coordinator, at=NOON)


@pytest.mark.parametrize("days", [-2000, 2000])
def test_a_day_years_away_is_taken_for_a_slip(days, authority, school, coordinator):
    with pytest.raises(ActivityRefused, match="Проверьте год"):
        make_activity(authority, school, by=coordinator, day=TODAY + timedelta(days=days))


@pytest.mark.parametrize("who", ["other_head", "stranger", "teacher", "regional_coordinator"])
def test_those_without_the_right_plan_nothing_for_a_school(who, school, request):
    user = request.getfixturevalue(who)
    with pytest.raises(NotAllowed, match="вносят её руководство"):
        make_activity(school, by=user)


@pytest.mark.parametrize("who", ["school_head", "curator", "coordinator", "methodist"])
def test_those_who_work_with_the_school_plan_for_it(who, school, request):
    assert make_activity(school, by=request.getfixturevalue(who)).is_planned


def test_the_region_enters_what_the_region_does(ministry, authority, regional_coordinator):
    made = make_activity(ministry, authority, by=regional_coordinator, level="regional")
    assert made.is_planned
    assert authority not in organisers_for(regional_coordinator, on=TODAY)


def test_sight_follows_the_organiser_and_the_invited(  # noqa: PLR0917  # the cast
    authority, school, coordinator, school_head, other_head, stranger, teacher
):
    make_activity(authority, school, by=coordinator)
    today = localdate()

    def seen(user) -> int:
        return Activity.objects.visible_to(user, on=today).count()

    assert [seen(one) for one in (coordinator, school_head, teacher)] == [1, 1, 1]
    assert [seen(one) for one in (other_head, stranger)] == [0, 0]


def test_the_gate_says_why(authority, school, coordinator, school_head, other_head):
    made = make_activity(authority, school, by=coordinator)
    assert reason(made, coordinator, on=TODAY)
    assert "вас или вашей школы" in reason(made, school_head, on=TODAY).sentence
    assert reason(made, other_head, on=TODAY) is None


def test_the_region_reads_no_papers_of_a_municipality(  # noqa: PLR0917  # the cast
    authority, ministry, school, coordinator, school_head, regional_coordinator
):
    made = make_activity(authority, school, by=coordinator)
    own = make_activity(ministry, by=regional_coordinator)
    assert reads_papers(school_head, made, on=TODAY)
    assert not reads_papers(regional_coordinator, made, on=TODAY)
    assert reads_papers(regional_coordinator, own, on=TODAY)


def test_it_waits_when_its_day_has_come(authority, school, coordinator):
    made = make_activity(authority, school, by=coordinator)
    assert made.waits(on=TODAY)
    assert not made.waits(on=TODAY - timedelta(days=1))


def test_types_and_topics_have_words(authority, school, coordinator):
    made = make_activity(authority, school, by=coordinator)
    assert made.type_title == "семинар"
    assert "компетентность" in made.topic_words
    made.topic = "работа с текстом"
    assert made.topic_words == "работа с текстом"
