"""The registers, and the rules by which measures are bound to them."""

from __future__ import annotations

import msgspec
import pytest

from opora.methodology import MethodologyError, load_kinds
from opora.methodology.bindings import Bindings, load_bindings
from opora.methodology.registers import Registers, load_registers


def as_data(pack):
    return msgspec.to_builtins(pack)


def test_every_kind_of_measure_has_a_register():
    kinds = {one.kind for one in load_kinds().kinds}
    assert {kind for one in load_registers().registers for kind in one.kinds} == kinds
    assert {one.kind for one in load_bindings().kinds} == kinds


def test_types_of_a_register_stand_once_and_have_names():
    for register in load_registers().registers:
        codes = [one.code for one in register.types]
        assert len(codes) == len(set(codes))
        assert all(one.title for one in register.types)


def test_an_unknown_register_and_type_are_refused_with_a_sentence():
    with pytest.raises(MethodologyError, match="реестра «клубы» нет"):
        load_registers().find("клубы")
    with pytest.raises(MethodologyError, match="нет вида «танцы»"):
        load_registers().find("activities").type_title("танцы")


def test_a_register_named_twice_is_refused():
    data = as_data(load_registers())
    data["registers"] = [*data["registers"], data["registers"][0]]
    with pytest.raises(msgspec.ValidationError, match="stands once"):
        msgspec.convert(data, Registers)


def test_only_pupils_keep_their_rows_at_school():
    assert [one.code for one in load_registers().registers if one.rows == "school"] == [
        "pupils"
    ]


def test_every_type_of_every_register_is_known_by_some_words():
    named = {(one.register, one.type) for one in load_bindings().types if one.type}
    every = {(one.code, kind.code) for one in load_registers().registers for kind in one.types}
    silent = every - named
    assert {register for register, _ in silent} <= {"activities", "advice", "pupils"}


def test_a_binding_to_a_type_that_is_not_there_is_refused():
    data = as_data(load_bindings())
    data["types"][0]["type"] = "танцы"
    with pytest.raises(msgspec.ValidationError, match="нет вида «танцы»"):
        msgspec.convert(data, Bindings)


def test_a_kind_nobody_knows_may_be_carried_out_anywhere():
    places = load_bindings().places_of("неведомое")
    assert {one.register for one in places} >= {"acts", "activities", "training"}
