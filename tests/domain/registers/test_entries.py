"""Entries are written once for their row, withdrawn, and seen by those they concern."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from opora.domain.organisations.access import reason
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Part, Trace, entry_changed
from opora.domain.staff.models import Person
from opora.methodology import MethodologyError
from tests import factories

NOON = factories.NOON
LATER = NOON + timedelta(days=1)
DAY = date(2025, 11, 3)


def trace(owner, **said):
    told = {"register": "activities", "type": "seminar", "day": DAY, "title": "Семинар"}
    return Trace(owner=owner, **(told | said))


@pytest.fixture
def row(school):
    return factories.make_act(school)


@pytest.fixture
def person(school):
    return Person.objects.create(
        territory=school.territory, last_name="Юдин", first_name="Олег"
    )


def test_an_entry_keeps_what_its_row_tells(row, school, school_head):
    entry = entries.put(
        row,
        trace(school, topic="R03", amount=12, facts={"number": "7"}),
        by=school_head,
        at=NOON,
    )
    assert (entry.source, entry.territory) == (f"acts.act:{row.pk}", school.territory)
    assert (entry.state, entry.amount, entry.facts) == (Entry.State.DONE, 12, {"number": "7"})
    assert (entry.entered_by, entry.entered_at) == (school_head, NOON)


def test_writing_twice_brings_the_same_entry_up_to_date(row, school, school_head, coordinator):
    entries.put(row, trace(school), by=school_head, at=NOON)
    entry = entries.put(row, trace(school, title="Вебинар"), by=coordinator, at=LATER)
    assert Entry.objects.get() == entry
    assert entry.title == "Вебинар"
    assert (entry.entered_by, entry.changed_at) == (school_head, LATER)


def test_a_row_may_leave_entries_of_two_types(row, school, school_head):
    entries.put(row, trace(school), by=school_head, at=NOON)
    entries.put(row, trace(school, type="webinar"), by=school_head, at=NOON)
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("said", [{"register": "клубы"}, {"type": "танцы"}])
def test_what_no_register_knows_is_refused(row, school, school_head, said):
    with pytest.raises(MethodologyError):
        entries.put(row, trace(school, **said), by=school_head, at=NOON)
    assert not Entry.objects.exists()


def test_a_term_that_ends_before_it_begins_is_refused_by_the_database(row, school):
    early = trace(school, until=DAY - timedelta(days=1))
    with pytest.raises(IntegrityError, match="entry_term"), transaction.atomic():
        entries.put(row, early, by=None, at=NOON)


def test_parts_follow_the_row(row, school, other_school, person, school_head):
    first = [Part(school), Part(school, person, EntryPart.Role.PARTICIPANT)]
    entries.put(row, trace(school), parts=first, by=school_head, at=NOON)
    kept = EntryPart.objects.get(person=None)
    second = [Part(school), Part(other_school, amount=5)]
    entry = entries.put(row, trace(school), parts=second, by=school_head, at=LATER)
    found = {(one.organisation, one.person, one.amount) for one in entry.parts.all()}
    assert found == {(school, None, None), (other_school, None, 5)}
    assert EntryPart.objects.filter(pk=kept.pk).exists()


def test_withdrawing_twice_withdraws_once(row, school, school_head):
    entries.put(row, trace(school), by=school_head, at=NOON)
    assert entries.withdraw(row, at=LATER) == 1
    assert entries.withdraw(row, at=LATER) == 0
    assert not Entry.objects.done().exists()
    assert Entry.objects.get().changed_at == LATER


def test_one_type_may_be_withdrawn_alone(row, school, school_head):
    for kind in ("seminar", "webinar"):
        entries.put(row, trace(school, type=kind), by=school_head, at=NOON)
    entries.withdraw(row, at=LATER, type="webinar")
    assert [one.type for one in Entry.objects.done()] == ["seminar"]


def test_a_withdrawn_row_that_is_done_again_counts_again(row, school, school_head):
    entries.put(row, trace(school), by=school_head, at=NOON)
    entries.withdraw(row, at=NOON)
    entries.put(row, trace(school), by=school_head, at=LATER)
    assert Entry.objects.done().count() == 1


def test_those_who_listen_are_told_after_the_commit(
    row, school, school_head, django_capture_on_commit_callbacks
):
    heard = []

    def listen(entries, **_):
        heard.extend(entries)

    entry_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            entry = entries.put(row, trace(school), by=school_head, at=NOON)
            assert heard == []
    finally:
        entry_changed.disconnect(listen)
    assert heard == [entry.pk]


def test_done_planned_and_in_effect_are_told_apart(school, school_head):
    term = {"register": "agreements", "type": "partnership"}
    for until in (DAY + timedelta(days=9), None):
        entries.put(
            factories.make_act(school), trace(school, until=until, **term), by=school_head,
            at=NOON,
        )  # fmt: skip
    entries.put(
        factories.make_act(school), trace(school, state=Entry.State.PLANNED), by=school_head,
        at=NOON,
    )  # fmt: skip
    assert Entry.objects.done().count() == 2
    late = DAY + timedelta(days=30)
    assert Entry.objects.done().in_effect_on(late).count() == 1
    assert not Entry.objects.within(late, late).exists()


def test_an_entry_is_seen_by_its_owner_and_those_it_serves(
    row, other_school, school_head, other_head, stranger
):
    entry = entries.put(row, trace(row.issuer), parts=[Part(other_school)], by=None, at=NOON)
    on = factories.TODAY
    for user in (school_head, other_head):
        assert entry in Entry.objects.visible_to(user, on=on)
        assert reason(entry, user, on=on) is not None
    assert entry not in Entry.objects.visible_to(stranger, on=on)
    assert reason(entry, stranger, on=on) is None


def test_what_is_secret_stays_in_the_school(
    row, school_head, coordinator, curator, regional_coordinator
):
    secret = trace(row.issuer, register="pupils", type="plan", title="Маршрут")
    entry = entries.put(row, secret, by=school_head, at=NOON)
    assert entry.secret
    on = factories.TODAY
    assert entry in Entry.objects.visible_to(school_head, on=on)
    for user in (coordinator, curator, regional_coordinator):
        assert entry not in Entry.objects.visible_to(user, on=on)
