"""From replies to a list in force: four eyes, data that still stand, statuses by an act."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction

from opora.domain.assessments.models import CheckSign
from opora.domain.identification.models import Run, SchoolStatus
from opora.domain.identification.refusals import (
    DataChanged,
    FourEyes,
    NotAllowed,
    NotFinished,
    WrongParameters,
    WrongStatus,
)
from opora.domain.identification.services import decisions, freshness, runs, statuses
from opora.domain.organisations.models import Role
from opora.domain.people.models import AuditEvent, Notice
from tests import factories
from tests.domain.identification import stores
from tests.domain.identification.conftest import CODES, LATER, YEAR
from tests.factories import NOON

ORDER_DAY = date(2025, 11, 25)


def test_a_list_goes_to_the_head_who_is_told(decided_run, coordinator, authority_head):
    sent = decisions.send(run=decided_run, by=coordinator, at=LATER)
    assert (sent.status, sent.sent_by) == (Run.Status.ON_APPROVAL, coordinator)
    assert "утверждения" in Notice.objects.get(user=authority_head).text


def test_a_list_does_not_go_while_schools_may_answer(decided_run, coordinator):
    with pytest.raises(NotFinished, match=r"Ответ ждём до 19\.11\.2025"):
        decisions.send(run=decided_run, by=coordinator, at=NOON)


def test_a_list_does_not_go_with_schools_nobody_decided(open_run, coordinator):
    with pytest.raises(NotFinished, match="решает человек"):
        decisions.send(run=open_run, by=coordinator, at=LATER)


def test_a_draft_does_not_go_to_the_head(run, coordinator):
    with pytest.raises(WrongStatus, match="черновик"):
        decisions.send(run=run, by=coordinator, at=LATER)


def test_only_those_who_lead_send(decided_run, school_head, stranger):
    for who in (school_head, stranger):
        with pytest.raises(NotAllowed):
            decisions.send(run=decided_run, by=who, at=LATER)


def test_the_head_approves_and_it_is_recorded(sent_run, authority_head, coordinator):
    approved = decisions.approve(run=sent_run, by=authority_head, at=LATER)
    assert (approved.approved_by, approved.approved_at) == (authority_head, LATER)
    event = AuditEvent.objects.get(action="run.approve")
    assert event.after == {"digest": sent_run.digest}
    assert Notice.objects.filter(user=coordinator, kind="identification.approved").exists()


def test_who_made_or_sent_a_list_does_not_approve_it(sent_run, coordinator, authority):
    factories.make_member(authority, Role.AUTHORITY_HEAD, user=coordinator)
    coordinator = type(coordinator).objects.get(pk=coordinator.pk)
    with pytest.raises(FourEyes):
        decisions.approve(run=sent_run, by=coordinator, at=LATER)


def test_the_database_refuses_approval_by_the_author(sent_run, coordinator):
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=sent_run.pk).update(
            status="approved", approved_by=coordinator, approved_at=LATER
        )


@pytest.mark.parametrize("who", ["methodist", "school_head", "stranger", "curator"])
def test_only_the_head_approves(sent_run, request, who):
    with pytest.raises(NotAllowed, match="начальник"):
        decisions.approve(run=sent_run, by=request.getfixturevalue(who), at=LATER)


def test_a_second_approval_is_refused(approved_run, second_head):
    with pytest.raises(decisions.AlreadyApproved):
        decisions.approve(run=approved_run, by=second_head, at=LATER)


def test_another_list_of_the_year_is_not_approved_beside(
    approved_run, territory, coordinator, second_head
):
    other = runs.start(territory=territory, year=YEAR, by=coordinator, at=NOON)
    Run.objects.filter(pk=other.pk).update(
        status=Run.Status.ON_APPROVAL, sent_by=coordinator, sent_at=LATER
    )
    with pytest.raises(decisions.AlreadyApproved):
        decisions.approve(run=other, by=second_head, at=LATER)
    assert Run.objects.approved().get() == approved_run


def test_a_list_is_not_approved_before_it_is_sent(decided_run, authority_head):
    with pytest.raises(WrongStatus, match="Утвердить нельзя"):
        decisions.approve(run=decided_run, by=authority_head, at=LATER)


def test_withdrawn_data_stop_the_approval_and_the_file_is_named(
    sent_run, files, authority_head
):
    stores.withdraw(files["ВПР-МА-5", 2025])
    with pytest.raises(DataChanged, match=r"Файл «ВПР-МА-5-2025\.xlsx» отозван") as refusal:
        decisions.approve(run=sent_run, by=authority_head, at=LATER)
    assert any("СОШ № 5, ВПР-МА-5, 2025: было 8 из 20, стало нет данных" in one
               for one in refusal.value.changes)  # fmt: skip
    sent_run.refresh_from_db()
    assert sent_run.status == Run.Status.ON_APPROVAL


def test_a_corrected_file_stops_the_approval(
    sent_run, region, schools, coordinator, authority_head
):
    stores.bring(region, "ВПР-РУ-5", 2025, {schools["fair"]: (3, 25)}, by=coordinator)
    with pytest.raises(DataChanged, match="было 0 из 25, стало 3 из 25"):
        decisions.approve(run=sent_run, by=authority_head, at=LATER)


def test_data_of_another_district_stop_nothing(
    sent_run, region, foreign_school, coordinator, authority_head
):
    stores.bring(region, "ВПР-РУ-5", 2025, {foreign_school: (9, 30)}, by=coordinator)
    assert freshness.changes(sent_run) == []
    decisions.approve(run=sent_run, by=authority_head, at=LATER)


def test_an_assessment_outside_the_rule_stops_nothing(
    sent_run, region, schools, coordinator, authority_head
):
    stores.bring(region, "ВПР-РУ-8", 2025, {schools["low"]: (9, 20)}, by=coordinator)
    assert freshness.changes(sent_run) == []


def test_many_changes_are_counted(sent_run, files):
    for imported in list(files.values())[:3]:
        stores.withdraw(imported)
    assert freshness.changes(sent_run)[-1].startswith("Всего изменилось чисел: ")


def test_a_run_that_does_not_repeat_is_not_approved(sent_run, authority_head):
    Run.objects.filter(pk=sent_run.pk).update(digest="0" * 64)
    with pytest.raises(decisions.NotReproduced):
        decisions.approve(run=sent_run, by=authority_head, at=LATER)


def test_the_head_returns_a_list_with_words(sent_run, authority_head, stranger):
    with pytest.raises(WrongParameters, match="исправить"):
        decisions.take_back(run=sent_run, by=authority_head, at=LATER, reason="")
    with pytest.raises(NotAllowed):
        decisions.take_back(run=sent_run, by=stranger, at=LATER, reason="Так")
    back = decisions.take_back(
        run=sent_run, by=authority_head, at=LATER, reason="Нет протокола"
    )
    assert back.status == Run.Status.REPLIES
    with pytest.raises(WrongStatus):
        decisions.take_back(run=back, by=authority_head, at=LATER, reason="Ещё раз")


def test_who_sent_a_list_may_take_it_back(sent_run, coordinator):
    back = decisions.take_back(run=sent_run, by=coordinator, at=LATER, reason="Опечатка")
    assert back.status == Run.Status.REPLIES


@pytest.fixture
def order(authority):
    return factories.make_act(authority, number="312-од", date=ORDER_DAY)


def test_statuses_begin_by_the_order(approved_run, order, schools, authority_head):
    begun = decisions.enact(run=approved_run, act=order, by=authority_head, at=LATER)
    assert {one.school for one in begun} == {
        schools["low"], schools["repeated"], schools["small"]
    }  # fmt: skip
    assert {(one.since, one.basis, one.run) for one in begun} == {
        (ORDER_DAY, order, approved_run)
    }
    with pytest.raises(WrongStatus):
        decisions.enact(run=approved_run, act=order, by=authority_head, at=LATER)


def test_a_school_that_stays_keeps_its_status_and_one_that_leaves_ends_it(
    *, files, territory, schools, authority, coordinator, authority_head, order, verdict_of
):
    old = factories.make_act(authority, date=date(2024, 11, 20))
    for name in ("low", "fair"):
        statuses.begin(
            school=schools[name], property="low_results", act=old, by=coordinator, at=NOON
        )
    CheckSign.objects.create(
        school=schools["fair"], year=YEAR, kind="heaping", false_alarms=0.02, data_hash="h"
    )
    run = runs.start(territory=territory, year=YEAR, rule="R2025-OR", by=coordinator, at=NOON)
    Run.objects.filter(pk=run.pk).update(
        status="approved", sent_by=coordinator, approved_by=authority_head, approved_at=LATER
    )
    decisions.enact(run=run, act=order, by=authority_head, at=LATER)
    assert SchoolStatus.objects.get(school=schools["low"]).until is None
    left = SchoolStatus.objects.get(school=schools["fair"])
    assert (left.until, left.ended_by) == (ORDER_DAY, order)
    assert left.exit_note["proven"] is False
    assert "не засчитывается" in left.exit_note["sentence"]
    assert "несравнимы" in left.exit_note["sentence"]


def test_a_list_without_approval_or_with_an_undated_order_is_not_put_in_force(
    sent_run, order, authority, authority_head, coordinator
):
    with pytest.raises(WrongStatus):
        decisions.enact(run=sent_run, act=order, by=authority_head, at=LATER)
    approved = decisions.approve(run=sent_run, by=authority_head, at=LATER)
    with pytest.raises(NotAllowed):
        decisions.enact(run=approved, act=order, by=coordinator, at=LATER)
    undated = factories.make_act(authority, date=None)
    with pytest.raises(WrongParameters, match="нет даты"):
        decisions.enact(run=approved, act=undated, by=authority_head, at=LATER)
    cancelled = factories.make_act(authority, status="cancelled")
    with pytest.raises(WrongParameters, match="утратил силу"):
        decisions.enact(run=approved, act=cancelled, by=authority_head, at=LATER)
    assert not SchoolStatus.objects.exists()


def test_the_next_year_is_compared_with_the_approved_list(
    approved_run, region, territory, schools, coordinator
):
    told = {
        (code, 2026): {schools["fair"]: (12, 25), schools["low"]: (0, 20)} for code in CODES
    }
    stores.bring_all(region, told, by=coordinator)
    run = runs.start(territory=territory, year=2026, rule="R2025-OR", by=coordinator, at=LATER)
    assert run.previous == approved_run
    moved = dict(run.verdicts.values_list("school__short_name", "movement"))
    assert moved[schools["fair"].short_name] == "entered"
    assert moved[schools["low"].short_name] == "left"


def _at_once(works: list[Callable[[], object]]) -> list[str]:
    barrier = Barrier(len(works))

    def one(work: Callable[[], object]) -> str:
        try:
            barrier.wait()
            work()
        except decisions.IdentificationRefused as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(one, works))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory has one writer and one thread"
)
def test_of_two_approvals_at_once_exactly_one_lands(sent_run, authority_head, second_head):
    found = _at_once([
        lambda: decisions.approve(run=sent_run, by=authority_head, at=LATER),
        lambda: decisions.approve(run=sent_run, by=second_head, at=LATER),
    ])  # fmt: skip
    assert found == ["", "AlreadyApproved"]
    assert AuditEvent.objects.filter(action="run.approve").count() == 1


def test_approval_on_a_stale_page_finds_what_the_database_has(
    sent_run, authority_head, second_head
):
    stale = Run.objects.get(pk=sent_run.pk)
    decisions.approve(run=sent_run, by=authority_head, at=LATER)
    with pytest.raises(decisions.AlreadyApproved):
        decisions.approve(run=stale, by=second_head, at=LATER + timedelta(seconds=1))
