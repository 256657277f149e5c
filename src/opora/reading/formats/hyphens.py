"""Words parted at the end of a line: «школ-» + «ами», but «нормативно-» + «правовых»."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

_LEFT = re.compile(r"([А-Яа-яЁё]+)[-\u00ad\u2010]$")
_FIRST_PART = re.compile(r".{4}о$")
"""«Организационно-», «нормативно-»: the dictionary knows some compounds glued, misspelt."""

_RIGHT = re.compile(r"[а-яё]+")


def rejoin(left: str, right: str) -> str | None:
    """Join two lines if a word was parted between them; None if none was.

    A hyphen is dropped only where the dictionary knows the word without it.

    Examples
    --------
    >>> rejoin("с низкими образователь-", "ными результатами")
    'с низкими образовательными результатами'
    >>> rejoin("нормативно-", "правовых актов")
    'нормативно-правовых актов'
    >>> rejoin("сентябрь -", "октябрь")
    """
    head, tail = _LEFT.search(left), _RIGHT.match(right)
    if head is None or tail is None:
        return None
    compound = is_known(tail[0]) and _FIRST_PART.search(head[1]) and is_known(head[1])
    parted = not compound and is_known(head[1] + tail[0])
    return (left[:-1] if parted else left) + right


@lru_cache(maxsize=4096)
def is_known(word: str) -> bool:
    """Ask the dictionary for a word."""
    return bool(_dictionary().word_is_known(word.casefold()))


@cache
def _dictionary() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()
