"""Entries of registers fulfil obligations, late ones late, withdrawn ones no longer."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.registers.services.entries import Part
from opora.domain.roadmaps.models import Binding, Edition, Fulfilment, Obligation
from opora.domain.roadmaps.services import editions, fulfilment, obligations
from opora.domain.roadmaps.services.fulfilment.matching import Denominators
from opora.domain.staff.models import Employment, Person
from tests import factories
from tests.domain.roadmaps.work import LATER, bind, owed_of, record, withdraw

State = Obligation.State
NOON = factories.NOON


@pytest.fixture
def centre(plan: Edition, methodical: Organisation, coordinator: User) -> Organisation:
    """The methodical centre owes measure 1, which one seminar carries out."""
    bind(plan, "1.", by=coordinator)
    return methodical


def test_an_entry_hands_the_obligation_in_and_says_by_what(plan, centre, methodist):
    record(centre, by=methodist)

    owed = owed_of(plan, "1.", centre)
    assert owed.state == State.SUBMITTED
    assert owed.submitted_by == methodist
    assert owed.report == (
        "Исполнено записями реестра «Мероприятия»: Семинар «Чтение» (01.11.2025)."
    )
    assert owed.progress.handed_in


def test_following_twice_changes_nothing(plan, centre, methodist):
    entry = record(centre, by=methodist)
    events = AuditEvent.objects.count()
    fulfilment.follow([entry.pk], at=LATER)
    fulfilment.catch_up(at=LATER)
    assert AuditEvent.objects.count() == events
    assert Fulfilment.objects.count() == 1


def test_a_part_of_the_target_takes_the_obligation_in_work(
    plan, methodical, coordinator, methodist
):
    bind(plan, "1.", by=coordinator, target=3)
    record(methodical, by=methodist)
    owed = owed_of(plan, "1.", methodical)
    assert owed.state == State.IN_WORK
    assert (owed.progress.done, owed.progress.needed) == (1, 3)
    assert owed.progress.words(owed.measure.binding) == "1 из 3 мероприятий"


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "webinar"},
        {"register": "training", "type": "course"},
        {"day": date(2025, 5, 20)},
        {"state": Entry.State.PLANNED},
    ],
)
def test_what_the_binding_does_not_mean_does_not_count(plan, centre, methodist, changed):
    record(centre, by=methodist, **changed)
    owed = owed_of(plan, "1.", centre)
    assert owed.state == State.PLANNED
    assert not owed.fulfilments.exists()


def test_what_is_planned_is_said_to_be_planned(plan, centre, methodist):
    record(centre, by=methodist, day=date(2025, 11, 25), state=Entry.State.PLANNED)
    assert owed_of(plan, "1.", centre).progress.planned == 1


def test_what_was_prepared_in_the_summer_before_the_plan_counts(plan, centre, methodist):
    record(centre, by=methodist, day=date(2025, 7, 1))
    assert owed_of(plan, "1.", centre).state == State.SUBMITTED


def test_a_late_entry_is_late(plan, centre, methodist):
    record(centre, by=methodist, day=date(2025, 12, 9))
    owed = owed_of(plan, "1.", centre)
    assert owed.state == State.SUBMITTED
    assert owed.progress.late
    assert owed.fulfilments.get().late


def test_an_entry_in_time_is_not_late(plan, centre, methodist):
    record(centre, by=methodist)
    assert not owed_of(plan, "1.", centre).progress.late


def test_a_withdrawn_entry_takes_the_report_back(plan, centre, methodist):
    withdraw(record(centre, by=methodist))
    owed = owed_of(plan, "1.", centre)
    assert owed.state == State.IN_WORK
    assert not owed.fulfilments.exists()
    assert not owed.progress.reached


def test_a_withdrawn_entry_returns_what_was_accepted_and_says_which(
    plan, centre, methodist, coordinator
):
    entry = record(centre, by=methodist)
    obligations.accept(
        obligation=owed_of(plan, "1.", centre), by=coordinator, at=NOON + timedelta(hours=1)
    )
    withdraw(entry)

    owed = owed_of(plan, "1.", centre)
    assert owed.state == State.RETURNED
    assert "Семинар «Чтение»" in owed.remark
    assert AuditEvent.objects.filter(action="obligation.undo").exists()


def test_another_entry_holds_what_one_withdrawn_leaves(plan, centre, methodist):
    first = record(centre, by=methodist)
    record(centre, by=methodist, title="Второй семинар")
    withdraw(first)
    owed = owed_of(plan, "1.", centre)
    assert owed.state == State.SUBMITTED
    assert owed.fulfilments.get().entry.title == "Второй семинар"


def test_what_a_person_handed_in_stays_when_an_entry_goes(plan, centre, methodist):
    owed = owed_of(plan, "1.", centre)
    obligations.submit(obligation=owed, report="Проведён.", by=methodist, at=NOON)
    withdraw(record(centre, by=methodist))
    assert owed_of(plan, "1.", centre).state == State.SUBMITTED


def test_a_returned_obligation_waits_for_something_new(plan, centre, methodist, coordinator):
    entry = record(centre, by=methodist)
    obligations.return_(
        obligation=owed_of(plan, "1.", centre), reason="Нет материалов.",
        by=coordinator, at=LATER,
    )  # fmt: skip
    fulfilment.follow([entry.pk], at=LATER + timedelta(hours=1))
    assert owed_of(plan, "1.", centre).state == State.RETURNED

    record(centre, by=methodist, title="Ещё один", at=LATER + timedelta(days=1))
    assert owed_of(plan, "1.", centre).state == State.SUBMITTED


def test_what_a_person_took_back_from_checking_stays_with_them(plan, centre, methodist):
    entry = record(centre, by=methodist)
    obligations.withdraw(obligation=owed_of(plan, "1.", centre), by=methodist, at=LATER)
    fulfilment.follow([entry.pk], at=LATER + timedelta(hours=1))
    assert owed_of(plan, "1.", centre).state == State.IN_WORK


def test_each_school_needs_its_own_entry(plan, school, other_school, coordinator, school_head):
    bind(plan, "2.", by=coordinator, scope="each")
    record(school, by=school_head, day=date(2025, 10, 1))
    assert owed_of(plan, "2.", school).state == State.SUBMITTED
    assert owed_of(plan, "2.", other_school).state == State.PLANNED


def test_an_entry_that_serves_a_school_counts_for_it(
    plan, school, methodical, coordinator, methodist
):
    bind(plan, "2.", by=coordinator, scope="each")
    record(methodical, by=methodist, day=date(2025, 10, 1), parts=[Part(school)])
    assert owed_of(plan, "2.", school).state == State.SUBMITTED


def test_one_entry_is_enough_for_all_where_it_is_common(
    plan, school, other_school, methodical, coordinator
):
    bind(plan, "2.", by=coordinator)
    record(methodical, by=coordinator, day=date(2025, 10, 1))
    states = {owed_of(plan, "2.", one).state for one in (school, other_school)}
    assert states == {State.SUBMITTED}


def test_an_entry_of_another_municipality_does_not_count(
    plan, centre, foreign_school, stranger
):
    record(foreign_school, by=stranger)
    assert owed_of(plan, "1.", centre).state == State.PLANNED


def test_an_entry_of_the_region_counts_where_our_schools_took_part(
    plan, centre, ministry, school, regional_coordinator
):
    record(ministry, by=regional_coordinator)
    assert owed_of(plan, "1.", centre).state == State.PLANNED
    part = Part(school, role=EntryPart.Role.PARTICIPANT)
    record(ministry, by=regional_coordinator, parts=[part])
    assert owed_of(plan, "1.", centre).state == State.SUBMITTED


def test_an_act_counts_by_the_word_of_its_title(plan, methodical, authority, coordinator):
    bind(plan, "1.", by=coordinator, register="acts", types=["order"], words=["положение"])
    order = {"register": "acts", "type": "order"}
    record(authority, by=coordinator, title="О проведении олимпиады", **order)
    assert owed_of(plan, "1.", methodical).state == State.PLANNED
    record(authority, by=coordinator, title="Об утверждении Положения о сопровождении", **order)
    assert owed_of(plan, "1.", methodical).state == State.SUBMITTED


def _hire(school: Organisation, count: int, post: str) -> list[Person]:
    people = [
        Person.objects.create(
            territory=school.territory, last_name=f"Учителев{serial}", first_name="Иван"
        )
        for serial in range(count)
    ]
    for person in people:
        Employment.objects.create(person=person, organisation=school, post=post)
    return people


def test_a_share_of_heads_is_taken_of_the_headcount(
    plan, school, methodical, coordinator, methodist
):
    heads = _hire(school, 4, "head")
    _hire(school, 3, "teacher")
    bind(
        plan, "1.", by=coordinator, register="training", types=["course"], counts="people",
        target=None, share=Decimal(50), denominator="staff", posts=["head"],
    )  # fmt: skip
    course = {"register": "training", "type": "course"}
    record(methodical, by=methodist, parts=[Part(school, heads[0])], **course)
    owed = owed_of(plan, "1.", methodical)
    assert (owed.progress.done, owed.progress.needed, owed.state) == (1, 2, State.IN_WORK)
    both = [Part(school, heads[0]), Part(school, heads[1])]
    record(methodical, by=methodist, parts=both, **course)
    assert owed_of(plan, "1.", methodical).state == State.SUBMITTED


def test_a_share_of_nobody_is_never_reached(plan, school, methodical, coordinator, methodist):
    bind(
        plan, "1.", by=coordinator, register="training", types=["course"], counts="people",
        target=None, share=Decimal(50), denominator="staff", posts=["head"],
    )  # fmt: skip
    record(methodical, by=methodist, register="training", type="course")
    owed = owed_of(plan, "1.", methodical)
    assert owed.state == State.IN_WORK
    assert owed.progress.needed == 0


@pytest.fixture
def tutors(plan: Edition, coordinator: User) -> Binding:
    """A share of those at risk shall have a tutor, in each school."""
    return bind(
        plan, "1.", by=coordinator, register="pupils", types=["tutor"], counts="people",
        target=None, share=Decimal(85), denominator="risk_group", scope="each",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("deadline", "needed"),
    [(date(2026, 5, 30), 2), (date(2026, 6, 1), 2), (date(2026, 6, 20), 0)],
)
def test_a_deadline_moved_past_the_end_of_a_term_still_finds_who_was_at_risk(
    tutors, school, school_head, deadline, needed
):
    risk = {"register": "pupils", "type": "risk", "amount": 1, "by": school_head}
    for last in (date(2026, 5, 30), date(2026, 5, 30), date(2026, 3, 20)):
        record(school, day=date(2026, 2, 2), until=last, **risk)
    assert Denominators(tutors, {school.pk}).of(school.pk, deadline) == needed


def test_who_is_at_risk_on_the_deadline_counts_and_no_one_before(tutors, school, school_head):
    risk = {"register": "pupils", "type": "risk", "amount": 1, "by": school_head}
    record(school, day=date(2026, 2, 2), until=date(2026, 3, 20), **risk)
    record(school, day=date(2026, 3, 25), until=date(2026, 5, 30), **risk)
    assert Denominators(tutors, {school.pk}).of(school.pk, date(2026, 3, 27)) == 1


def test_the_same_person_is_counted_once(plan, school, methodical, coordinator, methodist):
    [person] = _hire(school, 1, "teacher")
    bind(plan, "1.", by=coordinator, counts="people", target=2)
    for _ in range(2):
        record(methodical, by=methodist, parts=[Part(school, person)])
    assert owed_of(plan, "1.", methodical).progress.done == 1


def test_confirming_follows_what_was_done_before(plan, methodical, coordinator, methodist):
    record(methodical, by=methodist)
    bind(plan, "1.", by=coordinator)
    assert owed_of(plan, "1.", methodical).state == State.SUBMITTED


def test_a_paused_obligation_is_counted_and_not_moved(plan, centre, methodist, coordinator):
    obligations.pause(
        obligation=owed_of(plan, "1.", centre), reason="Ремонт.", by=coordinator, at=NOON
    )
    record(centre, by=methodist)
    owed = owed_of(plan, "1.", centre)
    assert owed.state == State.PAUSED
    assert owed.progress.reached


def test_fulfilment_moves_with_the_obligation_to_the_next_edition(
    plan, centre, methodist, coordinator, authority
):
    record(centre, by=methodist)
    new = editions.amend(roadmap=plan.roadmap, by=coordinator, at=LATER)
    act = factories.make_act(authority)
    editions.approve(edition=new, by=coordinator, at=LATER, act=act)
    owed = owed_of(new, "1.", centre)
    assert owed.state == State.SUBMITTED
    assert owed.fulfilments.count() == 1
    assert owed.measure.binding.status == "confirmed"


def test_what_is_done_as_needed_is_handed_in_by_an_entry(
    plan, authority, coordinator, methodist
):
    bind(plan, "3.", by=coordinator, types=["consultation"])
    record(authority, by=methodist, type="consultation", title="Консультация")
    owed = Obligation.objects.get(measure__edition=plan, measure__number="3.")
    assert owed.state == State.SUBMITTED


def test_following_takes_a_constant_number_of_queries(
    plan, territory, centre, methodist, django_assert_max_num_queries
):
    for _ in range(30):
        record(factories.make_organisation(territory), by=methodist, type="webinar")
    for serial in range(3):
        record(centre, by=methodist, title=f"Семинар {serial}")
    entry = Entry.objects.last()
    with django_assert_max_num_queries(30):
        fulfilment.follow([entry.pk], at=LATER)
