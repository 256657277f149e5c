"""What a promise without a figure is: a document, an event, a yes or no, a quality."""

from __future__ import annotations

import re
from typing import Literal

from opora.methodology import load_indicator_words
from opora.reading.indicators.figures import fits

Nature = Literal["share", "count", "score", "boolean", "document", "event", "qualitative"]

_WORD = re.compile(r"[А-ЯЁа-яё]+(?:-[а-яё]+)*|%", re.IGNORECASE)
_YES_NO = re.compile(r"\(?\s*да\s*(?:/|или|-)\s*нет\s*\)?", re.IGNORECASE)
_UNIT_AT_END = re.compile(
    r"[,(]\s*(?P<unit>%|проц\w*\.?|чел(?:овек|\.)?|ед(?:иниц\w*|\.)?|шт(?:ук|\.)?|балл\w*)\s*\)?\s*\.?$",
    re.IGNORECASE,
)


def unit_at_end(text: str) -> str | None:
    """Return the unit that closes an indicator: «…, %», «…, чел.», «… (ед.)»."""
    found = _UNIT_AT_END.search(text)
    return found["unit"] if found else None


def is_yes_no(text: str) -> bool:
    """Tell whether the text itself asks for a yes or a no."""
    return _YES_NO.search(text) is not None


def nature_of(text: str) -> Nature:
    """Return what kind of promise a text makes by its first telling word.

    Examples
    --------
    >>> nature_of("Утверждённая «дорожная карта» школы"), nature_of("Позитивная динамика")
    ('document', 'qualitative')
    """
    if is_yes_no(text):
        return "boolean"
    words = [match[0] for match in _WORD.finditer(text)]
    lists = load_indicator_words()
    if words and fits(words[0], lists.presence):
        return "boolean"
    for word in words[:3]:
        if fits(word, lists.shares):
            return "share"
        if fits(word, lists.counts):
            return "count"
    if any(fits(word, lists.averages) for word in words[:2]) and any(
        fits(word, lists.scores) for word in words
    ):
        return "score"
    return _by_first_telling_word(words)


def _by_first_telling_word(words: list[str]) -> Nature:
    lists = load_indicator_words()
    verb: Nature | None = None
    for word in words:
        if verb is None and fits(word, lists.made):
            verb = "document"
        elif verb is None and fits(word, lists.held):
            verb = "event"
        elif fits(word, lists.documents):
            return "document"
        elif fits(word, lists.events):
            return "event"
        elif fits(word, lists.qualities):
            return "qualitative"
    return verb or "qualitative"
