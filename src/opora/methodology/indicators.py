"""Words of indicators: what is counted, in what unit, how the target is compared."""

from __future__ import annotations

from functools import cache

from opora.methodology.packs import Pack, own_pack


class IndicatorWords(Pack, frozen=True):
    """Lists of words; variants are parted by «/», «*» ends the beginning of a word."""

    shares: str
    coverage: str
    counts: str
    scores: str
    averages: str
    presence: str
    made: str
    held: str
    documents: str
    events: str
    qualities: str
    units: dict[str, str]
    people: str
    at_least: str
    at_most: str
    rises: str
    falls: str
    numerals: dict[str, int]
    not_counted: str
    held_days: str
    named_by: str


@cache
def load_indicator_words() -> IndicatorWords:
    """Load the words of indicators.

    Examples
    --------
    >>> load_indicator_words().units["ед"]
    'шт.'
    """
    return own_pack("indicator_words.yaml", IndicatorWords)
