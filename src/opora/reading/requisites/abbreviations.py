"""Short forms that a document explains itself: «… (далее – ШНОР)»."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HEREAFTER = re.compile(
    r"\(\s*(?:именуем\w+\s+)?(?:в\s+)?дал(?:ее|ьнейшем)(?:\s+по\s+тексту)?\s*[-–—:]?\s*(?P<short>[^()]{1,60}?)\s*\)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,;:.()«»\"]\s|\s(?:и|или|и/или|а также)\s")
_SMALL = ("и", "с", "в", "во", "на", "по", "к", "для", "о", "об", "от", "не")
_MAX_WORDS = 12


def read_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """Return short form → long form for every «(далее – …)» of the texts.

    Examples
    --------
    >>> read_abbreviations(["Поддержка школ с низкими результатами (далее – ШНР) идёт"])
    {'ШНР': 'школ с низкими результатами'}
    """
    found: dict[str, str] = {}
    for text in texts:
        for match in _HEREAFTER.finditer(text):
            short = match["short"].strip(" «»\"")
            found.setdefault(short, _long_form(text[: match.start()].rstrip(), short))
    return found


def _long_form(before: str, short: str) -> str:
    """Return the words that a short form stands for.

    They are the shortest run of words before the bracket whose initials give the short form, or,
    where the initials do not agree («организации … – ШНОР»), the run back to the last break.
    """
    if before.endswith(("»", "\"")):
        return before[max(before.rfind("«"), before.rfind('"', 0, -1), 0) :]
    words = before.split()[-_MAX_WORDS:]
    for start in range(len(words) - 1, -1, -1):
        if _initials(words[start:]) == short.upper().replace("-", ""):
            return " ".join(words[start:])
    tail = " ".join(words)
    breaks = [match.end() for match in _BREAK.finditer(tail)]
    return tail[breaks[-1] :] if breaks else tail


def _initials(words: list[str]) -> str:
    parts = (part for word in words for part in word.split("-") if part)
    return "".join(part[0].upper() for part in parts if part.lower() not in _SMALL)
