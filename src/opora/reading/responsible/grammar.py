"""What the words of a post or a body tell: case, gender, type of actor."""

from __future__ import annotations

from opora.reading.model import ActorType
from opora.reading.responsible.lexicon import expand, find_head
from opora.reading.responsible.surnames import Gender, GrammaticalCase
from opora.reading.words import find_phrase

_KNOWN, _UNKNOWN = 0.95, 0.5
_OBLIQUE: tuple[GrammaticalCase, ...] = ("datv", "accs", "gent", "ablt", "loct")


def cases_of(post: str) -> tuple[GrammaticalCase, ...]:
    """Return the cases of an oblique post, which its name shares."""
    phrase = find_phrase(expand(post)) if post else None
    if phrase is None or "nomn" in phrase.cases():
        return ()
    return tuple(case for case in _OBLIQUE if case in phrase.cases())


def gender_of(post: str) -> Gender | None:
    """Return the gender of a post that has one of its own: «заведующей», «заведующему»."""
    phrase = find_phrase(expand(post)) if post else None
    head = phrase.head_parses[0] if phrase else None
    if head is None or head.tag.POS == "NOUN" or head.tag.number == "plur":
        return None
    genders: dict[str, Gender] = {"femn": "femn", "masc": "masc"}
    return genders.get(str(head.tag.gender))


def is_plural(post: str) -> bool:
    """Tell whether a post in the nominative is held by several people («методисты ИМЦ»)."""
    phrase = find_phrase(expand(post))
    return phrase is not None and phrase.is_plural()


def type_of(text: str) -> tuple[ActorType, float]:
    """Return whether words name people or a body, and how surely."""
    head = find_head(expand(text))
    if head is not None:
        return ("organization" if head.kind == "organization" else "role"), _KNOWN
    phrase = find_phrase(text)
    animate = phrase is not None and any("anim" in one.tag for one in phrase.head_parses)
    return ("role" if animate else "organization"), _UNKNOWN
