from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from opora.demo.orders import orders
from opora.demo.paper import printed
from opora.domain.roadmaps.models import Obligation
from opora.domain.roadmaps.services import editions
from opora.reports.calendar import UnknownScope, feed
from tests.reports.conftest import NOON

TODAY = date(2025, 11, 12)


@pytest.fixture
def in_force(edition_of, school, other_school, coordinator, authority_head):
    order = next(order for order in orders(2025) if order.format == "docx")
    edition = edition_of(printed(order), order.file)
    editions.send_for_approval(edition=edition, by=coordinator, at=NOON)
    return editions.approve(edition=edition, by=authority_head, at=NOON)


def events(scope, user):
    content = feed(scope, user, on=TODAY, at=NOON, address="https://opora.example")
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_persons_feed_holds_what_their_school_owes(in_force, school, school_head):
    found = events("me", school_head)

    owed = Obligation.objects.filter(organisation=school, person=None).exclude(control=None)
    assert len(found) == owed.count() > 0
    assert all(str(event["summary"]).startswith(school.short_name) for event in found)


def test_a_roadmaps_feed_shows_a_school_only_its_own_rows(in_force, school, school_head):
    for event in events(f"roadmap:{in_force.roadmap_id}", school_head):
        assert str(event["summary"]).startswith(school.short_name)


def test_a_stranger_gets_an_empty_feed_of_a_school(in_force, school, stranger):
    assert events(f"organisation:{school.pk}", stranger) == []


def test_an_event_lasts_its_whole_day_and_leads_to_the_obligation(in_force, school_head):
    event = events("me", school_head)[0]

    assert (event["dtend"].dt - event["dtstart"].dt).days == 1
    assert str(event["url"]).startswith("https://opora.example/obligations/")


@pytest.mark.parametrize("scope", ["", "me:1", "roadmap:", "roadmap:x", "school:1"])
def test_an_unknown_scope_is_refused(school_head, scope):
    with pytest.raises(UnknownScope):
        events(scope, school_head)
