"""What pages read: who sees what, lists without places, the card, scenarios, dynamics."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opora.domain.assessments.models import CheckSign
from opora.domain.identification import jobs
from opora.domain.identification.models import Reply, Run, Verdict
from opora.domain.identification.purpose import PurposeForbidden
from opora.domain.identification.queries.lists import coverage, listing, moved
from opora.domain.identification.queries.why import card
from opora.domain.identification.refusals import NotAllowed, WrongParameters, WrongStatus
from opora.domain.identification.services import dynamics, recounts, replies, runs, scenarios
from opora.domain.identification.services.scenarios import Grid
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import Notice
from opora.methodology.rules import load_rules
from tests import factories
from tests.domain.identification import stores
from tests.domain.identification.conftest import CODES, DUE, YEAR
from tests.factories import NOON, TODAY


def seen(run: Run, who: object) -> int:
    visible = set(Verdict.objects.visible_to(who, on=TODAY).values_list("pk", flat=True))
    for verdict in run.verdicts.select_related("run__territory", "school__territory"):
        assert (reason(verdict, who, on=TODAY) is not None) == (verdict.pk in visible)
    return len(visible)


def test_a_school_sees_its_own_verdict_once_replies_are_open(
    *, run, school_head, other_head, curator, coordinator, stranger, regional_coordinator
):
    people = (school_head, curator, coordinator, stranger, regional_coordinator)
    assert [seen(run, who) for who in people] == [0, 0, 5, 0, 5]
    opened = runs.open_replies(run=run, due=DUE, by=coordinator, at=NOON)
    assert [seen(opened, who) for who in people] == [1, 1, 5, 0, 5]
    assert reason(opened, school_head, on=TODAY) is None
    assert not Run.objects.visible_to(school_head, on=TODAY).exists()
    assert not Run.objects.visible_to(stranger, on=TODAY).exists()


def test_replies_are_seen_by_the_school_and_those_above(
    *, open_run, verdict_of, school_head, other_head, coordinator, stranger
):
    reply = replies.agree(verdict=verdict_of(open_run, "low"), by=school_head, at=NOON)
    for who, sees in ((school_head, 1), (coordinator, 1), (other_head, 0), (stranger, 0)):
        assert Reply.objects.visible_to(who, on=TODAY).count() == sees
        assert (reason(reply, who, on=TODAY) is not None) == bool(sees)


def test_the_list_is_in_three_groups_by_alphabet(open_run, schools):
    told = listing(open_run)
    assert [row.verdict.school for row in told.listed] == [schools["repeated"], schools["low"]]
    assert {row.verdict.school for row in told.insufficient} == {
        schools["small"], schools["silent"]
    }  # fmt: skip
    assert [row.verdict.school for row in told.not_listed] == [schools["fair"]]
    assert told.listed[0].reply == "Ждём"
    assert told.not_listed[0].reply == "Не требуется"
    assert told.expected_wrong.startswith("Из 2 школ в списке по правилу примерно ")


def test_a_list_by_result_is_refused(open_run):
    with pytest.raises(PurposeForbidden, match="места"):
        listing(open_run, order="probability")


@pytest.mark.parametrize("order", ["territory", "movement", "reply"])
def test_a_list_may_stand_by_what_is_no_result(open_run, order):
    assert len(listing(open_run, order=order).listed) == 2


def test_the_list_takes_the_same_queries_for_any_number_of_schools(
    region, territory, open_run, coordinator
):
    def count(run: Run) -> int:
        with CaptureQueriesContext(connection) as made:
            listing(run)
        return len(made)

    few = count(open_run)
    more = {factories.make_organisation(territory): (3, 20) for _ in range(10)}
    stores.bring(region, CODES[0], 2025, more, by=coordinator)
    assert count(recounts.recount(run=open_run, by=coordinator, at=NOON)) == few


def test_the_reply_of_a_school_follows_it_through_recounts(
    open_run, verdict_of, school_head, coordinator
):
    claim = replies.Claim("ВПР-РУ-5", 2025, 2, 20, "Пять работ проверены с ошибкой")
    reply = replies.contest(
        verdict=verdict_of(open_run, "low"), claim=claim, by=school_head, at=NOON
    )
    assert {row.reply for row in listing(open_run).listed} == {"Возражает", "Ждём"}
    replies.answer(reply=reply, accepted=False, text="В протоколе 7", by=coordinator, at=NOON)
    later = recounts.recount(run=open_run, by=coordinator, at=NOON)
    assert {row.reply for row in listing(later).listed} == {"Возражение: отклонено", "Ждём"}
    told = card(later.verdicts.get(school=reply.verdict.school), user=school_head, on=TODAY)
    assert told.replies == (reply,)


def test_the_card_says_where_each_number_stands(open_run, verdict_of, school_head):
    told = card(verdict_of(open_run, "low"), user=school_head, on=TODAY)
    line = next(one for one in told.lines if one.procedure == "ВПР, математика, 5 класс")
    place = line.places[0]
    assert (place.file, place.sheet, place.rows) == ("ВПР-МА-5-2024.xlsx", "Лист1", (5,))
    assert (line.counts, line.share) == ("9 из 20", "45,0 %")
    assert told.distance == "До выхода из списка: ниже границы на 3 участника меньше."
    assert "минимум участников" in told.not_normative
    assert told.certainty[-1].startswith("При 20 участниках")


def test_the_card_of_a_small_school_says_that_one_cannot_judge(
    open_run, verdict_of, coordinator
):
    told = card(verdict_of(open_run, "small"), user=coordinator, on=TODAY)
    assert told.outcome == "Данных мало"
    assert "участников меньше минимального числа" in told.lines[0].outcome
    silent = card(verdict_of(open_run, "silent"), user=coordinator, on=TODAY)
    assert silent.lines == ()


def test_the_region_does_not_see_counts_of_one_to_four(
    open_run, verdict_of, regional_coordinator
):
    told = card(verdict_of(open_run, "small"), user=regional_coordinator, on=TODAY)
    assert told.hides_counts
    assert {one.counts for one in told.lines} == {"скрыто: меньше 5"}
    assert all(one.places == () and one.lower is None for one in told.lines)
    assert told.distance == ""


def test_a_decision_of_a_person_stands_on_the_card(decided_run, verdict_of, coordinator):
    told = card(verdict_of(decided_run, "small"), user=coordinator, on=TODAY)
    assert told.outcome.startswith("В списке: решение человека. Протокол")


def test_coverage_counts_schools_with_results(files, territory):
    told = coverage(territory, load_rules().rule("R2025-OR"), YEAR, on=TODAY)
    assert {(one.schools, one.of) for one in told} == {(4, 5)}
    assert {one.year for one in told} == {2024, 2025}


def test_what_if_changes_the_list_under_the_hand(run, schools):
    told = scenarios.replay(run, Grid(thresholds=(25, 30, 35), minimal_ns=(3, 10)), full=True)
    assert len(told.scenarios) == 6
    by = {(one.threshold, one.minimal_n): one for one in told.scenarios}
    assert by[30, 10].entering == by[30, 10].leaving == ()
    assert by[35, 10].leaving == (schools["repeated"].pk,)
    assert schools["small"].pk in by[25, 3].entering
    assert told.stability[schools["low"].pk] == 1.0


def test_what_if_reads_the_rule_otherwise(run, schools):
    told = scenarios.replay(run, Grid(rules=("R2025-OR", "R2025-A", "R2025-AND")), full=True)
    assert [len(one.listed) for one in told.scenarios] == [2, 1, 1]


@pytest.mark.parametrize(
    ("grid", "said"),
    [
        (Grid(thresholds=(0,)), "от 1 до 100"),
        (Grid(windows=(7,)), "от 1 до 5"),
        (Grid(windows=(1,)), "не работают"),
        (Grid(rules=("RRANK",)), "не пересчитывается"),
        (Grid(thresholds=tuple(range(1, 101)), minimal_ns=tuple(range(1, 11))), "1000"),
    ],
)
def test_what_if_refuses_what_cannot_be_tried(run, grid, said):
    with pytest.raises(WrongParameters, match=said):
        scenarios.replay(run, grid, full=True)


def test_a_scenario_is_kept_with_its_reason_and_attached(run, coordinator, stranger):
    grid = Grid(thresholds=(25, 30))
    with pytest.raises(WrongParameters, match="зачем"):
        scenarios.save(run=run, grid=grid, reason="", by=coordinator, at=NOON)
    with pytest.raises(NotAllowed):
        scenarios.save(run=run, grid=grid, reason="Так", by=stranger, at=NOON)
    kept = scenarios.save(run=run, grid=grid, reason="К совещанию", by=coordinator, at=NOON)
    assert kept.result["scenarios"][0]["threshold"] == 25
    assert scenarios.attach(scenario=kept, by=coordinator, at=NOON).attached


def test_nothing_is_attached_to_a_decided_list(run, coordinator):
    kept = scenarios.save(
        run=run, grid=Grid(thresholds=(25,)), reason="К совещанию", by=coordinator, at=NOON
    )
    runs.cancel(run=run, by=coordinator, at=NOON, reason="Другое правило")
    with pytest.raises(WrongStatus):
        scenarios.attach(scenario=kept, by=coordinator, at=NOON)


def test_dynamics_refuses_years_with_other_tests_between_them(run, schools):
    told = {one.school: one for one in dynamics.changes_of(run)}
    low = told[schools["low"].pk]
    assert low.direction == "нет данных"
    assert "несравнимы" in low.refused[0]


def test_dynamics_says_how_sure_a_change_is(region, territory, schools, coordinator):
    before = {schools["low"]: (20, 40), schools["fair"]: (4, 40)}
    after = {schools["low"]: (6, 40), schools["fair"]: (5, 40)}
    stores.bring_all(
        region, {("ВПР-МА-5", 2023): before, ("ВПР-МА-5", 2024): after}, by=coordinator
    )
    run = runs.start(territory=territory, year=2024, rule="R2020", by=coordinator, at=NOON)
    told = {one.school: one for one in dynamics.changes_of(run)}
    assert told[schools["low"].pk].direction == "улучшение"
    assert told[schools["fair"].pk].direction == "изменение неразличимо"
    assert abs(sum(told[schools["low"].pk].cells.values()) - 1) < 1e-5
    note = dynamics.exit_note(run.verdicts.get(school=schools["low"]))
    assert note["proven"]
    CheckSign.objects.create(
        school=schools["low"], year=2024, kind="heaping", false_alarms=0.02, data_hash="h"
    )
    again = runs.start(territory=territory, year=2024, rule="R2020", by=coordinator, at=NOON)
    assert not dynamics.exit_note(again.verdicts.get(school=schools["low"]))["proven"]


def test_moved_names_who_entered_and_left(run):
    Verdict.objects.filter(run=run, official="yes").update(movement="entered")
    assert [one.movement for one in moved(run)] == ["entered", "entered"]


def test_silent_schools_are_reminded_once(school_head, other_head, open_run, verdict_of):
    replies.agree(verdict=verdict_of(open_run, "low"), by=school_head, at=NOON)
    assert jobs.remind_schools(on=DUE - timedelta(days=10), at=NOON) == 0
    for _ in range(2):
        assert jobs.remind_schools(on=DUE - timedelta(days=2), at=NOON) == 1
    reminded = Notice.objects.filter(kind="identification.remind")
    assert [one.user for one in reminded] == [other_head]


def test_a_thousand_schools_are_tried_within_a_second(region, territory, coordinator):
    rows = [
        Organisation(
            territory=territory, kind="school", name=f"Школа {at}", short_name=f"Ш{at}"
        )
        for at in range(1000)
    ]
    more = Organisation.objects.bulk_create(rows)
    told = {
        (code, year): {one: (at % 13, 30) for at, one in enumerate(more)}
        for code in CODES
        for year in (2024, 2025)
    }
    stores.bring_all(region, told, by=coordinator)
    run = runs.start(territory=territory, year=YEAR, by=coordinator, at=NOON)
    scenarios.replay(run, Grid(thresholds=(30,)), full=True)
    began = time.perf_counter()
    scenarios.replay(run, Grid(thresholds=(25, 30, 35), minimal_ns=(5, 10, 15)), full=True)
    assert time.perf_counter() - began < 1


test_a_thousand_schools_are_tried_within_a_second = pytest.mark.slow(
    test_a_thousand_schools_are_tried_within_a_second
)
