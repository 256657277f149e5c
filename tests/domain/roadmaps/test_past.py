"""A plan whose days are long past is late in the open, or begins with them waived."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from opora.domain.people.models import AuditEvent, User
from opora.domain.roadmaps import jobs
from opora.domain.roadmaps.models import Edition, Measure, Obligation
from opora.domain.roadmaps.services import editions, measures, past
from tests.domain.roadmaps.conftest import NOON, START

State = Obligation.State
TODAY = NOON.date()
LATE = [{"type": "deadline", "date": "2025-10-15"}]


def states(edition: Edition) -> dict[str, set[str]]:
    """Return the states by the number of the measure."""
    found: dict[str, set[str]] = {}
    for one in Obligation.objects.filter(measure__edition=edition).select_related("measure"):
        found.setdefault(one.measure.number, set()).add(one.state)
    return found


def test_only_what_is_late_is_counted(edition: Edition) -> None:
    assert past.how_many_past(edition, at=START) == 0
    assert past.how_many_past(edition, at=NOON) == 2  # both schools, by 15 October


def test_what_is_past_stays_late_unless_asked(edition: Edition, coordinator: User) -> None:
    editions.approve(edition=edition, by=coordinator, at=NOON)
    assert Obligation.objects.overdue(on=TODAY).count() == 2
    assert states(edition)["2."] == {State.PLANNED}


def test_what_is_past_is_waived_with_the_reason(edition: Edition, coordinator: User) -> None:
    editions.approve(edition=edition, by=coordinator, at=NOON, past="waive")

    assert not Obligation.objects.overdue(on=TODAY).exists()
    assert states(edition) == {
        "1.": {State.PLANNED},
        "2.": {State.WAIVED},
        "3.": {State.PLANNED},
        "4.": {State.PLANNED},
    }
    waived = Obligation.objects.filter(measure__number="2.")
    assert {(one.remark, one.decided_by, one.decided_at) for one in waived} == {
        (past.REASON, coordinator, NOON)
    }
    for one in waived:
        event = AuditEvent.objects.about(one).get()
        assert (event.action, event.reason, event.by) == (
            "obligation.waive",
            past.REASON,
            coordinator,
        )


def test_a_large_plan_remembers_the_choice_until_the_job(
    edition: Edition, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "AT_ONCE", 1)
    editions.approve(edition=edition, by=coordinator, at=NOON, past="waive")
    assert not Obligation.objects.exists()

    for _ in range(2):
        jobs.enter_force(edition.pk)
    assert states(edition)["2."] == {State.WAIVED}
    assert AuditEvent.objects.filter(action="obligation.waive").count() == 2


def test_an_amendment_waives_nothing_that_was_owed_before(
    plan: Edition, coordinator: User
) -> None:
    new = editions.amend(roadmap=plan.roadmap, by=coordinator, at=NOON)
    added = measures.add(edition=new, text="Сдать отчёт", number="9.", by=coordinator, at=NOON)
    measures.set_schedule(measure=added, schedule=LATE, by=coordinator, at=NOON)
    assert past.how_many_past(new, at=NOON) == 1

    # An amendment takes force by another act than the plan: the one at hand becomes that.
    Edition.objects.filter(pk=plan.pk).update(act=None)
    new.act = plan.act
    new.save()
    editions.approve(edition=new, by=coordinator, at=NOON, past="waive")
    assert states(new)["9."] == {State.WAIVED}
    assert states(new)["2."] == {State.PLANNED}


def test_ten_times_as_much_costs_as_many_queries(
    make_edition: Callable[..., Edition],
    coordinator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    edition = make_edition()
    months = [{"type": "deadline", "date": f"2025-10-{day}"} for day in range(10, 30)]
    Measure.objects.filter(edition=edition, number="2.").update(schedule=months)
    editions.approve(edition=edition, by=coordinator, at=NOON)
    with django_assert_num_queries(3):
        assert past.waive_past(edition, by=coordinator, at=NOON) > 20
