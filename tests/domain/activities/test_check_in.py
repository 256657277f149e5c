"""People mark themselves by a code that is good on the day only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from opora.domain.activities.check_in import TicketRefused, activity_of, ticket_for
from opora.domain.activities.models import Activity, Participation
from opora.domain.activities.services import activities, check_in
from opora.domain.activities.services.activities import ActivityRefused
from opora.domain.registers.models import Entry
from tests import factories
from tests.domain.activities.stage import make_activity, make_held, make_person, plan_of
from tests.factories import NOON, TODAY


@pytest.fixture
def meeting(authority, school, coordinator) -> Activity:
    return make_activity(authority, school, by=coordinator)


@pytest.mark.parametrize(
    ("days", "words"), [(1, "Пока рано"), (-1, "код действовал в тот день")]
)
def test_on_another_day_the_code_is_refused(days, words, authority, coordinator):
    made = make_activity(authority, by=coordinator, day=TODAY + timedelta(days=days))
    with pytest.raises(TicketRefused, match=words):
        activity_of(ticket_for(made), on=TODAY)


@pytest.mark.parametrize("ticket", ["", "12.7", "~", "1.2~bad", "1.739567~" + "a" * 43])
def test_a_code_that_is_not_ours_is_refused(ticket, db):
    with pytest.raises(TicketRefused, match="не подходит"):
        activity_of(ticket, on=TODAY)


def test_the_code_of_a_moved_activity_is_void(meeting, authority, school, coordinator):
    ticket = ticket_for(meeting)
    moved = plan_of(authority, school, day=TODAY + timedelta(days=7))
    activities.change(activity=meeting, plan=moved, by=coordinator, at=NOON)
    with pytest.raises(TicketRefused, match="перенесено"):
        activity_of(ticket, on=TODAY)


def test_a_signed_in_person_is_marked_once(meeting, school, teacher):
    ticket = ticket_for(meeting)
    assert check_in.by_user(ticket=ticket, user=teacher, at=NOON)
    assert not check_in.by_user(ticket=ticket, user=teacher, at=NOON)
    row = meeting.participations.get()
    assert (row.shown_name, row.organisation, row.source) == (
        "Юдин Олег Петрович", school, "qr",
    )  # fmt: skip


def test_a_person_with_a_card_is_that_person(meeting, school, teacher):
    person = make_person(school, "Юдин Олег Петрович", user=teacher)
    check_in.by_user(ticket=ticket_for(meeting), user=teacher, at=NOON)
    assert meeting.participations.get().person == person


def test_the_only_card_of_that_name_in_the_school_is_taken(meeting, school, teacher):
    person = make_person(school, "Юдин Олег Петрович")
    check_in.by_user(ticket=ticket_for(meeting), user=teacher, at=NOON)
    assert meeting.participations.get().person == person


def test_whoever_has_no_organisation_is_sent_to_the_organiser(meeting):
    nobody = factories.make_user("Пустов")
    with pytest.raises(ActivityRefused, match="внести вас в список"):
        check_in.by_user(ticket=ticket_for(meeting), user=nobody, at=NOON)


def test_without_an_account_a_name_and_an_invited_school_suffice(meeting, school):
    ticket = ticket_for(meeting)
    assert check_in.by_name(ticket=ticket, name=" Белкина  Анна", organisation=school, at=NOON)
    assert not check_in.by_name(
        ticket=ticket, name="Белкина Анна", organisation=school, at=NOON
    )
    assert meeting.participations.get().name == "Белкина Анна"


def test_a_school_that_is_not_invited_and_a_bare_surname_are_refused(
    meeting, school, other_school
):
    ticket = ticket_for(meeting)
    with pytest.raises(ActivityRefused, match="из списка"):
        check_in.by_name(ticket=ticket, name="Белкина Анна", organisation=other_school, at=NOON)
    with pytest.raises(ActivityRefused, match="фамилию и имя"):
        check_in.by_name(ticket=ticket, name="Белкина", organisation=school, at=NOON)


def test_a_code_that_leaked_fills_no_database(meeting, school, monkeypatch):
    monkeypatch.setattr(check_in, "MOST", 1)
    ticket = ticket_for(meeting)
    check_in.by_name(ticket=ticket, name="Белкина Анна", organisation=school, at=NOON)
    with pytest.raises(ActivityRefused, match="слишком много"):
        check_in.by_name(ticket=ticket, name="Гришин Пётр", organisation=school, at=NOON)


def test_one_who_marks_themselves_after_it_was_held_is_counted(
    authority, school, coordinator, teacher
):
    held = make_held(authority, school, by=coordinator)
    check_in.by_user(ticket=ticket_for(held), user=teacher, at=NOON)
    part = Entry.objects.get().parts.get(role="participant")
    assert (part.organisation, part.amount) == (school, 1)


def test_one_expected_becomes_one_who_came(meeting, school, teacher):
    person = make_person(school, "Юдин Олег Петрович", user=teacher)
    Participation.objects.create(
        activity=meeting, organisation=school, person=person, source="list", entered_at=NOON
    )
    check_in.by_user(ticket=ticket_for(meeting), user=teacher, at=NOON)
    assert meeting.participations.get().came
