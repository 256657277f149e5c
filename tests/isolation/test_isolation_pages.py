"""Each role at each address with the ids of a district: open, refused, or not there at all."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.http import HttpResponse
from django.test import Client

from opora.domain.people.models import AuditEvent, User
from tests.isolation.addresses import Address, addresses
from tests.isolation.district import SECRET, District
from tests.isolation.expected import (
    ELSEWHERE,
    KNOWN_BY_TOKEN,
    OPEN_TO_ALL,
    OWN_ACCOUNT,
    ROLES,
    RULES,
    TEAM,
)
from tests.web.conftest import Sign

BEYOND = 10**30
"""An id that no column of a database holds."""


def ours() -> Iterable[Address]:
    return [one for one in addresses() if one.name in RULES]


def path_to(address: Address, district: District) -> str:
    return address.path(district.arguments_of(address))


def finished(response: HttpResponse) -> HttpResponse:
    """Read a file answer to its end, which closes what it holds open."""
    if response.streaming:
        b"".join(response)
    return response


def verdict(response: HttpResponse) -> str:
    """Say in a word what an answer means to the person."""
    finished(response)
    if response.status_code in {301, 302}:
        return "sign in" if "/account/login/" in response["Location"] else "open"
    known = {200: "open", 403: "refused", 404: "not there", 405: "no page"}
    return known.get(response.status_code, str(response.status_code))


def expected(address: Address, role: str) -> str:
    rule = RULES[address.name]
    if not rule.reads:
        return "no page"
    if role in rule.reads:
        return "open"
    is_hidden = _is_hidden(address, role) and role not in RULES[address.name].sees
    return "not there" if is_hidden else "refused"


def _is_hidden(address: Address, role: str) -> bool:
    """Whether the thing itself is out of sight: the manager's pages say «no right» first."""
    if address.parameters and RULES[address.name].secret:
        return True
    if not address.parameters or role in TEAM:
        return False
    of_managers = {"end_role", "edit_organisation", "close_organisation"}
    return role == "stranger" or address.name not in of_managers


def test_every_address_of_the_site_is_classified() -> None:
    names = {one.name for one in addresses()}
    listed = RULES.keys() | KNOWN_BY_TOKEN | OPEN_TO_ALL | OWN_ACCOUNT
    assert names - listed == set(), "new addresses: say in expected.py whose they are"
    assert listed - names == set(), "these addresses are gone: take them out of expected.py"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_page_is_open_to_those_it_belongs_to(
    role: str, district: District, request: pytest.FixtureRequest, sign_in: Sign
) -> None:
    client = sign_in(request.getfixturevalue(role))
    client.raise_request_exception = False
    found = {one.name: verdict(client.get(path_to(one, district))) for one in ours()}
    assert found == {one.name: expected(one, role) for one in ours()}


def test_whoever_has_not_signed_in_is_led_to_the_sign_in(district: District) -> None:
    client = Client()
    found = {one.name: verdict(client.get(path_to(one, district))) for one in ours()}
    assert set(found.values()) == {"sign in"}
    sent = {one.name: verdict(client.post(path_to(one, district))) for one in ours()}
    assert set(sent.values()) == {"sign in"}
    assert not AuditEvent.objects.filter(by=None).exclude(action="draft.read").exists()


@pytest.mark.parametrize("name", sorted(OWN_ACCOUNT))
def test_the_account_is_closed_before_the_sign_in(name: str, db: None) -> None:
    address = next(one for one in addresses() if one.name == name)
    assert verdict(Client().get(address.path({}))) == "sign in"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_a_role_may_not_do_it_does_not_do(
    role: str, district: District, request: pytest.FixtureRequest, sign_in: Sign
) -> None:
    client = sign_in(request.getfixturevalue(role))
    before = AuditEvent.objects.count()
    foreign = [one for one in ours() if role not in RULES[one.name].does]
    answers = {
        one.name: finished(client.post(path_to(one, district), MEANT)).status_code
        for one in foreign
    }
    assert AuditEvent.objects.count() == before, "something was changed"
    assert set(answers.values()) <= {302, 403, 404, 405, 422}
    if role in ELSEWHERE:
        hidden = {
            one.name: answers[one.name]
            for one in foreign
            if one.parameters
            and _is_hidden(one, role)
            and RULES[one.name].does
            and role not in RULES[one.name].sees
        }
        assert set(hidden.values()) <= {404}, hidden


MEANT = {
    "words": "Не тот документ",
    "report": "Сделано",
    "reason": "Так надо",
    "address": "https://example.org/report",
    "on": "2030-01-01",
    "source": "template",
    "decision": "dismissed",
    "tab": "measures",
    "sure": "1",
    "version": "1",
    "option": "1",
    "path": "document.number",
    "value": "1",
}
"""What would do something, were it allowed."""


@pytest.mark.parametrize("role", ["other_head", "stranger"])
def test_others_read_nothing_of_the_district(
    role: str, district: District, request: pytest.FixtureRequest, sign_in: Sign
) -> None:
    """Lists, search and own pages of somebody elsewhere hold no word of the school."""
    user: User = request.getfixturevalue(role)
    client = sign_in(user)
    secrets = [SECRET, "Юдин", "Горохов", "Отчёт.pdf"]
    if role == "stranger":
        secrets += ["Ключевск", "«Средняя общеобразовательная школа № 5»<", "Приказ.txt"]
    for address in ours():
        answer = client.get(path_to(address, district), {"q": "наставник"})
        text = b"".join(answer) if answer.streaming else answer.content
        told = [word for word in secrets if word.encode() in text]
        assert told == [], address.name


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_id_that_no_database_holds_is_not_there(
    method: str, district: District, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    far = {name: BEYOND for name in district.arguments if name.endswith("_id")} | {"pk": BEYOND}
    for address in ours():
        given = district.arguments_of(address)
        if not far.keys() & given.keys():
            continue
        answer = getattr(client, method)(
            address.path({name: far.get(name, kept) for name, kept in given.items()})
        )
        assert finished(answer).status_code in {404, 405}, address.name


@pytest.mark.parametrize(
    "path",
    [
        "/history/roadmaps.nothing/1/",
        "/history/people.user/1/",
        "/history/people.feedtoken/1/",
        "/history/sessions.session/1/",
        "/history/auth.group/1/",
    ],
)
def test_what_has_no_history_of_its_own_is_not_there(
    path: str, district: District, coordinator: User, sign_in: Sign
) -> None:
    assert sign_in(coordinator).get(path).status_code == 404


@pytest.mark.parametrize("signed", [True, False])
def test_every_post_asks_for_the_token_of_its_form(
    signed: bool,  # noqa: FBT001  # a case of the test
    district: District,
    coordinator: User,
) -> None:
    client = Client(enforce_csrf_checks=True)
    if signed:
        client.force_login(coordinator)
    allowed = {403} if signed else {302, 403}
    for address in ours():
        answer = client.post(path_to(address, district), MEANT)
        assert answer.status_code in allowed, address.name
