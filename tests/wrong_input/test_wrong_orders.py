"""Orders that are readable and yet hold little: no table, no deadlines, nothing in the cells."""

from __future__ import annotations

import pytest
from django.test import Client

from opora.domain.acts.models import Draft
from opora.domain.roadmaps.models import Edition, Measure, Roadmap
from tests.wrong_input import hostile
from tests.wrong_input.conftest import Read

HEAD = ("№", "Мероприятие", "Срок", "Ответственные")


def page(client: Client, draft: Draft, tab: str) -> str:
    answer = client.get(f"/documents/drafts/{draft.pk}/{tab}/")
    assert answer.status_code == 200
    return answer.content.decode()


def confirm(client: Client, draft: Draft) -> str:
    answer = client.post(f"/documents/drafts/{draft.pk}/confirm/", {"roadmap": ""}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_order_without_a_table_says_so_and_makes_no_plan(
    read: Read, client_of_coordinator: Client
) -> None:
    draft = read(hostile.order_docx(), "Приказ.docx")
    assert draft.status == Draft.Status.READY
    for tab in ("requisites", "points", "measures", "indicators", "findings"):
        page(client_of_coordinator, draft, tab)
    assert "417-од" in page(client_of_coordinator, draft, "requisites")
    text = confirm(client_of_coordinator, draft)
    assert not Roadmap.objects.exists()
    assert "мероприяти" in text


def test_a_table_without_deadlines_asks_for_each_and_invents_none(
    read: Read, client_of_coordinator: Client
) -> None:
    rows = (("№", "Мероприятие", "Ответственные"), ("1", "Провести семинар", "ИМЦ"),
            ("2", "Составить справку", "ИМЦ"))  # fmt: skip
    draft = read(hostile.order_docx(*rows), "Приказ.docx")
    items = draft.current["roadmap"]["items"]
    assert [item["measure"] for item in items] == ["Провести семинар", "Составить справку"]
    assert {clause["type"] for item in items for clause in item["schedule"]} == {"unspecified"}
    assert "no-deadlines" in {finding["code"] for finding in draft.current["findings"]}
    assert "Провести семинар" in page(client_of_coordinator, draft, "measures")


def test_a_table_with_nothing_in_its_cells_is_shown_and_makes_no_plan(
    read: Read, client_of_coordinator: Client
) -> None:
    draft = read(hostile.order_docx(HEAD, *[("", "", "", "")] * 5), "Приказ.docx")
    assert draft.status == Draft.Status.READY
    for tab in ("requisites", "measures", "findings"):
        page(client_of_coordinator, draft, tab)
    confirm(client_of_coordinator, draft)
    assert not Measure.objects.exists()


@pytest.mark.parametrize("day", ["31.02.2022", "до 31.02.2022 г.", "30 февраля 2026 года"])
def test_a_day_that_no_calendar_has_is_never_a_deadline(
    day: str, read: Read, client_of_coordinator: Client
) -> None:
    rows = (HEAD, ("1", "Провести семинар", day, "ИМЦ"))
    draft = read(hostile.order_docx(*rows), "Приказ.docx")
    (item,) = draft.current["roadmap"]["items"]
    assert item["deadline_text"] == day
    assert not [clause for clause in item.get("schedule") or [] if clause.get("date")]
    about = [one for one in draft.current["findings"] if item["row"] in (one.get("rows") or ())]
    assert about, "nothing is said of the day that does not exist"
    assert day in page(client_of_coordinator, draft, "measures")


def test_a_correction_to_a_day_that_no_calendar_has_makes_no_date(
    read: Read, client_of_coordinator: Client
) -> None:
    rows = (HEAD, ("1", "Провести семинар", "до 01.12.2025", "ИМЦ"))
    draft = read(hostile.order_docx(*rows), "Приказ.docx")
    path = f"/documents/drafts/{draft.pk}/lines/i1/"
    editor = client_of_coordinator.get(path).context["editor"]
    typed = {field.path: field.value for field in editor.fields} | {"seen": editor.seen}
    deadline = next(path for path in typed if path.endswith("deadline_text"))
    answer = client_of_coordinator.post(path, typed | {deadline: "31.02.2022"})
    assert answer.status_code in {302, 422}
    draft.refresh_from_db()
    clauses = draft.current["roadmap"]["items"][0]["schedule"] or []
    assert "2022-02" not in str(clauses)
    assert "2022-03" not in str(clauses)


def test_a_plan_without_a_day_of_its_order_is_not_put_in_force_silently(
    read: Read, client_of_coordinator: Client
) -> None:
    head = ("ПЛАН", "мероприятий по поддержке школ")
    rows = (HEAD, ("1", "Провести семинар", "", "ИМЦ"))
    draft = read(hostile.order_docx(*rows, head=head), "План.docx")
    confirm(client_of_coordinator, draft)
    assert not Edition.objects.filter(status=Edition.Status.IN_FORCE).exists()
