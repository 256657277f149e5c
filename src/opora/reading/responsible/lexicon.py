"""The words of `opora.methodology.actors`, indexed for the reader of responsible parties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from opora.methodology import load_abbreviations, load_actor_words
from opora.reading.words import find_phrase, lemma, lemmas, parses

HeadKind = Literal["post", "people", "organization"]

_WORD = re.compile(r"[А-ЯЁа-яёA-Za-z]+(?:-[А-ЯЁа-яё]+)*")
_ACRONYM = re.compile(r"[А-ЯЁ][а-яё]?[А-ЯЁиов]*[А-ЯЁ][а-яё]?(?![А-ЯЁа-яё])")
_LONGEST_ACRONYM = 8


@dataclass(frozen=True, slots=True)
class Head:
    """The word that says what kind of actor a phrase names."""

    word: str
    kind: HeadKind
    start: int


@lru_cache(maxsize=1)
def _heads() -> dict[str, HeadKind]:
    words = load_actor_words()
    kinds: tuple[tuple[HeadKind, tuple[str, ...]], ...] = (
        ("organization", words.organizations), ("people", words.people), ("post", words.posts),
    )  # fmt: skip
    return {key: kind for kind, names in kinds for name in names for key in _forms(name)}


def _forms(name: str) -> set[str]:
    return {name.replace("ё", "е"), lemma(name)}


def head_kind(word: str) -> HeadKind | None:
    """Return what one word says of its phrase; a compound is known by its first part."""
    first = word.lower().split("-")[0]
    if len(first) == 1 or (first != word.lower() and first.endswith("о")):
        return None
    heads = _heads()
    forms = [first, *(str(parse.normal_form) for parse in parses(first))]
    return next((heads[form.replace("ё", "е")] for form in forms if form.replace("ё", "е") in heads), None)


def find_head(text: str) -> Head | None:
    """Find the first word of a phrase that names a position, a group of people or a body."""
    for match in _WORD.finditer(re.sub(r"[«“„\"][^»”\"]*", lambda m: " " * len(m[0]), text)):
        word = match[0]
        kind = None if is_acronym_like(word) else head_kind(word)
        if kind is not None:
            return Head(word, kind, match.start())
        if is_acronym_like(word):
            return Head(word, "organization", match.start())
    return None


def is_acronym_like(word: str) -> bool:
    """Tell «УОиМП», «ИМЦ», «ПМПк» from words."""
    return (
        1 < len(word) <= _LONGEST_ACRONYM
        and sum(letter.isupper() for letter in word) > 1
        and _ACRONYM.match(word) is not None
    )


def begins_actor(text: str, cases: tuple[str, ...] = ()) -> bool:
    """Tell whether an actor's own name begins here: its head in the nominative, or an acronym.

    «дополнительного образования» after «отдел воспитания и» does not.
    """
    head = find_head(text)
    if head is None:
        return False
    before = text[: head.start].strip(" «\"(–-")
    if is_acronym_like(head.word):
        return before == "" or bool(re.fullmatch(r"(?:вс[ея]|кажд\w+|\d+|данн\w+)", before.lower()))
    phrase = find_phrase(text)
    if phrase is None or phrase.tokens[-1].start() != head.start:
        return before == "" and head.kind == "post"
    return bool(set(cases or ("nomn",)) & phrase.cases())


@lru_cache(maxsize=1)
def _contractions() -> tuple[tuple[re.Pattern[str], str], ...]:
    words = sorted(load_actor_words().contractions.items(), key=lambda pair: -len(pair[0]))
    return tuple(
        (re.compile(rf"(?<![А-ЯЁа-яё]){re.escape(short)}\.\s?", re.IGNORECASE), long + " ")
        for short, long in words
    )


def expand(text: str) -> str:
    """Write shortened words in full: «зам. директора» → «заместитель директора».

    Examples
    --------
    >>> expand("зам.директора по УВР"), expand("и.о. начальника")
    ('заместитель директора по УВР', 'исполняющий обязанности начальника')
    """
    text = re.sub(r"(?<![а-яё])(и)\.\s?о\.\s?", "исполняющий обязанности ", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<![а-яё])зам\.?\s?дир(?:ектора|\.)\s?", "заместитель директора ", text,
                  flags=re.IGNORECASE)  # fmt: skip
    for pattern, long in _contractions():
        text = pattern.sub(long, text)
    text = re.sub(r"(?<![а-яё-])зам(?![а-яё.])", "заместитель", text, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=1)
def _conditions() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(lemmas(words)) for words in load_actor_words().conditions)


def is_condition(text: str) -> bool:
    """Tell whether words state a condition («по согласованию»), not an actor."""
    found = lemmas(text)
    return any(found[: len(words)] == words for words in _conditions())


@lru_cache(maxsize=1)
def prefix_pattern() -> re.Pattern[str]:
    """Return what may stand before the actors themselves: «Отв.:», «Ответственные исполнители –»."""
    stems = (r"(?:ответственн\w+|отв\.?|соисполнител\w+|исполнител\w+|исп\.?|организатор\w*)")
    tail = r"(?:\s+(?:и\s+)?(?:исполнител\w+|исп\.?|соисполнител\w+|лиц\w+|за\s+\w+(?:\s+\w+)?))?"
    return re.compile(rf"\s*{stems}{tail}\s*(?::|[–—-]\s)\s*|\s*(?:отв|исп)\.\s*", re.IGNORECASE)


def family(short: str) -> str | None:
    """Return the family of an abbreviation: which others share a head word with it in a list."""
    found = load_abbreviations().find(short)
    return found.family if found else None


def is_duty(short: str) -> bool:
    """Tell whether an abbreviation names a duty («УВР»), as it stands after «по»."""
    return load_abbreviations().find(short, kind="duty") is not None
