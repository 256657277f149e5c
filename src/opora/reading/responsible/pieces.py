"""A cell of responsible parties cut into pieces; quotes, brackets and names are never cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from opora.methodology import load_actor_words
from opora.reading.responsible.grammar import is_plural
from opora.reading.responsible.lexicon import head_kind, is_acronym_like
from opora.reading.responsible.names import find_names
from opora.reading.words import find_phrase

_OPENING = "«“„‹"
_CLOSING = "»”›"
_LIST_MARK = re.compile(
    r"(?:^|(?<=[\n;]))[ \t]*(?:[-–—•*·▪]|\d{1,2}[.)](?!\d))[ \t]*|(?<=,)[ \t]*\d{1,2}\)[ \t]*"
)
_CAPITAL_WORD = re.compile(r"(?<=[А-ЯЁа-яё»”\").])\s+(?=[А-ЯЁ][а-яё])")
_SPACE = " \t\n\xa0"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the cell between two separators, with the separator before it."""

    text: str
    start: int
    separator: str = ""

    @property
    def end(self) -> int:
        """Where the piece ends in the cell."""
        return self.start + len(self.text)

    def trimmed(self) -> Piece:
        """Return the piece without white space and stray punctuation at its ends."""
        left = self.text.lstrip(_SPACE + ",;:.–—-")
        start = self.start + len(self.text) - len(left)
        right = left.rstrip(_SPACE + ",;:–—")
        if right.endswith(".") and not re.search(r"[А-ЯЁ]\.$|\b(?:др|г|п)\.$", right):
            right = right[:-1]
        return Piece(right, start, self.separator)


def nested(text: str) -> list[bool]:
    """Say of each character whether it stands inside quotes or brackets, their marks included.

    A mark that is never closed holds nothing: its comma still separates.
    """
    inside = [False] * len(text)
    opened: list[tuple[str, int]] = []
    for index, char in enumerate(text):
        if char in _OPENING or char == "(" or _opens_straight(text, index, opened):
            opened.append((char, index))
        elif char in _CLOSING or char in ')"':
            _close(char, index, opened, inside)
    return inside


def _opens_straight(text: str, index: int, opened: list[tuple[str, int]]) -> bool:
    if text[index] != '"':
        return False
    if not any(mark == '"' for mark, _ in opened):
        return True
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    return before in " (№" and after.isalnum()


def _close(char: str, index: int, opened: list[tuple[str, int]], inside: list[bool]) -> None:
    partners = "(" if char == ")" else _OPENING + '"'
    for depth in range(len(opened) - 1, -1, -1):
        if opened[depth][0] in partners:
            start = opened[depth][1]
            del opened[depth:]
            inside[start : index + 1] = [True] * (index + 1 - start)
            return


@lru_cache(maxsize=1)
def _separator() -> re.Pattern[str]:
    joined = "|".join(
        rf"\s{re.escape(words)}\s" for words in load_actor_words().joined_by
    ).replace(r"\ ", r"\s+")
    return re.compile(
        rf"[;,\n•]|(?<!\d)\+|(?<=[а-яёА-ЯЁ»\"])\s?/\s?(?=[а-яёА-ЯЁ])|:"
        rf"|(?<=[А-ЯЁ]{{2}})\s[-–—]\s(?=[А-ЯЁ]{{2}})|\sа\s+также\s|\s+и\s+|{joined}"
    )


@lru_cache(maxsize=1)
def _inseparable() -> re.Pattern[str]:
    bodies = "|".join(map(re.escape, load_actor_words().inseparable))
    return re.compile(rf"(?<![А-ЯЁа-яё])(?:{bodies})(?![А-ЯЁа-яё])")


def split(text: str) -> list[Piece]:
    """Cut a cell into pieces at every mark and word that may part two actors.

    Examples
    --------
    >>> [piece.text for piece in split("УО, МБУ «Центр, школа» и ОО")]
    ['УО', 'МБУ «Центр, школа»', 'ОО']
    """
    shielded = nested(text)
    for match in _inseparable().finditer(text):
        shielded[match.start() : match.end()] = [True] * len(match[0])
    for name in find_names(text):
        if not shielded[name.span.start]:
            shielded[name.span.start : name.span.end] = [True] * (
                name.span.end - name.span.start
            )
    for mark in _LIST_MARK.finditer(text):
        if not shielded[mark.start()]:
            text = text[: mark.start()] + " " * len(mark[0]) + text[mark.end() :]
    pieces: list[Piece] = []
    start, separator = 0, ""
    for match in _separator().finditer(text):
        if shielded[match.start()] or shielded[match.end() - 1]:
            continue
        pieces.append(Piece(text[start : match.start()], start, separator))
        start, separator = match.end(), " ".join(match[0].split()) or "\n"
    pieces.append(Piece(text[start:], start, separator))
    return [part for piece in pieces for part in _lost_separators(piece)]


def _lost_separators(piece: Piece) -> Iterator[Piece]:
    """Cut «Заместители по УВР Руководители ОО» before the second head in a capital letter."""
    inside = nested(piece.text)
    people = [name.span for name in find_names(piece.text)]
    start, separator = 0, piece.separator
    for match in _CAPITAL_WORD.finditer(piece.text):
        if inside[match.start()] or not _starts_another(
            piece.text[start:], match.end() - start
        ):
            continue
        if any(span.start < match.end() < span.end for span in people):
            continue
        yield Piece(piece.text[start : match.start()], piece.start + start, separator).trimmed()
        start, separator = match.end(), " "
    yield Piece(piece.text[start:], piece.start + start, separator).trimmed()


def _starts_another(text: str, at: int) -> bool:
    """Tell a lost separator from a capital inside a name («Центр Развития Образования»)."""
    word = re.match(r"[А-ЯЁа-яё-]+", text[at:])
    if word is None or is_acronym_like(word[0]):
        return False
    if not _begins_people(text[at:], word[0]):
        return False
    if any(find_names(text[:at])):
        return is_plural(word[0])
    return _names_actor(text[:at])


def _begins_people(text: str, word: str) -> bool:
    """Tell «Руководители …» and «Общественные наблюдатели» from «Развития образования»."""
    if head_kind(word) is not None:
        return head_kind(word) in {"post", "people"} and _is_nominative(word)
    phrase = find_phrase(text)
    if phrase is None or len(phrase.tokens) == 1 or "nomn" not in phrase.cases():
        return False
    return phrase.is_plural() and head_kind(phrase.tokens[-1][0]) in {"post", "people"}


def _names_actor(text: str) -> bool:
    """Tell whether a text already names an actor, so that another may follow it."""
    return any(
        head_kind(word) or is_acronym_like(word) for word in re.findall(r"[А-ЯЁа-яё-]+", text)
    )


def _is_nominative(word: str) -> bool:
    phrase = find_phrase(word)
    return phrase is not None and "nomn" in phrase.cases()
