"""A cell cut into the tokens of the grammar."""

from __future__ import annotations

import re

from lark import Token

from opora.reading.deadlines.figures import figure
from opora.reading.deadlines.normal import Normal
from opora.reading.deadlines.wordings import match, misspelt

_SIGNS = {
    "-": "DASH", ",": "COMMA", ";": "SEMICOLON", "/": "SLASH", "\\": "SLASH", ":": "COLON",
    "(": "OPEN", ")": "CLOSE", "[": "OPEN", "]": "CLOSE", "&": "AND", "+": "AND",
}  # fmt: skip
_WORD = re.compile(r"[а-яa-z0-9№]+(?:-[а-яa-z]+)*\.?|\S")
_LETTERS = re.compile(r"[а-я]+")


class Spot(Token):
    """A token with the place where the name of an event begins, and whether it was misspelt."""

    named: int
    misspelt: bool


def tokens(normal: Normal) -> list[Spot]:
    """Cut a normal text into tokens; white space and line feeds only part them."""
    found: list[Spot] = []
    start = 0
    while start < len(normal.text):
        if normal.text[start].isspace():
            start += 1
            continue
        spot = (
            _figure(normal.text, start)
            or _wording(normal.text, start)
            or _other(normal.text, start)
        )
        found.append(spot)
        start = spot.end_pos or start + 1
    return found


def _spot(kind: str, value: object, start: int, end: int) -> Spot:
    spot = Spot(kind, value, start_pos=start, end_pos=end)
    spot.named, spot.misspelt = end, False
    return spot


def _figure(text: str, start: int) -> Spot | None:
    found = figure(text, start)
    return _spot(found.token, found.value, start, found.end) if found else None


def _wording(text: str, start: int) -> Spot | None:
    found = match(text, start) if start == 0 or not text[start - 1].isalpha() else None
    if found is not None:
        spot = _spot(found.token, found.value, start, found.end)
        spot.named = found.named
        return spot
    word = _LETTERS.match(text, start)
    meant = misspelt(word[0]) if word else None
    if word is None or meant is None:
        return None
    spot = _spot(meant[0], meant[1], start, word.end())
    spot.misspelt = True
    return spot


def _other(text: str, start: int) -> Spot:
    kind = _SIGNS.get(text[start])
    if kind is not None:
        return _spot(kind, text[start], start, start + 1)
    word = _WORD.match(text, start)
    end = word.end() if word else start + 1
    return _spot("WORD", text[start:end], start, end)
