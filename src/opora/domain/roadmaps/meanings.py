"""The reviewed words that say whom an actor means, and which measures open child roadmaps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from opora.methodology import Pack, load_abbreviations, load_pack
from opora.reading.words import lemmas


class Meanings(Pack, frozen=True):
    """Phrases of ``data/meanings.yaml``, words in dictionary form."""

    section_schools: tuple[str, ...]
    listed_schools: tuple[str, ...]
    every_authority: tuple[str, ...]
    bodies: tuple[str, ...]
    child_phrases: tuple[str, ...]
    child_verbs: tuple[str, ...]
    child_never: tuple[str, ...]


@cache
def load_meanings() -> Meanings:
    """Load the phrases, once a process."""
    return load_pack(files("opora.domain.roadmaps") / "data" / "meanings.yaml", Meanings)


def has_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Whether all words of some phrase stand in the text, in any form and order.

    Examples
    --------
    >>> has_phrase("Школы-участники проекта", ["школа участник"])
    True
    """
    found = set(lemmas(text))
    return any(found.issuperset(lemmas(phrase)) for phrase in phrases)


@cache
def _school_phrases() -> tuple[frozenset[str], ...]:
    known = load_abbreviations()
    short = [one.short for one in known.abbreviations if one.every_school]
    return tuple(frozenset(lemmas(phrase)) for phrase in (*known.every_school, *short))


def means_every_school(actor: str, *, whole: bool = False) -> bool:
    """Whether the words stand for each school: «руководители ОО», «директора школ».

    With ``whole`` nothing may stand beside them, as in «методический совет школ».

    Examples
    --------
    >>> means_every_school("руководители ОО"), means_every_school("Управление образования")
    (True, False)
    """
    found = set(lemmas(actor))
    return any(phrase == found if whole else phrase <= found for phrase in _school_phrases())


def opens_child_roadmap(measure: str) -> bool:
    """Whether each school answers the measure with a roadmap of its own.

    Examples
    --------
    >>> opens_child_roadmap("Разработка и утверждение школьных дорожных карт")
    True
    >>> opens_child_roadmap("Мониторинг реализации школьных дорожных карт")
    False
    """
    words = load_meanings()
    return (
        has_phrase(measure, words.child_phrases)
        and has_phrase(measure, words.child_verbs)
        and not has_phrase(measure, words.child_never)
    )
