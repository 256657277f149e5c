"""The words of `opora.methodology.actors`, indexed for the reader of responsible parties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Literal

from opora.methodology import load_abbreviations, load_actor_words
from opora.reading.words import agreeing, find_phrase, lemma, lemmas, parses

HeadKind = Literal["post", "people", "organization"]

_WORD = re.compile(r"[А-ЯЁа-яёA-Za-z]+(?:-[А-ЯЁа-яё]+)*")
_ACRONYM = re.compile(r"[А-ЯЁ][а-яё]?[А-ЯЁиов]*[А-ЯЁ][а-яё]?(?![А-ЯЁа-яё])")
_LONGEST_ACRONYM = 8
_QUOTES = ("«", "“", "„", '"')


@dataclass(frozen=True, slots=True)
class Head:
    """The word that says what kind of actor a phrase names."""

    word: str
    kind: HeadKind
    start: int


def _may_stand_before(word: str) -> bool:
    """Tell whether a word agrees with an abbreviation after it: «школьные ППк», «все ОО»."""
    return word.isdigit() or any(
        "nomn" in one.tag and one.tag.POS in {"ADJF", "PRTF"} for one in parses(word.lower())
    )


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
    return next(
        (heads[form.replace("ё", "е")] for form in forms if form.replace("ё", "е") in heads),
        None,
    )


def find_head(text: str) -> Head | None:
    """Find the first word of a phrase that names a position, a group of people or a body."""
    unquoted = re.sub(r"[«“„\"][^»”\"]*", lambda quoted: " " * len(quoted[0]), text)
    found = list(_WORD.finditer(unquoted))
    for match, following in zip_longest(found, found[1:]):
        word = match[0]
        if is_acronym_like(word):
            return Head(word, _kind_of_acronym(word), match.start())
        kind = head_kind(word)
        if kind is not None and not _describes(word, following):
            return Head(word, kind, match.start())
    return None


def _kind_of_acronym(short: str) -> HeadKind:
    """Return «post» for «ЗДУВР»; other abbreviations name bodies."""
    return "post" if load_abbreviations().find(short, kind="post") else "organization"


def _describes(word: str, following: re.Match[str] | None) -> bool:
    """Tell «управляющий» before «совет» from «управляющий школой»."""
    if following is None or parses(word.lower())[0].tag.POS not in {"ADJF", "PRTF"}:
        return False
    nominative = any("nomn" in one.tag for one in parses(following[0].lower()))
    return nominative and head_kind(following[0]) is not None


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
    if text[:1] in _QUOTES:
        return True
    head = find_head(text)
    if head is None:
        return False
    before = text[: head.start].strip(' «"(–-')
    if is_acronym_like(head.word):
        return all(_may_stand_before(word) for word in before.split())
    phrase = find_phrase(text)
    if phrase is None or phrase.tokens[-1].start() != head.start:
        named = any("nomn" in one.tag for one in parses(head.word.lower()))
        agreeing_words = all(_may_stand_before(word) for word in before.split())
        return agreeing_words and (head.kind == "post" or named)
    return bool(set(cases or ("nomn",)) & phrase.cases())


_ACTING = re.compile(r"(?<![а-яё])и\.\s?о\.\s?", re.IGNORECASE)
_DEPUTY = re.compile(r"(?<![а-яё])зам\.?\s?дир(?:ектора|\.)\s?", re.IGNORECASE)
_DEPUTIES = re.compile(
    r"(?<![а-яё])зам(?:ы|\.)?\s?(?=директоров|руководителей|начальников)", re.IGNORECASE
)
_CLASSES = re.compile(r"(?<=\d)\s*кл\.?(?![а-яё])", re.IGNORECASE)
_DEPUTY_ALONE = re.compile(r"(?<![а-яё-])зам(?![а-яё.])", re.IGNORECASE)


@lru_cache(maxsize=1)
def _contractions() -> re.Pattern[str]:
    words = sorted(load_actor_words().contractions, key=len, reverse=True)
    return re.compile(
        rf"(?<![А-ЯЁа-яё])(?P<short>{'|'.join(words)})\.\s?(?P<next>[а-яё]*)", re.IGNORECASE
    )


def expand(text: str) -> str:
    """Write shortened words in full: «зам. директора» → «заместитель директора».

    Examples
    --------
    >>> expand("зам.директора по УВР"), expand("кл. руководители")
    ('заместитель директора по УВР', 'классные руководители')
    """
    text = _hyphenated().sub(lambda match: _unhyphenated(match[0]), text)
    text = _ACTING.sub("исполняющий обязанности ", text)
    text = _DEPUTY.sub("заместитель директора ", _DEPUTIES.sub("заместители ", text))
    text = _CLASSES.sub(" классов", text)
    text = _contractions().sub(_in_full, _contractions().sub(_in_full, text))
    text = _DEPUTY_ALONE.sub("заместитель", text)
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=1)
def _hyphenated() -> re.Pattern[str]:
    words = sorted(load_actor_words().hyphenated, key=len, reverse=True)
    return re.compile(rf"(?<![А-ЯЁа-яё-])(?:{'|'.join(words)})(?![а-яё-])", re.IGNORECASE)


def _unhyphenated(short: str) -> str:
    long = load_actor_words().hyphenated[short.lower()]
    return long.capitalize() if short[0].isupper() else long


def _in_full(match: re.Match[str]) -> str:
    long = load_actor_words().contractions[match["short"].lower()]
    return f"{agreeing(long, match['next'])} {match['next']}"


@lru_cache(maxsize=1)
def _conditions() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(lemmas(words)) for words in load_actor_words().conditions)


def is_condition(text: str) -> bool:
    """Tell whether words state a condition («по согласованию»), not an actor."""
    found = lemmas(text)
    return any(found[: len(words)] == words for words in _conditions())


def cut_condition(text: str) -> tuple[str, str | None]:
    """Part «ИРО по согласованию» into the actor and the condition.

    Examples
    --------
    >>> cut_condition("ИРО по согласованию")
    ('ИРО', 'по согласованию')
    """
    for match in re.finditer(r"\s+(?=(?:по|при|в)\s)", text):
        if is_condition(text[match.end() :]):
            return text[: match.start()], text[match.end() :]
    return text, None


@lru_cache(maxsize=1)
def prefix_pattern() -> re.Pattern[str]:
    """Return what may stand before the actors themselves: «Отв.:», «Исполнители –»."""
    words = "|".join(load_actor_words().prefixes)
    return re.compile(
        rf"\s*(?:{words})(?:\s+(?:и\s+)?(?:{words}|лиц\w+|за\s+\w+(?:\s+\w+)?))?"
        r"\s*(?::|[–—-]\s)\s*|\s*(?:отв|исп)\.(?!\s*за\s)\s*",
        re.IGNORECASE,
    )


def is_prefix(text: str) -> bool:
    """Tell whether words before a colon only announce the actors."""
    return prefix_pattern().fullmatch(f"{text}: ") is not None


def family(short: str) -> str | None:
    """Return the family of an abbreviation: those that share a head word with it in a list."""
    found = load_abbreviations().find(short)
    return found.family if found else None


def is_school(word: str) -> bool:
    """Tell a noun that means schools («школ-доноров»), as «ОО» and «ШНОР» do in short."""
    noun = lemma(word.partition("-")[0])
    return not is_acronym_like(word) and noun in load_actor_words().schools


def is_duty(short: str) -> bool:
    """Tell whether an abbreviation names a duty («УВР»), as it stands after «по»."""
    return load_abbreviations().find(short, kind="duty") is not None
