"""The role of a column by the words of its header."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from opora.methodology import load_column_headers
from opora.reading.model import ColumnRole
from opora.reading.tables.vocabulary import vocabulary
from opora.reading.words import lemmas

MIN_WEIGHT = 0.45
_WORD = re.compile(r"[^\W\d_]+")
_TORN = re.compile(r"(?<=[^\W\d_])-\s*(?=[^\W\d_])")
_LIKE_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")


class Match(NamedTuple):
    """A role that a header may have, and how surely."""

    weight: float
    length: int
    role: ColumnRole


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    weight: float
    whole: bool
    role: ColumnRole


@lru_cache(maxsize=4096)
def roles_of(header: str) -> tuple[Match, ...]:
    """Return the roles that a header fits, the surest first.

    Examples
    --------
    >>> roles_of("Сроки исполнения")[0].role, roles_of("Содержание деятельности")[0].role
    ('deadline', 'measure')
    >>> roles_of("Приказываю:")
    ()
    """
    words = lemmas(_in_cyrillic(header))
    return _fitting(words) or _fitting(lemmas(_TORN.sub("", _in_cyrillic(header))))


def _fitting(words: tuple[str, ...]) -> tuple[Match, ...]:
    best: dict[ColumnRole, Match] = {}
    for phrase in _phrases():
        if _fits(phrase, words):
            match = Match(phrase.weight, len(phrase.words), phrase.role)
            best[phrase.role] = max(match, best.get(phrase.role, match))
    return tuple(sorted(best.values(), reverse=True))


@lru_cache(maxsize=4096)
def is_foreign(header: str) -> bool:
    """Tell a header of a list of people, schools or signatures.

    Examples
    --------
    >>> is_foreign("Ф.И.О."), is_foreign("Ответственный (ФИО)")
    (True, False)
    """
    words = lemmas(header.replace(".", ""))
    return not roles_of(header) and any(_holds(words, phrase) for phrase in _foreign())


def _in_cyrillic(header: str) -> str:
    """Put Latin letters that stand among Russian ones right («Cроки»), as typists mix them."""
    return _WORD.sub(
        lambda word: (
            word[0].translate(_LIKE_CYRILLIC) if re.search("[А-яЁё]", word[0]) else word[0]
        ),
        header,
    )


def _fits(phrase: _Phrase, words: tuple[str, ...]) -> bool:
    return words == phrase.words if phrase.whole else _holds(words, phrase.words)


def _holds(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    rest = iter(words)
    return bool(wanted) and all(word in rest for word in wanted)


@cache
def _phrases() -> tuple[_Phrase, ...]:
    return tuple(
        _Phrase(lemmas(phrase.text), phrase.weight, phrase.whole, role)
        for role, phrases in load_column_headers().roles.items()
        for phrase in phrases
    )


@cache
def _foreign() -> tuple[tuple[str, ...], ...]:
    return tuple(lemmas(text.replace(".", "")) for text in vocabulary().foreign_headers)
