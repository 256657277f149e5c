"""Schools of files that the municipality does not know: a queue with suggestions.

A suggestion is a degree of belief for a person to confirm: nothing is bound by it silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

import msgspec
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from opora.methodology.packs import Pack, load_pack
from opora.results.model import FileResults, SchoolResult

_WORD = re.compile(r"[а-яa-z]+(?:-[а-яa-z]+)*|\d+")
_STEM = 5
_ENOUGH = 0.3
_MOST_SUGGESTIONS = 5
_ALIKE = 80.0
_CODE_PARTS = re.compile(r"([a-z]*)(\d+)")
_SLIPS = {1: (0.7, "код отличается в 1 знаке"), 2: (0.3, "код отличается в 2 знаках")}
_SAME_KIND, _OTHER_KIND = "вид школы тот же", "вид школы другой"


Met = Mapping[tuple[str | None, str | None], tuple[str, ...]]
"""Schools of files, code and name, with the files in which each is met."""


class SchoolWords(Pack, frozen=True):
    """The file ``data/school_names.yaml``."""

    kinds: dict[str, tuple[str, ...]]
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school that the municipality knows: its code, its names, its further codes."""

    code: str
    names: tuple[str, ...]
    other_codes: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes."""
        return self.code, *self.other_codes


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A known school that may be meant; ``score`` is in [0, 1]."""

    code: str
    name: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class UnknownSchool:
    """A school as the files have it, and whom it may be, best first."""

    code: str | None
    name: str | None
    files: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """What two names of one code, or two codes of one name, say against each other."""

    kind: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """What a person has to decide before the files are added to a store."""

    unknown: tuple[UnknownSchool, ...]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class NameKey:
    """What a name says: numbers, the kind of school, words of its own as stems."""

    numbers: frozenset[str]
    kind: str | None
    words: tuple[str, ...]


def school_queue(
    read: Iterable[FileResults],
    known: Sequence[KnownSchool],
    decided: Mapping[str, str] | None = None,
) -> Queue:
    """Return the schools of the files that are not known, and codes that contradict names.

    Parameters
    ----------
    read : iterable of FileResults
        What was read.
    known : sequence of KnownSchool
        The schools of the municipality.
    decided : mapping, optional
        Decisions of a person: code in a file, or its name where there is no code, → code of
        the known school. What is decided is not asked again.

    Examples
    --------
    >>> from opora.results.model import FileResults, Procedure, SchoolResult
    >>> school = SchoolResult("edu880110", "СОШ № 14", Procedure("ВПР", None, 5, 2025))
    >>> known = [KnownSchool("edu880101", ("МБОУ «СОШ № 14»",))]
    >>> school_queue([FileResults("a.xlsx", schools=[school])], known).unknown[0].suggestions[0]
    Suggestion(code='edu880101', name='МБОУ «СОШ № 14»', score=0.88, reason='совпал № 14; \
вид школы тот же; код отличается в 1 знаке')
    """
    settled = {code for one in known for code in one.codes} | {*(decided or {})}
    met = _met(read)
    asked = ((code, name) for code, name in met if (code or name) not in settled)
    unknown = tuple(
        UnknownSchool(code, name, met[code, name], suggestions(code, name, known))
        for code, name in asked
    )
    return Queue(unknown, tuple(_clashes(met, known)))


def suggestions(
    code: str | None, name: str | None, known: Iterable[KnownSchool]
) -> tuple[Suggestion, ...]:
    """Return the known schools that code and name may mean, the likeliest first."""
    found = [_suggestion(code, name, one) for one in known]
    ranked = sorted(
        (one for one in found if one.score >= _ENOUGH), key=lambda one: (-one.score, one.code)
    )
    return tuple(ranked[:_MOST_SUGGESTIONS])


def decide(results: FileResults, decided: Mapping[str, str]) -> FileResults:
    """Return the results with the codes that a person decided.

    Parameters
    ----------
    results : FileResults
        What was read; it stays as it is.
    decided : mapping
        Code in the file, or name where it has no code, → code of the known school.
    """
    return replace(
        results,
        schools=[
            msgspec.structs.replace(one, code=decided.get(one.code or one.name or "", one.code))
            for one in results.schools
        ],
        pupils=[
            msgspec.structs.replace(one, school=decided.get(one.school, one.school))
            for one in results.pupils
        ],
        passport=[
            msgspec.structs.replace(one, school=decided.get(one.school or "", one.school))
            for one in results.passport
        ],
    )


def name_key(name: str) -> NameKey:
    """Take a name of a school apart.

    Examples
    --------
    >>> key = name_key("МКОУ «Средняя школа № 05 с. Еловое»")
    >>> sorted(key.numbers), key.kind, key.words
    (['5'], 'secondary', ('елово',))
    """
    return _name_key(name.casefold().replace("ё", "е"))


@lru_cache(maxsize=100_000)
def _name_key(name: str) -> NameKey:
    words = _WORD.findall(name)
    numbers = frozenset(word.lstrip("0") for word in words if word.isdigit())
    kind, phrase = _kind(" ".join(words))
    dull = {*_load().empty, *phrase.split()}
    own = tuple(w[:_STEM] for w in words if not w.isdigit() and w not in dull and len(w) > 1)
    return NameKey(numbers, kind, own)


def _kind(text: str) -> tuple[str | None, str]:
    found = [
        (phrase, kind)
        for kind, phrases in _load().kinds.items()
        for phrase in phrases
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)
    ]
    if not found:
        return None, ""
    phrase, kind = max(found, key=lambda one: len(one[0]))
    return kind, phrase


@cache
def _load() -> SchoolWords:
    return load_pack(files("opora.results") / "data" / "school_names.yaml", SchoolWords)


def _suggestion(code: str | None, name: str | None, known: KnownSchool) -> Suggestion:
    by_code, code_reason = max(
        (_code_likeness(code, one) for one in known.codes), default=(0.0, "")
    )
    named = [(*name_likeness(name, one), one) for one in known.names] if name else []
    by_name, name_reason, best = max(named, default=(0.0, "", next(iter(known.names), "")))
    # The two bear each other out; either may stand alone, but a code by itself is a guess.
    score = max(by_name + 0.3 * by_code * (1 - by_name), 0.7 * by_code)
    reason = "; ".join(one for one in (name_reason, code_reason) if one)
    return Suggestion(known.code, best, round(score, 2), reason)


def _code_likeness(code: str | None, known: str) -> tuple[float, str]:
    """Compare codes of one kind by the signs in which they differ: slips change few."""
    ours, theirs = (_CODE_PARTS.fullmatch(one or "") for one in (code, known))
    if ours is None or theirs is None or bool(ours[1]) != bool(theirs[1]):
        return 0.0, ""
    if ours[2] == theirs[2]:
        return 0.95, "цифры кода те же, буквы другие"
    return _SLIPS.get(OSA.distance(ours[2], theirs[2]), (0.0, ""))


def name_likeness(name: str, known: str) -> tuple[float, str]:
    """Return how alike two names of schools are, in [0, 1], and why.

    Examples
    --------
    >>> name_likeness("СОШ № 14", "МБОУ «СОШ № 14»")
    (0.85, 'совпал № 14; вид школы тот же')
    >>> name_likeness("СОШ № 14", "МБОУ «СОШ № 15»")
    (0.0, '')
    """
    one, other = name_key(name), name_key(known)
    if bool(one.numbers) != bool(other.numbers) and not (one.words and other.words):
        return 0.0, ""
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return 0.0, ""
    words = _word_likeness(one.words, other.words)
    shared = sorted(one.numbers & other.numbers)
    if not shared and words < _ALIKE:
        return 0.0, ""
    score, reasons = (0.75, [f"совпал № {', '.join(shared)}"]) if shared else (0.7, [])
    if one.words and other.words:
        alike = words >= _ALIKE
        score += 0.15 if alike else -0.35
        reasons.append("слова названия похожи" if alike else "слова названия другие")
    return _with_kind(score, reasons, one.kind, other.kind)


def _with_kind(
    score: float, reasons: list[str], one: str | None, other: str | None
) -> tuple[float, str]:
    if one is not None and other is not None:
        score += 0.1 if one == other else -0.3
        reasons.append(_SAME_KIND if one == other else _OTHER_KIND)
    return round(min(max(score, 0.0), 1.0), 2), "; ".join(reasons)


def _word_likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two sets of stems are, in percent; extra words on one side do not count."""
    return fuzz.token_set_ratio(" ".join(one), " ".join(other)) if one and other else 0.0


def _met(read: Iterable[FileResults]) -> Met:
    """Return the schools of the files in the order of appearance, with the files of each."""
    met: dict[tuple[str | None, str | None], list[str]] = {}
    for results in read:
        for code, name in _schools_of(results.schools):
            names = met.setdefault((code, name), [])
            if results.file not in names:
                names.append(results.file)
    return {school: tuple(names) for school, names in met.items()}


def _schools_of(schools: Iterable[SchoolResult]) -> Iterator[tuple[str | None, str | None]]:
    return ((one.code, one.name) for one in schools if one.code or one.name)


def _clashes(met: Met, known: Sequence[KnownSchool]) -> Iterator[Clash]:
    names_of: dict[str, list[str]] = {}
    codes_of: dict[tuple[NameKey, bool], dict[str, str]] = {}
    for code, name in met:
        if code and name:
            names_of.setdefault(code, []).append(name)
            key = name_key(name)
            if key.numbers or key.words:
                codes_of.setdefault((key, code.isdigit()), {})[code] = name
    for code, names in names_of.items():
        odd = [name for name in names[1:] if name_likeness(names[0], name)[0] < _ENOUGH]
        if odd:
            told = (names[0], *odd)
            yield Clash("code_of_two_schools", (code,), told, _files(met, [code], told))
    ours = {code: one.code for one in known for code in one.codes}
    for called in codes_of.values():
        # Schools of one name that are known apart, as in two towns, are no contradiction.
        if len(called) > 1 and len({ours.get(code) for code in called} - {None}) < len(called):
            told = tuple(dict.fromkeys(called.values()))
            codes = tuple(called)
            yield Clash("school_of_two_codes", codes, told, _files(met, codes, told))


def _files(met: Met, codes: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    schools = [(code, name) for code in codes for name in names]
    return tuple(dict.fromkeys(file for one in schools for file in met.get(one, ())))
