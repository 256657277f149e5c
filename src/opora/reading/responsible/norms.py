"""One form of an actor for counting: nominative, shortened words in full, no count."""

from __future__ import annotations

import re

from opora.reading.responsible.lexicon import expand, is_acronym_like
from opora.reading.words import find_phrase, nominative_phrase, parses

_TORN_HYPHEN = re.compile(r"(?<=[а-яё])(?:\s+-|-\s+|[‐‑–—])(?=[а-яё])")
_ONE_COMPOUND = re.compile(r"^([А-ЯЁа-яё]+) [-–—] ([а-яё]+)$")
_COUNT = re.compile(
    r"(?P<count>\d{1,3}|дв[ае]|три|четыре|пять|шесть)\s+(?=[а-яё])", re.IGNORECASE
)
_IN_WORDS = {"два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6}


def norm_of(text: str, cases: tuple[str, ...] = ()) -> str:
    """Return the normal form of a role or a body.

    Examples
    --------
    >>> norm_of("Зам. директора по УВР"), norm_of("6 команд ШНОР"), norm_of("школы -лидеры")
    ('заместитель директора по УВР', 'команды ШНОР', 'школы-лидеры')
    """
    text = text.replace("№№", "№")
    text = _ONE_COMPOUND.sub(r"\1-\2", _TORN_HYPHEN.sub("-", expand(text)))
    count = _COUNT.match(text)
    if count:
        text = nominative_phrase(text[count.end() :], cases=("gent",), number="plur")
    else:
        text = nominative_phrase(text, cases=cases)
    return _deputies_of_directors(_small_letter(text))


def count_of(text: str) -> int | None:
    """Return the number printed before a group («6 команд ШНОР»)."""
    found = _COUNT.match(text)
    if found is None:
        return None
    return _IN_WORDS.get(found["count"].lower()) or int(found["count"])


def post_of(text: str, cases: tuple[str, ...] = ()) -> str:
    """Return the post of one person: nominative singular, with a small letter."""
    text = re.sub(r"\s+", " ", expand(text)).strip(" ,:–—-")
    phrase = find_phrase(text)
    if phrase is not None and phrase.is_plural():
        text = nominative_phrase(text, cases=cases or ("nomn",), number="sing")
    else:
        text = nominative_phrase(text, cases=cases)
    return _deputies_of_directors(_small_letter(text))


def _small_letter(text: str) -> str:
    word = re.match(r"[А-ЯЁ][а-яё]*(?:-[а-яё]+)*", text)
    if word is None or _is_name(word[0]):
        return text
    if is_acronym_like(text.split(maxsplit=1)[0].strip('«»"(),')):
        return text
    return text[0].lower() + text[1:]


def _is_name(word: str) -> bool:
    best = parses(word.lower())[0]
    return len(word) == 1 or bool({"Surn", "Name", "Geox"} & set(best.tag.grammemes))


def _deputies_of_directors(text: str) -> str:
    """Supply the word that «заместители по УВР» leaves out."""
    text = re.sub(r"^заместитель (?=по )", "заместитель директора ", text)
    return re.sub(r"^заместители (?=по )", "заместители директоров ", text)
