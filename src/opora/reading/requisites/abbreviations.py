"""Short forms that a document explains itself: «… (далее – ШНОР)»."""

from __future__ import annotations

import re
from collections import Counter
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
            short = match["short"].strip(' «»"')
            found.setdefault(short, _long_form(text[: match.start()].rstrip(), short))
    return found


def _long_form(before: str, short: str) -> str:
    """Return the words that a short form stands for.

    They are the shortest run of words before the bracket whose initials hold the letters of the
    short form, its first letter first; where there is none («организации с низкими результатами
    (далее – ШНОР)»), the run that holds the other letters with the noun it depends on, else the
    run back to the last break.
    """
    if before.endswith(("»", '"')):
        return before[max(before.rfind("«"), before.rfind('"', 0, -1), 0) :]
    words = before.split()[-_MAX_WORDS:]
    letters = re.sub(r"\W", "", short)
    if letters.isupper():
        for start in range(len(words) - 1, -1, -1):
            if _initials(words[start:]).startswith(letters[0]) and _holds(
                words[start:], letters
            ):
                return " ".join(words[start:])
        for start in range(len(words) - 1, -1, -1):
            if _holds(words[start:], letters[1:]):
                return " ".join(words[_noun_before(words, start) :])
    tail = " ".join(words)
    breaks = [match.end() for match in _BREAK.finditer(tail)]
    return tail[breaks[-1] :] if breaks else tail


def _holds(words: list[str], letters: str) -> bool:
    return not Counter(letters) - Counter(_initials(words))


def _noun_before(words: list[str], start: int) -> int:
    """Go back over a preposition to the noun with its adjective: «организации с …»."""
    if start < 2 or words[start - 1].lower() not in _SMALL:  # noqa: PLR2004
        return start
    noun = start - 2
    described = noun > 0 and re.search(
        r"(?:ые|ых|ым|ыми|ая|ой|ую|ое|ого|их|ими)$", words[noun - 1]
    )
    return noun - 1 if described else noun


def _initials(words: list[str]) -> str:
    parts = (part.lstrip('(«"') for word in words for part in word.split("-"))
    return "".join(part[0].upper() for part in parts if part and part.lower() not in _SMALL)
