"""From a confirmed draft to a plan in force, its amendment and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from opora.domain.acts.models import Draft
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from opora.domain.roadmaps import jobs
from opora.domain.roadmaps.models import Edition, Obligation, Occurrence, Responsible, Roadmap
from opora.domain.roadmaps.services import (
    editions,
    generation,
    intake,
    measures,
    obligations,
    occurrences,
)
from opora.domain.roadmaps.services.drafting import EditionNotDraft
from opora.domain.roadmaps.services.generation import ScheduleRefused
from tests import factories
from tests.domain.roadmaps.conftest import NOON, START
from tests.domain.roadmaps.readings import a_reading, actor, item

Meaning = Responsible.Meaning


def test_a_confirmed_draft_becomes_an_act_and_a_draft_edition(
    edition: Edition, authority: Organisation
) -> None:
    edition.refresh_from_db()
    assert edition.status == Edition.Status.DRAFT
    assert edition.act is not None
    assert (edition.act.number, edition.act.issuer) == ("7-од", authority)
    assert edition.draft is not None
    assert edition.draft.status == Draft.Status.CONFIRMED
    assert [one.number for one in edition.measures.order_by("order")] == [
        "1.",
        "2.",
        "3.",
        "4.",
    ]
    assert edition.measures.get(number="2.").child_level
    assert edition.measures.get(number="1.").cells == {"expected_result": "Справка"}


def test_actors_are_resolved_and_the_unknown_stay_in_sight(
    edition: Edition, methodical: Organisation, coordinator: User
) -> None:
    found = {one.measure.number: one for one in Responsible.objects.all()}
    assert (found["1."].meaning, found["1."].organisation) == ("organisation", methodical)
    assert found["2."].meaning == Meaning.EVERY_SCHOOL
    assert (found["3."].meaning, found["3."].person) == ("person", coordinator)
    assert found["4."].meaning == Meaning.NOBODY
    assert "Не найдено" in found["4."].note


def test_the_same_draft_is_confirmed_once(edition: Edition, coordinator: User) -> None:
    assert edition.draft is not None
    with pytest.raises(editions.AlreadyConfirmed, match="уже подтверждён"):
        editions.create_from_draft(
            draft=edition.draft, owner=edition.roadmap.owner, by=coordinator, at=NOON
        )
    assert Roadmap.objects.count() == 1


def test_a_draft_without_a_period_leaves_nothing_behind(
    authority: Organisation, coordinator: User
) -> None:
    draft = factories.make_draft(
        authority, by=coordinator, reading=a_reading(period={"start": None, "end": None})
    )
    with pytest.raises(intake.PeriodMissing):
        editions.create_from_draft(draft=draft, owner=authority, by=coordinator, at=NOON)
    draft.refresh_from_db()
    assert (draft.status, Roadmap.objects.count()) == (Draft.Status.READY, 0)


def test_a_draft_without_measures_is_refused(
    authority: Organisation, coordinator: User
) -> None:
    draft = factories.make_draft(authority, by=coordinator, reading=a_reading(items=()))
    with pytest.raises(intake.NoMeasures):
        editions.create_from_draft(draft=draft, owner=authority, by=coordinator, at=NOON)
    assert AuditEvent.objects.count() == 0


def test_a_draft_in_the_queue_is_not_confirmed(
    authority: Organisation, coordinator: User
) -> None:
    draft = factories.make_draft(authority, by=coordinator)
    with pytest.raises(editions.DraftNotReady, match="В очереди"):
        editions.create_from_draft(draft=draft, owner=authority, by=coordinator, at=NOON)


def test_a_stranger_makes_no_plan_for_us(
    authority: Organisation, coordinator: User, stranger: User
) -> None:
    draft = factories.make_draft(authority, by=coordinator, reading=a_reading())
    with pytest.raises(NotAllowed):
        editions.create_from_draft(draft=draft, owner=authority, by=stranger, at=NOON)


def test_approval_makes_every_school_owe(
    plan: Edition, school: Organisation, other_school: Organisation
) -> None:
    assert plan.status == Edition.Status.IN_FORCE
    owed = Obligation.objects.filter(measure__number="2.")
    assert {one.organisation for one in owed} == {school, other_school}
    assert {one.control for one in owed} == {date(2025, 10, 15)}


def test_what_nobody_answers_for_falls_to_the_owner_with_a_note(
    plan: Edition, authority: Organisation
) -> None:
    obligation = Obligation.objects.get(measure__number="4.")
    assert obligation.organisation == authority
    assert "Неведомый центр" in obligation.note
    assert obligation.control is None


def test_a_named_person_owes_by_name(
    plan: Edition, authority: Organisation, coordinator: User
) -> None:
    obligation = Obligation.objects.get(measure__number="3.")
    assert (obligation.person, obligation.organisation) == (coordinator, authority)
    assert not obligation.is_overdue(on=date(2030, 1, 1))


def test_a_school_head_approves_no_plan_of_the_district(
    edition: Edition, school_head: User
) -> None:
    with pytest.raises(NotAllowed, match="утверждать"):
        editions.approve(edition=edition, by=school_head, at=START)


def test_a_plan_in_force_is_not_approved_again(plan: Edition, coordinator: User) -> None:
    with pytest.raises(editions.WrongStatus, match="действует"):
        editions.approve(edition=plan, by=coordinator, at=NOON)
    assert Occurrence.objects.count() == 4


def test_a_plan_goes_over_the_table_of_the_head(edition: Edition, coordinator: User) -> None:
    sent = editions.send_for_approval(edition=edition, by=coordinator, at=START)
    assert sent.status == Edition.Status.ON_APPROVAL
    with pytest.raises(EditionNotDraft):
        measures.add(edition=edition, text="Ещё одно", by=coordinator, at=START)
    back = editions.take_back(edition=edition, by=coordinator, at=START)
    assert back.status == Edition.Status.DRAFT
    with pytest.raises(editions.WrongStatus):
        editions.take_back(edition=edition, by=coordinator, at=START)


def test_a_schedule_without_days_stops_the_approval_and_names_the_measure(
    make_edition: Callable[..., Edition], coordinator: User
) -> None:
    bad = item(1, "Сделать", schedule=[{"type": "deadline", "date": "31.02.2026"}])
    edition = make_edition(items=[bad])
    with pytest.raises(ScheduleRefused, match=r"Мероприятие 1\."):
        editions.approve(edition=edition, by=coordinator, at=START)
    edition.refresh_from_db()
    assert edition.status == Edition.Status.DRAFT


def test_a_ditto_mark_repeats_the_row_above(make_edition: Callable[..., Edition]) -> None:
    ditto = item(2, "Ещё", deadline_text="-//-", schedule=[{"type": "same_as_above"}])
    edition = make_edition(items=[item(1, "Сделать"), ditto])
    one, two = edition.measures.order_by("order")
    assert one.schedule == two.schedule


def test_an_empty_plan_is_not_approved(authority: Organisation, coordinator: User) -> None:
    edition = editions.create_roadmap(
        owner=authority,
        title="Пустая",
        start=date(2025, 9, 1),
        end=date(2026, 8, 31),
        by=coordinator,
        at=NOON,
    )
    with pytest.raises(editions.NothingToApprove):
        editions.approve(edition=edition, by=coordinator, at=NOON)


def amended(plan: Edition, by: User) -> Edition:
    return editions.amend(roadmap=plan.roadmap, by=by, at=NOON)


def test_an_amendment_is_a_linked_copy(plan: Edition, coordinator: User) -> None:
    edition = amended(plan, coordinator)
    assert (edition.number, edition.status) == (2, Edition.Status.DRAFT)
    assert [one.previous for one in edition.measures.order_by("order")] == list(
        plan.measures.order_by("order")
    )
    assert edition.measures.get(number="2.").responsible.get().meaning == Meaning.EVERY_SCHOOL
    with pytest.raises(editions.AlreadyAmended):
        amended(plan, coordinator)


def test_an_amendment_keeps_the_schools_that_were_chosen(
    plan: Edition, coordinator: User, school: Organisation
) -> None:
    actor = Responsible.objects.filter(measure__edition=plan).first()
    assert actor is not None
    actor.meaning = Responsible.Meaning.LISTED_SCHOOLS
    actor.save()
    actor.schools.set([school])

    new = amended(plan, coordinator)

    copy = Responsible.objects.get(measure__edition=new, measure__previous=actor.measure_id,
                                   order=actor.order)  # fmt: skip
    assert list(copy.schools.all()) == [school]


def test_an_amendment_needs_an_act(plan: Edition, coordinator: User) -> None:
    with pytest.raises(editions.ActNeeded):
        editions.approve(edition=amended(plan, coordinator), by=coordinator, at=NOON)
    plan.refresh_from_db()
    assert plan.status == Edition.Status.IN_FORCE


def approve_with_act(edition: Edition, by: User) -> Edition:
    act = factories.make_act(edition.roadmap.owner)
    return editions.approve(edition=edition, by=by, at=NOON, act=act)


def test_obligations_keep_their_state_through_an_amendment(
    plan: Edition, owed: Obligation, coordinator: User, school_head: User
) -> None:
    obligations.submit(obligation=owed, report="Готово", by=school_head, at=NOON)
    obligations.set_person(
        obligation=Obligation.objects.get(measure__number="1."),
        person=None, by=coordinator, at=NOON,
    )  # fmt: skip
    edition = approve_with_act(amended(plan, coordinator), coordinator)
    owed.refresh_from_db()
    assert owed.state == Obligation.State.SUBMITTED
    assert owed.measure.edition == edition
    assert owed.occurrence.measure == owed.measure
    assert Obligation.objects.filter(measure__edition=plan).count() == 0
    assert Obligation.objects.count() == 5


def test_a_moved_deadline_moves_the_obligation(
    plan: Edition, owed: Obligation, coordinator: User
) -> None:
    edition = amended(plan, coordinator)
    measures.set_schedule(
        measure=edition.measures.get(number="2."),
        schedule=[{"type": "deadline", "date": "2025-11-28"}],
        by=coordinator, at=NOON,
    )  # fmt: skip
    approve_with_act(edition, coordinator)
    owed.refresh_from_db()
    assert owed.control == date(2025, 11, 28)
    assert AuditEvent.objects.about(owed).filter(action="obligation.move").exists()


def test_what_nobody_owes_any_more_goes_or_is_waived_with_a_reason(
    plan: Edition,
    owed: Obligation,
    coordinator: User,
    school_head: User,
) -> None:
    obligations.start(obligation=owed, by=school_head, at=NOON)
    edition = amended(plan, coordinator)
    measures.remove(measure=edition.measures.get(number="2."), by=coordinator, at=NOON)
    approve_with_act(edition, coordinator)
    left = Obligation.objects.filter(measure__edition=plan)
    assert [(one.pk, one.state) for one in left] == [(owed.pk, Obligation.State.WAIVED)]
    assert "редакции 2" in left[0].remark
    event = AuditEvent.objects.about(edition).get(action="edition.set_going")
    assert event.after["removed"] == ["Берёзовская ООШ · до 15 октября 2025 г."]


def test_the_day_of_an_event_holds_in_the_next_edition(
    plan: Edition, coordinator: User
) -> None:
    event = Occurrence.objects.get(measure__number="4.")
    occurrences.set_event_date(occurrence=event, day=date(2026, 4, 18), by=coordinator, at=NOON)
    approve_with_act(amended(plan, coordinator), coordinator)
    obligation = Obligation.objects.get(measure__number="4.")
    assert obligation.occurrence.due == date(2026, 4, 18)
    assert obligation.control == date(2026, 4, 20)


def test_a_new_measure_of_an_amendment_is_owed_at_once(
    plan: Edition, coordinator: User, methodical: Organisation
) -> None:
    edition = amended(plan, coordinator)
    measure = measures.add(edition=edition, text="Провести совет", by=coordinator, at=NOON)
    measures.set_responsible(measure=measure, actors=[actor("ИМЦ")], by=coordinator, at=NOON)
    approve_with_act(edition, coordinator)
    assert Obligation.objects.get(measure=measure).organisation == methodical


def test_an_imported_amendment_finds_what_it_continues(
    plan: Edition, owed: Obligation, authority: Organisation, coordinator: User
) -> None:
    draft = factories.make_draft(
        authority, by=coordinator, reading=a_reading(number="9-од", date="2025-11-10")
    )
    edition = editions.create_from_draft(
        draft=draft, owner=authority, by=coordinator, at=NOON, roadmap=plan.roadmap
    )
    assert edition.number == 2
    editions.approve(edition=edition, by=coordinator, at=NOON)
    owed.refresh_from_db()
    assert owed.measure.edition == edition
    assert Obligation.objects.count() == 5


def test_closing_waives_what_is_owed_in_the_open(
    plan: Edition, owed: Obligation, coordinator: User
) -> None:
    with pytest.raises(obligations.ReasonNeeded):
        editions.close(edition=plan, reason=" ", by=coordinator, at=NOON)
    closed = editions.close(edition=plan, reason="Проект окончен", by=coordinator, at=NOON)
    assert closed.status == Edition.Status.CLOSED
    owed.refresh_from_db()
    assert owed.state == Obligation.State.WAIVED
    assert "Проект окончен" in owed.remark
    with pytest.raises(editions.WrongStatus):
        editions.close(edition=plan, reason="Ещё раз", by=coordinator, at=NOON)
    with pytest.raises(editions.WrongStatus):
        editions.amend(roadmap=plan.roadmap, by=coordinator, at=NOON)


def test_a_draft_is_discarded_whole(edition: Edition, coordinator: User) -> None:
    editions.discard(edition=edition, by=coordinator, at=NOON)
    assert (Edition.objects.count(), Roadmap.objects.count()) == (0, 0)


def test_a_curator_plans_nothing(edition: Edition, school: Organisation) -> None:
    curator = factories.make_member(school, Role.CURATOR)
    with pytest.raises(NotAllowed):
        measures.add(edition=edition, text="Ещё", by=curator, at=NOON)


def test_a_large_plan_enters_force_by_a_job_that_may_run_twice(
    edition: Edition,
    coordinator: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(editions, "AT_ONCE", 1)
    queued: list[tuple[Any, ...]] = []
    monkeypatch.setattr(editions, "async_task", lambda *task: queued.append(task))

    with django_capture_on_commit_callbacks(execute=True):
        approved = editions.approve(edition=edition, by=coordinator, at=NOON)

    assert approved.status == Edition.Status.ENTERING
    assert queued == [(editions.ENTER_JOB, edition.pk)]
    assert not Obligation.objects.exists()
    for _ in range(2):
        jobs.enter_force(edition.pk)
    edition.refresh_from_db()
    assert edition.status == Edition.Status.IN_FORCE
    assert Obligation.objects.count() == generation.how_many(edition, at=NOON)
