"""A consultation entered on the way back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from opora.domain.activities.services import quick
from opora.domain.activities.services.activities import ActivityRefused
from opora.domain.activities.services.quick import Done
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.activities.stage import make_person
from tests.factories import NOON, TODAY


def done(school, **fields) -> Done:
    known = {"type": "consultation", "day": TODAY, "minutes": 40, "line": "Разобрали план"}
    return Done(school=school, **(known | fields))


def test_a_consultation_is_held_at_once(school, methodical, methodist):
    person = make_person(school)
    made = quick.enter(done(school, people=(person,), topic="R03"), by=methodist, at=NOON)
    assert made.title == "Консультация: СОШ № 5: Рябова О.И."
    assert made.organiser == methodical
    entry = Entry.objects.get()
    assert (entry.state, entry.type, entry.hours) == ("done", "consultation", Decimal("0.7"))
    roles = {(one.role, one.organisation.short_name) for one in entry.parts.all()}
    assert roles == {("served", "СОШ № 5"), ("participant", "СОШ № 5"), ("leader", "ИМЦ")}


def test_without_names_the_number_counts(school, methodist):
    quick.enter(done(school, whom="управленческая команда", amount=4), by=methodist, at=NOON)
    entry = Entry.objects.get()
    assert entry.amount == 4
    assert entry.title.endswith("управленческая команда")


def test_a_few_minutes_are_no_zero_hours(school, methodist):
    assert quick.enter(done(school, minutes=2), by=methodist, at=NOON).hours == Decimal("0.1")


def test_a_curator_without_an_office_works_in_the_name_of_the_school(school, curator):
    assert quick.enter(done(school), by=curator, at=NOON).organiser == school


def test_it_is_no_plan(school, methodist):
    with pytest.raises(ActivityRefused, match="уже сделано"):
        quick.enter(done(school, day=TODAY + timedelta(days=1)), by=methodist, at=NOON)


def test_others_enter_nothing_for_the_school(school, other_head):
    with pytest.raises(NotAllowed):
        quick.enter(done(school), by=other_head, at=NOON)
    assert not Entry.objects.exists()


def test_the_next_one_begins_from_the_last(school, methodist, coordinator):
    assert quick.last_of(methodist) is None
    made = quick.enter(done(school), by=methodist, at=NOON)
    assert quick.last_of(methodist) == made
    assert quick.last_of(coordinator) is None
