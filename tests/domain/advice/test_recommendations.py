"""Recommendations: sent to many, answered once, reminded of, withdrawn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from opora.domain.acts.links import LinkRefused
from opora.domain.advice import jobs
from opora.domain.advice.models import Addressee, Recommendation
from opora.domain.advice.services import recommendations
from opora.domain.advice.services.recommendations import Advice, RecommendationRefused, To
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import Notice, User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.advice.stage import DUE, answer, make_recommendation
from tests.domain.teams.stage import make_team
from tests.factories import NOON, TODAY, make_person


@pytest.fixture
def sent(
    school: Organisation, other_school: Organisation, authority: Organisation,
    coordinator: User, school_head: User,
) -> Recommendation:  # fmt: skip
    assert school_head.pk
    return make_recommendation(authority, [school, other_school, school], coordinator)


@pytest.fixture
def ours(sent: Recommendation, school: Organisation) -> Addressee:
    return sent.addressees.get(organisation=school)


def test_it_is_sent_to_each_once_and_told_to_their_heads(
    sent: Recommendation, school: Organisation, other_school: Organisation, school_head: User
) -> None:
    entry = Entry.objects.get()
    assert (entry.type, entry.day, entry.until) == ("recommendation", TODAY, DUE)
    assert {part.organisation for part in entry.parts.all()} == {school, other_school}
    assert sent.addressees.count() == 2
    assert Notice.objects.filter(user=school_head, kind="recommendation.sent").count() == 1


def test_an_answer_is_an_entry_of_the_one_who_answers(
    ours: Addressee, school: Organisation, school_head: User, coordinator: User
) -> None:
    answer(ours, school_head)
    entry = Entry.objects.get(type="answered")
    assert (entry.owner, entry.day, entry.facts["outcome"]) == (school, TODAY, "done")
    assert Notice.objects.filter(user=coordinator, kind="recommendation.answered").exists()


def test_what_was_promised_is_done_later_in_the_same_entry(
    ours: Addressee, school_head: User
) -> None:
    answer(ours, school_head, "answered", "Сделаем в декабре")
    answer(ours, school_head, "done", "Сделали")
    assert Entry.objects.get(type="answered").facts["outcome"] == "done"


def test_an_answer_sent_twice_is_refused(ours: Addressee, school_head: User) -> None:
    answer(ours, school_head, "answered", "Сделаем")
    with pytest.raises(RecommendationRefused, match="уже отправлен"):
        answer(ours, school_head, "answered", "Сделаем")
    answer(ours, school_head, "refused", "Нет учителя")
    with pytest.raises(RecommendationRefused, match="Ответ уже дан"):
        answer(ours, school_head, "done", "Сделали")


@pytest.mark.parametrize(("status", "words"), [("done", " "), ("read", "Да"), ("sent", "Да")])
def test_an_answer_without_words_or_of_no_kind_is_refused(
    status: str, words: str, ours: Addressee, school_head: User
) -> None:
    with pytest.raises(RecommendationRefused):
        answer(ours, school_head, status, words)


@pytest.mark.parametrize("who", ["other_head", "coordinator", "curator", "teacher"])
def test_nobody_else_answers(who: str, ours: Addressee, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        answer(ours, request.getfixturevalue(who))


def test_a_person_answers_what_was_addressed_to_them(
    school: Organisation, authority: Organisation, coordinator: User, teacher: User
) -> None:
    person = make_person(school, user=teacher)
    made = recommendations.send(
        advice=Advice(owner=authority, title="Курсы", text="Пройдите", basis="Диагностика"),
        to=[To(school, person)], by=coordinator, at=NOON,
    )  # fmt: skip
    answer(made.addressees.get(), teacher)
    assert Entry.objects.get(type="recommendation").parts.get().person == person


def test_a_team_answers_by_its_leader_who_is_told(
    authority: Organisation, school: Organisation, coordinator: User, teacher: User,
    school_head: User,
) -> None:  # fmt: skip
    team = make_team(authority, by=coordinator)
    leader = make_person(school, user=teacher)
    team.members.create(person=leader, organisation=school, role="leader", since=TODAY)
    made = recommendations.send(
        advice=Advice(owner=authority, title="Задания", text="Обсудите", basis="Анализ"),
        to=[To(authority, team=team), To(authority), To(authority, team=team)],
        by=coordinator, at=NOON,
    )  # fmt: skip
    assert made.addressees.count() == 2
    assert Notice.objects.filter(user=teacher, kind="recommendation.sent").count() == 1
    ours = made.addressees.get(team=team)
    assert ours in Addressee.objects.visible_to(teacher, on=TODAY)
    assert made in Recommendation.objects.visible_to(teacher, on=TODAY)
    with pytest.raises(NotAllowed):
        answer(ours, school_head)
    assert answer(ours, teacher).answered_by == teacher


def test_the_heads_are_told_for_a_team_without_accounts(
    school: Organisation, authority: Organisation, coordinator: User, school_head: User
) -> None:
    team = make_team(school, by=coordinator)
    recommendations.send(
        advice=Advice(owner=authority, title="Задания", text="Обсудите", basis="Анализ"),
        to=[To(school, team=team)], by=coordinator, at=NOON,
    )  # fmt: skip
    assert Notice.objects.filter(user=school_head, kind="recommendation.sent").exists()


def test_a_team_that_works_no_more_is_not_addressed(
    authority: Organisation, coordinator: User
) -> None:
    team = make_team(authority, by=coordinator)
    team.status = "closed"
    team.save()
    with pytest.raises(RecommendationRefused, match="уже не работает"):
        recommendations.send(
            advice=Advice(owner=authority, title="Задания", text="Обсудите", basis="Анализ"),
            to=[To(authority, team=team)], by=coordinator, at=NOON,
        )  # fmt: skip


def test_a_person_of_another_school_is_refused(
    school: Organisation, other_school: Organisation, authority: Organisation, coordinator: User
) -> None:
    stranger = make_person(other_school)
    with pytest.raises(RecommendationRefused, match="не работает"):
        recommendations.send(
            advice=Advice(owner=authority, title="Курсы", text="Пройдите", basis="Анализ"),
            to=[To(school, stranger)], by=coordinator, at=NOON,
        )  # fmt: skip


def test_without_addressees_or_with_a_past_term_it_is_refused(
    school: Organisation, authority: Organisation, coordinator: User
) -> None:
    with pytest.raises(RecommendationRefused, match="кому адресована"):
        make_recommendation(authority, [], coordinator)
    with pytest.raises(RecommendationRefused, match="уже прошёл"):
        make_recommendation(authority, [school], coordinator, due=date(2025, 11, 1))


@pytest.mark.parametrize("address", ["//evil.example.org", "http://127.0.0.1/", "javascript:1"])
def test_grounds_inside_the_network_are_refused(
    address: str, school: Organisation, authority: Organisation, coordinator: User
) -> None:
    with pytest.raises(LinkRefused):
        make_recommendation(authority, [school], coordinator, basis_address=address)


def test_a_head_of_a_school_advises_nobody(
    school: Organisation, authority: Organisation, school_head: User
) -> None:
    with pytest.raises(NotAllowed):
        make_recommendation(authority, [school], school_head)


def test_reading_is_noted_once_and_only_of_who_answers(
    ours: Addressee, coordinator: User, school_head: User
) -> None:
    assert recommendations.read(addressee=ours, by=coordinator, at=NOON).status == "sent"
    assert recommendations.read(addressee=ours, by=school_head, at=NOON).status == "read"


def test_those_who_are_late_are_found_and_reminded_once_a_day(
    sent: Recommendation, ours: Addressee, school_head: User, coordinator: User
) -> None:
    assert not Addressee.objects.late(on=DUE).exists()
    assert Addressee.objects.late(on=DUE + timedelta(days=1)).count() == 2
    answer(ours, school_head)
    assert recommendations.remind(recommendation=sent, by=coordinator, at=NOON) == 1
    assert recommendations.remind(recommendation=sent, by=coordinator, at=NOON) == 0


def test_the_job_reminds_near_the_term_and_then_weekly(sent: Recommendation) -> None:
    def on(day: int, month: int = 11) -> int:
        return jobs.remind_addressees(at=datetime(2025, month, day, 9, tzinfo=UTC))

    assert [on(20), on(28), on(29), on(3, 12), on(5, 12)] == [0, 2, 0, 0, 2]


def test_what_became_a_measure_becomes_no_second(
    ours: Addressee, school_head: User, other_head: User
) -> None:
    common = {"addressee": ours, "address": "/roadmaps/1/", "at": NOON}
    with pytest.raises(NotAllowed):
        recommendations.put_in_plan(by=other_head, **common)
    recommendations.put_in_plan(by=school_head, **common)
    with pytest.raises(RecommendationRefused, match="уже внесено"):
        recommendations.put_in_plan(by=school_head, **common)


def test_a_withdrawn_recommendation_takes_all_entries_back(
    sent: Recommendation, ours: Addressee, school_head: User, coordinator: User
) -> None:
    answer(ours, school_head)
    common = {"recommendation": sent, "by": coordinator, "at": NOON}
    with pytest.raises(RecommendationRefused, match="почему"):
        recommendations.withdraw(reason=" ", **common)
    recommendations.withdraw(reason="Устарела", **common)
    assert set(Entry.objects.values_list("state", flat=True)) == {"withdrawn"}
    with pytest.raises(RecommendationRefused, match="отозвана"):
        recommendations.withdraw(reason="Снова", **common)


def test_the_database_holds_an_answer_with_its_words(ours: Addressee) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Addressee.objects.filter(pk=ours.pk).update(status="done")


def test_the_region_sees_no_names_and_others_nothing(
    school: Organisation, authority: Organisation, coordinator: User,
    regional_coordinator: User, other_head: User,
) -> None:  # fmt: skip
    person = make_person(school)
    recommendations.send(
        advice=Advice(owner=authority, title="Курсы", text="Пройдите", basis="Анализ"),
        to=[To(school, person)], by=coordinator, at=NOON,
    )  # fmt: skip
    seen = {
        user: Addressee.objects.visible_to(user, on=TODAY).count()
        for user in (coordinator, regional_coordinator, other_head)
    }
    assert list(seen.values()) == [1, 0, 0]
    assert not Recommendation.objects.visible_to(other_head, on=TODAY).exists()


def test_a_methodist_advises_for_the_centre(
    methodical: Organisation, school: Organisation, methodist: User
) -> None:
    made = make_recommendation(methodical, [school], methodist)
    assert made.owner == methodical
