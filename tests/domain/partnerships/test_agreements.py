"""Agreements with leader schools: drawn up, signed, worked by, ended; and what they leave."""

from __future__ import annotations

from datetime import date
from unittest.mock import ANY

import pytest
from django.db import IntegrityError, transaction

from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation, Role
from opora.domain.partnerships import jobs
from opora.domain.partnerships.models import Agreement
from opora.domain.partnerships.services import agreements
from opora.domain.partnerships.services.agreements import AgreementRefused, Terms
from opora.domain.people.models import Notice, User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.factories import NOON, TODAY, make_member, make_organisation

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def leader(school: Organisation) -> Organisation:
    return make_organisation(school.territory)


def terms(school: Organisation, leader: Organisation, **told: object) -> Terms:
    given = {
        "type": "partnership", "school": school, "leader": leader,
        "subject": "Помощь учителям математики", "since": date(2025, 9, 1),
        "until": date(2026, 5, 31),
    }  # fmt: skip
    return Terms(**(given | told))  # type: ignore[arg-type]


@pytest.fixture
def draft(school: Organisation, leader: Organisation, coordinator: User) -> Agreement:
    return agreements.draw_up(terms=terms(school, leader), by=coordinator, at=NOON)


@pytest.fixture
def signed(draft: Agreement, coordinator: User) -> Agreement:
    return agreements.sign(
        agreement=draft, number="7", day=date(2025, 9, 3), by=coordinator, at=NOON
    )


def test_a_draft_is_planned_and_a_signature_is_done(
    draft: Agreement, coordinator: User, school: Organisation, leader: Organisation
) -> None:
    assert Entry.objects.get().state == Entry.State.PLANNED
    agreements.sign(
        agreement=draft, number="7", day=date(2025, 9, 3), by=coordinator, at=NOON,
        paper=Upload(PDF, "Договор.pdf"),
    )  # fmt: skip
    entry = Entry.objects.get()
    assert (entry.state, entry.day, entry.until) == (
        "done", date(2025, 9, 3), date(2026, 5, 31),
    )  # fmt: skip
    assert entry.facts == {
        "number": "7", "date": "2025-09-03", "since": "2025-09-01", "until": "2026-05-31",
        "sides": [school.short_name, leader.short_name], "files": [ANY], "joint_events": 0,
    }  # fmt: skip
    assert {part.organisation_id for part in entry.parts.all()} == {school.pk, leader.pk}


def test_an_agreement_that_ends_before_it_begins_is_refused(
    school: Organisation, leader: Organisation, coordinator: User
) -> None:
    wrong = terms(school, leader, until=date(2025, 8, 1))
    with pytest.raises(AgreementRefused, match="раньше, чем начинается"):
        agreements.draw_up(terms=wrong, by=coordinator, at=NOON)


def test_the_database_holds_the_term_and_two_sides(draft: Agreement) -> None:
    for field, value in (("until", date(2025, 8, 1)), ("leader_id", draft.school_id)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.filter(pk=draft.pk).update(**{field: value})


def test_a_school_helps_itself_without_an_agreement(
    school: Organisation, coordinator: User
) -> None:
    with pytest.raises(AgreementRefused, match="сама с собой"):
        agreements.draw_up(terms=terms(school, school), by=coordinator, at=NOON)


def test_the_same_agreement_is_not_drawn_up_twice(
    draft: Agreement, coordinator: User, school: Organisation, leader: Organisation
) -> None:
    with pytest.raises(AgreementRefused, match="уже есть"):
        agreements.draw_up(terms=terms(school, leader), by=coordinator, at=NOON)


def test_nobody_signs_in_the_future_or_after_the_term(
    draft: Agreement, coordinator: User
) -> None:
    for day, words in ((date(2025, 12, 1), "ещё не наступил"), (date(2026, 6, 1), "не наст")):
        with pytest.raises(AgreementRefused, match=words):
            agreements.sign(agreement=draft, number="", day=day, by=coordinator, at=NOON)


def test_a_stranger_leads_nothing(draft: Agreement, school: Organisation) -> None:
    stranger = make_member(make_organisation(school.territory), Role.SCHOOL_HEAD)
    with pytest.raises(NotAllowed):
        agreements.send(agreement=draft, by=stranger, at=NOON)


def test_both_heads_lead_the_agreement(draft: Agreement, leader: Organisation) -> None:
    head = make_member(leader, Role.SCHOOL_HEAD)
    assert agreements.send(agreement=draft, by=head, at=NOON).status == "on_approval"


def test_an_agreement_is_not_closed_without_a_report(
    signed: Agreement, coordinator: User
) -> None:
    with pytest.raises(AgreementRefused, match="без отчёта"):
        agreements.finish(agreement=signed, report="  ", by=coordinator, at=NOON)
    done = agreements.finish(agreement=signed, report="Семь уроков.", by=coordinator, at=NOON)
    assert done.status == "done"


def test_a_terminated_agreement_ends_its_entry_that_day(
    signed: Agreement, coordinator: User
) -> None:
    agreements.terminate(
        agreement=signed, reason="Школа закрыта", day=date(2025, 11, 1), by=coordinator, at=NOON
    )
    assert Entry.objects.get().until == date(2025, 11, 1)


def test_a_withdrawn_record_takes_its_entry_back(signed: Agreement, coordinator: User) -> None:
    agreements.withdraw(agreement=signed, reason="Внесён дважды", by=coordinator, at=NOON)
    assert Entry.objects.get().state == Entry.State.WITHDRAWN


def test_joint_events_lie_within_the_term_and_are_not_held_in_advance(
    signed: Agreement, coordinator: User
) -> None:
    common = {"agreement": signed, "by": coordinator, "at": NOON}
    with pytest.raises(AgreementRefused, match="вне срока"):
        agreements.plan_event(day=date(2026, 7, 1), title="Урок", **common)
    event = agreements.plan_event(day=date(2025, 10, 1), title="Урок", **common)
    meant = Entry.objects.get(register="activities")
    assert (meant.state, meant.day) == ("planned", date(2025, 10, 1))
    with pytest.raises(AgreementRefused, match="не наступил"):
        agreements.hold_event(event=event, day=date(2025, 12, 1), by=coordinator, at=NOON)
    agreements.hold_event(event=event, day=date(2025, 10, 2), by=coordinator, at=NOON)
    assert Entry.objects.get(register="agreements").facts["joint_events"] == 1
    held = Entry.objects.get(register="activities")
    assert (held.state, held.day) == ("done", date(2025, 10, 2))
    sides = held.parts.values_list("organisation", flat=True)
    assert set(sides) == {signed.school_id, signed.leader_id}


def test_a_withdrawn_agreement_takes_its_joint_events_along(
    signed: Agreement, coordinator: User
) -> None:
    agreements.plan_event(
        agreement=signed, day=date(2025, 10, 1), title="Урок", by=coordinator, at=NOON
    )
    agreements.withdraw(agreement=signed, reason="по ошибке", by=coordinator, at=NOON)
    assert set(Entry.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_both_sides_are_warned_once_before_the_end(
    signed: Agreement, school: Organisation, leader: Organisation
) -> None:
    heads = {make_member(school, Role.SCHOOL_HEAD), make_member(leader, Role.SCHOOL_HEAD)}
    Agreement.objects.update(until=TODAY)
    assert jobs.warn_of_ends() == 1
    assert jobs.warn_of_ends() == 0
    assert {one.user for one in Notice.objects.all()} >= heads


def test_the_usual_plan_is_spread_over_the_term_once(
    draft: Agreement, coordinator: User
) -> None:
    count = agreements.take_usual_plan(agreement=draft, by=coordinator, at=NOON)
    events = list(draft.events.order_by("day"))
    assert len(events) == count > 3
    assert events[0].day < date(2025, 10, 1)
    assert events[-1].day > date(2026, 5, 1)
    assert all(draft.since <= one.day <= draft.until for one in events)
    with pytest.raises(AgreementRefused, match="уже начат"):
        agreements.take_usual_plan(agreement=draft, by=coordinator, at=NOON)


def test_a_term_of_one_day_has_its_whole_plan_on_it(
    school: Organisation, leader: Organisation, coordinator: User
) -> None:
    day = date(2025, 9, 6)
    short = terms(school, leader, since=day, until=day)
    made = agreements.draw_up(terms=short, by=coordinator, at=NOON)
    agreements.take_usual_plan(agreement=made, by=coordinator, at=NOON)
    assert set(made.events.values_list("day", flat=True)) == {day}


def test_a_line_of_the_plan_is_changed_and_dropped_until_it_is_held(
    signed: Agreement, coordinator: User
) -> None:
    common = {"by": coordinator, "at": NOON}
    event = agreements.plan_event(
        agreement=signed, day=date(2025, 10, 1), title="Урок", **common
    )
    changed = agreements.change_event(
        event=event, day=date(2025, 10, 8), title="Открытый урок", responsible="", **common
    )
    entry = Entry.objects.get(title="Открытый урок")
    assert (changed.day, entry.day) == (date(2025, 10, 8), date(2025, 10, 8))
    with pytest.raises(AgreementRefused, match="вне срока"):
        agreements.change_event(
            event=event, day=date(2027, 1, 1), title="Урок", responsible="", **common
        )
    agreements.drop_event(event=event, **common)
    assert not signed.events.exists()
    entry.refresh_from_db()
    assert entry.state == Entry.State.WITHDRAWN


def test_what_was_held_stays_in_the_plan(signed: Agreement, coordinator: User) -> None:
    common = {"by": coordinator, "at": NOON}
    day = date(2025, 10, 1)
    event = agreements.plan_event(agreement=signed, day=day, title="Урок", **common)
    agreements.hold_event(event=event, day=day, **common)
    with pytest.raises(AgreementRefused, match="уже проведено"):
        agreements.drop_event(event=event, **common)
