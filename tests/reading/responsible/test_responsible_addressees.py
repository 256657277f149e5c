"""To whom the points of an order speak."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.reading.responsible import read_addressee

LINES = yaml.safe_load((Path(__file__).parent / "addressees.yaml").read_text("utf-8"))


@pytest.mark.parametrize("line", LINES, ids=[line["point"][:40] for line in LINES])
def test_a_point_says_to_whom_it_speaks(line):
    actors = read_addressee(line["point"])
    assert [{"norm": one.norm, "post": one.post} for one in actors] == line["actors"]
    for actor in actors:
        assert line["point"][actor.span.start : actor.span.end] == actor.text


def test_the_schools_after_a_colon_are_the_scope_of_the_addressee():
    (actor,) = read_addressee("Руководителям организаций: МАОУ «Лицей № 8»:")
    assert actor.scope == "МАОУ «Лицей № 8»"
    assert actor.text == "Руководителям организаций: МАОУ «Лицей № 8»"


def test_control_kept_by_the_signatory_is_marked_as_doubtful():
    (actor,) = read_addressee("Контроль оставляю за собой.")
    assert actor.confidence < 0.7


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="КонтрльвзжиадуИ.,:()«» Руковдитям\n1", max_size=60))
def test_any_text_is_read_without_a_traceback(text):
    for actor in read_addressee(text):
        assert actor.text
