"""Corrections of a draft: nothing lost, nothing landing in another row, everything traced."""

from __future__ import annotations

import pytest

from opora.domain.acts import draft_checks
from opora.domain.acts.models import DraftEdit
from opora.domain.acts.services import corrections, drafts
from opora.domain.people.models import AuditEvent
from tests.factories import NOON

DEADLINE = "roadmap.items.2.deadline_text"


def edit(draft, by, after, before="до 01.12.2025", path=DEADLINE):
    return corrections.edit(draft, path=path, before=before, after=after, by=by, at=NOON)


def rows(draft):
    return [item["row"] for item in draft.current["roadmap"]["items"]]


def item(draft, row):
    return next(i for i in draft.current["roadmap"]["items"] if i["row"] == row)


def test_a_value_is_corrected_and_its_schedule_read_again(draft, coordinator):
    draft = edit(draft, coordinator, "до 15.12.2025")
    assert item(draft, 2)["deadline_text"] == "до 15.12.2025"
    (clause,) = item(draft, 2)["schedule"]
    assert (clause["type"], clause["date"]) == ("deadline", "2025-12-15")
    assert draft.checked[DEADLINE]["by"] == coordinator.pk
    assert draft.version == 1
    draft.refresh_from_db()
    assert item(draft, 2)["deadline_text"] == "до 15.12.2025"
    assert "roadmap.items.2.schedule" not in draft.checked
    assert set(DraftEdit.objects.values_list("path", flat=True)) == {
        DEADLINE, "roadmap.items.2.schedule",
    }  # fmt: skip


def test_what_the_machine_read_stays(draft, coordinator):
    edit(draft, coordinator, "до 15.12.2025")
    draft.refresh_from_db()
    assert draft.reading["roadmap"]["items"][1]["deadline_text"] == "до 01.12.2025"


def test_actors_are_read_again(draft, coordinator):
    draft = edit(
        draft, coordinator, "Цветкова А.Ю.", "ИМЦ", path="roadmap.items.1.responsible_text"
    )
    assert [actor["norm"] for actor in item(draft, 1)["responsible"]] == ["Цветкова А.Ю."]


def test_a_schedule_may_be_set_by_hand_and_survives_a_change_of_the_period(draft, coordinator):
    path = "roadmap.items.1.schedule"
    chosen = [{"type": "window", "start": "2025-10-10", "end": "2025-10-20"}]
    draft = edit(draft, coordinator, chosen, before=[], path=path)
    draft = edit(draft, coordinator, "2026-06-30", "2026-08-31", path="document.period.end")
    assert item(draft, 1)["schedule"] == chosen
    assert item(draft, 2)["schedule"][0]["date"] == "2025-12-01"


def test_two_people_on_one_cell_lose_nothing(draft, coordinator, methodist):
    edit(draft, coordinator, "до 15.12.2025")
    with pytest.raises(
        corrections.EditConflict, match=r"Лукина М\. С\. уже изменил"
    ) as conflict:
        edit(draft, methodist, "до 20.12.2025")
    raised = conflict.value
    assert (raised.mine, raised.theirs) == ("до 20.12.2025", "до 15.12.2025")
    assert (raised.who, raised.when) == (coordinator, NOON)
    kept = DraftEdit.objects.get(applied=False)
    assert (kept.by, kept.after) == (methodist, "до 20.12.2025")
    draft.refresh_from_db()
    assert item(draft, 2)["deadline_text"] == "до 15.12.2025"


def test_two_people_on_two_cells_do_not_meet(draft, coordinator, methodist):
    edit(draft, coordinator, "до 15.12.2025")
    draft = edit(draft, methodist, "Итоги года", "Подвести итоги", "roadmap.items.3.measure")
    assert item(draft, 2)["deadline_text"] == "до 15.12.2025"
    assert item(draft, 3)["measure"] == "Итоги года"


def test_the_same_correction_twice_is_no_conflict(draft, coordinator, methodist):
    edit(draft, coordinator, "до 15.12.2025")
    assert edit(draft, methodist, "до 15.12.2025").version == 1


@pytest.mark.parametrize(
    "path",
    [
        "roadmap.items.9.measure",
        "roadmap.items.1.row",
        "roadmap.items.1.places",
        "roadmap.items.1",
        "findings.1.severity",
        "layout.blocks.1",
        "document",
        "document.__class__",
        "",
        "roadmap.items.x.measure",
        "document.orders.1.text",
    ],
)
def test_a_place_that_is_not_corrected_is_refused(draft, coordinator, path):
    with pytest.raises(corrections.NoSuchPlace):
        edit(draft, coordinator, "x", "", path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("document.date", "31.02.2025"),
        ("document.date", 5),
        ("document.title", ["x"]),
        ("roadmap.items.1.schedule", [{"date": "2025-01-01"}]),
        ("roadmap.items.1.schedule", "x"),
        ("roadmap.items.1.schedule", [{"type": "someday"}]),
        ("roadmap.items.1.schedule", [{"type": "deadline", "date": "2025-02-31"}]),
        ("roadmap.items.1.schedule", [{"type": "recurring", "rrule": "FREQ=SOMETIMES"}]),
        ("roadmap.items.1.schedule", [{"type": "deadline", "__class__": 1}]),
        ("roadmap.items.1.responsible", [{"norm": "ИМЦ", "type": "planet"}]),
        ("roadmap.items.1.kind", "magic"),
        ("roadmap.columns.1.role", "magic"),
        ("roadmap.items.1.section", -1),
        ("roadmap.sections.1.schools", [1]),
    ],
)
def test_a_value_that_does_not_fit_is_refused(draft, coordinator, path, value):
    with pytest.raises(corrections.WrongValue):
        edit(draft, coordinator, value, None, path)


def test_a_stranger_corrects_nothing(draft, stranger, curator):
    for person in (stranger, curator):
        with pytest.raises(drafts.NotAllowed):
            edit(draft, person, "до 15.12.2025")


def test_a_draft_that_is_not_ready_is_closed(draft, coordinator):
    drafts.discard(draft, by=coordinator, at=NOON)
    with pytest.raises(drafts.DraftNotOpen):
        edit(draft, coordinator, "до 15.12.2025")
    assert corrections.blockers(draft.__class__.objects.get()) == [
        "Черновик в состоянии «отложен»."
    ]


def act(service, draft, by, **arguments):
    return service(draft, version=draft.version, by=by, at=NOON, **arguments)


def test_a_row_is_added_where_it_is_wanted(draft, coordinator):
    draft, new = act(corrections.add_row, draft, coordinator, after=1)
    assert (rows(draft), new) == ([1, 4, 2, 3], 4)
    assert (item(draft, 4)["measure"], item(draft, 4)["section"]) == ("", 1)
    assert item(draft, 4)["task"] is None
    draft = edit(draft, coordinator, "Новое", "", "roadmap.items.4.measure")
    assert item(draft, 4)["measure"] == "Новое"
    draft, _ = act(corrections.add_row, draft, coordinator, after=None)
    assert rows(draft) == [5, 1, 4, 2, 3]


def test_an_edit_lands_in_its_row_after_others_were_deleted_and_moved(
    draft, coordinator, methodist
):
    draft = act(corrections.delete_row, draft, coordinator, row=1)
    draft = act(corrections.move_row, draft, coordinator, row=2, after=3)
    draft = edit(draft, methodist, "до 15.12.2025")
    assert rows(draft) == [3, 2]
    assert item(draft, 2)["deadline_text"] == "до 15.12.2025"
    assert item(draft, 2)["section"] == 2
    outlines = DraftEdit.objects.filter(path=corrections.ROWS).order_by("pk")
    assert [edit.after["order"] for edit in outlines] == [[2, 3], [3, 2]]
    assert outlines[0].before["rows"][0]["measure"] == "Провести семинар для завучей"


def test_an_edit_of_a_deleted_row_is_refused(draft, coordinator, methodist):
    act(corrections.delete_row, draft, coordinator, row=2)
    with pytest.raises(corrections.NoSuchPlace, match="удалили"):
        edit(draft, methodist, "до 15.12.2025")


def test_rows_are_not_changed_blindly(draft, coordinator, methodist):
    edit(draft, coordinator, "до 15.12.2025")
    with pytest.raises(corrections.RowsChanged, match="Обновите"):
        corrections.delete_row(draft, row=2, version=0, by=methodist, at=NOON)


def test_torn_rows_are_joined_and_read_again(draft, coordinator):
    draft = act(corrections.merge_rows, draft, coordinator, row=2)
    assert rows(draft) == [1, 2]
    joined = item(draft, 2)
    assert joined["measure"] == "Обновить школьные программы Подвести итоги"
    assert joined["deadline_text"] == "до 01.12.2025"
    assert joined["responsible"]
    with pytest.raises(corrections.WrongValue, match="Ниже нет строки"):
        act(corrections.merge_rows, draft, coordinator, row=2)


def test_two_measures_in_one_cell_are_split(draft, coordinator):
    text = "Провести семинар. 1.2. Собрать отчёты"
    draft = edit(
        draft, coordinator, text, "Провести семинар для завучей", "roadmap.items.1.measure"
    )
    draft, new = act(
        corrections.split_row, draft, coordinator, row=1, position=text.index("1.2.")
    )
    assert rows(draft) == [1, new, 2, 3]
    assert item(draft, 1)["measure"] == "Провести семинар."
    assert (item(draft, new)["number"], item(draft, new)["measure"]) == (
        "1.2.",
        "Собрать отчёты",
    )
    assert item(draft, new)["deadline_text"] == "октябрь 2025 г."
    with pytest.raises(corrections.WrongValue, match="курсор"):
        act(corrections.split_row, draft, coordinator, row=1, position=0)


def test_a_period_that_was_not_printed_is_filled_in(draft, coordinator):
    draft.current["document"]["period"] = None
    draft.save()
    draft = edit(draft, coordinator, "2025-09-01", None, "document.period.start")
    assert any("Не указан период" in sentence for sentence in corrections.blockers(draft))
    draft = edit(draft, coordinator, "2026-08-31", None, "document.period.end")
    assert corrections.blockers(draft) == []
    assert draft.current["document"]["period"]["start_basis"] == "указано человеком"


def test_a_section_is_begun_and_taken_out(draft, coordinator):
    draft = act(
        corrections.add_section, draft, coordinator, title="Кадры", number="1.1", first=2
    )
    assert [item["section"] for item in draft.current["roadmap"]["items"]] == [1, 2, 3]
    titles = [section["title"] for section in draft.current["roadmap"]["sections"]]
    assert titles == ["Методика", "Кадры", "Итоги"]
    draft = act(corrections.delete_section, draft, coordinator, number=1)
    assert [item["section"] for item in draft.current["roadmap"]["items"]] == [None, 1, 2]
    assert [s["index"] for s in draft.current["roadmap"]["sections"]] == [1, 2]
    with pytest.raises(corrections.WrongValue, match="раздела нет"):
        act(corrections.delete_section, draft, coordinator, number=5)


def test_values_are_checked_by_a_person(draft, coordinator, methodist):
    path = "roadmap.items.2.measure"
    corrections.check(draft, paths=[path], by=coordinator, at=NOON)
    checked = corrections.check(draft, paths=[path], by=methodist, at=NOON)
    assert checked.checked[path]["by"] == coordinator.pk
    with pytest.raises(corrections.NoSuchPlace):
        corrections.check(draft, paths=["roadmap.items.77.measure"], by=coordinator, at=NOON)


def test_confident_values_are_checked_at_once_and_doubtful_ones_are_left(draft, coordinator):
    draft = corrections.check_confident(draft, by=coordinator, at=NOON)
    assert set(draft.checked) == {
        "document.title", "roadmap.items.1.measure", "roadmap.items.2.measure",
    }  # fmt: skip


def with_finding(draft, severity="error"):
    finding = {"code": "same_number", "severity": severity, "message": "Номер 13 стоит дважды."}
    draft.current["findings"] = [finding]
    draft.save()
    return draft_checks.finding_key(finding)


def test_an_open_error_blocks_until_it_is_decided(draft, coordinator):
    key = with_finding(draft)
    assert corrections.blockers(draft) == ["Не решено замечание: Номер 13 стоит дважды."]
    draft = corrections.decide(
        draft,
        finding_key=key,
        decision="as_printed",
        by=coordinator,
        at=NOON,
        note="так в приказе",
    )
    assert corrections.blockers(draft) == []
    assert draft.decisions[key]["note"] == "так в приказе"
    assert AuditEvent.objects.about(draft).get().action == "draft.decide"


def test_a_warning_blocks_nothing(draft):
    with_finding(draft, "warning")
    assert corrections.blockers(draft) == []


def test_a_finding_that_is_not_there_cannot_be_decided(draft, coordinator):
    with pytest.raises(corrections.NoSuchFinding):
        corrections.decide(
            draft, finding_key="x", decision="as_printed", by=coordinator, at=NOON
        )


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("document.period.end", None, "Не указан период"),
        ("document.period.end", "2020-01-01", "кончается раньше"),
        ("roadmap.items.1.measure", " ", "1."),
    ],
)
def test_a_gap_blocks(draft, coordinator, path, value, words):
    from opora.domain.acts import draft_values

    before = draft_values.get(draft.current, path)
    draft = edit(draft, coordinator, value, before, path)
    assert any(words in sentence for sentence in corrections.blockers(draft))


def test_a_draft_without_title_or_measures_is_blocked():
    sentences = draft_checks.blockers({"document": {}, "roadmap": {}}, {})
    assert len(sentences) == 3
    assert all(sentence.endswith(".") for sentence in sentences)


def test_a_finding_disappears_when_its_cause_is_corrected_and_repairs_stay(draft, coordinator):
    draft = edit(
        draft, coordinator, "октябрь 2025 г", "октябрь 2025 г.", "roadmap.items.1.deadline_text"
    )
    gap = [one for one in draft.current["findings"] if 3 in (one.get("rows") or [])]
    assert gap
    torn = {"code": "torn_row_rejoined", "severity": "note", "message": "Строка соединена."}
    draft.current["findings"].append(torn)
    draft.save()
    draft = edit(draft, coordinator, "до 01.05.2026", "", "roadmap.items.3.deadline_text")
    left = [one["code"] for one in draft.current["findings"] if 3 in (one.get("rows") or [])]
    assert len(left) < len(gap)
    assert torn in draft.current["findings"]
