"""Words by which printed indicators are known, and of which formulas of the rest are made."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from opora.methodology.indicator_definitions import load_indicator_definitions
from opora.methodology.indicator_formulas import Post
from opora.methodology.packs import Pack, own_pack
from opora.methodology.registers import load_registers

Form = Literal["share", "count", "boolean", "any"]
_WORD = re.compile(r"[а-яa-z]+(?:-[а-яa-z]+)*")


class IndicatorRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By which words one indicator is known; every group of ``all`` must be met."""

    code: str
    forms: tuple[Form, ...]
    all: tuple[str, ...]
    none: str


class Deed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is done, and in which register it leaves its trace; ``also`` must be met too.

    A ``vague`` word says only that something was done: the words of the measure tell better.
    """

    words: str
    register: str
    types: tuple[str, ...] = ()
    also: str = ""
    lasts: bool = False
    vague: bool = False

    def __post_init__(self) -> None:
        register = load_registers().find(self.register)
        for one in self.types:
            register.type_title(one)


class PostWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for those who hold some posts."""

    words: str
    posts: tuple[Post, ...]


class IndicatorMatching(Pack, frozen=True):
    """All rules and words."""

    schools: str
    low_results: str
    disadvantaged: str
    listed: str
    people: str
    staff: str
    posts: tuple[PostWords, ...]
    indicators: tuple[IndicatorRule, ...]
    deeds: tuple[Deed, ...]

    def __post_init__(self) -> None:
        for rule in self.indicators:
            load_indicator_definitions().find(rule.code)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters, with ё as е.

    Examples
    --------
    >>> words_of("Отчёт: 6 договоров")
    ('отчет', 'договоров')
    """
    return tuple(_WORD.findall(text.lower().replace("ё", "е")))


def meets(words: tuple[str, ...], variants: str) -> bool:
    """Whether one of the words is one of the variants.

    Examples
    --------
    >>> meets(("школах",), "школ*/оо"), meets(("оопт",), "школ*/оо")
    (True, False)
    """
    whole, beginnings = _compiled(variants)
    return any(word in whole or (beginnings and word.startswith(beginnings)) for word in words)


@lru_cache(maxsize=512)
def _compiled(variants: str) -> tuple[frozenset[str], tuple[str, ...]]:
    plain = [one.replace("ё", "е").lower() for one in variants.split("/") if one]
    return (
        frozenset(one for one in plain if not one.endswith("*")),
        tuple(one[:-1] for one in plain if one.endswith("*")),
    )


@cache
def load_indicator_matching() -> IndicatorMatching:
    """Load the words.

    Examples
    --------
    >>> load_indicator_matching().deeds[0].register
    'training'
    """
    return own_pack("indicator_matching.yaml", IndicatorMatching)
