"""Cues of a pack matched against a text: every word knows how much its place in it counts."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from opora.methodology.kinds import Cue, Kinds
from opora.reading.words import is_acronym, parses

_WORD = re.compile(r"[а-яё]+|[a-z]+|\d+", re.IGNORECASE)
_QUOTED = re.compile(r"[«“„\"][^»”\"]*[»”\"]")
_BRACKETED = re.compile(r"\([^)]*\)")
_SENTENCE_END = re.compile(r"[.;!?]\s+(?=[А-ЯЁ])|\n")
_IN_QUOTES, _IN_BRACKETS, _IN_LATER_SENTENCE, _LATE = 0.25, 0.4, 0.65, 0.8
_EARLY_WORDS = 5
_LEADING, _PER_SKIPPED_WORD = 1.25, 0.9


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: the words of cues that it fits, and how much it counts."""

    fits: frozenset[str]
    factor: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word of a cue: its variants, whole dictionary forms and beginnings of words."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def fits(self, forms: frozenset[str]) -> bool:
        """Tell whether a word of these dictionary forms is one of the variants."""
        return not self.whole.isdisjoint(forms) or any(
            form.startswith(self.beginnings) for form in forms
        )


@dataclass(frozen=True, slots=True)
class KindCue:
    """A cue with its kind and its place in the pack."""

    order: int
    kind: str
    words: tuple[str, ...]
    cue: Cue


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Cues and markers of a pack by their first words, and words by the forms a text holds."""

    cues: Mapping[str, Sequence[KindCue]]
    markers: Mapping[str, Sequence[tuple[Sequence[str], float]]]
    openers: str
    whole: Mapping[str, frozenset[str]]
    beginnings: Mapping[str, frozenset[str]]

    def fitting(self, form: str) -> Iterator[str]:
        """Give the words of cues that a dictionary form fits, some of them twice."""
        yield from self.whole.get(form, ())
        for length in range(1, len(form) + 1):
            yield from self.beginnings.get(form[:length], ())

    def cues_in(self, texts: Iterable[Sequence[Token]]) -> list[KindCue]:
        """Return the cues whose first word stands in one of the texts, in order of the pack."""
        spoken = frozenset[str]().union(*(token.fits for text in texts for token in text))
        found = (cue for word in spoken for cue in self.cues.get(word, ()))
        return sorted(found, key=lambda one: one.order)


def vocabulary_of(pack: Kinds) -> Vocabulary:
    """Gather the words of all cues, markers and openers of a pack."""
    texts = [cue.words for kind in pack.kinds for cue in kind.cues]
    texts += [marker.words for marker in pack.markers] + [pack.openers]
    words = {word for text in texts for word in text.split()}
    patterns = {word: compile_variants(word) for word in words}
    return Vocabulary(
        _cues_by_first_word(pack),
        _markers_by_first_word(pack),
        pack.openers,
        _turned({word: pattern.whole for word, pattern in patterns.items()}),
        _turned({word: pattern.beginnings for word, pattern in patterns.items()}),
    )


def _cues_by_first_word(pack: Kinds) -> dict[str, list[KindCue]]:
    found: dict[str, list[KindCue]] = defaultdict(list)
    cues = ((kind.kind, cue) for kind in pack.kinds for cue in kind.cues)
    for order, (kind, cue) in enumerate(cues):
        words = tuple(cue.words.split())
        found[words[0]].append(KindCue(order, kind, words, cue))
    return found


def _markers_by_first_word(pack: Kinds) -> dict[str, list[tuple[Sequence[str], float]]]:
    found: dict[str, list[tuple[Sequence[str], float]]] = defaultdict(list)
    for marker in pack.markers:
        words = marker.words.split()
        found[words[0]].append((words, marker.factor))
    return found


def _turned(words: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for word, forms in words.items():
        for form in forms:
            found[form].add(word)
    return {form: frozenset(ones) for form, ones in found.items()}


@lru_cache(maxsize=16384)
def _fitting(word: str, vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(key for form in forms_of(word) for key in vocabulary.fitting(form))


def compile_variants(variants: str) -> Pattern:
    """Read one word of a cue: «утвердить/разраб*»."""
    plain = [one.replace("ё", "е").lower() for one in variants.split("/")]
    whole = {form for one in plain if not one.endswith("*") for form in (one, *forms_of(one))}
    return Pattern(frozenset(whole), tuple(one[:-1] for one in plain if one.endswith("*")))


@lru_cache(maxsize=65536)
def forms_of(word: str) -> frozenset[str]:
    """Return every dictionary form that a printed word may have, with ё as е."""
    plain = word.lower().replace("ё", "е")
    if is_acronym(word) or not word.isalpha():
        return frozenset({plain})
    found = (str(parse.normal_form).replace("ё", "е") for parse in parses(word.lower()))
    return frozenset({plain, *found})


def read_tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    """Split a text into words and weigh each by its place.

    The first word counts most, or the second if the first is an opener that says nothing itself
    («Организация семинара»). What stands in quotes or brackets, in a later sentence, or after a
    marker of purpose, topic or circumstance counts less.
    """
    matches = list(_WORD.finditer(text))
    fits = [_fitting(match[0], vocabulary) for match in matches]
    outer, ends = _outer_factors(text), [end.end() for end in _SENTENCE_END.finditer(text)]
    clause, sentence = 1.0, 0
    tokens = []
    for index, match in enumerate(matches):
        now = bisect_right(ends, match.start())
        if now != sentence:
            clause, sentence = 1.0, now
        clause = min(clause, _marker_factor(fits[index : index + 3], vocabulary))
        later = _IN_LATER_SENTENCE if sentence else 1.0
        late = _LATE if index >= _EARLY_WORDS else 1.0
        tokens.append(Token(fits[index], clause * outer[match.start()] * later * late))
    return _with_leading_word(tokens, vocabulary.openers)


def _with_leading_word(tokens: list[Token], openers: str) -> list[Token]:
    index = next((at for at, one in enumerate(tokens) if openers not in one.fits), 0)
    if tokens and index < _EARLY_WORDS:
        first = tokens[index]
        tokens[index] = Token(first.fits, first.factor * _LEADING)
    return tokens


def _marker_factor(ahead: Sequence[frozenset[str]], vocabulary: Vocabulary) -> float:
    begun = (one for word in ahead[0] for one in vocabulary.markers.get(word, ()))
    fitting = (factor for words, factor in begun if _starts_with(ahead, words))
    return min(fitting, default=1.0)


def _starts_with(ahead: Sequence[frozenset[str]], words: Sequence[str]) -> bool:
    return len(ahead) >= len(words) and all(
        word in fits for word, fits in zip(words, ahead, strict=False)
    )


def _outer_factors(text: str) -> list[float]:
    factors = [1.0] * (len(text) + 1)
    for pattern, factor in ((_QUOTED, _IN_QUOTES), (_BRACKETED, _IN_BRACKETS)):
        for match in pattern.finditer(text):
            if match.start() > 0:
                factors[match.start() : match.end()] = [factor] * len(match[0])
    return factors


def find_cue(tokens: Sequence[Token], words: Sequence[str], gap: int) -> float:
    """Return the greatest factor with which the words stand in the text, 0 where nowhere."""
    return max(_matches(tokens, words, gap), default=0.0)


def _matches(tokens: Sequence[Token], words: Sequence[str], gap: int) -> Iterator[float]:
    for start, token in enumerate(tokens):
        if words[0] not in token.fits:
            continue
        factor, at = token.factor, start
        for word in words[1:]:
            window = range(at + 1, min(at + 2 + gap, len(tokens)))
            found = next((index for index in window if word in tokens[index].fits), None)
            if found is None:
                break
            factor = math.sqrt(factor * min(factor, tokens[found].factor))
            factor, at = factor * _PER_SKIPPED_WORD ** (found - at - 1), found
        else:
            yield factor
