"""What programs read: the same as the person whose key they carry, and not a count more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import ApiToken, User
from opora.domain.people.services import tokens
from tests import factories
from tests.api.conftest import Signed, Told, make_count, make_verdict
from tests.web import stage

LISTS = ("organisations", "rounds", "runs", "verdicts", "statuses", "roadmaps", "obligations")


def test_a_coordinator_reads_every_thing_of_the_district(
    told: Told, coordinator: User, program: Signed
) -> None:
    ours = program(coordinator)
    assert ours.ids("rounds") == {told.round.pk}
    assert ours.ids("runs") == {told.run.pk}
    assert ours.ids("verdicts") == {told.verdict.pk}
    assert ours.ids("statuses") == {told.status.pk}
    assert ours.ids("roadmaps") == {told.roadmap.pk}
    assert ours.ids("obligations") == {told.obligation.pk}


@pytest.mark.parametrize("path", LISTS)
def test_a_stranger_reads_nothing_of_the_district(
    path: str, told: Told, stranger: User, program: Signed
) -> None:
    text = program(stranger).get(path).content.decode()
    assert "СОШ № 5" not in text
    if path != "organisations":
        assert program(stranger).read(path) == {"items": [], "next": None}


def test_what_is_not_open_is_not_there_by_its_id_either(
    told: Told, stranger: User, program: Signed
) -> None:
    theirs = program(stranger)
    for path in (
        f"organisations/{told.status.school_id}",
        f"rounds/{told.round.pk}/results",
        f"runs/{told.run.pk}",
        f"roadmaps/{told.roadmap.pk}",
    ):
        answer = theirs.get(path)
        assert answer.status_code == 404, path
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["title"] == "Не найдено"


def test_the_head_of_another_school_reads_neither_results_nor_why(
    told: Told, other_head: User, program: Signed
) -> None:
    other = program(other_head)
    assert other.ids("verdicts", organisation_id=told.verdict.school_id) == set()
    rows = other.read(f"rounds/{told.round.pk}/results")["items"]
    assert {row["organisation_id"] for row in rows} == set(
        Organisation.objects.filter(short_name="Берёзовская ООШ").values_list("pk", flat=True)
    )


def test_a_school_reads_its_verdict_once_the_run_is_shown_to_schools(
    told: Told, school_head: User, program: Signed
) -> None:
    head = program(school_head)
    assert head.ids("verdicts") == {told.verdict.pk}
    assert head.ids("runs") == set()
    type(told.run).objects.update(opened_at=None)
    assert head.ids("verdicts") == set()


def test_small_counts_are_open_to_the_school_and_its_municipality(
    told: Told, school_head: User, coordinator: User, program: Signed
) -> None:
    for user in (school_head, coordinator):
        rows = program(user).read(f"rounds/{told.round.pk}/results")["items"]
        first = next(row for row in rows if row["organisation_id"] == told.status.school_id)
        assert (first["below"], first["participants"], first["hidden"]) == (3, 20, False)
        assert first["marks"] == {"two": 3, "three": 17, "four": 0, "five": 0}


def test_the_region_gets_neither_small_counts_nor_what_gives_them_away(
    told: Told, regional_coordinator: User, program: Signed
) -> None:
    region = program(regional_coordinator)
    answer = region.read(f"rounds/{told.round.pk}/results")
    rows = {row["organisation_id"]: row for row in answer["items"]}
    hidden = rows[told.status.school_id]
    assert hidden == {
        "organisation_id": told.status.school_id,
        "participants": None, "below": None, "marks": None, "hidden": True,
    }  # fmt: skip
    assert answer["total"] == {"shown": 1, "hidden": 1, "participants": 40, "below": 12}

    verdict = region.read("verdicts")["items"][0]
    assert verdict["hidden"]
    assert verdict["official"] == "yes"
    numbers = ("probability", "share", "lower", "upper", "to_enter", "to_leave")
    assert {verdict[name] for name in numbers} == {None}
    assert verdict["clauses"][0]["below"] is None
    assert verdict["clauses"][0]["participants"] is None


def test_the_region_reads_numbers_large_enough(
    told: Told, other_school: Organisation, regional_coordinator: User, program: Signed
) -> None:
    large = make_verdict(told.run, other_school, 12, 40)
    rows = program(regional_coordinator).read("verdicts", organisation_id=other_school.pk)
    assert rows["items"][0]["id"] == large.pk
    assert rows["items"][0]["share"] == 0.3
    assert rows["items"][0]["clauses"][0]["below"] == 12


def test_a_list_is_read_in_parts_and_each_row_once(
    authority: Organisation, territory: object, coordinator: User, program: Signed
) -> None:
    for _ in range(5):
        factories.make_organisation(authority.territory)
    ours, seen, after = program(coordinator), [], 0
    while after is not None:
        part = ours.read("organisations", after=after, limit=2)
        seen += [one["id"] for one in part["items"]]
        after = part["next"]
    assert len(seen) == len(set(seen)) == Organisation.objects.count()


def test_filters_narrow(told: Told, coordinator: User, program: Signed) -> None:
    ours = program(coordinator)
    assert ours.ids("organisations", kind="authority") == {told.roadmap.owner_id}
    assert ours.ids("organisations", kind="school", open_on="2025-09-01") != set()
    assert ours.ids("organisations", territory_id=told.run.territory_id + 100) == set()
    assert ours.ids("rounds", year=2024) == set()
    assert ours.ids("rounds", year=2025, kind="ВПР", grade=5) == {told.round.pk}
    assert ours.ids("runs", status="approved") == set()
    assert ours.ids("verdicts", listed="true", run_id=told.run.pk) == {told.verdict.pk}
    assert ours.ids("verdicts", listed="false") == set()
    assert ours.ids("statuses", on="2025-08-31") == set()
    assert ours.ids("statuses", on="2025-09-01", property="low_results") != set()
    assert ours.ids("roadmaps", level="school") == set()
    assert ours.ids("obligations", overdue="true") == {told.obligation.pk}
    assert ours.ids("obligations", overdue="false") == set()
    assert ours.ids("obligations", control_from=str(date.today())) == set()  # noqa: DTZ011
    results = ours.read(
        f"rounds/{told.round.pk}/results", territory_id=told.run.territory.parent_id
    )
    assert results["total"]["shown"] == 2


def test_one_thing_is_shown_by_its_id(told: Told, coordinator: User, program: Signed) -> None:
    ours = program(coordinator)
    school = ours.read(f"organisations/{told.status.school_id}")
    assert school["codes"] == [{"scheme": "oko", "value": "edu010001"}]
    assert school["territory"]["parent_id"] == told.run.territory.parent_id
    run = ours.read(f"runs/{told.run.pk}")
    assert (run["schools"], run["listed"], run["rule"]) == (1, 1, {"code": "R2026"})
    plan = ours.read(f"roadmaps/{told.roadmap.pk}")
    assert plan["edition"]["number"] == 1
    assert plan["obligations"]["overdue"] == plan["obligations"]["come_due"] == 1


@pytest.mark.parametrize("path", ["sort=share", "order=below", "ordering=-share"])
def test_no_order_by_results_can_be_asked_for(
    path: str, told: Told, coordinator: User, program: Signed
) -> None:
    name, _, value = path.partition("=")
    answer = program(coordinator).get("verdicts", **{name: value})
    assert answer.status_code == 422
    assert "такого отбора нет" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"limit": "много"}, "нужно целое число"),
        ({"limit": 0}, "не меньше 1"),
        ({"limit": 1000}, "не больше 200"),
        ({"after": 10**30}, "не больше"),
        ({"kind": "завод"}, "нужно одно из значений"),
        ({"open_on": "1.09.2025"}, "ГГГГ-ММ-ДД"),
        ({"open_on": "2025-02-30"}, "ГГГГ-ММ-ДД"),
        ({"open_on": "1700000000"}, "ГГГГ-ММ-ДД"),
        ({"territory_id": "\0"}, "нужно целое число"),
    ],
)
def test_a_wrong_value_is_named_in_russian(
    query: dict, words: str, coordinator: User, program: Signed
) -> None:
    answer = program(coordinator).get("organisations", **query)
    assert answer.status_code == 422
    problem = answer.json()
    assert words in problem["detail"]
    assert [one["where"] for one in problem["errors"]] == list(query)


@pytest.mark.parametrize("size", [3, 30])
def test_the_number_of_queries_does_not_grow_with_rows(
    size: int, told: Told, coordinator: User, program: Signed,
    django_assert_max_num_queries: object,
) -> None:  # fmt: skip
    for _ in range(size):
        school = factories.make_organisation(told.run.territory)
        make_count(school, told.round, 12, 40)
        make_verdict(told.run, school, 12, 40)
        stage.make_obligation(told.obligation.measure, school)
        stage.make_roadmap(school)
    ours = program(coordinator)
    for path in (*LISTS, f"rounds/{told.round.pk}/results"):
        with django_assert_max_num_queries(6):
            ours.read(path)


def test_a_program_says_whose_key_it_carries(coordinator: User, program: Signed) -> None:
    told = program(coordinator, "results").read("me")
    assert told["person"] == "Лукина М. С."
    assert told["scopes"] == ["results"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer opora_wrong"},
     {"Authorization": "Basic dTpw"}],
)  # fmt: skip
@pytest.mark.parametrize("path", ["me", *LISTS])
def test_without_a_key_nothing_is_read(path: str, headers: dict, told: Told) -> None:
    answer = Client().get(f"/api/v1/{path}", headers=headers)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "ключ" in answer.json()["detail"]


def test_a_signed_in_browser_has_no_key(coordinator: User) -> None:
    client = Client()
    client.force_login(coordinator)
    assert client.get("/api/v1/organisations").status_code == 401


@pytest.mark.parametrize("path", LISTS)
def test_a_key_opens_its_sections_alone(
    path: str, told: Told, coordinator: User, program: Signed
) -> None:
    section = {"rounds": "results", "roadmaps": "roadmaps", "obligations": "roadmaps",
               "organisations": "organisations"}.get(path, "identification")  # fmt: skip
    others = [one for one in ApiToken.Scope.values if one != section]
    answer = program(coordinator, *others).get(path)
    assert answer.status_code == 403
    assert "не открывает раздел" in answer.json()["detail"]
    assert program(coordinator, section).get(path).status_code == 200


def test_a_key_that_is_revoked_expired_or_of_a_closed_account_opens_nothing(
    coordinator: User, program: Signed
) -> None:
    ours = program(coordinator)
    token = ApiToken.objects.get()
    assert ours.get("me").status_code == 200
    User.objects.update(is_active=False)
    assert ours.get("me").status_code == 401
    User.objects.update(is_active=True)
    past = now() - timedelta(days=60)
    ApiToken.objects.update(created_at=past, expires_at=now() - timedelta(seconds=1))
    assert ours.get("me").status_code == 401
    ApiToken.objects.update(expires_at=now() + timedelta(days=1))
    tokens.revoke(token=token, by=coordinator, at=now())
    assert ours.get("me").status_code == 401


def test_a_role_that_ended_closes_what_the_key_opened(
    told: Told, coordinator: User, program: Signed
) -> None:
    ours = program(coordinator)
    coordinator.memberships.update(until=date(2020, 1, 1))
    assert ours.ids("organisations") == set()


def test_a_defect_is_told_by_a_number_that_is_in_the_log(
    coordinator: User, program: Signed, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def broken(*_: object) -> None:
        raise RuntimeError("secret of the machine")

    monkeypatch.setattr("opora.api.organisations.part_of", broken)
    answer = program(coordinator).get("organisations")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    number = answer.json()["detail"].split("номером ")[1].split(".")[0]
    assert number in caplog.text
