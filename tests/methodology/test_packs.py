"""Packs of reviewed knowledge: what is loaded and what is refused."""

from __future__ import annotations

import typing
from datetime import date
from pathlib import Path

import pytest

from opora import methodology
from opora.methodology import ColumnHeaders, MethodologyError, load_pack
from opora.reading.model import ColumnRole

HEAD = """
provenance:
  source: приказ
  confidence: high
  authored_by: А
  checked_by: null
  review_date: 2030-01-01
"""

LOADERS = (
    methodology.load_column_headers, methodology.load_kinds, methodology.load_evidence_kinds,
    methodology.load_abbreviations, methodology.load_actor_words, methodology.load_indicator_words,
)  # fmt: skip


@pytest.mark.parametrize("load", LOADERS, ids=lambda load: load.__name__)
def test_every_pack_says_where_its_knowledge_comes_from(load):
    provenance = load().provenance
    assert provenance.source
    assert provenance.authored_by
    assert provenance.review_date > date(2026, 1, 1)


def write(folder: Path, text: str) -> Path:
    path = folder / "headers.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_pack_is_loaded(tmp_path):
    path = write(tmp_path, HEAD + "roles: {deadline: [{text: срок, weight: 0.5}]}")
    pack = load_pack(path, ColumnHeaders)
    assert pack.roles["deadline"][0].weight == 0.5


@pytest.mark.parametrize(("text", "said"), [
    (HEAD + "roles: {when: [{text: срок}]}", "roles"),
    (HEAD + "roles: {deadline: [{text: срок, weight: 2}]}", r"weight must be in \(0, 1\]"),
    (HEAD + "roles: {deadline: [{text: срок, wieght: 1}]}", "wieght"),
    ("roles: {}", "provenance"),
    (HEAD.replace("high", "sure") + "roles: {}", "sure"),
    (HEAD + "roles: [", "это не YAML"),
    ("", "headers.yaml"),
])  # fmt: skip
def test_a_wrong_pack_is_refused_with_file_key_and_reason(tmp_path, text, said):
    with pytest.raises(MethodologyError, match=said) as refusal:
        load_pack(write(tmp_path, text), ColumnHeaders)
    assert "headers.yaml" in str(refusal.value)


def test_a_missing_pack_is_refused(tmp_path):
    with pytest.raises(MethodologyError, match=r"nothing\.yaml: такого файла нет"):
        load_pack(tmp_path / "nothing.yaml", ColumnHeaders)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "headers.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MethodologyError, match="это не YAML"):
        load_pack(path, ColumnHeaders)


def test_every_role_of_a_column_has_phrases():
    roles = methodology.load_column_headers().roles
    assert set(roles) == set(typing.get_args(ColumnRole))
    assert all(roles.values())


def test_there_are_fifteen_kinds_each_with_cues():
    kinds = methodology.load_kinds().kinds
    assert len({one.kind for one in kinds}) == 15
    assert all(one.cues for one in kinds)


def test_classes_of_schools_are_marked_for_every_school():
    pack = methodology.load_abbreviations()
    assert pack.find("ОО").every_school
    assert not pack.find("ИМЦ").every_school
    assert pack.find("ДО", kind="duty").full == "дошкольное образование"
    assert pack.find("ЪЪЪ") is None
    assert "руководители ОО" in pack.every_school
