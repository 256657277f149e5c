"""A survey opens, is answered by one-time links, and closes with traces."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection

from opora.domain.diagnostics import results
from opora.domain.diagnostics.models import Answer, Survey, Ticket
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.services import answers, surveys, tickets
from opora.domain.diagnostics.services.answers import LinkRefused
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests import factories
from tests.domain.diagnostics.cast import CLOSES, answer, forms, group_of, open_survey
from tests.factories import NOON, TODAY

pytestmark = pytest.mark.django_db


def place(survey: Survey, school: Organisation):
    return survey.places.select_related("survey", "school__territory").get(school=school)


def test_administration_and_teachers_are_groups_from_the_start(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    for _ in range(3):
        factories.make_person(school)
    survey = open_survey(authority, school, by=coordinator)

    groups = {one.title: one.invited for one in place(survey, school).groups.all()}
    assert groups == {"администрация": 1, "учителя": 3}


def test_an_open_survey_stands_in_the_register_as_planned(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    open_survey(authority, school, by=coordinator)

    entry = Entry.objects.get(register="diagnostics", type="survey")
    assert (entry.state, entry.owner, entry.day) == ("planned", authority, TODAY)
    assert [one.organisation for one in entry.parts.all()] == [school]


def test_a_closed_survey_counts_its_answers(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator, audiences=("pupils",))
    group = group_of(place(survey, school), "pupils", "6 А", 4, by=coordinator)
    answer(group, 1, 2, 3, by=coordinator)
    surveys.close(survey=survey, by=coordinator, at=NOON)

    entry = Entry.objects.get(type="survey")
    assert (entry.state, entry.amount, entry.facts["participants"]) == ("done", 3, 3)
    assert entry.parts.get().amount == 3


def test_a_survey_nobody_answered_leaves_no_trace_when_it_closes(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    surveys.close(survey=survey, by=coordinator, at=NOON)

    assert Entry.objects.get(type="survey").state == "withdrawn"


def test_a_withdrawn_survey_takes_its_traces_back(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    surveys.withdraw(survey=survey, reason="Не та анкета", by=coordinator, at=NOON)

    assert Entry.objects.get(type="survey").state == "withdrawn"
    with pytest.raises(DiagnosticsRefused, match="уже отозвано"):
        surveys.withdraw(survey=survey, reason="Ещё раз", by=coordinator, at=NOON)


def test_a_school_asks_only_its_own_people(
    school: Organisation, other_school: Organisation, school_head: User
) -> None:
    open_survey(school, school, by=school_head)
    with pytest.raises(NotAllowed):
        open_survey(school, other_school, by=school_head)


@pytest.mark.parametrize("role", ["teacher", "curator", "regional_coordinator", "stranger"])
def test_others_open_no_survey(
    role: str, authority: Organisation, school: Organisation, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        open_survey(authority, school, by=request.getfixturevalue(role))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"closes": TODAY - timedelta(days=1)}, "раньше первого"),
        ({"opens": date(2025, 9, 1), "closes": date(2025, 9, 2)}, "уже прошёл"),
        ({"schools": []}, "хотя бы одну школу"),
        ({"questionnaires": []}, "хотя бы одну анкету"),
    ],
)
def test_a_survey_that_cannot_be_held_is_refused_in_words(
    changed: dict[str, object], said: str, authority: Organisation, school: Organisation,
    coordinator: User,
) -> None:  # fmt: skip
    given = {
        "title": "Опрос", "opens": TODAY, "closes": CLOSES, "schools": [school],
        "questionnaires": list(forms().values()),
    } | changed  # fmt: skip
    asked = surveys.Asked(**given)  # type: ignore[arg-type]
    with pytest.raises(DiagnosticsRefused, match=said):
        surveys.open_(owner=authority, asked=asked, by=coordinator, at=NOON)


def test_links_are_never_more_than_the_invited(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    group = group_of(place(survey, school), "pupils", "6 А", 5, by=coordinator)
    answer(group, 3, 3, by=coordinator)
    again = tickets.issue(group=group, by=coordinator, at=NOON)

    assert len(again) == 3
    assert group.tickets.count() == 5


def test_links_of_an_earlier_sheet_are_dead(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    group = group_of(place(survey, school), "pupils", "6 А", 2, by=coordinator)
    old = tickets.issue(group=group, by=coordinator, at=NOON)
    tickets.issue(group=group, by=coordinator, at=NOON)

    with pytest.raises(LinkRefused, match="Такой ссылки нет"):
        answers.ticket_of(old[0], on=TODAY)


def test_a_link_used_twice_is_refused_and_nothing_is_added(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    group = group_of(place(survey, school), "pupils", "6 А", 2, by=coordinator)
    token = tickets.issue(group=group, by=coordinator, at=NOON)[0]
    answers.give(token=token, values={"p1": 4}, on=TODAY, rng=Random(1))

    with pytest.raises(LinkRefused, match="уже ответили"):
        answers.give(token=token, values={"p1": 1}, on=TODAY, rng=Random(1))
    assert [one.values for one in group.answers.all()] == [{"p1": 4}]


@pytest.mark.parametrize(
    ("on", "said"),
    [(TODAY - timedelta(days=1), "Отвечать можно с"), (date(2025, 12, 1), "закончилось")],
)
def test_an_answer_outside_of_the_days_is_refused(
    on: date, said: str, authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    group = group_of(place(survey, school), "pupils", "6 А", 2, by=coordinator)
    token = tickets.issue(group=group, by=coordinator, at=NOON)[0]

    with pytest.raises(LinkRefused, match=said):
        answers.give(token=token, values={"p1": 4}, on=on, rng=Random(1))


def test_an_empty_answer_keeps_its_link(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    group = group_of(place(survey, school), "pupils", "6 А", 2, by=coordinator)
    token = tickets.issue(group=group, by=coordinator, at=NOON)[0]

    with pytest.raises(DiagnosticsRefused, match="пуста"):
        answers.give(token=token, values={"strange": 1}, on=TODAY, rng=Random(1))
    assert not answers.ticket_of(token, on=TODAY).spent


def test_a_part_larger_than_its_whole_is_refused() -> None:
    form = forms()["administration"].form
    with pytest.raises(DiagnosticsRefused, match="31 больше, чем всего"):
        answers.checked(form, {"a1": 30, "a2": 31})


def test_nothing_of_a_ticket_or_an_answer_tells_when_or_in_what_order() -> None:
    for model in (Ticket, Answer):
        fields = {one.name: one.get_internal_type() for one in model._meta.get_fields()}
        assert fields["id"] == "UUIDField"
        assert not {"DateTimeField", "DateField", "TimeField", "AutoField"} & {*fields.values()}
    assert {one.name for one in Answer._meta.get_fields()} == {"id", "group", "values"}
    assert {one.name for one in Ticket._meta.get_fields()} == {"id", "group", "digest", "spent"}


def test_the_order_of_rows_is_not_the_order_of_answers(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    group = group_of(place(survey, school), "pupils", "6 А", 20, by=coordinator)
    rng = Random(7)
    before: set[object] = set()
    for number, token in enumerate(tickets.issue(group=group, by=coordinator, at=NOON)):
        answers.give(token=token, values={"p1": 1 + number % 5}, on=TODAY, rng=rng)
        keys = set(group.answers.values_list("pk", flat=True))
        assert len(keys) == number + 1
        assert not keys & before, "those there before got new keys, so the new one hides"
        before = keys
    place_on_disk = "rowid" if connection.vendor == "sqlite" else "ctid"
    rows = Answer.objects.raw(f"SELECT * FROM {Answer._meta.db_table} ORDER BY {place_on_disk}")
    assert [one.values["p1"] for one in rows] != [1 + number % 5 for number in range(20)]


def test_no_trace_of_an_answer_stands_in_the_audit_trail(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)
    group = group_of(place(survey, school), "pupils", "6 А", 2, by=coordinator)
    token = tickets.issue(group=group, by=coordinator, at=NOON)[0]
    events = AuditEvent.objects.count()
    answers.give(token=token, values={"p1": 4}, on=TODAY, rng=Random(1))

    assert AuditEvent.objects.count() == events
    assert not Ticket.objects.filter(digest=token).exists(), "only the hash is kept"


def test_results_open_when_the_survey_closes_and_only_from_five_answers(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator, audiences=("pupils", "parents"))
    there = place(survey, school)
    answer(group_of(there, "pupils", "6 А", 6, by=coordinator), 1, 1, 1, 1, 5, by=coordinator)
    parents = group_of(there, "parents", "6 А", 6, by=coordinator)
    answer(parents, 1, 2, 3, 4, by=coordinator, item="r1")
    assert results.audience_results(there) == []

    surveys.close(survey=survey, by=coordinator, at=NOON)
    there.survey.refresh_from_db()
    told = {one.form.audience: one for one in results.audience_results(there)}
    assert told["parents"].is_hidden
    assert told["parents"].items == []
    first = told["pupils"].items[0]
    assert (first.n, first.score) == (5, 80.0)


def test_the_job_closes_what_is_over(
    authority: Organisation, school: Organisation, coordinator: User
) -> None:
    survey = open_survey(authority, school, by=coordinator)

    assert surveys.overdue(on=CLOSES) == []
    assert surveys.overdue(on=CLOSES + timedelta(days=1)) == [survey]
