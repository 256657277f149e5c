"""In which register a measure is carried out, what is counted there and how much is enough.

A proposal is a draft, as everything read by machine: a person confirms it. It is put together
from the kind of the measure and from words that name a type of entry; what is counted and up
to what target comes from the figures of the row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from opora.methodology import load_kinds
from opora.methodology.bindings import Bindings, Place, load_bindings
from opora.methodology.kinds import Field, Kind, Kinds
from opora.methodology.registers import load_registers
from opora.reading.binding_topics import topic_of
from opora.reading.kinds.cues import (
    Token,
    Vocabulary,
    compile_variants,
    find_cue,
    forms_of,
    read_tokens,
    vocabulary_of,
)
from opora.reading.model import Indicator
from opora.reading.responsible import read_actors
from opora.reading.words import lemma

Counts = Literal["entries", "organisations", "people", "hours"]
Denominator = Literal["", "schools", "staff", "risk_group"]
Scope = Literal["each", "together"]

_NAMES_A_TYPE = 0.7
_HINTS_AT_A_TYPE = 0.35
"""So much is enough where otherwise any entry would do: examples in brackets, for instance."""
_BESIDE_THE_BEST = 0.7
_DOUBT = 0.9
_FOREIGN = 1.2
_VAGUE = 0.4
"""Confidence at most of a document of which not even a word of the title is known."""
_HOURS = re.compile(
    r"(\d{1,3})\s*(?:-?\s*(?:ти|х)\s+)?(?:час\b|часа\b|часов\b|часов|ч\.)", re.IGNORECASE
)
_WORD = re.compile(r"[а-яё]+", re.IGNORECASE)
_UNIT_OF_PEOPLE = "чел."


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of a roadmap says, as far as a binding needs it."""

    measure: str
    expected_result: str = ""
    evidence_form: str = ""
    responsible: str = ""
    indicators: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """How much is enough: a number, or a share of a denominator in percent.

    ``posts`` are those of the people counted, none meaning any.
    """

    counts: Counts = "entries"
    number: int | None = 1
    share: float | None = None
    denominator: Denominator = ""
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A binding as the words of a measure propose it.

    No ``types`` mean any entry of the register; ``words`` are dictionary forms of which one
    stands in the title of an entry that counts. ``confidence`` lies in [0, 1]; ``why`` says in
    Russian on what the proposal rests; ``topic`` is the code of a risk or deficit.
    """

    register: str
    types: tuple[str, ...]
    target: Target
    scope: Scope
    hours_min: int | None
    words: tuple[str, ...]
    confidence: float
    why: str
    topic: str = ""


def propose(kind: str, row: Row) -> Proposal:
    """Propose where a measure leaves its trace.

    Parameters
    ----------
    kind : str
        The kind of the measure, confirmed or guessed; empty if it is not known.
    row : Row
        The words of the measure.

    Examples
    --------
    >>> found = propose("event", Row("Проведение семинара для учителей математики"))
    >>> found.register, found.types, found.target.counts, found.target.number
    ('activities', ('seminar',), 'entries', 1)
    """
    scores = _type_scores(
        {
            "measure": row.measure,
            "expected_result": row.expected_result,
            "evidence_form": row.evidence_form,
        }
    )
    ranked = sorted(
        ((_place_score(place, scores), place) for place in load_bindings().places_of(kind)),
        key=lambda pair: -pair[0],
    )
    best, place = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    types = _types_of(place, scores)
    words = _words_of(place.register, row.measure)
    is_vague = place.register == "acts" and not words
    sure = max(best, 0.0) / (max(best, 0.0) + max(second, 0.0) + _DOUBT)
    return Proposal(
        register=place.register,
        types=types,
        target=_target_of(place.register, row),
        scope=_scope_of(place.register, row.responsible),
        hours_min=_hours_of(place.register, row),
        words=words,
        confidence=round(min(sure, _VAGUE) if is_vague else sure, 2),
        why=_why(kind, place.register, types, scores),
        topic=topic_of(place.register, row.measure),
    )


# --- register and types -------------------------------------------------------------------


@cache
def _pack() -> Kinds:
    """Give the cues of types the shape of kinds, so that one matcher serves both."""
    rules, kinds = load_bindings(), load_kinds()
    return Kinds(
        provenance=rules.provenance,
        kinds=tuple(
            Kind(f"{one.register}.{one.type}", "", "", one.cues) for one in rules.types
        ),
        markers=kinds.markers,
        field_weights=rules.field_weights,
        openers=kinds.openers,
        without_cues="",
    )


@cache
def _vocabulary() -> Vocabulary:
    return vocabulary_of(_pack())


def _type_scores(texts: Mapping[Field, str]) -> dict[str, float]:
    """Return how clearly the texts name each type, by «register.type»; 0 is left out."""
    weights = _pack().field_weights
    tokens = {name: read_tokens(text, _vocabulary()) for name, text in texts.items()}
    found: dict[str, float] = defaultdict(float)
    for one in _vocabulary().cues_in(tokens.values()):
        fields = [name for name in one.cue.fields or weights if name in tokens]
        factor = max(
            (find_cue(tokens[name], one.words, one.cue.gap) * weights[name] for name in fields),
            default=0.0,
        )
        found[one.kind] += one.cue.weight * factor
    return dict(found)


def _of_register(register: str, scores: Mapping[str, float]) -> dict[str, float]:
    prefix = f"{register}."
    return {
        name.removeprefix(prefix): score
        for name, score in scores.items()
        if name.startswith(prefix)
    }


def _place_score(place: Place, scores: Mapping[str, float]) -> float:
    named = _of_register(place.register, scores)
    whole = named.pop("", 0.0)
    return place.prior + max(named.values(), default=0.0) + whole


def _types_of(place: Place, scores: Mapping[str, float]) -> tuple[str, ...]:
    named = _of_register(place.register, scores)
    named.pop("", None)
    best = max(named.values(), default=0.0)
    enough = _NAMES_A_TYPE if place.types else _HINTS_AT_A_TYPE
    if best < enough or place.fixed:
        return place.types
    close = {code for code, score in named.items() if score >= best * _BESIDE_THE_BEST}
    order = load_registers().find(place.register).types
    return tuple(one.code for one in order if one.code in close)


def _why(kind: str, register: str, types: Iterable[str], scores: Mapping[str, float]) -> str:
    titles = {one.kind: one.title for one in load_kinds().kinds}
    shelf = load_registers().find(register)
    named = [shelf.type_title(one) for one in types if scores.get(f"{register}.{one}", 0) > 0]
    said = (
        f"вид мероприятия «{titles[kind].lower()}»" if kind in titles else "слова мероприятия"
    )
    return f"{said}, по словам: {', '.join(named)}" if named else said


# --- what is counted, and how much --------------------------------------------------------


def _target_of(register: str, row: Row) -> Target:
    for indicator in row.indicators:
        found = _target_from(register, indicator)
        if found is not None:
            return found
    return Target()


def _target_from(register: str, indicator: Indicator) -> Target | None:
    """Read what an indicator asks of this register; None if it speaks of something else."""
    value = indicator.target
    if isinstance(value, tuple):
        value = value[0]
    if value is None or value <= 0 or indicator.comparator in {"delta", "<="}:
        return None
    if _speaks_of_another(register, indicator.text):
        return None
    if indicator.kind == "share":
        return _share_of(register, indicator.text, value)
    if indicator.kind == "count":
        counts = _counted(register, indicator)
        posts = _posts_in(indicator.text) if counts == "people" else ()
        return Target(counts, round(value), posts=posts)
    return None


def _speaks_of_another(register: str, text: str) -> bool:
    """Tell an indicator of the section that hangs on the row but is counted elsewhere."""
    scores = _type_scores({"measure": text})
    here = max(_of_register(register, scores).values(), default=0.0)
    elsewhere = max(scores.values(), default=0.0)
    return here == 0 and elsewhere >= _FOREIGN and register not in _SHARING


_SHARING = frozenset({"activities", "training"})
"""Registers whose targets are worded freely: «представлен опыт 3 школ», «обучено 30 чел.»."""


def _share_of(register: str, text: str, value: float) -> Target | None:
    rules = load_bindings()
    posts = _posts_in(text)
    if posts:
        return Target("people", None, value, "staff", posts)
    if register == "pupils" or _says(text, rules.pupils):
        return Target("people", None, value, "risk_group") if register == "pupils" else None
    if _says(text, rules.share_of_schools):
        return Target("organisations", None, value, "schools")
    return None


def _counted(register: str, indicator: Indicator) -> Counts:
    if indicator.unit == _UNIT_OF_PEOPLE or _posts_in(indicator.subject or ""):
        return "people"
    if _says(indicator.subject or "", load_bindings().share_of_schools):
        return "organisations"
    return "people" if register == "training" else "entries"


def _posts_in(text: str) -> tuple[str, ...]:
    found = [
        post for one in load_bindings().posts if _says(text, one.words) for post in one.posts
    ]
    return tuple(dict.fromkeys(found))


def _says(text: str, variants: str) -> bool:
    pattern = compile_variants(variants)
    return any(pattern.fits(forms_of(word)) for word in _WORD.findall(text))


def _hours_of(register: str, row: Row) -> int | None:
    if register != "training":
        return None
    texts = (row.measure, row.expected_result, *(one.text for one in row.indicators))
    found = [int(match[1]) for text in texts for match in _HOURS.finditer(text)]
    return found[0] if found else None


# --- who is counted, and which titles -----------------------------------------------------


def _scope_of(register: str, responsible: str) -> Scope:
    """Let each organisation have its own entry where only schools are responsible."""
    if register == "pupils":
        return "each"
    actors = read_actors(responsible) if responsible.strip() else ()
    schools = [one.type != "person" and _is_school(one.norm) for one in actors]
    return "each" if schools and all(schools) else "together"


def _is_school(norm: str) -> bool:
    words = _WORD.findall(norm)
    pattern = compile_variants(load_bindings().schools)
    head = words[:3]
    return any(pattern.fits(forms_of(word)) for word in head)


def _words_of(register: str, measure: str) -> tuple[str, ...]:
    """Return the word that names the document, where any document of the registry might do."""
    if register != "acts":
        return ()
    rules: Bindings = load_bindings()
    tokens: Sequence[Token] = read_tokens(measure, _vocabulary())
    named = compile_variants(rules.documents)
    best: tuple[float, str] = (0.0, "")
    for word, token in zip(
        re.findall(r"[а-яё]+|[a-z]+|\d+", measure, re.IGNORECASE), tokens, strict=False
    ):
        forms = forms_of(word)
        if named.fits(forms) and token.factor > best[0]:
            best = (token.factor, lemma(word))
    return (best[1],) if best[1] else ()
