"""Which risk or deficit of the catalogue the words of a measure name."""

from __future__ import annotations

import re

from opora.methodology.bindings import TopicWords, load_bindings
from opora.reading.kinds.cues import compile_variants, forms_of

Words = list[frozenset[str]]
_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)


def topic_of(register: str, measure: str) -> str:
    """Return the code of the one risk or deficit that a measure names; empty if none.

    Parameters
    ----------
    register : str
        Where the measure is carried out: not every register tells topics.
    measure : str
        Its words.

    Examples
    --------
    >>> topic_of("activities", "Семинар «Как поднять учебную мотивацию школьников»")
    'R06'
    >>> topic_of("activities", "Семинар по итогам ВПР")
    ''
    """
    words = [forms_of(word) for word in _WORD.findall(measure)]
    named = {
        one.code
        for one in load_bindings().topics
        if register in one.registers and _is_named(one, words)
    }
    return next(iter(named)) if len(named) == 1 else ""


def _is_named(topic: TopicWords, words: Words) -> bool:
    return all(_says(words, one) for one in topic.all) and not _says(words, topic.none)


def _says(words: Words, variants: str) -> bool:
    pattern = compile_variants(variants)
    return bool(variants) and any(pattern.fits(forms) for forms in words)
