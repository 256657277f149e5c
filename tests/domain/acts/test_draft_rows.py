"""Rows of a draft under any sequence of changes."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from opora.domain.acts import draft_checks, draft_rows
from opora.domain.acts.draft_places import WrongValue
from opora.domain.acts.draft_values import NoSuchPlace
from opora.reading.as_json import reading_from_json
from tests.domain.acts.readings import a_reading

OPERATIONS = {
    "add": lambda current, a, _b: draft_rows.add_row(current, after=a or None),
    "delete": lambda current, a, _b: draft_rows.delete_row(current, a),
    "move": lambda current, a, b: draft_rows.move_row(current, a, after=b or None),
    "merge": lambda current, a, _b: draft_rows.merge_rows(current, a),
    "split": lambda current, a, b: draft_rows.split_row(current, a, at=b),
    "section": lambda current, a, _b: draft_rows.add_section(
        current, title="Раздел", number=None, first=a
    ),
    "unsection": lambda current, a, _b: draft_rows.delete_section(current, a),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 7), st.integers(0, 12)),
    max_size=12,
)


@given(STEPS)
def test_any_sequence_of_changes_leaves_a_draft_that_is_whole(steps):
    current = a_reading()
    for name, first, second in steps:
        before = copy.deepcopy(current)
        try:
            changed = OPERATIONS[name](current, first, second)
        except (NoSuchPlace, WrongValue) as refusal:
            assert str(refusal).endswith(".")  # noqa: PT017  # a refusal is one of two good ends
            changed = current
        assert current == before
        current = changed
    items, sections = current["roadmap"]["items"], current["roadmap"]["sections"]
    rows = [item["row"] for item in items]
    assert len(set(rows)) == len(rows)
    assert all(item["section"] in {None, *range(1, len(sections) + 1)} for item in items)
    assert [section["index"] for section in sections] == list(range(1, len(sections) + 1))
    assert len(reading_from_json(current).roadmap.items) == len(items)
    draft_checks.blockers(current, {})


@given(st.integers(0, 40))
def test_a_split_loses_no_letter(at):
    current = a_reading()
    try:
        changed = draft_rows.split_row(current, 1, at=at)
    except WrongValue:
        return
    parts = [item["measure"] for item in changed["roadmap"]["items"][:2]]
    printed = "Провести семинар для завучей"
    assert "".join(parts).replace(" ", "") == printed.replace(" ", "")
