"""A plan is drafted from results, approved, carried out, closed; and what parents may read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from opora.domain.pupils import drafting
from opora.domain.pupils.models import Check, Opening, Pupil, PupilPlan
from opora.domain.pupils.services import links, plans, pupils
from opora.domain.pupils.services.plans import (
    CheckLine,
    Content,
    DeficitLine,
    PlanRefused,
    StepLine,
    Words,
)
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.pupils.stage import make_draft, make_plan, make_pupil, make_work


@pytest.fixture
def pupil(school: Organisation, school_head: User) -> Pupil:
    return make_pupil(school, school_head)


def content(**words: object) -> Content:
    today = localdate()
    told = {"title": "Маршрут", "basis": "ВПР", "level": "1 из 5", "goal": "4 из 5",
            "start": today, "until": today + timedelta(days=40)}  # fmt: skip
    return Content(
        Words(**told | words),  # type: ignore[arg-type]
        [DeficitLine("математика", "сравнивать дроби")],
        [StepLine("сравнивать дроби", "lesson", today + timedelta(days=7), "Юдин О. П.")],
        [CheckLine(Check.Kind.FINAL, today + timedelta(days=40))],
    )


def test_a_draft_is_made_of_the_worst_tasks(pupil: Pupil, school_head: User) -> None:
    plan = make_draft(pupil, school_head)
    assert [one.skill for one in plan.deficits.order_by("order")] == [
        "сравнивать дроби", "решать задачи на движение",
    ]  # fmt: skip
    assert plan.level == "1 из 5 баллов за эти задания"
    assert "60 %" in plan.goal
    assert plan.steps.count() == 2
    assert {one.kind for one in plan.checks.all()} == {"middle", "final"}
    assert all(plan.start <= one.due <= plan.until for one in plan.steps.all())
    assert not Entry.objects.exists(), "a draft fulfils nothing"


def test_a_draft_without_results_is_empty_and_is_not_approved_so(
    pupil: Pupil, school_head: User
) -> None:
    plan = plans.draft(pupils=[pupil], by=school_head, at=now())
    assert plan.basis == ""
    with pytest.raises(PlanRefused, match="цель, хотя бы один дефицит"):
        plans.approve(plan=plan, by=school_head, at=now())


def test_an_approved_plan_leaves_a_trace_without_a_name(
    pupil: Pupil, school_head: User
) -> None:
    plan = make_plan(pupil, school_head)
    entry = Entry.objects.get()
    assert (entry.register, entry.type, entry.amount) == ("pupils", "plan", 1)
    assert (entry.day, entry.until) == (localdate(), plan.until)
    assert entry.secret
    assert entry.title == "Индивидуальный образовательный маршрут"
    assert "Лисин" not in str(vars(entry))
    assert entry.parts.get().amount == 1


def test_a_group_counts_as_its_pupils(
    pupil: Pupil, school: Organisation, school_head: User
) -> None:
    other = make_pupil(school, school_head, "Беляев Иван")
    make_work(pupil)
    make_work(other)
    plan = plans.draft(pupils=[pupil, other], by=school_head, at=now())
    plans.approve(plan=plan, by=school_head, at=now())
    entry = Entry.objects.get()
    assert (entry.type, entry.amount) == ("group_plan", 2)


def test_a_teacher_drafts_and_the_deputy_approves(
    pupil: Pupil, school: Organisation, school_head: User, teacher: User
) -> None:
    pupils.give_class(school=school, user=teacher, class_name="7А", by=school_head, at=now())
    plan = make_draft(pupil, teacher)
    with pytest.raises(NotAllowed, match="директор и заместители"):
        plans.approve(plan=plan, by=teacher, at=now())
    assert plans.approve(plan=plan, by=school_head, at=now()).approved_by == school_head


@pytest.mark.parametrize("who", ["teacher", "coordinator", "curator", "other_head"])
def test_nobody_else_drafts(who: str, pupil: Pupil, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        plans.draft(pupils=[pupil], by=request.getfixturevalue(who), at=now())


def test_a_pupil_has_one_individual_plan_at_a_time(pupil: Pupil, school_head: User) -> None:
    make_plan(pupil, school_head)
    with pytest.raises(PlanRefused, match="уже есть маршрут"):
        make_draft(pupil, school_head)


def test_a_draft_is_corrected_before_it_is_approved(pupil: Pupil, school_head: User) -> None:
    plan = make_draft(pupil, school_head)
    plans.edit(plan=plan, content=content(), by=school_head, at=now())
    assert plan.deficits.get().skill == "сравнивать дроби"
    plans.approve(plan=plan, by=school_head, at=now())
    with pytest.raises(PlanRefused, match="действует"):
        plans.edit(plan=plan, content=content(), by=school_head, at=now())


def test_a_plan_that_ends_before_it_begins_is_refused(pupil: Pupil, school_head: User) -> None:
    plan = make_draft(pupil, school_head)
    early = content(until=localdate() - timedelta(days=1))
    with pytest.raises(PlanRefused, match="раньше, чем начинается"):
        plans.edit(plan=plan, content=early, by=school_head, at=now())


def test_a_step_outside_the_term_is_refused(pupil: Pupil, school_head: User) -> None:
    plan = make_draft(pupil, school_head)
    short = content(until=localdate() + timedelta(days=3))
    with pytest.raises(PlanRefused, match="не входит в маршрут"):
        plans.edit(plan=plan, content=short, by=school_head, at=now())


def test_a_step_is_marked_on_a_day_that_has_come(pupil: Pupil, school_head: User) -> None:
    step = make_plan(pupil, school_head).steps.order_by("order")[0]
    with pytest.raises(PlanRefused, match="не наступило"):
        plans.mark_step(
            step=step, day=localdate() + timedelta(days=1), by=school_head, at=now()
        )
    plans.mark_step(step=step, day=localdate(), by=school_head, at=now())
    assert step.done_on == localdate()


def test_a_plan_is_closed_after_its_final_check(pupil: Pupil, school_head: User) -> None:
    plan = make_plan(pupil, school_head)
    with pytest.raises(PlanRefused, match="итогового среза"):
        plans.close(plan=plan, outcome="removed", conclusion="", by=school_head, at=now())
    final = plan.checks.get(kind="final")
    with pytest.raises(PlanRefused, match="что показал срез"):
        plans.hold_check(check=final, day=localdate(), result=" ", by=school_head, at=now())
    plans.hold_check(check=final, day=localdate(), result="4 из 5", by=school_head, at=now())
    with pytest.raises(PlanRefused, match="Выберите вывод"):
        plans.close(plan=plan, outcome="", conclusion="", by=school_head, at=now())
    closed = plans.close(
        plan=plan, outcome="removed", conclusion="Сняты", by=school_head, at=now()
    )
    assert closed.status == PupilPlan.Status.CLOSED
    assert Entry.objects.get().until == localdate()


def test_a_withdrawn_plan_takes_its_trace_back(pupil: Pupil, school_head: User) -> None:
    plan = make_plan(pupil, school_head)
    with pytest.raises(PlanRefused, match="почему"):
        plans.withdraw(plan=plan, reason="", by=school_head, at=now())
    plans.withdraw(plan=plan, reason="Ошибка", by=school_head, at=now())
    assert Entry.objects.get().state == "withdrawn"
    assert make_draft(pupil, school_head).status == PupilPlan.Status.DRAFT


def test_parents_are_acquainted_on_a_day(pupil: Pupil, school_head: User) -> None:
    member = make_plan(pupil, school_head).members.get()
    plans.acquaint_parents(member=member, day=localdate(), by=school_head, at=now())
    assert member.parents_on == localdate()


def test_a_link_for_parents_opens_one_plan_until_it_is_revoked(
    pupil: Pupil, school_head: User
) -> None:
    member = make_plan(pupil, school_head).members.get()
    link = links.give(member=member, by=school_head, at=now())
    token = links.token_of(link)
    assert links.open_link(token, at=now()) == member
    assert Opening.objects.get(page="parents").by is None
    links.revoke(link=link, by=school_head, at=now())
    with pytest.raises(links.LinkClosed):
        links.open_link(token, at=now())


def test_a_link_for_parents_expires(pupil: Pupil, school_head: User) -> None:
    member = make_plan(pupil, school_head).members.get()
    token = links.token_of(links.give(member=member, by=school_head, at=now()))
    with pytest.raises(links.LinkClosed):
        links.open_link(token, at=now() + timedelta(days=31))


def test_a_new_link_closes_the_one_before(pupil: Pupil, school_head: User) -> None:
    member = make_plan(pupil, school_head).members.get()
    first = links.token_of(links.give(member=member, by=school_head, at=now()))
    links.give(member=member, by=school_head, at=now())
    with pytest.raises(links.LinkClosed):
        links.open_link(first, at=now())


@pytest.mark.parametrize("token", ["", "1", "1~", "1~AAAA", "%00", "9" * 3000])
def test_an_invented_link_opens_nothing(token: str, db: None) -> None:
    with pytest.raises(links.LinkClosed):
        links.open_link(token, at=now())


def test_a_link_is_given_to_an_approved_plan_only(pupil: Pupil, school_head: User) -> None:
    member = make_draft(pupil, school_head).members.get()
    with pytest.raises(links.LinkRefused, match="утвердите"):
        links.give(member=member, by=school_head, at=now())


def test_the_trail_of_a_plan_holds_no_name(pupil: Pupil, school_head: User) -> None:
    make_plan(pupil, school_head)
    assert not any("Лисин" in str(vars(one)) for one in AuditEvent.objects.all())


def test_a_draft_late_in_the_year_ends_with_the_year() -> None:
    drafted = drafting.draft([], basis="", start=date(2027, 8, 30), last_day=date(2027, 8, 31))
    assert drafted.until == date(2027, 8, 31)
