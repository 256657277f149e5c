"""What a printed name of an organisation says: its number, its class, the words of its own.

Pure: no database. The words of the field stand in ``data/names.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from opora.methodology.packs import Pack, load_pack

_STEM = 6
"""Letters of a word that inflection leaves alone in most adjectives of place names."""

_WORD = re.compile(r"[а-яa-z]+|\d+")


class Names(Pack, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file ``data/names.yaml``."""

    legal_forms: tuple[str, ...]
    empty_words: tuple[str, ...]
    school_classes: Mapping[str, tuple[str, ...]]
    sole_bodies: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NameKey:
    """What a name says. ``school_class`` is «any» for «школа», None if it is no school."""

    words: tuple[str, ...]
    numbers: frozenset[str]
    school_class: str | None
    body: str | None

    @property
    def says_which(self) -> bool:
        """Whether the name points at one organisation rather than at a class of them."""
        return bool(self.words or self.numbers or self.body)


@lru_cache(maxsize=1)
def load_names() -> Names:
    """Read the word lists once."""
    return load_pack(Path(__file__).parent / "data" / "names.yaml", Names)


def fold(text: str) -> str:
    """Return a name as it is compared: small letters, one «е», no quotes, single spaces.

    Examples
    --------
    >>> fold("МБОУ «Берёзовская  СОШ №5»")
    'мбоу березовская сош № 5'
    """
    flat = text.lower().replace("ё", "е").replace("№", " № ")
    return " ".join(re.findall(r"№|[а-яa-z]+|\d+", flat))


@lru_cache(maxsize=4096)
def name_key(text: str) -> NameKey:
    """Take a printed name apart.

    Examples
    --------
    >>> key = name_key("МБОУ «СОШ № 5» г. Ключи")
    >>> sorted(key.numbers), key.school_class, key.words
    (['5'], 'secondary', ('ключи',))
    """
    names = load_names()
    words = _WORD.findall(fold(text))
    numbers = frozenset(word for word in words if word.isdigit())
    words = [word for word in words if not word.isdigit()]
    school_class, words = _take(words, names.school_classes)
    body = None
    if school_class is None:
        body, words = _take(words, names.sole_bodies)
    dull = {*names.legal_forms, *names.empty_words}
    own = tuple(word[:_STEM] for word in words if len(word) > 1 and word not in dull)
    return NameKey(own, numbers, school_class, body)


def _take(
    words: list[str], classes: Mapping[str, Sequence[str]]
) -> tuple[str | None, list[str]]:
    """Find the longest phrase of any class; return the class and the words without it."""
    best: tuple[int, str, int] | None = None
    for name, phrases in classes.items():
        for phrase in phrases:
            pattern = phrase.split()
            at = find_phrase(words, pattern)
            if at is not None and (best is None or len(pattern) > best[0]):
                best = (len(pattern), name, at)
    if best is None:
        return None, words
    length, name, at = best
    return name, words[:at] + words[at + length :]


def find_phrase(words: Sequence[str], pattern: Sequence[str]) -> int | None:
    """Return where the words of a phrase stand one after another, whatever their endings."""
    for at in range(len(words) - len(pattern) + 1):
        if all(_same(word, wanted) for word, wanted in zip(words[at:], pattern, strict=False)):
            return at
    return None


def _same(word: str, wanted: str) -> bool:
    """Whether two words agree but for their endings; short ones and abbreviations whole."""
    if len(wanted) <= _STEM - 1:
        return word == wanted
    return word[: max(_STEM - 1, len(wanted) - 2)] == wanted[: max(_STEM - 1, len(wanted) - 2)]
