"""A session that ends while somebody writes loses nothing that was typed, in any form."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now
from lxml import html

from opora.domain.context.models import Campaign
from opora.domain.context.services import passports
from opora.domain.identification.models import Run, Scenario
from opora.domain.identification.services import runs
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.web import typed
from tests.factories import NOON
from tests.web.conftest import Sign

pytestmark = pytest.mark.django_db


def expire(client: Client) -> None:
    """End the session as time does: the browser keeps its cookie."""
    Session.objects.filter(session_key=client.cookies["sessionid"].value).update(
        expire_date=now() - timedelta(minutes=1)
    )


def sent_too_late(
    client: Client, address: str, told: dict[str, object], *, page: str = ""
) -> str:
    """Send a form after the session ended; return where sign-in leads then."""
    expire(client)
    headers = {"referer": f"http://testserver{page}"} if page else {}
    answer = client.post(address, told, headers=headers)
    where = urlsplit(answer["Location"])
    assert where.path == "/account/login/"
    return parse_qs(where.query)["next"][0]


def form_on(page: HttpResponse, action: str) -> html.FormElement:
    document = html.document_fromstring(page.content.decode())
    [form] = [one for one in document.forms if one.get("action") == action]
    return form


def test_the_reply_of_a_school_comes_back_with_every_field(
    open_run: Run, schools: dict[str, Organisation], school_head: User, sign_in: Sign
) -> None:
    client, address = (
        sign_in(school_head),
        f"/identification/{open_run.pk}/schools/{schools['low'].pk}/",
    )
    told = {
        "kind": "contest", "number": "ВПР-МА-5:2025", "below": "3", "participants": "20",
        "text": "Два ученика писали\nв больнице <и> дома", "csrfmiddlewaretoken": "x",
    }  # fmt: skip
    where = sent_too_late(client, address, told)
    assert where == address
    assert "введённое вернётся" in client.get(f"/account/login/?next={where}").content.decode()

    client.force_login(school_head)
    page = client.get(where)
    values = form_on(page, f"{address}#reply").form_values()
    assert {**dict(values), "csrfmiddlewaretoken": "x"} == {
        **told, "text": "\nДва ученика писали\nв больнице <и> дома"
    }  # fmt: skip
    assert "Введённое возвращено в поля" in page.content.decode()
    assert "возвращено" not in client.get(where).content.decode(), "once"


def test_a_button_without_a_page_leads_back_to_the_page_of_its_form(
    open_run: Run, coordinator: User, sign_in: Sign
) -> None:
    client, page = sign_in(coordinator), f"/identification/{open_run.pk}/decision/"
    action = f"/identification/{open_run.pk}/steps/extend/"
    due = f"{open_run.replies_due + timedelta(days=3)}"  # type: ignore[operator]  # the run is open
    where = sent_too_late(client, action, {"due": due, "reason": "Карантин"}, page=page)

    assert where == page
    client.force_login(coordinator)
    values = dict(form_on(client.get(where), action).form_values())
    assert (values["due"], values["reason"].strip()) == (due, "Карантин")
    assert Run.objects.get(pk=open_run.pk).replies_due == open_run.replies_due


def test_what_was_ticked_and_moved_comes_back(
    run: Run, passports_index: object, coordinator: User, sign_in: Sign
) -> None:
    client, address = sign_in(coordinator), f"/identification/{run.pk}/what-if/"
    told = {
        "threshold": "25", "window": "2", "minimal_n": "10", "w-C02": "3",
        "rules": ["R2025-A"], "reason": "К совещанию",
    }  # fmt: skip
    where = sent_too_late(
        client, address, told, page=f"{address}?threshold=25&window=2&minimal_n=10&w-C02=3"
    )
    client.force_login(coordinator)
    page = client.get(where)

    [form] = [
        one for one in html.document_fromstring(page.content.decode()).forms
        if one.get("method") == "post" and "reason" in one.fields
    ]  # fmt: skip
    assert form.fields["threshold"] == "25"
    assert form.fields["w-C02"] == "3"
    assert form.fields["reason"].strip() == "К совещанию"
    assert not Scenario.objects.exists()


def test_answers_of_a_passport_come_back(
    campaign: Campaign, own: Organisation, head: User, sign_in: Sign
) -> None:
    passports.begin(campaign=campaign, school=own, by=head, at=NOON)
    client, address = sign_in(head), f"/passports/{campaign.pk}/schools/{own.pk}/"
    where = sent_too_late(
        client, address, {"v-PUPILS": "142", "v-T1": "town", "v-C02": "letters"}
    )
    client.force_login(head)
    page = html.document_fromstring(client.get(where).content.decode())

    [form] = [one for one in page.forms if "v-PUPILS" in one.fields]
    assert form.fields["v-PUPILS"] == "142"
    assert form.fields["v-C02"] == "letters"
    assert form.fields["v-T1"] == "town"


def test_the_day_of_a_campaign_comes_back(
    campaign: Campaign, keeper: User, sign_in: Sign
) -> None:
    client, address = sign_in(keeper), f"/passports/{campaign.pk}/extend/"
    where = sent_too_late(client, address, {"due": "2026-12-24"})
    client.force_login(keeper)

    assert 'value="2026-12-24"' in client.get(where).content.decode()


def test_where_the_form_is_gone_the_text_is_shown(
    open_run: Run, coordinator: User, sign_in: Sign
) -> None:
    client, page = sign_in(coordinator), f"/identification/{open_run.pk}/decision/"
    action = f"/identification/{open_run.pk}/steps/extend/"
    told = {"due": "2026-12-24", "reason": "Карантин в <трёх> школах"}
    where = sent_too_late(client, action, told, page=page)
    runs.cancel(run=open_run, by=coordinator, at=NOON, reason="Ошибка")
    client.force_login(coordinator)
    text = client.get(where).content.decode()

    assert "Этой формы на странице больше нет" in text
    assert "Карантин в &lt;трёх&gt; школах" in text


def test_another_person_at_the_same_browser_does_not_get_it(
    open_run: Run, coordinator: User, authority_head: User, sign_in: Sign
) -> None:
    client, page = sign_in(coordinator), f"/identification/{open_run.pk}/decision/"
    action = f"/identification/{open_run.pk}/steps/extend/"
    where = sent_too_late(client, action, {"reason": "Тайна координатора"}, page=page)
    client.force_login(authority_head)

    assert "Тайна координатора" not in client.get(where).content.decode()


def test_what_was_typed_long_ago_is_forgotten(
    open_run: Run, coordinator: User, sign_in: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = sign_in(coordinator), f"/identification/{open_run.pk}/decision/"
    action = f"/identification/{open_run.pk}/steps/extend/"
    where = sent_too_late(client, action, {"reason": "Карантин"}, page=page)
    client.force_login(coordinator)
    late = time.time() + typed.KEPT_FOR + 1
    monkeypatch.setattr(typed.time, "time", lambda: late)

    assert "Карантин" not in client.get(where).content.decode()


def test_a_huge_text_a_password_and_a_strange_page_are_not_kept(
    open_run: Run, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    action = f"/identification/{open_run.pk}/steps/extend/"
    expire(client)
    answer = client.post(
        action,
        {"reason": "я" * (typed.MOST + 1)},
        headers={"referer": "https://evil.example/x"},
    )
    assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [action]
    assert "typed" not in client.session

    client.post(action, {"reason": "Так", "password": "тайна", "oldpassword": "тайна"})
    assert client.session["typed"]["values"] == {"reason": ["Так"]}


def test_who_never_had_a_session_leaves_nothing_behind() -> None:
    client = Client()
    answer = client.post("/passports/1/remind/", {"note": "x"})

    assert answer["Location"] == "/account/login/?next=/passports/1/remind/"
    assert not Session.objects.exists()
