"""Russian words: lemmas for comparing wordings, and noun phrases brought to the nominative."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pymorphy3

_WORD = re.compile(r"[а-яёa-z]+|\d+|№|%", re.IGNORECASE)
_SHORT_ACRONYM = 5


@lru_cache(maxsize=1)
def analyzer() -> Any:
    """Return the morphological analyser, built once a process because that takes 0.1–0.3 s."""
    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=65536)
def parses(word: str) -> tuple[Any, ...]:
    """Return all parses of one word, the likeliest first."""
    return tuple(analyzer().parse(word))


def is_acronym(word: str) -> bool:
    """Tell «ШНОР» from «СРОКИ»: short, in capitals, and no common word of the language."""
    if not (word.isupper() and 1 < len(word) <= _SHORT_ACRONYM):
        return False
    return len(word) <= 3 or not analyzer().word_is_known(word.lower())  # noqa: PLR2004


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Return the dictionary form of one word in small letters; ё counts as е.

    Examples
    --------
    >>> lemma("школами"), lemma("ШНОР"), lemma("отчёты")
    ('школа', 'шнор', 'отчет')
    """
    if is_acronym(word) or not word.isalpha():
        return word.lower().replace("ё", "е")
    return str(parses(word.lower())[0].normal_form).replace("ё", "е")


def words(text: str) -> tuple[str, ...]:
    """Split a text into words, figures, № and %; hyphens part words."""
    return tuple(_WORD.findall(text))


def lemmas(text: str) -> tuple[str, ...]:
    """Return the lemmas of a text in reading order.

    Examples
    --------
    >>> lemmas("Сроки исполнения мероприятий")
    ('срок', 'исполнение', 'мероприятие')
    """
    return tuple(lemma(word) for word in words(text))
