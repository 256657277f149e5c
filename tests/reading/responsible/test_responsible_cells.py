"""Cells of responsible parties: lines of our own, the hand-checked answers, and any text at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.reading.model import Actor
from opora.reading.responsible import read_actors

TYPES = {"p": "person", "r": "role", "o": "organization"}
LINES = yaml.safe_load((Path(__file__).parent / "cells.yaml").read_text("utf-8"))
GOLDEN = Path(__file__).resolve().parents[3] / "../shared/golden/responsible_open.json"


def plain(text: str) -> str:
    return " ".join(text.replace("ё", "е").split()).lower()


def is_meant(actor: Actor, kind: str, name: str) -> bool:
    return actor.type == kind and plain(name) in {plain(actor.text), plain(actor.norm)}


@pytest.mark.parametrize("line", LINES, ids=[line["cell"][:40] for line in LINES])
def test_a_cell_says_who_is_meant(line):
    wanted = [(TYPES[key], name) for one in line["actors"] for key, name in one.items()]

    actors = read_actors(line["cell"])

    assert len(actors) == len(wanted), actors
    assert all(is_meant(one, *want) for one, want in zip(actors, wanted, strict=True)), actors


def test_hand_checked_cells_are_read():
    if not GOLDEN.exists():
        pytest.skip(f"no hand-checked answers at {GOLDEN}")
    for case in json.loads(GOLDEN.read_text("utf-8"))["cases"]:
        actors = read_actors(case["text"])
        wanted = case["expected"]
        assert [(one.type, one.text) for one in actors] == [
            (one["type"], one["text"]) for one in wanted
        ], case["id"]
        for actor, want in zip(actors, wanted, strict=True):
            assert plain(actor.norm) == plain(want["norm"])
            for key in ("post", "of", "condition", "scope", "ellipsis"):
                assert getattr(actor, key) == want.get(key), (case["id"], key)


def test_every_actor_stands_in_the_cell_where_its_span_says():
    for line in LINES:
        for actor in read_actors(line["cell"]):
            printed = line["cell"][actor.span.start : actor.span.end]
            assert " ".join(printed.split()) == actor.text


def test_a_post_is_kept_with_its_name_wherever_it_stands():
    cells = (
        "Заместитель директора Лапина Е.Л.", "Лапина Е.Л., заместитель директора",
        "Лапина Е.Л. – зам. директора", "Лапина Е.Л. (зам.директора)",
        "зам. директора (Лапина Е.Л.)",
    )  # fmt: skip
    for cell in cells:
        (actor,) = read_actors(cell)
        assert (actor.norm, actor.post) == ("Лапина Е.Л.", "заместитель директора")


def test_a_plural_post_is_shared_by_the_names_after_it():
    first, second = read_actors("методисты ИМЦ: Лапина Е.Л., Жуков П.П.")
    assert (first.post, second.post) == ("методист ИМЦ", "методист ИМЦ")


def test_people_in_brackets_belong_to_the_body_before_them():
    body, person = read_actors("Отдел образования (Лапина Е.Л.)")
    assert (body.type, person.of) == ("organization", "отдел образования")


def test_conditions_are_kept_apart_from_the_name():
    for cell in ("ИРО (по согласованию)", "ИРО по согласованию", "ИРО, по согласованию"):
        (actor,) = read_actors(cell)
        assert (actor.norm, actor.condition) == ("ИРО", "по согласованию")


def test_what_a_person_does_is_the_scope():
    (actor,) = read_actors("Лапина Е.Л. (анкетирование)")
    assert actor.scope == "анкетирование"


def test_a_number_before_a_group_is_its_count():
    (actor,) = read_actors("4 команды школ")
    assert (actor.type, actor.norm, actor.count) == ("organization", "команды школ", 4)


def test_an_ellipsis_says_what_it_leaves_out():
    *_, last = read_actors("Руководители ШМО, РМО")
    assert (last.text, last.norm, last.ellipsis) == ("РМО", "руководители РМО", "Руководители")


def test_the_document_says_whether_its_abbreviation_means_people():
    (group,) = read_actors("КШ", {"КШ": "координаторы школ"})
    assert group.type == "role"
    (unknown,) = read_actors("КШ")
    assert unknown.type == "organization"


def test_words_without_a_known_head_are_marked_as_doubtful():
    (actor,) = read_actors("прочие неравнодушные силы")
    assert actor.confidence < 0.6


@pytest.mark.parametrize("cell", ["", "  ", "-", "—", "- - -", "…"])
def test_an_empty_cell_names_nobody(cell):
    assert read_actors(cell) == ()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='абвИванова П.С,;()«»"/\n-–1№:шкоыУО ', max_size=40))
def test_any_text_is_read_without_a_traceback_and_with_true_spans(cell):
    for actor in read_actors(cell):
        printed = cell[actor.span.start : actor.span.end]
        assert " ".join(printed.split()) == actor.text


NAMES = st.sampled_from(
    ["Лапина Е.Л.", "Жуков П.П.", "Осипенко А.И.", "Римская-Корсакова Т.А."]
)
BODIES = st.sampled_from(
    ["УО", "ИМЦ", "МБУ «Центр, школа»", "отдел образования", "рабочая группа"]
)
ROLES = st.sampled_from(
    ["классные руководители", "методисты ИМЦ", "тьюторы", "педагог-психолог"]
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(NAMES | BODIES | ROLES, min_size=1, max_size=5, unique=True),
    st.sampled_from([", ", "; ", "\n", ",", " ; "]),
)
def test_a_list_is_read_back_whatever_parts_it(actors, separator):
    read = read_actors(separator.join(actors))
    assert [one.text for one in read] == actors
