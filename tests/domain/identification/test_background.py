"""Long lists are computed by a job: queued, counted, put in place, given up in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from opora.domain.identification import jobs
from opora.domain.identification.models import Run, Scenario, Verdict
from opora.domain.identification.refusals import NotAllowed, WrongParameters, WrongStatus
from opora.domain.identification.services import (
    background,
    decisions,
    recounts,
    runs,
    scenarios,
)
from opora.domain.identification.services.scenarios import Grid
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import AuditEvent, Notice, User
from tests.domain.identification import stores
from tests.domain.identification.conftest import LATER, YEAR
from tests.factories import NOON

pytestmark = pytest.mark.django_db
Status = Run.Status


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Runs left to the job, in place of the queue."""
    left: list[int] = []
    monkeypatch.setattr(background, "queue", lambda run: left.append(run.pk))
    return left


@pytest.fixture
def waiting(files: object, territory: Territory, coordinator: User, queued: list[int]) -> Run:
    return runs.start(
        territory=territory, year=YEAR, rule="R2025-OR", by=coordinator, at=NOON,
        in_background=True,
    )  # fmt: skip


def test_a_queued_list_has_no_result_until_the_job_is_done(
    waiting: Run, queued: list[int], run: Run
) -> None:
    assert queued == [waiting.pk]
    assert (waiting.status, waiting.digest) == (Status.COMPUTING, "")
    assert not waiting.verdicts.exists()

    jobs.compute(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.steps_done) == (Status.DRAFT, 3)
    assert waiting.digest == run.digest, "the same as computed while the page waits"
    assert waiting.verdicts.count() == run.verdicts.count()
    told = Notice.objects.get(kind="identification.computed")
    assert "посчитан" in told.text


def test_a_job_that_runs_twice_changes_nothing(waiting: Run) -> None:
    jobs.compute(waiting.pk)
    jobs.compute(waiting.pk)

    assert Notice.objects.filter(kind="identification.computed").count() == 1


def test_a_list_cancelled_meanwhile_is_not_written(waiting: Run, coordinator: User) -> None:
    runs.cancel(run=waiting, by=coordinator, at=NOON, reason="Не тот год")
    jobs.compute(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.digest) == (Status.CANCELLED, "")


def test_what_cannot_be_computed_is_cancelled_with_the_reason(
    waiting: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise WrongParameters("Так не бывает.")

    monkeypatch.setattr(recounts, "computed", refuse)
    jobs.compute(waiting.pk)

    waiting.refresh_from_db()
    assert waiting.status == Status.CANCELLED
    assert waiting.cancel_reason == "Не посчитан: Так не бывает."
    assert "не посчитан" in Notice.objects.get(kind="identification.computed").text


def test_a_list_whose_job_died_is_given_up(waiting: Run) -> None:
    Run.objects.filter(pk=waiting.pk).update(created_at=now())
    assert jobs.give_up_stuck_runs() == 0
    Run.objects.filter(pk=waiting.pk).update(
        created_at=now() - jobs.PATIENCE - timedelta(minutes=1)
    )

    assert jobs.give_up_stuck_runs() == 1
    waiting.refresh_from_db()
    assert "оборвался" in waiting.cancel_reason


def test_no_step_is_taken_while_a_list_is_computed(waiting: Run, coordinator: User) -> None:
    with pytest.raises(WrongStatus, match="считается"):
        runs.open_replies(run=waiting, due=LATER.date(), by=coordinator, at=NOON)
    with pytest.raises(WrongStatus, match="считается"):
        recounts.recount(run=waiting, by=coordinator, at=NOON)


def test_the_old_list_stands_until_the_recount_is_done(
    decided_run: Run, coordinator: User, queued: list[int]
) -> None:
    later = recounts.recount(run=decided_run, by=coordinator, at=LATER, in_background=True)
    decided_run.refresh_from_db()
    assert decided_run.status == Status.REPLIES
    with pytest.raises(WrongParameters, match="уже пересчитывается"):
        recounts.recount(run=decided_run, by=coordinator, at=LATER)

    jobs.compute(later.pk)
    decided_run.refresh_from_db()
    later.refresh_from_db()
    assert decided_run.status == Status.CANCELLED
    assert (later.status, later.replaces) == (Status.REPLIES, decided_run)
    assert not later.verdicts.undecided().exists(), "decisions of people are carried over"


def test_a_recount_of_a_list_approved_meanwhile_is_given_up(
    sent_run: Run, coordinator: User, authority_head: User, queued: list[int]
) -> None:
    later = recounts.recount(run=sent_run, by=coordinator, at=LATER, in_background=True)
    decisions.approve(run=sent_run, by=authority_head, at=LATER)
    jobs.compute(later.pk)

    sent_run.refresh_from_db()
    later.refresh_from_db()
    assert sent_run.status == Status.APPROVED
    assert later.status == Status.CANCELLED
    assert "тем временем" in later.cancel_reason


def test_only_long_lists_wait_for_a_job(
    files: object, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not background.is_long(territory, at=NOON)
    monkeypatch.setattr(background, "AT_ONCE", 4)
    assert background.is_long(territory, at=NOON)


def test_variants_are_carried_over_and_computed_on_the_new_data(
    open_run: Run, coordinator: User, schools: dict[str, Organisation], region: Territory
) -> None:
    grid = Grid(rules=("R2025-A",), thresholds=(30,))
    kept = scenarios.save(
        run=open_run, grid=grid, reason="К совещанию", by=coordinator, at=NOON
    )
    scenarios.attach(scenario=kept, by=coordinator, at=NOON)
    stores.bring(region, "ВПР-МА-6", YEAR, {schools["repeated"]: (9, 20)}, by=coordinator)
    stores.bring(region, "ВПР-РУ-5", YEAR, {schools["repeated"]: (9, 20)}, by=coordinator)

    later = recounts.recount(run=open_run, by=coordinator, at=LATER)

    carried = later.scenarios.get()
    assert (carried.carried_from, carried.attached) == (kept, True)
    assert (carried.reason, carried.saved_by) == ("К совещанию", coordinator)
    assert not carried.is_of_old_data
    repeated = schools["repeated"].pk
    assert repeated not in kept.result["scenarios"][0]["listed"]
    assert repeated in carried.result["scenarios"][0]["listed"]


def test_a_variant_that_new_data_do_not_bear_is_said_to_be_of_the_old(
    open_run: Run, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = Grid(thresholds=(25,))
    kept = scenarios.save(run=open_run, grid=grid, reason="Так", by=coordinator, at=NOON)

    def refuse(*_args: object) -> None:
        raise WrongParameters("Окна нет.")

    monkeypatch.setattr(scenarios, "again", refuse)
    later = recounts.recount(run=open_run, by=coordinator, at=LATER)

    carried = later.scenarios.get()
    assert carried.is_of_old_data
    assert carried.result == kept.result
    assert Scenario.objects.count() == 2


class TestMoreTime:
    """Schools are given more time, with a reason, and told."""

    def test_schools_are_told_of_the_new_day_and_why(
        self, open_run: Run, coordinator: User, school_head: User
    ) -> None:
        due = open_run.replies_due + timedelta(days=5)
        runs.extend_replies(run=open_run, due=due, reason="Карантин", by=coordinator, at=NOON)

        open_run.refresh_from_db()
        assert open_run.replies_due == due
        told = Notice.objects.get(kind="identification.extended", user=school_head)
        assert f"до {due:%d.%m.%Y}. Карантин" in told.text
        event = AuditEvent.objects.get(action="run.extend_replies")
        assert (event.reason, event.after) == ("Карантин", {"due": str(due)})

    @pytest.mark.parametrize(
        ("days", "reason", "words"),
        [(0, "Так", "более поздний день"), (-1, "Так", "более поздний"), (3, " ", "Напишите")],
    )
    def test_not_to_an_earlier_day_nor_without_a_reason(
        self, open_run: Run, coordinator: User, days: int, reason: str, words: str
    ) -> None:
        due = open_run.replies_due + timedelta(days=days)
        with pytest.raises(WrongParameters, match=words):
            runs.extend_replies(run=open_run, due=due, reason=reason, by=coordinator, at=NOON)

    def test_not_to_a_day_that_is_over(self, open_run: Run, coordinator: User) -> None:
        due = open_run.replies_due + timedelta(days=1)
        with pytest.raises(WrongParameters, match="уже прошёл"):
            runs.extend_replies(
                run=open_run, due=due, reason="Так", by=coordinator,
                at=NOON + timedelta(days=60),
            )  # fmt: skip

    def test_not_of_a_list_that_takes_no_replies(self, run: Run, coordinator: User) -> None:
        with pytest.raises(WrongStatus, match="Продлить"):
            runs.extend_replies(
                run=run, due=LATER.date(), reason="Так", by=coordinator, at=NOON
            )

    def test_not_by_a_school(self, open_run: Run, school_head: User) -> None:
        due = open_run.replies_due + timedelta(days=5)
        with pytest.raises(NotAllowed):
            runs.extend_replies(run=open_run, due=due, reason="Так", by=school_head, at=NOON)


def test_verdicts_of_the_job_are_those_of_the_page(waiting: Run, run: Run) -> None:
    jobs.compute(waiting.pk)

    def told(of: Run) -> list[tuple[int, str]]:
        return list(
            Verdict.objects.filter(run=of).order_by("school").values_list("school", "official")
        )

    assert told(waiting) == told(run)
