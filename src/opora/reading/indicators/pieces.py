"""A cell of indicators cut into single ones: bullets, numbers, semicolons, lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUANTITY = r"(?:дол[яи]|количеств|кол-во|числ[оа]|численност|процент|средн|наличи|охват)"
_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=[\s;.,%)]))(?P<number>\d{1,2}[.)])(?=\s+[А-ЯЁа-яё«]|[А-ЯЁ])"
)
_BREAK = re.compile(
    r";|\n|(?:(?<=[\s;])|^)[-–—•▪·*][ \t]+(?=\S)"
    rf"|(?<=[а-яё%)])\.\s+(?={_QUANTITY})",
    re.IGNORECASE,
)
_SPACE = " \t\n\xa0"
# «2023 г. – 25 чел.», «школ, ед. – 40»: the dot is of a shortened word, not of a sentence.
_SHORTENED = re.compile(r"(?:^|[\s\d,(])(?:гг?|ед|чел|шт|экз|кл|уч|руб|проц)\.$", re.IGNORECASE)
_TARGET = re.compile(
    r"[\s~≥≤<>]*(?:\d|не\s+(?:менее|ниже|более|выше)|до\s+\d|от\s+\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One indicator as printed: without bullet, number and final semicolon."""

    text: str
    start: int
    number: str | None = None


def split(cell: str) -> list[Piece]:
    """Cut a cell into single indicators.

    Examples
    --------
    >>> [(one.number, one.text) for one in split("1. Доля школ, %; 2. Число уроков.")]
    [('1.', 'Доля школ, %'), ('2.', 'Число уроков.')]
    """
    cuts = _number_cuts(cell) + [(match.start(), match.end(), None) for match in _breaks(cell)]
    cuts.sort(key=lambda cut: cut[:2])
    pieces, start, number = [], 0, None
    for left, right, printed in cuts:
        pieces.append(_trimmed(cell[start:left], start, number))
        number = printed or (number if not cell[start:left].strip() else None)
        start = max(start, right)
    pieces.append(_trimmed(cell[start:], start, number))
    return [piece for piece in pieces if re.search(r"[\w%]", piece.text)]


def _number_cuts(cell: str) -> list[tuple[int, int, str | None]]:
    """Find the numbers of a list: it begins with one, and they grow."""
    found = list(_NUMBER.finditer(cell))
    if not found or cell[: found[0].start()].strip(_SPACE + "-–—•"):
        return []
    cuts: list[tuple[int, int, str | None]] = []
    last = 0
    for match in found:
        value = int(match["number"][:-1])
        if value > last:
            cuts.append((match.start(), match.end(), match["number"]))
            last = value
    return cuts


def _breaks(cell: str) -> list[re.Match[str]]:
    inside = _bracketed(cell)
    return [
        match for match in _BREAK.finditer(cell)
        if not inside[match.start()] and not _is_wrapped_line(cell, match)
        and not _is_dash_of_sentence(cell, match)
    ]  # fmt: skip


def _bracketed(cell: str) -> list[bool]:
    inside = [False] * (len(cell) + 1)
    for match in re.finditer(r"\([^()]*\)|«[^«»]*»", cell):
        inside[match.start() : match.end()] = [True] * len(match[0])
    return inside


def _is_wrapped_line(cell: str, match: re.Match[str]) -> bool:
    """Tell a line that goes on («доля педагогов,↵прошедших») from a new paragraph."""
    if match[0] != "\n":
        return False
    after = cell[match.end() :].lstrip(_SPACE)
    before = cell[: match.start()].rstrip(_SPACE)
    if not after[:1].islower() or re.match(_QUANTITY, after) or not before:
        return False
    return not before.endswith((";", "."))


def _is_dash_of_sentence(cell: str, match: re.Match[str]) -> bool:
    """Tell «Доля школ – 90 %» from a bullet: a bullet begins a line or follows a semicolon."""
    if match[0][:1] not in "-–—":
        return False
    before = cell[: match.start()].rstrip(" \t\xa0")
    if _SHORTENED.search(before) and _TARGET.match(cell, match.end()):
        return True
    return bool(before) and not before.endswith((";", "\n", ":", "%,", "."))


def _trimmed(text: str, start: int, number: str | None) -> Piece:
    left = text.lstrip(_SPACE + "-–—•▪·*;,")
    return Piece(left.rstrip(_SPACE + ";,"), start + len(text) - len(left), number)
