"""A run: what it freezes, what it says, how it is corrected and replaced."""

from __future__ import annotations

import hashlib

import pytest
from django.db import IntegrityError, transaction

from opora.domain.assessments.models import CheckSign
from opora.domain.identification.models import Exclusion, Run, Verdict
from opora.domain.identification.refusals import (
    NoData,
    NotAllowed,
    WrongParameters,
    WrongStatus,
)
from opora.domain.identification.services import recounts, replies, runs, statuses
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, Notice
from tests import factories
from tests.domain.identification import stores
from tests.domain.identification.conftest import CODES, DUE, LATER, YEAR
from tests.factories import NOON


def officials(run: Run, schools: dict[str, Organisation]) -> dict[str, str]:
    said = dict(run.verdicts.values_list("school", "official"))
    return {name: said[school.pk] for name, school in schools.items()}


def test_a_run_says_of_every_school_what_the_rule_says(run, schools):
    assert officials(run, schools) == {
        "low": "yes",
        "repeated": "yes",
        "fair": "no",
        "small": "insufficient",
        "silent": "insufficient",
    }


def test_a_run_freezes_rule_data_codes_and_code_version(run, schools):
    assert run.rule["wording"]
    assert run.rule["threshold"]["source"]
    assert len(run.data_hash) == 64
    assert run.frozen["codes"][f"edu{schools['low'].pk:06}"] == str(schools["low"].pk)
    assert "numpy" in run.code_version
    assert [one["file"] for one in run.sources] == sorted(
        f"{code}-{year}.xlsx" for code in CODES for year in (2024, 2025)
    )


def test_running_again_gives_the_same_bytes(run):
    first, second = runs.recompute(run).canonical(), runs.recompute(run).canonical()
    assert first == second
    assert run.digest == hashlib.sha256(first).hexdigest()


def test_new_data_do_not_change_an_old_run(run, region, schools, coordinator):
    before = run.digest
    stores.bring(region, CODES[0], YEAR, {schools["fair"]: (20, 25)}, by=coordinator)
    run.refresh_from_db()
    assert runs.is_reproduced(run)
    assert runs.recompute(run).digest() == before


def test_an_approved_run_can_be_repeated(approved_run):
    assert runs.is_reproduced(approved_run)
    assert (approved_run.status, Verdict.objects.count()) == (Run.Status.APPROVED, 5)


def test_a_verdict_carries_clauses_probability_and_distance(run, verdict_of):
    verdict = verdict_of(run, "low")
    assert {"assessment": "ВПР-МА-5", "year": 2025, "participants": 20, "below": 8,
            "low": True, "reason": ""} in verdict.clauses  # fmt: skip
    assert 0 < verdict.lower < verdict.share < verdict.upper < 1
    assert 0 <= verdict.probability <= 1
    assert verdict.to_leave == 3  # 5 of 20 in ВПР-МА-5 would end both parts of the rule
    assert verdict.to_enter is None


def test_small_results_are_kept_and_say_why_they_do_not_count(run, verdict_of):
    reasons = {one["reason"] for one in verdict_of(run, "small").clauses}
    assert reasons == {"SMALL"}


def test_the_pupils_of_another_district_teach_the_prior_and_are_on_no_list(run):
    assert run.summary["region_schools"] == 6
    assert run.verdicts.count() == 5


def test_without_a_last_list_nobody_enters(run):
    assert set(run.verdicts.values_list("movement", flat=True)) == {"none"}


def test_the_last_list_is_that_of_the_statuses_where_no_run_came_before(
    files, territory, schools, authority, coordinator
):
    act = factories.make_act(authority)
    for name in ("low", "fair"):
        statuses.begin(
            school=schools[name], property="low_results", act=act, by=coordinator, at=NOON
        )
    run = runs.start(territory=territory, year=YEAR, by=coordinator, at=NOON)
    moved = dict(run.verdicts.values_list("school", "movement"))
    assert moved == {
        schools["low"].pk: "stayed",
        schools["repeated"].pk: "entered",
        schools["fair"].pk: "left",
        schools["small"].pk: "none",
        schools["silent"].pk: "none",
    }


def test_signs_for_a_check_stand_beside_the_verdict(
    files, territory, schools, coordinator, verdict_of
):
    CheckSign.objects.create(
        school=schools["fair"], year=YEAR, kind="heaping", false_alarms=0.02, data_hash="h"
    )
    run = runs.start(territory=territory, year=YEAR, by=coordinator, at=NOON)
    assert "границе" in verdict_of(run, "fair").signals[0]["sentence"]
    assert verdict_of(run, "low").signals == []


def test_stability_names_who_enters_and_leaves_at_other_thresholds(run, schools):
    rows = {(one["threshold"], one["minimal_n"]): one for one in run.stability}
    assert rows[30, 10]["listed"] == 2
    assert rows[35, 10]["leaving"] == [schools["repeated"].pk]
    assert rows[30, 5]["entering"] == [] or schools["small"].pk in rows[30, 5]["entering"]


def test_the_numbers_of_a_rule_may_be_changed_and_stay_marked(files, territory, coordinator):
    run = runs.start(
        territory=territory, year=YEAR, rule="R2025-OR", by=coordinator, at=NOON,
        parameters={"threshold": 40, "minimal_n": 5, "assessments": list(CODES[:2])},
    )  # fmt: skip
    assert run.rule["threshold"] == {
        "value": 40, "source": "вариант пользователя", "confidence": "low"
    }  # fmt: skip
    assert run.rule["assessments"]["codes"] == list(CODES[:2])


@pytest.mark.parametrize(
    ("rule", "parameters", "said"),
    [
        ("R1999", {}, "правила «R1999» нет"),
        ("RRES", {}, "индекса социального благополучия"),
        ("RMANUAL", {}, "названные в приказе"),
        (None, {"threshold": 0}, "от 1 до 100"),
        (None, {"threshold": "30"}, "целое число"),
        (None, {"window": 9}, "от 1 до 5"),
        (None, {"window": 1}, "нельзя применить"),
        (None, {"assessments": []}, "хотя бы одну"),
        (None, {"assessments": ["ВПР-ЯЯ-5"]}, "в методике нет"),
        (None, {"colour": 1}, "Параметра «colour»"),
    ],
)
def test_a_rule_that_cannot_be_asked_is_refused(
    *, files, territory, coordinator, rule, parameters, said
):
    with pytest.raises(WrongParameters, match=said):
        runs.start(
            territory=territory, year=YEAR, rule=rule, parameters=parameters,
            by=coordinator, at=NOON,
        )  # fmt: skip
    assert not Run.objects.exists()


def test_the_rule_of_names_lists_the_schools_of_the_order(
    files, territory, schools, coordinator
):
    run = runs.start(
        territory=territory, year=YEAR, rule="RMANUAL", by=coordinator, at=NOON,
        parameters={"named": [schools["fair"].pk]},
    )  # fmt: skip
    assert officials(run, schools)["fair"] == "yes"
    assert officials(run, schools)["low"] == "no"
    assert runs.is_reproduced(run)


def test_a_rule_by_rank_has_no_distances_and_is_repeated_too(files, territory, coordinator):
    run = runs.start(territory=territory, year=YEAR, rule="RRANK", by=coordinator, at=NOON)
    assert set(run.verdicts.values_list("to_leave", "to_enter")) == {(None, None)}
    assert run.stability == []
    assert runs.is_reproduced(run)


def test_without_results_there_is_nothing_to_compute(territory, schools, coordinator):
    with pytest.raises(NoData, match="ещё нет"):
        runs.start(territory=territory, year=YEAR, by=coordinator, at=NOON)


def test_a_territory_without_schools_is_refused(files, region, coordinator, stranger):
    empty = factories.make_municipality("Пустой район", region=region)
    user = factories.make_member(
        factories.make_organisation(empty, kind=Organisation.Kind.AUTHORITY), "coordinator"
    )
    with pytest.raises(NoData, match="ни одной школы"):
        runs.start(territory=empty, year=YEAR, by=user, at=NOON)


@pytest.mark.parametrize("who", ["stranger", "school_head", "curator", "authority_head"])
def test_only_those_who_plan_compute_lists(files, territory, request, who):
    with pytest.raises(NotAllowed):
        runs.start(territory=territory, year=YEAR, by=request.getfixturevalue(who), at=NOON)


def test_the_region_runs_over_all_its_schools(files, region, regional_coordinator):
    run = runs.start(territory=region, year=YEAR, by=regional_coordinator, at=NOON)
    assert run.verdicts.count() == 6


def test_an_exclusion_with_a_paper_changes_the_draft(run, schools, coordinator):
    before = run.digest
    exclusion = runs.exclude(
        run=run, school=schools["repeated"], reason="BIAS", assessment=CODES[0], year=2024,
        document="Перечень от 01.10.2025", by=coordinator, at=NOON,
    )  # fmt: skip
    run.refresh_from_db()
    assert officials(run, schools)["repeated"] == "no"
    assert run.digest != before
    assert runs.is_reproduced(run)
    runs.include_again(exclusion=exclusion, by=coordinator, at=NOON)
    run.refresh_from_db()
    assert run.digest == before
    assert [e.action for e in AuditEvent.objects.order_by("pk")] == [
        "run.start", "run.exclude", "run.include_again"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": "WHIM"}, "Причины «WHIM»"),
        ({"assessment": "ВПР-РУ-8"}, "Процедуры"),
        ({"year": 2019}, "2019 год"),
        ({"document": "  "}, "документ"),
    ],
)
def test_an_exclusion_without_ground_is_refused(run, schools, coordinator, changed, said):
    asked = {"reason": "KOR", "document": "Устав", **changed}
    with pytest.raises(WrongParameters, match=said):
        runs.exclude(run=run, school=schools["low"], by=coordinator, at=NOON, **asked)
    assert not Exclusion.objects.exists()


def test_a_school_of_another_district_cannot_be_excluded(run, foreign_school, coordinator):
    with pytest.raises(WrongParameters, match="в этом расчёте нет"):
        runs.exclude(
            run=run, school=foreign_school, reason="KOR", document="Устав",
            by=coordinator, at=NOON,
        )  # fmt: skip


def test_schools_on_the_list_are_told_when_replies_open(
    school_head, other_head, teacher, open_run
):
    assert set(Notice.objects.values_list("user", flat=True)) == {
        school_head.pk,
        other_head.pk,
    }


def test_replies_open_once_and_not_into_the_past(run, coordinator):
    with pytest.raises(WrongParameters, match="уже прошёл"):
        runs.open_replies(run=run, due=NOON.date().replace(day=1), by=coordinator, at=NOON)
    runs.open_replies(run=run, due=DUE, by=coordinator, at=NOON)
    with pytest.raises(WrongStatus, match="ответы школ"):
        runs.open_replies(run=run, due=DUE, by=coordinator, at=NOON)


def test_a_run_shown_to_schools_is_not_changed_any_more(open_run, schools, coordinator):
    with pytest.raises(WrongStatus):
        runs.exclude(
            run=open_run, school=schools["low"], reason="KOR", document="Устав",
            by=coordinator, at=NOON,
        )  # fmt: skip


def test_a_person_decides_where_the_rule_cannot(open_run, verdict_of, coordinator):
    verdict = runs.decide(
        verdict=verdict_of(open_run, "small"), listed=True, reason="Визит 01.11",
        by=coordinator, at=NOON,
    )  # fmt: skip
    assert verdict.is_listed
    assert verdict.final_by == coordinator


def test_a_person_does_not_overrule_the_rule(open_run, verdict_of, coordinator):
    with pytest.raises(WrongParameters, match="решает правило"):
        runs.decide(
            verdict=verdict_of(open_run, "low"), listed=False, reason="Жаль", by=coordinator,
            at=NOON,
        )  # fmt: skip


def test_a_decision_needs_a_reason_a_right_and_time(
    open_run, sent_run, verdict_of, coordinator
):
    small = verdict_of(sent_run, "small")
    with pytest.raises(WrongStatus):
        runs.decide(verdict=small, listed=False, reason="Да", by=coordinator, at=NOON)


def test_a_decision_without_words_is_refused(open_run, verdict_of, coordinator, stranger):
    small = verdict_of(open_run, "small")
    with pytest.raises(WrongParameters, match="основано"):
        runs.decide(verdict=small, listed=False, reason=" ", by=coordinator, at=NOON)
    with pytest.raises(NotAllowed):
        runs.decide(verdict=small, listed=False, reason="Да", by=stranger, at=NOON)


def test_the_database_refuses_a_decision_over_the_rule(run, verdict_of, coordinator):
    low = verdict_of(run, "low")
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.filter(pk=low.pk).update(
            final_listed=False, final_by=coordinator, final_at=NOON, final_reason="Жаль"
        )


def test_a_recount_takes_new_data_and_keeps_the_old_run(
    decided_run, region, schools, coordinator
):
    stores.bring(region, CODES[0], YEAR, {schools["fair"]: (20, 25)}, by=coordinator)
    stores.bring(region, CODES[1], YEAR, {schools["fair"]: (20, 25)}, by=coordinator)
    later = recounts.recount(run=decided_run, by=coordinator, at=LATER)
    decided_run.refresh_from_db()
    assert decided_run.status == Run.Status.CANCELLED
    assert f"№ {later.number}" in decided_run.cancel_reason
    assert officials(decided_run, schools)["fair"] == "no"
    assert officials(later, schools)["fair"] == "yes"
    assert (later.replaces, later.status) == (decided_run, Run.Status.REPLIES)
    assert later.verdicts.get(school=schools["small"]).final_listed is True


def test_a_recount_takes_accepted_corrections(
    open_run, schools, verdict_of, school_head, coordinator
):
    claim = replies.Claim("ВПР-РУ-5", 2025, 2, 20, "Пять работ проверены с ошибкой")
    reply = replies.contest(
        verdict=verdict_of(open_run, "low"), claim=claim, by=school_head, at=NOON
    )
    replies.answer(reply=reply, accepted=True, text="Протокол принят", by=coordinator, at=NOON)
    later = recounts.recount(run=open_run, by=coordinator, at=NOON)
    correction = later.corrections.get()
    assert (correction.below, correction.participants, correction.reply) == (2, 20, reply)
    changed = later.verdicts.get(school=schools["low"]).clauses
    assert [one["below"] for one in changed if one["assessment"] == "ВПР-РУ-5"] == [3, 2]
    assert runs.is_reproduced(later)
    again = recounts.recount(run=later, by=coordinator, at=NOON)
    assert again.corrections.get().below == 2
    assert (again.first, again.digest) == (open_run, later.digest)


def test_an_approved_run_is_neither_recounted_nor_cancelled(approved_run, coordinator):
    with pytest.raises(WrongStatus):
        recounts.recount(run=approved_run, by=coordinator, at=LATER)
    with pytest.raises(WrongStatus):
        runs.cancel(run=approved_run, by=coordinator, at=LATER, reason="Ошибка")


def test_a_run_is_cancelled_with_a_reason(run, coordinator, stranger):
    with pytest.raises(WrongParameters, match="почему"):
        runs.cancel(run=run, by=coordinator, at=NOON, reason="")
    with pytest.raises(NotAllowed):
        runs.cancel(run=run, by=stranger, at=NOON, reason="Ошибка")
    cancelled = runs.cancel(run=run, by=coordinator, at=NOON, reason="Другое правило")
    assert cancelled.status == Run.Status.CANCELLED


def test_runs_of_a_year_are_numbered(run, territory, coordinator):
    second = runs.start(territory=territory, year=YEAR, by=coordinator, at=NOON)
    assert (run.number, second.number) == (1, 2)


def test_a_cancelled_run_must_name_who(run):
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(status="cancelled")
