"""The name of an event in the nominative: «отдельному плану МКУ «ЦРО»» → «отдельный план …»."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from opora.reading.words import is_acronym, parses

_CYRILLIC = re.compile(r"[А-Яа-яЁё-]+")
_ADJECTIVES = frozenset({"ADJF", "PRTF"})
_DIRECT = frozenset({"nomn", "accs"})
_EDGES = " \t\n.,;:-–—/"


@lru_cache(maxsize=4096)
def nominative(printed: str) -> str:
    """Bring the head of a noun phrase, its adjectives and its first noun, to the nominative.

    Words the dictionary does not know, capitals and all after the first noun stay as printed.

    Examples
    --------
    >>> nominative("получения результатов ВПР")
    'получение результатов ВПР'
    """
    words = printed.strip(_EDGES).split()
    head = _head(words)
    if head is None:
        return " ".join(words)
    noun = head[-1]
    tags = {"nomn", noun.tag.number} - {None}
    gender = {noun.tag.gender} - {None} if noun.tag.number == "sing" else set()
    for i, parse in enumerate(head):
        turned = parse.inflect(tags | (gender if parse is not noun else set()))
        if turned is not None:
            words[i] = _in_case_of(words[i], turned.word)
    return " ".join(words)


def _head(words: list[str]) -> list[Any] | None:
    """Return the parses of the adjectives and the noun that the phrase begins with."""
    head: list[Any] = []
    for word in words:
        bare = word.rstrip(_EDGES)
        if not _CYRILLIC.fullmatch(bare) or is_acronym(bare):
            return None
        parse = _adjective_or_noun(bare.lower())
        if parse is None:
            return None
        head.append(parse)
        if parse.tag.POS == "NOUN":
            return head
    return None


def _adjective_or_noun(word: str) -> Any:
    """Return the likeliest parse in an oblique case, as after a preposition, else in any."""
    found = [one for one in parses(word) if one.tag.POS in _ADJECTIVES or one.tag.POS == "NOUN"]
    oblique = [one for one in found if one.tag.case not in _DIRECT]
    return next(iter(oblique or found), None)


def _in_case_of(printed: str, word: str) -> str:
    """Return the word with the capital letter, the ё and the comma of the printed one."""
    if "ё" not in printed.lower():
        word = word.replace("ё", "е")
    ending = printed[len(printed.rstrip(_EDGES)) :]
    return (word.capitalize() if printed[:1].isupper() else word) + ending
