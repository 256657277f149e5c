import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.acts.draft_places import WrongValue
from opora.domain.acts.draft_values import NoSuchPlace
from opora.web.imports import editors


def filled(editor, **changed):
    data = {field.path: field.value for field in editor.fields} | {"seen": editor.seen}
    return editors.changes(editors.typed(editor, data | changed))


@pytest.mark.parametrize("key", ["i1", "n2", "document.number", "document.orders.2"])
def test_a_form_that_is_sent_as_it_came_changes_nothing(draft, key) -> None:
    wanted, _ = filled(editors.editor_of(draft.current, key))
    assert wanted == []


def test_what_is_typed_becomes_a_change_with_what_was_seen(draft) -> None:
    editor = editors.editor_of(draft.current, "i2")
    [change], _ = filled(editor, **{"roadmap.items.2.number": "2а"})
    assert (change.path, change.before, change.after) == ("roadmap.items.2.number", "2", "2а")


@pytest.mark.parametrize("key", ["i99", "i", "document.secret", "чужое", "document.orders.77"])
def test_a_line_that_is_not_there_is_refused(draft, key) -> None:
    with pytest.raises(NoSuchPlace):
        editors.editor_of(draft.current, key)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31.02.2022", "нет в календаре"),
        ("скоро", "не похоже на день"),
        ("05.10.2025 – 01.10.2025", "кончается раньше"),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(text, sentence) -> None:
    with pytest.raises(WrongValue, match=sentence):
        editors.read_days(text)


@given(st.lists(st.dates().map(str)))
def test_days_are_read_back_as_they_are_written(days) -> None:
    schedule = [{"type": "deadline", "date": day} for day in days if day >= "1000"]
    assert editors.read_days(editors.days_text(schedule)) == schedule


@given(st.text())
def test_any_text_in_days_ends_in_clauses_or_a_sentence(text) -> None:
    with suppress(WrongValue):
        assert isinstance(editors.read_days(text), list)


def test_a_broken_memory_of_what_was_seen_falls_back_to_the_draft(draft) -> None:
    editor = editors.editor_of(draft.current, "document.number")
    again = editors.typed(editor, {"seen": "{не json"})
    assert json.loads(again.seen) == json.loads(editor.seen)
