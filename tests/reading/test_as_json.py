from __future__ import annotations

import dataclasses
import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from opora.reading.as_json import (
    clause_to_json,
    place_in_words,
    reading_from_json,
    reading_to_json,
)
from opora.reading.model import (
    Cell,
    Clause,
    Control,
    Finding,
    Guess,
    Indicator,
    Item,
    Layout,
    Paragraph,
    Place,
    Reading,
    Requisites,
    Roadmap,
    Span,
    SupportModel,
    Table,
)

TEXT = st.text(max_size=12)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1))
PLACES = st.builds(
    Place,
    st.integers(0, 9),
    st.none() | st.integers(0, 9),
    st.none() | st.integers(0, 9),
    st.none() | st.builds(Span, st.integers(0, 5), st.integers(5, 9)),
)
CLAUSES = st.recursive(
    st.builds(
        Clause,
        st.sampled_from(["deadline", "window", "recurring"]),
        date=DAYS,
        from_=DAYS,
        approximate=st.booleans(),
        span=st.none() | st.builds(Span, st.integers(0, 5), st.integers(5, 9)),
    ),
    lambda inner: st.builds(
        Clause, st.just("window"), start=DAYS, alternatives=st.tuples(inner)
    ),
    max_leaves=3,
)
INDICATORS = st.builds(
    Indicator,
    TEXT,
    st.sampled_from(["share", "count"]),
    target=st.none() | st.floats(0, 100) | st.tuples(st.floats(0, 1), st.floats(2, 3)),
)
GUESSES = st.builds(
    Guess,
    st.sampled_from(["act", "event"]),
    st.floats(0, 1),
    st.lists(st.tuples(TEXT, st.floats(0, 1)), max_size=2).map(tuple),
    st.just(("слово",)),
)
ITEMS = st.builds(
    Item,
    st.integers(1, 9),
    st.integers(1, 9),
    st.none() | st.integers(1, 3),
    st.none() | TEXT,
    TEXT,
    deadline_text=st.none() | TEXT,
    schedule=st.lists(CLAUSES, max_size=2).map(tuple),
    indicators=st.lists(INDICATORS, max_size=2).map(tuple),
    extra=st.dictionaries(TEXT, TEXT, max_size=2),
    kind=st.none() | GUESSES,
    shared_with=st.dictionaries(TEXT, st.integers(1, 5), max_size=1),
    places=st.dictionaries(TEXT, PLACES, max_size=2),
    confidence=st.dictionaries(TEXT, st.floats(0, 1), max_size=2),
)
BLOCKS = st.tuples(
    st.builds(
        Paragraph,
        st.just(0),
        TEXT,
        level=st.none() | st.integers(1, 3),
        bold=st.booleans(),
        align=st.sampled_from([None, "center"]),
    ),
    st.builds(
        Table,
        st.just(1),
        st.just(1),
        st.just(2),
        st.builds(Cell, st.just(0), st.integers(0, 1), TEXT, colspan=st.integers(1, 2)).map(
            lambda cell: (cell,)
        ),
    ),
)
READINGS = st.builds(
    Reading,
    st.builds(
        Layout,
        st.just("txt"),
        BLOCKS,
        st.none() | st.integers(1, 9),
        st.lists(TEXT, max_size=1).map(tuple),
    ),
    st.builds(
        Requisites,
        TEXT,
        number=st.none() | TEXT,
        date=DAYS,
        control=st.none() | st.builds(Control, TEXT, st.none() | TEXT, st.booleans()),
        abbreviations=st.dictionaries(TEXT, TEXT, max_size=2),
    ),
    st.builds(Roadmap, st.none() | TEXT, items=st.lists(ITEMS, max_size=3).map(tuple)),
    st.lists(
        st.builds(SupportModel, TEXT, schools=st.lists(TEXT, max_size=2).map(tuple)), max_size=1
    ).map(tuple),
    st.lists(
        st.builds(
            Finding,
            TEXT,
            st.sampled_from(["error", "note"]),
            TEXT,
            places=st.lists(PLACES, max_size=1).map(tuple),
            rows=st.lists(st.integers(1, 9), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    st.none() | st.floats(0, 1),
)


@settings(max_examples=60, deadline=None)
@given(READINGS)
def test_a_reading_comes_back_from_json_as_it_was(reading):
    printed = json.dumps(reading_to_json(reading), ensure_ascii=False)
    assert reading_from_json(json.loads(printed)) == reading


def test_a_reading_without_its_layout_comes_back_with_an_empty_one():
    reading = Reading(
        Layout("txt", (Paragraph(0, "ПРИКАЗ"),)), Requisites("приказ"), Roadmap(None)
    )
    data = reading_to_json(reading, with_layout=False)
    assert "layout" not in data
    assert reading_from_json(data) == dataclasses.replace(reading, layout=Layout("", ()))


def test_a_clause_is_written_by_the_names_of_the_glossary():
    clause = Clause("recurring", rrule="FREQ=YEARLY", from_=date(2022, 8, 1), after_first=True)
    assert clause_to_json(clause) == {
        "type": "recurring",
        "rrule": "FREQ=YEARLY",
        "from": "2022-08-01",
        "after_first": True,
    }


def test_the_kind_of_a_measure_stands_in_plain_beside_its_guess():
    item = Item(1, 1, None, "1", "Семинар", kind=Guess("event", 0.9))
    data = reading_to_json(
        Reading(Layout("txt", ()), Requisites(), Roadmap(None, items=(item,)))
    )
    assert data["roadmap"]["items"][0]["kind"] == "event"
    assert data["roadmap"]["items"][0]["kind_confidence"] == 0.9


def test_the_control_of_oneself_is_written_as_self():
    document = Requisites(control=Control("Контроль оставляю за собой.", None, self_=True))
    data = reading_to_json(Reading(Layout("txt", ()), document, Roadmap(None)))
    assert data["document"]["control"]["self"] is True


def test_a_finding_says_where_it_stands():
    found = Finding("x", "note", "Сообщение.", places=(Place(4, 2, 0),), rows=(3, 5))
    data = reading_to_json(
        Reading(Layout("txt", ()), Requisites(), Roadmap(None), (), (found,))
    )
    assert data["findings"][0]["where"] == "блок 5, строка 3, столбец 1; мероприятия 3, 5"
    assert place_in_words(Place(0)) == "блок 1"
