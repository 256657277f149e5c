"""The life of an obligation, and every way in which it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import AuditEvent, Notice, User
from opora.domain.refusals import NotAllowed
from opora.domain.roadmaps.models import Edition, Obligation
from opora.domain.roadmaps.services import obligations, states
from opora.domain.roadmaps.services.states import WrongState
from tests import factories
from tests.domain.roadmaps.conftest import NOON

State = Obligation.State


def submit(obligation: Obligation, by: User, **fields: Any) -> Obligation:
    fields.setdefault("report", "Сделано")
    return obligations.submit(obligation=obligation, by=by, at=NOON, **fields)


def test_a_full_life_is_told_by_its_history(
    owed: Obligation, school_head: User, coordinator: User
) -> None:
    obligations.start(obligation=owed, by=school_head, at=NOON)
    submit(owed, school_head, links=["https://school.example.org/plan"])
    obligations.return_(obligation=owed, reason="Нет подписи", by=coordinator, at=NOON)
    obligations.save_report(obligation=owed, report="Подписали", by=school_head, at=NOON)
    submit(owed, school_head)
    done = obligations.accept(obligation=owed, by=coordinator, at=NOON)

    assert (done.state, done.decided_by) == (State.ACCEPTED, coordinator)
    actions = AuditEvent.objects.about(owed).order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "obligation.start",
        "evidence.attach",
        "obligation.submit",
        "obligation.return",
        "obligation.save_report",
        "obligation.submit",
        "obligation.accept",
    ]


def test_those_concerned_are_told(
    owed: Obligation, school_head: User, coordinator: User, curator: User
) -> None:
    submit(owed, school_head)
    assert [one.user for one in Notice.objects.all()] == [curator]
    obligations.return_(obligation=owed, reason="Нет подписи", by=curator, at=NOON)
    told = Notice.objects.get(user=school_head)
    assert "Нет подписи" in told.text
    assert told.address == f"/obligations/{owed.pk}/"


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (state, step)
        for state in State.values
        for step in states.STEPS
        if state not in states.STEPS[step].sources
    ],
)
def test_no_step_leads_from_a_wrong_state(
    owed: Obligation, coordinator: User, school_head: User, state: str, step: str
) -> None:
    Obligation.objects.filter(pk=owed.pk).update(
        state=state,
        remark="за дело",
        submitted_by=school_head,
        submitted_at=NOON,
        decided_by=coordinator,
        decided_at=NOON,
    )
    steps: dict[str, Callable[[], object]] = {
        "start": lambda: obligations.start(obligation=owed, by=school_head, at=NOON),
        "submit": lambda: submit(owed, school_head),
        "withdraw": lambda: obligations.withdraw(obligation=owed, by=school_head, at=NOON),
        "accept": lambda: obligations.accept(obligation=owed, by=coordinator, at=NOON),
        "return": lambda: obligations.return_(
            obligation=owed, reason="Плохо", by=coordinator, at=NOON
        ),
        "waive": lambda: obligations.waive(
            obligation=owed, reason="Не нужно", by=coordinator, at=NOON
        ),
        "pause": lambda: obligations.pause(
            obligation=owed, reason="Ремонт", by=coordinator, at=NOON
        ),
        "resume": lambda: obligations.resume(obligation=owed, by=coordinator, at=NOON),
    }
    with pytest.raises(WrongState, match="сейчас в состоянии"):
        steps[step]()
    owed.refresh_from_db()
    assert owed.state == state


def test_another_school_carries_nothing_out(owed: Obligation, other_head: User) -> None:
    for step in (
        lambda: obligations.start(obligation=owed, by=other_head, at=NOON),
        lambda: submit(owed, other_head),
        lambda: obligations.accept(obligation=owed, by=other_head, at=NOON),
        lambda: obligations.waive(obligation=owed, reason="Так", by=other_head, at=NOON),
        lambda: obligations.remind(obligation=owed, by=other_head, at=NOON),
        lambda: obligations.set_person(obligation=owed, person=None, by=other_head, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_the_school_does_not_accept_itself(owed: Obligation, school_head: User) -> None:
    submit(owed, school_head)
    with pytest.raises(NotAllowed, match="не поручено"):
        obligations.accept(obligation=owed, by=school_head, at=NOON)


def test_nothing_is_submitted_without_words_or_evidence(
    owed: Obligation, school_head: User
) -> None:
    with pytest.raises(obligations.NothingToSubmit):
        submit(owed, school_head, report="  ")


def test_a_refused_link_submits_nothing(owed: Obligation, school_head: User) -> None:
    from opora.domain.acts.links import LinkRefused

    with pytest.raises(LinkRefused, match="внутри сети"):
        submit(owed, school_head, links=["https://school.example.org", "http://10.0.0.1/x"])
    owed.refresh_from_db()
    assert (owed.state, owed.evidence.count()) == (State.PLANNED, 0)


@pytest.mark.parametrize("step", ["return_", "waive", "pause"])
def test_a_refusal_says_why(
    owed: Obligation, school_head: User, coordinator: User, step: str
) -> None:
    if step == "return_":
        submit(owed, school_head)
    with pytest.raises(obligations.ReasonNeeded):
        getattr(obligations, step)(obligation=owed, reason=" ", by=coordinator, at=NOON)


def test_a_pause_ends_where_it_began(
    owed: Obligation, school_head: User, coordinator: User
) -> None:
    obligations.start(obligation=owed, by=school_head, at=NOON)
    obligations.pause(obligation=owed, reason="Ремонт", by=coordinator, at=NOON)
    owed.refresh_from_db()
    assert not owed.is_overdue(on=factories.TODAY)
    back = obligations.resume(obligation=owed, by=coordinator, at=NOON)
    assert (back.state, back.paused_from) == (State.IN_WORK, "")


def test_what_is_handed_in_can_be_withdrawn(owed: Obligation, school_head: User) -> None:
    submit(owed, school_head)
    assert obligations.withdraw(obligation=owed, by=school_head, at=NOON).state == State.IN_WORK


def test_reminders_are_counted_once_a_day(
    owed: Obligation, school_head: User, coordinator: User
) -> None:
    obligations.remind(obligation=owed, by=coordinator, at=NOON)
    with pytest.raises(obligations.RemindedToday):
        obligations.remind(obligation=owed, by=coordinator, at=NOON + timedelta(hours=2))
    again = obligations.remind(obligation=owed, by=coordinator, at=NOON + timedelta(days=1))
    assert again.reminders == 2
    assert Notice.objects.filter(user=school_head, kind="obligation.reminded").count() == 2


def test_nobody_is_reminded_of_what_is_handed_in(
    owed: Obligation, school_head: User, coordinator: User
) -> None:
    submit(owed, school_head)
    with pytest.raises(WrongState, match="Напомнить"):
        obligations.remind(obligation=owed, by=coordinator, at=NOON)


def test_the_head_gives_the_work_to_the_deputy(
    owed: Obligation, school: Organisation, school_head: User, other_head: User
) -> None:
    deputy = factories.make_member(school, Role.DEPUTY_HEAD)
    obligations.set_person(obligation=owed, person=deputy, by=school_head, at=NOON)
    assert Notice.objects.get(user=deputy).kind == "obligation.assigned"
    with pytest.raises(obligations.NotOfTheOrganisation):
        obligations.set_person(obligation=owed, person=other_head, by=school_head, at=NOON)


def test_many_are_accepted_and_the_others_listed(
    plan: Edition, school_head: User, other_head: User, coordinator: User
) -> None:
    mine, theirs = Obligation.objects.filter(measure__number="2.").order_by("organisation")
    submit(mine, school_head)
    found = obligations.accept_many(obligations=[mine, theirs], by=coordinator, at=NOON)
    assert [one.pk for one in found.done] == [mine.pk]
    [(refused, sentence)] = found.refused
    assert refused == theirs
    assert "запланировано" in sentence


def test_many_are_reminded_of_at_once(plan: Edition, coordinator: User) -> None:
    every = Obligation.objects.filter(measure__number="2.")
    found = obligations.remind_many(obligations=every, by=coordinator, at=NOON)
    assert (len(found.done), found.refused) == (2, ())
