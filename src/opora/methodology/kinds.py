"""Kinds of measures and of evidence, and the words by which each is known."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import Pack, own_pack

Field = Literal["measure", "expected_result", "evidence_form", "section"]


class Cue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that speak for a kind.

    ``words`` stand in the text in this order, at most ``gap`` other words between two of them.
    Variants of one word are parted by «/». A word is a dictionary form; with «*» at its end
    it is the beginning of one («разраб*» is разработка, разработать, разработан). ``weight``
    below zero speaks against the kind.
    """

    words: str
    weight: float
    gap: int = 2
    fields: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        if not self.words.strip():
            raise ValueError("words must not be empty")


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind: its code, its Russian name, what it means, and its cues."""

    kind: str
    title: str
    definition: str
    cues: tuple[Cue, ...]


class Marker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words after which a text speaks of purposes and circumstances, not of what is done."""

    words: str
    factor: float


class Kinds(Pack, frozen=True):
    """Kinds in the order of the glossary, and how much each part of a measure counts."""

    kinds: tuple[Kind, ...]
    markers: tuple[Marker, ...]
    field_weights: dict[Field, float]
    openers: str
    without_cues: str


@cache
def load_kinds() -> Kinds:
    """Load the kinds of measures.

    Examples
    --------
    >>> load_kinds().kinds[0].kind
    'act'
    """
    return own_pack("measure_kinds.yaml", Kinds)


@cache
def load_evidence_kinds() -> Kinds:
    """Load the kinds of evidence that a measure leaves."""
    return own_pack("evidence_kinds.yaml", Kinds)
