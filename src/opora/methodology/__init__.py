"""The rules of the field as reviewed data: YAML with source, author, checker, review date."""

from opora.methodology.actors import (
    Abbreviation,
    Abbreviations,
    ActorWords,
    load_abbreviations,
    load_actor_words,
)
from opora.methodology.columns import ColumnHeaders, HeaderPhrase, load_column_headers
from opora.methodology.indicators import IndicatorWords, load_indicator_words
from opora.methodology.kinds import Cue, Kind, Kinds, load_evidence_kinds, load_kinds
from opora.methodology.packs import MethodologyError, Pack, Provenance, load_pack

__all__ = [
    "Abbreviation",
    "Abbreviations",
    "ActorWords",
    "ColumnHeaders",
    "Cue",
    "HeaderPhrase",
    "IndicatorWords",
    "Kind",
    "Kinds",
    "MethodologyError",
    "Pack",
    "Provenance",
    "load_abbreviations",
    "load_actor_words",
    "load_column_headers",
    "load_evidence_kinds",
    "load_indicator_words",
    "load_kinds",
    "load_pack",
]
