"""The rules of the field as reviewed data: YAML with source, author, checker, review date."""

from opora.methodology.actors import (
    Abbreviation,
    Abbreviations,
    ActorWords,
    load_abbreviations,
    load_actor_words,
)
from opora.methodology.columns import ColumnHeaders, HeaderPhrase, load_column_headers
from opora.methodology.comparability import Comparability, load_comparability
from opora.methodology.fioko import FiokoAnalysis, load_fioko
from opora.methodology.indicator_definitions import (
    IndicatorDefinitions,
    load_indicator_definitions,
)
from opora.methodology.indicators import IndicatorWords, load_indicator_words
from opora.methodology.kinds import Cue, Kind, Kinds, load_evidence_kinds, load_kinds
from opora.methodology.packs import MethodologyError, Pack, Provenance, load_pack
from opora.methodology.passport_items import PassportItems, load_passport_items
from opora.methodology.risk_factors import RiskFactors, load_risk_factors
from opora.methodology.rules import Rule, RuleBook, load_rules
from opora.methodology.subjects import Assessment, Subjects, load_subjects

__all__ = [
    "Abbreviation",
    "Abbreviations",
    "ActorWords",
    "Assessment",
    "ColumnHeaders",
    "Comparability",
    "Cue",
    "FiokoAnalysis",
    "HeaderPhrase",
    "IndicatorDefinitions",
    "IndicatorWords",
    "Kind",
    "Kinds",
    "MethodologyError",
    "Pack",
    "PassportItems",
    "Provenance",
    "RiskFactors",
    "Rule",
    "RuleBook",
    "Subjects",
    "load_abbreviations",
    "load_actor_words",
    "load_column_headers",
    "load_comparability",
    "load_evidence_kinds",
    "load_fioko",
    "load_indicator_definitions",
    "load_indicator_words",
    "load_kinds",
    "load_pack",
    "load_passport_items",
    "load_risk_factors",
    "load_rules",
    "load_subjects",
]
