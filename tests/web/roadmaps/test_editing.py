import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import (
    Edition,
    Measure,
    Obligation,
    Occurrence,
    Responsible,
    Roadmap,
)
from opora.domain.roadmaps.services import editions, measures
from tests.web.conftest import Sign

APPROVAL = {"kind": "order", "number": "17-ОД", "date": "2025-11-05", "title": "Об изменениях"}


def row_form(measure: Measure, **changes: Any) -> dict[str, Any]:
    names = ("number", "text", "deadline_text", "responsible_text", "kind")
    return {name: getattr(measure, name) for name in names} | changes


def test_an_amendment_goes_from_a_copy_into_force(
    plan: Edition, coordinator: User, sign_in: Sign
) -> None:
    client, roadmap = sign_in(coordinator), plan.roadmap_id
    client.post(f"/roadmaps/{roadmap}/amend/")
    draft = Edition.objects.get(roadmap=roadmap, status="draft")
    measure = draft.measures.get(text="Провести семинар")

    client.post(
        f"/roadmaps/{roadmap}/draft/rows/{measure.pk}/",
        row_form(measure, deadline_text="до 20.11.2025, до 20.02.2026"),
    )
    measure.refresh_from_db()
    assert [one["date"] for one in measure.schedule] == ["2025-11-20", "2026-02-20"]

    client.post(f"/roadmaps/{roadmap}/draft/send/")
    without = client.post(f"/roadmaps/{roadmap}/draft/approve/", {})
    assert without.status_code == 422
    assert "без него план не меняют" in without.content.decode()
    client.post(f"/roadmaps/{roadmap}/draft/approve/", APPROVAL)

    draft.refresh_from_db()
    assert draft.status == Edition.Status.IN_FORCE
    assert draft.act is not None
    compared = client.get(f"/roadmaps/{roadmap}/redline/?from=1&to=2").content.decode()
    assert "<del>" in compared
    assert "убрано: " in compared


def test_half_an_act_is_refused_and_registers_nothing(
    draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    editions.send_for_approval(edition=draft, by=coordinator, at=now())
    response = sign_in(coordinator).post(
        f"/roadmaps/{draft.roadmap_id}/draft/approve/", {"kind": "order", "number": "5"}
    )
    assert response.status_code == 422
    assert "укажите и номер, и дату" in response.content.decode()


@pytest.mark.parametrize(("chosen", "state"), [("keep", "planned"), ("waive", "waived")])
def test_who_approves_a_past_plan_chooses_what_becomes_of_its_days(
    chosen: str, state: str, draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    draft.measures.filter(text="Подготовить отчёт").update(schedule=[])
    editions.send_for_approval(edition=draft, by=coordinator, at=now())
    client, base = sign_in(coordinator), f"/roadmaps/{draft.roadmap_id}/draft/"
    page = client.get(base).content.decode().replace("\xa0", " ")
    assert "У 2 обязательств срок уже прошёл" in page
    client.post(f"{base}approve/", {"past": chosen})
    owed = Obligation.objects.filter(measure__text="Провести семинар")
    assert {one.state for one in owed} == {state}


def test_a_plan_ahead_asks_nothing_about_the_past(
    draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    ahead = now().date() + timedelta(days=30)
    days = [{"type": "deadline", "date": ahead.isoformat()}]
    Edition.objects.filter(pk=draft.pk).update(end=ahead)
    draft.measures.update(schedule=days)
    editions.send_for_approval(edition=draft, by=coordinator, at=now())
    client, base = sign_in(coordinator), f"/roadmaps/{draft.roadmap_id}/draft/"
    assert "срок уже прошёл" not in client.get(base).content.decode()
    client.post(f"{base}approve/", {"past": "waive"})
    assert not Obligation.objects.filter(state="waived").exists()


def test_rows_are_added_moved_and_removed(
    draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    client, base = sign_in(coordinator), f"/roadmaps/{draft.roadmap_id}/draft/rows"
    new = {"number": "2.1", "text": "Открыть площадку", "deadline_text": "май 2026"}
    client.post(f"{base}/new/", new | {"responsible_text": "Управление образования"})
    added = draft.measures.get(number="2.1")
    client.post(f"{base}/{added.pk}/up/")
    assert texts(draft) == ["Провести семинар", "Открыть площадку", "Подготовить отчёт"]
    client.post(f"{base}/{added.pk}/down/")
    client.post(f"{base}/{draft.measures.get(text='Провести семинар').pk}/remove/")
    assert texts(draft) == ["Подготовить отчёт", "Открыть площадку"]
    assert added.responsible.get().organisation == draft.roadmap.owner


def texts(edition: Edition) -> list[str]:
    return list(edition.measures.order_by("order").values_list("text", flat=True))


def test_a_row_without_words_is_refused_and_keeps_what_was_typed(
    draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    response = sign_in(coordinator).post(
        f"/roadmaps/{draft.roadmap_id}/draft/rows/new/", {"text": "", "number": "7.7"}
    )
    assert response.status_code == 422
    assert 'value="7.7"' in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("до 15 ноября", "до 15 ноября 2025 г."),
        ("ежемесячно", "12 сроков"),
        ("до 31.02.2026", "не понято"),
    ],
)
def test_a_deadline_is_understood_while_it_is_typed(
    typed: str, said: str, draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    response = sign_in(coordinator).get(
        f"/roadmaps/{draft.roadmap_id}/draft/deadline/", {"deadline_text": typed}
    )
    assert said in response.content.decode().replace("\xa0", " ")


def test_schools_are_chosen_for_a_party(
    draft: Edition, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    actor = Responsible.objects.get(measure__edition=draft, measure__text="Провести семинар")
    address = f"/roadmaps/{draft.roadmap_id}/draft/actors/{actor.pk}/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"meaning": "listed_schools"})
    assert "Выберите хотя бы одну школу" in refused.content.decode()
    client.post(address, {"meaning": "listed_schools", "schools": [school.pk]})
    actor.refresh_from_db()
    assert actor.schools.get() == school


def test_a_school_neither_amends_nor_edits_the_plan_of_the_district(
    plan: Edition, school_head: User, sign_in: Sign
) -> None:
    client = sign_in(school_head)
    response = client.post(f"/roadmaps/{plan.roadmap_id}/amend/")
    assert response.status_code == 403
    assert "нет права составлять планы" in response.content.decode()
    assert client.get(f"/roadmaps/{plan.roadmap_id}/draft/rows/new/").status_code == 404


def test_an_unfinished_edition_is_hidden_from_schools(
    plan: Edition, coordinator: User, school_head: User, sign_in: Sign
) -> None:
    editions.amend(roadmap=plan.roadmap, by=coordinator, at=now())
    client = sign_in(school_head)
    assert client.get(f"/roadmaps/{plan.roadmap_id}/?edition=2").status_code == 404
    assert client.get(f"/roadmaps/{plan.roadmap_id}/redline/?from=1&to=2").status_code == 404


def test_a_second_amendment_is_not_begun(
    plan: Edition, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    client.post(f"/roadmaps/{plan.roadmap_id}/amend/")
    again = client.post(f"/roadmaps/{plan.roadmap_id}/amend/", follow=True)
    assert "уже готовится" in again.content.decode()


def test_a_draft_is_taken_back_and_thrown_away(
    draft: Edition, coordinator: User, sign_in: Sign
) -> None:
    client, base = sign_in(coordinator), f"/roadmaps/{draft.roadmap_id}/draft"
    for step, status in (("send", "on_approval"), ("take-back", "draft")):
        client.post(f"{base}/{step}/")
        draft.refresh_from_db()
        assert draft.status == status
    client.post(f"{base}/discard/")
    assert not Roadmap.objects.filter(pk=draft.roadmap_id).exists()


@pytest.fixture
def event(draft: Edition, coordinator: User) -> Occurrence:
    measure = measures.add(edition=draft, text="Разобрать итоги ВПР", by=coordinator, at=now())
    clause = {"type": "event", "event": "ВПР", "relation": "after"}
    measures.set_schedule(measure=measure, schedule=[clause], by=coordinator, at=now())
    editions.approve(edition=draft, by=coordinator, at=now())
    return measure.occurrences.get()


def test_an_event_gets_its_day_within_the_plan(
    event: Occurrence, coordinator: User, school_head: User, sign_in: Sign
) -> None:
    address = f"/roadmaps/{event.measure.edition.roadmap_id}/days/{event.pk}/"
    outside = sign_in(coordinator).post(address, {"day": "2030-01-01"})
    assert outside.status_code == 422
    assert "вне периода" in outside.content.decode()
    assert sign_in(school_head).post(address, {"day": "2026-04-20"}).status_code == 403
    sign_in(coordinator).post(address, {"day": "2026-04-20"})
    event.refresh_from_db()
    assert f"{event.due}" == "2026-04-20"


def start_form(client: Client, owner: Organisation, **changes: Any) -> dict[str, Any]:
    page = client.get("/roadmaps/new/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    days = {"start": "2026-09-01", "end": "2027-08-31"}
    given = {"owner": owner.pk, "title": "Новый план", "source": "empty", "key": key[1]}
    return given | days | changes


def test_a_plan_is_begun_once_however_often_it_is_pressed(
    authority: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    form = start_form(client, authority)
    client.post("/roadmaps/new/", form)
    again = client.post("/roadmaps/new/", form, follow=True)
    assert "вторая не нужна" in again.content.decode()
    assert Roadmap.objects.count() == 1


def test_a_plan_is_copied_with_its_days_a_year_on(
    plan: Edition, authority: Organisation, coordinator: User, sign_in: Sign
) -> None:
    Edition.objects.filter(pk=plan.pk).update(columns=[{"header": "Дело", "role": "measure"}])
    client = sign_in(coordinator)
    client.post("/roadmaps/new/", start_form(client, authority, source="copy", copied=plan.pk))
    copied = Edition.objects.get(title="Новый план")
    measure = copied.measures.get(text="Провести семинар")
    assert measure.deadline_text == "до 15.10.2026"
    assert measure.schedule == [{"type": "deadline", "date": "2026-10-15"}]
    assert copied.columns == [{"header": "Дело", "role": "measure"}]


def test_a_plan_begins_with_the_template(
    authority: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    client.post("/roadmaps/new/", start_form(client, authority, source="template"))
    assert Edition.objects.get(title="Новый план").measures.count() > 5


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"end": "2026-01-01"}, "раньше первого"),
        ({"source": "copy"}, "Выберите карту"),
        ({"title": ""}, "Название"),
    ],
)
def test_a_plan_is_not_begun_of_half_words(
    wrong: dict[str, str], said: str, authority: Organisation, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    response = client.post("/roadmaps/new/", start_form(client, authority, **wrong))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Roadmap.objects.exists()


def test_nobody_begins_a_plan_for_strangers(
    authority: Organisation, coordinator: User, stranger: User, sign_in: Sign
) -> None:
    client = sign_in(stranger)
    response = client.post("/roadmaps/new/", start_form(client, authority))
    assert response.status_code == 422
    assert not Roadmap.objects.exists()
