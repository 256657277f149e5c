"""No address, export, search, history, entry or log gives a pupil to anybody outside."""

from __future__ import annotations

import logging

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.timezone import localdate

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from opora.domain.pupils.models import Opening, Pupil, PupilPlan
from opora.domain.pupils.services import links
from opora.domain.registers.models import Entry
from opora.reports.package import contents_of
from opora.web.pupils.urls import urlpatterns
from tests import factories
from tests.domain.pupils.stage import make_confirmed, make_pupil
from tests.web.conftest import Sign

OUTSIDE = ["coordinator", "regional_coordinator", "curator", "other_head", "root"]


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root@example.org", factories.PASSWORD)


def paths(keys: dict[str, int]) -> list[str]:
    """Return every address about pupils with the keys of the school."""
    given = {**keys, "token": "1~AAAA"}
    return [_path(one, given) for one in urlpatterns]


def read(answer: HttpResponse) -> bytes:
    """Read an answer to its end, which closes what it holds open."""
    return b"".join(answer) if answer.streaming else answer.content


def _path(pattern: URLPattern, given: dict[str, object]) -> str:
    wanted = pattern.pattern.regex.groupindex
    return reverse(pattern.name, kwargs={name: given[name] for name in wanted})


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_address_gives_a_pupil_to_those_outside(
    who: str,
    of_pupils: dict[str, int],
    request: pytest.FixtureRequest,
    sign_in: Sign,
) -> None:
    client = sign_in(request.getfixturevalue(who))
    pupil = Pupil.objects.get(pk=of_pupils["pupil_id"])
    before = AuditEvent.objects.count()
    for path in paths(of_pupils):
        answer = client.get(path)
        told = read(answer)
        if answer.status_code == 200:
            for query in ("as=csv", f"school={pupil.school_id}", "q=лис"):
                told += read(client.get(f"{path}?{query}"))
        for word in ("Лисин", pupil.code):
            assert word.encode() not in told, path
        assert client.post(path, {"reason": "x", "day": "2026-01-01"}).status_code != 200, path
    assert AuditEvent.objects.count() == before
    assert not Opening.objects.exists()


@pytest.mark.parametrize("who", ["coordinator", "root", "curator"])
def test_the_thing_is_not_there_for_those_outside(
    who: str,
    of_pupils: dict[str, int],
    request: pytest.FixtureRequest,
    sign_in: Sign,
) -> None:
    client = sign_in(request.getfixturevalue(who))
    for path in paths(of_pupils):
        if any(part.isdecimal() for part in path.split("/")):
            assert client.get(path).status_code in {404, 405}, path
            assert client.post(path).status_code in {404, 405}, path


@pytest.mark.parametrize("who", ["coordinator", "root", "teacher", "other_head"])
def test_history_of_a_pupil_is_not_there_outside(
    who: str,
    of_pupils: dict[str, int],
    request: pytest.FixtureRequest,
    sign_in: Sign,
) -> None:
    client = sign_in(request.getfixturevalue(who))
    for model, key in (
        ("pupil", "pupil_id"), ("pupilplan", "pupil_plan_id"),
        ("lessons", "extra_lessons_id"), ("riskrecord", "pupil_risk_id"),
    ):  # fmt: skip
        path = f"/history/pupils.{model}/{of_pupils[key]}/"
        assert (
            client.get(reverse("history", args=["pupils", model, of_pupils[key]])).status_code
            == 404
        ), path


def test_the_history_of_the_school_names_no_pupil(
    of_pupils: dict[str, int], school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    page = sign_in(coordinator).get(f"/schools/{school.pk}/history/").content.decode()
    assert "Лисин" not in page
    assert Pupil.objects.get().code not in page


def test_search_finds_no_pupil_not_even_for_the_head(
    of_pupils: dict[str, int], coordinator: User, school_head: User, sign_in: Sign
) -> None:
    for user in (coordinator, school_head):
        page = sign_in(user).get("/search/", {"q": "Лисин"}).content.decode()
        assert page.count("Лисин") <= 2, "only the words of the question"


def test_the_interface_for_programs_and_packages_have_nothing_of_pupils(
    of_pupils: dict[str, int], school: Organisation
) -> None:
    described = Client().get("/api/v1/openapi.json").content.decode()
    assert "pupil_plan" not in described
    assert "/pupils" not in described
    sent = str(contents_of(school.territory, on=localdate()))
    assert "Лисин" not in sent
    assert Pupil.objects.get().code not in sent


def test_entries_and_events_hold_neither_name_nor_pseudonym_nor_class(
    of_pupils: dict[str, int],
) -> None:
    pupil = Pupil.objects.get()
    entries = [str(vars(one)) for one in Entry.objects.filter(register="pupils")]
    assert len(entries) > 4
    for words in ("Лисин", pupil.code, "7А"):
        assert not any(words in one for one in entries), words
    events = [str(vars(one)) for one in AuditEvent.objects.all()]
    assert not any("Лисин" in one for one in events)


def test_the_municipality_sees_no_entry_of_pupils(
    of_pupils: dict[str, int],
    coordinator: User,
    curator: User,
    regional_coordinator: User,
    school_head: User,
) -> None:
    today = localdate()
    rows = Entry.objects.filter(register="pupils")
    for user in (coordinator, curator, regional_coordinator):
        assert not rows.visible_to(user, on=today).exists()
    assert rows.visible_to(school_head, on=today).exists()


def test_pages_are_kept_by_no_browser_and_names_stand_in_no_title(
    of_pupils: dict[str, int], school_head: User, sign_in: Sign
) -> None:
    answer = sign_in(school_head).get(f"/registers/pupils/{of_pupils['pupil_id']}/")
    page = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "Лисин" in page
    assert "Лисин" not in page[: page.index("</title>")]


def test_logs_hold_no_name(
    of_pupils: dict[str, int],
    school_head: User,
    sign_in: Sign,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    client = sign_in(school_head)
    client.get(f"/registers/pupils/{of_pupils['pupil_id']}/")
    client.post("/registers/pupils/new/", {"name": "Лисин Егор", "class_name": ""})
    kept = [one for one in caplog.records if one.name != "django.db.backends"]
    assert not any("Лисин" in one.getMessage() for one in kept)


def test_a_colleague_without_the_class_sees_nothing(
    of_pupils: dict[str, int], teacher: User, sign_in: Sign
) -> None:
    client = sign_in(teacher)
    assert "У вас пока нет учеников" in client.get("/registers/pupils/").content.decode()
    for path in paths(of_pupils):
        assert "Лисин".encode() not in read(client.get(path)), path


def test_counts_of_few_are_hidden_and_of_enough_are_shown(
    school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    for number in range(3):
        make_confirmed(make_pupil(school, school_head, f"Ученик {'абв'[number]}"), school_head)
    page = sign_in(coordinator).get("/registers/pupils/").content.decode()
    assert "скрыто" in page
    for number in range(3, 12):
        name = f"Ученик {'абвгдежзиклм'[number]}"
        make_confirmed(make_pupil(school, school_head, name), school_head)
    page = sign_in(coordinator).get("/registers/pupils/").content.decode()
    assert 'data-label="В группе риска">12<' in page


def test_the_export_of_counts_hides_the_same(
    school: Organisation, school_head: User, coordinator: User, sign_in: Sign
) -> None:
    make_confirmed(make_pupil(school, school_head), school_head)
    answer = sign_in(coordinator).get("/registers/pupils/?as=csv")
    text = b"".join(answer).decode()
    assert "СОШ № 5;скрыто" in text


def test_a_curator_sees_counts_of_own_schools_only(
    school: Organisation, other_school: Organisation, curator: User, sign_in: Sign
) -> None:
    page = sign_in(curator).get("/registers/pupils/").content.decode()
    assert "СОШ № 5" in page
    assert other_school.short_name not in page


def test_a_stranger_sees_counts_of_own_municipality_only(
    school: Organisation, stranger: User, sign_in: Sign
) -> None:
    page = sign_in(stranger).get("/registers/pupils/").content.decode()
    assert "Озёрский район" in page
    assert "Ключевской" not in page


def parents(client: Client, member: int) -> str:
    client.post(f"/registers/pupils/plans/members/{member}/link/")
    plan = PupilPlan.objects.get(members=member)
    link = plan.members.get(pk=member).links.get(revoked_at=None)
    return f"/registers/pupils/parents/{links.token_of(link)}/"


def test_parents_read_the_plan_of_their_child_without_an_account_and_without_a_name(
    of_pupils: dict[str, int], school_head: User, sign_in: Sign
) -> None:
    path = parents(sign_in(school_head), of_pupils["plan_member_id"])
    answer = Client().get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "сравнивать дроби" in page
    assert "Лисин" not in page
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert Opening.objects.filter(page="parents", by=None).exists()


def test_a_link_for_parents_closes_when_it_is_revoked(
    of_pupils: dict[str, int], school_head: User, sign_in: Sign
) -> None:
    client = sign_in(school_head)
    path = parents(client, of_pupils["plan_member_id"])
    link = PupilPlan.objects.get().members.get().links.get(revoked_at=None)
    client.post(f"/registers/pupils/plans/links/{link.pk}/revoke/")
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["1", "1~AAAA", "x" * 3000, "%2e%2e", "1%3Aabc"])
def test_an_invented_link_for_parents_opens_nothing(token: str, db: None) -> None:
    assert Client().get(f"/registers/pupils/parents/{token}/").status_code == 404


def test_an_expired_session_leads_back_to_the_form(of_pupils: dict[str, int]) -> None:
    path = f"/registers/pupils/plans/{of_pupils['pupil_plan_id']}/"
    answer = Client().post(path, {"title": "Маршрут"})
    assert answer.status_code == 302
    assert f"next={path}" in answer["Location"].replace("%2F", "/")
