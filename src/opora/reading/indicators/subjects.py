"""Of what an indicator speaks: the noun phrase left without figures and words of quantity."""

from __future__ import annotations

import re

from opora.methodology import load_indicator_words
from opora.reading.indicators.figures import Figure, fits
from opora.reading.words import nominative_phrase

_TAIL = re.compile(
    r"[\s,;:.–—-]*(?:[,(]\s*(?:%|чел\.?|ед\.?|шт\.?|балл\w*)\s*\)?|\(?да\s*/\s*нет\)?)?[\s.;,–—-]*$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?:не менее|не ниже|не более|не выше|свыше|более|менее|минимум|до|на|от)\s*$",
    re.IGNORECASE,
)


def subject_of(text: str, figure: Figure | None) -> str | None:
    """Return what is counted, measured or promised, in the nominative.

    Examples
    --------
    >>> subject_of("Доля школ, %", None)
    'школы'
    """
    if figure is not None:
        before, after = text[: figure.start], text[figure.end :]
        rest = after if _says_something(after) else _COMPARED.sub("", before.rstrip(" –—-:"))
    else:
        rest = text
    rest = _without_quantity(_TAIL.sub("", rest.strip(" ,;:–—-.")))
    if not rest:
        return None
    return re.sub(r"\s+", " ", nominative_phrase(rest)).strip()


def _says_something(after: str) -> bool:
    return re.search(r"[А-ЯЁа-яё]{4,}", after) is not None


def _without_quantity(text: str) -> str:
    words = load_indicator_words()
    first = re.match(r"[А-ЯЁа-яё-]+\.?\s*", text)
    listed = (words.shares, words.counts, words.made, words.held)
    if first and any(fits(first[0].strip(" ."), variants) for variants in listed):
        return text[first.end() :]
    return text
