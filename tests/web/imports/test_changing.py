import json

import pytest

from opora.domain.acts.draft_checks import finding_key
from opora.domain.acts.models import Draft, DraftEdit
from opora.domain.acts.services import corrections
from opora.web.imports.schedule_words import as_seen
from tests import factories

HTMX = {"HX-Request": "true"}


def url(draft: Draft, path: str) -> str:
    return f"/documents/drafts/{draft.pk}/{path}"


def item(draft: Draft, row: int) -> dict:
    draft.refresh_from_db()
    return next(one for one in draft.current["roadmap"]["items"] if one["row"] == row)


def change(client, draft, key, *, headers=None, **values):
    seen = {path: old for path, (old, _) in values.items()}
    data = {path: new for path, (_, new) in values.items()} | {"seen": json.dumps(seen)}
    return client.post(url(draft, f"lines/{key}/"), data, headers=headers)


DEADLINE = "roadmap.items.2.deadline_text"


def test_a_value_is_corrected_without_script_and_what_follows_is_read_again(
    draft, coordinator, sign_in
) -> None:
    answer = change(
        sign_in(coordinator), draft, "i2", **{DEADLINE: ("до 01.12.2025", "до 15.01.2026")}
    )
    assert answer["Location"].endswith("/measures/?row=i2#i2")
    assert item(draft, 2)["schedule"][0]["date"] == "2026-01-15"


def test_in_place_the_line_comes_back_with_the_time_and_the_foot(
    draft, coordinator, sign_in
) -> None:
    answer = change(
        sign_in(coordinator),
        draft,
        "i2",
        headers=HTMX,
        **{DEADLINE: ("до 01.12.2025", "до 15.01.2026")},
    )
    page = answer.content.decode()
    assert page.count("data-key-of") == 1
    assert "сохранено в" in page
    assert "15.01.2026, чт" in page
    assert 'id="foot"' in page
    assert 'hx-swap-oob="true"' in page


def test_the_form_of_a_line_opens_in_place_and_as_a_page(draft, coordinator, sign_in) -> None:
    client = sign_in(coordinator)
    row = client.get(url(draft, "lines/i2/?focus=deadline_text"), headers=HTMX).content.decode()
    assert row.lstrip().startswith("<tbody")
    whole = client.get(url(draft, "lines/i2/")).content.decode()
    assert "<h1>Мероприятие 2</h1>" in whole
    assert "Разделить" in whole


def test_days_typed_by_a_person_become_the_schedule(draft, coordinator, sign_in) -> None:
    path, schedule = "roadmap.items.3.schedule", item(draft, 3)["schedule"]
    change(sign_in(coordinator), draft, "i3", **{path: (schedule, "25.05.2026")})
    assert item(draft, 3)["schedule"] == [{"type": "deadline", "date": "2026-05-25"}]


def test_a_wrong_value_is_said_and_what_was_typed_stays(draft, coordinator, sign_in) -> None:
    values = {"roadmap.items.3.schedule": (item(draft, 3)["schedule"], "31.02.2022"),
              "roadmap.items.3.measure": ("Подвести итоги работы", "Подвести итоги года")}  # fmt: skip
    answer = change(sign_in(coordinator), draft, "i3", headers=HTMX, **values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Дня 31.02.2022 нет в календаре" in page
    assert "Подвести итоги года" in page
    assert not draft.edits.exists()


def test_two_people_on_one_value_see_both_edits_and_choose(
    draft, coordinator, methodist, sign_in
) -> None:
    change(sign_in(methodist), draft, "i2", **{DEADLINE: ("до 01.12.2025", "до 10.12.2025")})
    client = sign_in(coordinator)
    answer = change(client, draft, "i2", **{DEADLINE: ("до 01.12.2025", "до 20.12.2025")})
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("до 10.12.2025", "до 20.12.2025", "Цветкова А. Ю.", "Записать мою"):
        assert words in page
    assert draft.edits.filter(applied=False, by=coordinator).count() == 1
    chosen = {"path": DEADLINE, "key": "i2",
              "before": '"до 10.12.2025"', "after": '"до 20.12.2025"'}  # fmt: skip
    client.post(url(draft, "set/"), chosen)
    assert item(draft, 2)["deadline_text"] == "до 20.12.2025"


def test_a_clash_stops_none_of_the_other_values(draft, coordinator, methodist, sign_in) -> None:
    change(sign_in(methodist), draft, "i2", **{DEADLINE: ("до 01.12.2025", "до 10.12.2025")})
    values = {
        "roadmap.items.2.number": ("2", "2а"),
        DEADLINE: ("до 01.12.2025", "до 20.12.2025"),
    }
    answer = change(sign_in(coordinator), draft, "i2", headers=HTMX, **values)
    assert answer.status_code == 409
    assert item(draft, 2)["number"] == "2а"


def test_a_line_is_checked_and_the_sure_ones_together(draft, coordinator, sign_in) -> None:
    client = sign_in(coordinator)
    page = client.post(url(draft, "check/"), {"key": "i3", "tab": "measures"}, headers=HTMX)
    assert "Проверено" in page.content.decode()
    client.post(url(draft, "check/"), {"sure": "1", "tab": "measures"})
    draft.refresh_from_db()
    assert {f"roadmap.items.{row}" for row in (1, 2, 3)} <= draft.checked.keys()


def test_one_of_the_ways_to_count_a_deadline_is_chosen(draft, coordinator, sign_in) -> None:
    other = {"type": "deadline", "date": "2025-11-30"}
    draft.current["roadmap"]["items"][0]["schedule"] = [
        {"type": "deadline", "date": "2025-10-31", "alternatives": [other]}
    ]
    draft.save()
    client = sign_in(coordinator)
    assert "Как считать срок?" in client.get(url(draft, "measures/")).content.decode()
    old = {"option": "2", "seen": "deadbeef"}
    client.post(url(draft, "choose/1/"), old)
    assert item(draft, 1)["schedule"][0]["date"] == "2025-10-31"
    chosen = {"option": "2", "seen": as_seen(item(draft, 1)["schedule"])}
    page = client.post(url(draft, "choose/1/"), chosen, headers=HTMX).content.decode()
    assert item(draft, 1)["schedule"][0]["date"] == "2025-11-30"
    assert "30.11.2025, вс" in page


def test_a_way_that_is_not_offered_is_refused(draft, coordinator, sign_in) -> None:
    answer = sign_in(coordinator).post(url(draft, "choose/1/"), {"option": "7"}, follow=True)
    assert "Такого способа" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "measures"),
    [
        ({"do": "delete:2"}, ["Провести семинар для завучей", "Подвести итоги работы"]),
        ({"do": "move:3", "after-3": "first"},
         ["Подвести итоги работы", "Провести семинар для завучей", "Обновить школьные программы"]),
        ({"do": "split:1", "words-1": "для завучей"},
         ["Провести семинар", "для завучей", "Обновить школьные программы", "Подвести итоги работы"]),
        ({"do": "merge:1"},
         ["Провести семинар для завучей Обновить школьные программы", "Подвести итоги работы"]),
        ({"do": "add:last"}, ["Провести семинар для завучей", "Обновить школьные программы",
                              "Подвести итоги работы", ""]),
    ],
)  # fmt: skip
def test_rows_are_deleted_moved_split_joined_added(
    data, measures, draft, coordinator, sign_in
) -> None:
    answer = sign_in(coordinator).post(url(draft, "rows/"), data | {"version": draft.version})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert [one["measure"] for one in draft.current["roadmap"]["items"]] == measures


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"do": "delete:2", "version": 99}, "черновик изменили"),
        ({"do": "split:1", "words-1": "нет таких слов"}, "первые слова второго"),
        ({"do": "танцевать:1"}, "неизвестно"),
        ({"do": "delete:77"}, "нет места"),
    ],
)
def test_a_wrong_action_on_rows_is_said(data, sentence, draft, coordinator, sign_in) -> None:
    data = {"version": draft.version} | data
    page = sign_in(coordinator).post(url(draft, "rows/"), data, follow=True).content.decode()
    assert sentence in page
    assert len(draft.current["roadmap"]["items"]) == 3


def test_a_finding_is_answered(draft, coordinator, sign_in) -> None:
    key = finding_key(draft.current["findings"][0])
    data = {"finding": key, "decision": "as_printed"}
    page = sign_in(coordinator).post(url(draft, "decide/"), data, follow=True).content.decode()
    assert "оставлено как в документе" in page


def test_the_right_number_is_chosen_where_the_stamp_differs(
    draft, coordinator, sign_in
) -> None:
    draft.current["document"]["attachments"] = [
        {"number": None, "label": None, "title": None, "stamp_number": "241-од"}
    ]
    draft.save()
    # Any correction has the checks run again.
    corrections.edit(
        draft,
        path="document.place",
        before=None,
        after="с. Ключи",
        by=coordinator,
        at=factories.NOON,
    )
    client = sign_in(coordinator)
    page = client.get(url(draft, "findings/")).content.decode()
    assert "Верно: 241-од" in page
    draft.refresh_from_db()
    [finding] = [f for f in draft.current["findings"] if f["code"] == "stamp-number-differs"]
    data = {"path": "document.number", "value": "241-од", "finding": finding_key(finding)}
    client.post(url(draft, "set/"), data)
    draft.refresh_from_db()
    assert draft.current["document"]["number"] == "241-од"


def test_a_draft_that_is_put_aside_takes_no_corrections(draft, coordinator, sign_in) -> None:
    client = sign_in(coordinator)
    client.post(url(draft, "discard/"))
    answer = change(client, draft, "i2", **{DEADLINE: ("до 01.12.2025", "до 10.12.2025")})
    assert answer.status_code == 302
    assert not DraftEdit.objects.exists()


def test_an_edit_without_a_token_is_refused(draft, coordinator) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    assert change(client, draft, "i2", **{DEADLINE: ("до 01.12.2025", "x")}).status_code == 403


@pytest.mark.parametrize("key", ["i1", "document.number", "document.orders.2"])
def test_giving_a_line_back_asks_a_fixed_number_of_queries(
    key, draft, coordinator, sign_in, django_assert_num_queries
) -> None:
    client = sign_in(coordinator)
    with django_assert_num_queries(7):
        client.get(url(draft, f"lines/{key}/?show"), headers=HTMX)
