"""What the words of a social passport mean: items of the methodology, by reviewed phrases."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from opora.methodology.packs import Pack, load_pack
from opora.methodology.passport_items import load_passport_items
from opora.results.cells import key_of
from opora.results.layouts import Phrases


class Meaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item and the words for it."""

    item: str
    words: tuple[str, ...]


class Meanings(Pack, frozen=True):
    """All words, in the order in which they are tried."""

    never: tuple[str, ...]
    meanings: tuple[Meaning, ...]


def item_of(indicator: str) -> str | None:
    """Return the code of the item that the words mean, None if that is not known.

    Examples
    --------
    >>> item_of("Дети из многодетных семей"), item_of("Кружки и секции")
    ('C04', None)
    """
    key = key_of(indicator)
    if not key:
        return None
    own = _titles().get(key)
    if own is not None or _never().fit_key(key):
        return own
    return next((item for item, phrases in _phrases() if phrases.fit_key(key)), None)


@cache
def _load() -> Meanings:
    path = files("opora.results") / "data" / "passport_indicators.yaml"
    return load_pack(path, Meanings)


@cache
def _never() -> Phrases:
    return Phrases(_load().never)


@cache
def _phrases() -> tuple[tuple[str, Phrases], ...]:
    return tuple((one.item, Phrases(one.words)) for one in _load().meanings)


@cache
def _titles() -> dict[str, str]:
    """Return our own titles, which our template prints."""
    return {key_of(one.title): one.code for one in load_passport_items().items}
