"""Cues of a pack matched against a text: every word knows how much its place in it counts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from opora.methodology.kinds import Marker
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
    """One word: as printed in small letters, its dictionary forms, and how much it counts."""

    word: str
    forms: frozenset[str]
    factor: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word of a cue: its variants, whole dictionary forms and beginnings of words."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def fits(self, token: Token) -> bool:
        """Tell whether the word of the text is one of the variants."""
        return not self.whole.isdisjoint(token.forms) or any(
            form.startswith(self.beginnings) for form in token.forms
        )


@lru_cache(maxsize=4096)
def compile_words(words: str) -> tuple[Pattern, ...]:
    """Read the words of a cue: «разраб*/утвердить план*»."""
    return tuple(_pattern(one) for one in words.split())


def _pattern(variants: str) -> Pattern:
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


def read_tokens(text: str, markers: Sequence[Marker], openers: str = "") -> list[Token]:
    """Split a text into words and weigh each by its place.

    The first word counts most, or the second if the first is an opener that says nothing itself
    («Организация семинара»). What stands in quotes or brackets, in a later sentence, or after a
    marker of purpose, topic or circumstance counts less.
    """
    plain = [(match, forms_of(match[0])) for match in _WORD.finditer(text)]
    tokens = [Token(match[0].lower().replace("ё", "е"), forms, 1.0) for match, forms in plain]
    outer = _outer_factors(text)
    clause, sentence = 1.0, 0
    weighed = []
    for index, (token, (match, _)) in enumerate(zip(tokens, plain, strict=True)):
        now = len(_SENTENCE_END.findall(text[: match.start()]))
        if now != sentence:
            clause, sentence = 1.0, now
        clause = min(clause, _marker_factor(tokens[index : index + 3], markers))
        factor = clause * outer[match.start()] * (_IN_LATER_SENTENCE if sentence else 1.0)
        late = _LATE if index >= _EARLY_WORDS else 1.0
        weighed.append(Token(token.word, token.forms, factor * late))
    return _with_leading_word(weighed, openers)


def _with_leading_word(tokens: list[Token], openers: str) -> list[Token]:
    opener = compile_words(openers)[0] if openers else None
    index = next(
        (at for at, one in enumerate(tokens) if opener is None or not opener.fits(one)), 0
    )
    if tokens and index < _EARLY_WORDS:
        first = tokens[index]
        tokens[index] = Token(first.word, first.forms, first.factor * _LEADING)
    return tokens


def _marker_factor(ahead: Sequence[Token], markers: Sequence[Marker]) -> float:
    fitting = (one.factor for one in markers if _starts_with(ahead, compile_words(one.words)))
    return min(fitting, default=1.0)


def _starts_with(tokens: Sequence[Token], patterns: Sequence[Pattern]) -> bool:
    return len(tokens) >= len(patterns) and all(
        pattern.fits(token) for pattern, token in zip(patterns, tokens, strict=False)
    )


def _outer_factors(text: str) -> list[float]:
    factors = [1.0] * (len(text) + 1)
    for pattern, factor in ((_QUOTED, _IN_QUOTES), (_BRACKETED, _IN_BRACKETS)):
        for match in pattern.finditer(text):
            if match.start() > 0:
                factors[match.start() : match.end()] = [factor] * len(match[0])
    return factors


def find_cue(tokens: Sequence[Token], words: str, gap: int) -> float:
    """Return the greatest factor with which the words stand in the text, 0 where nowhere."""
    patterns = compile_words(words)
    return max(_matches(tokens, patterns, gap), default=0.0)


def _matches(tokens: Sequence[Token], patterns: Sequence[Pattern], gap: int) -> Iterator[float]:
    for start, token in enumerate(tokens):
        if not patterns[0].fits(token):
            continue
        factor, at = token.factor, start
        for pattern in patterns[1:]:
            window = range(at + 1, min(at + 2 + gap, len(tokens)))
            found = next((index for index in window if pattern.fits(tokens[index])), None)
            if found is None:
                break
            factor = math.sqrt(factor * min(factor, tokens[found].factor))
            factor, at = factor * _PER_SKIPPED_WORD ** (found - at - 1), found
        else:
            yield factor
