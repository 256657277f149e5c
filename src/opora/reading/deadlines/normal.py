"""A cell as people and scanners print it, brought to one spelling without losing the places."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from opora.reading.model import Span

_LOOKALIKES = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_LETTERS = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("«»„“”‟″", '"'),
    **dict.fromkeys("\u00a0\u2007\u202f\t\v\f\u2009", " "),
    **dict.fromkeys("\u00ad\u200b\ufeff\u200c\u200d", ""),
    "ё": "е",
    "\r": "\n",
}  # fmt: skip
_DIGIT_LOOKALIKES = str.maketrans("оolі|iз", "0011113")
_WITH_LATIN = re.compile(r"[а-яa-z]*[а-я][а-яa-z]*")
_ALONE_LATIN = re.compile(r"(?<![a-z0-9])[co](?=\s*[\dа-я])")
_MISREAD_FIGURES = re.compile(r"(?<![а-яa-z0-9])[0-9оolі|iз]*[0-9][0-9оolі|iз]*(?![а-яa-z0-9])")
_MISREAD_DAY = re.compile(r"(?<![а-яa-z0-9.])[оolзi|і]{2}(?=\.\d{2}\.\d{2})")
_QUOTED_DAY = re.compile(r'"(\d{1,2})"')
_SPACED_WORD = re.compile(r"(?<![а-я])[а-я](?: [а-я]){3,}(?![а-я])")
_BROKEN_WORD = re.compile(r"([а-я]+)-[ ]*\n[ ]*([а-я]+)")


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in one spelling; ``origin[i]`` is the printed place of its character ``i``."""

    text: str
    origin: tuple[int, ...]
    printed: str

    def span(self, start: int, end: int) -> Span:
        """Return the printed characters behind [start, end) of the normal text."""
        return Span(self.origin[start], self.origin[end - 1] + 1)

    def slice(self, start: int, end: int) -> str:
        """Return the printed text behind [start, end), white space squeezed."""
        if start >= end:
            return ""
        span = self.span(start, end)
        return " ".join(self.printed[span.start : span.end].split())


def normalise(printed: str, known: Callable[[str], bool]) -> Normal:
    """Bring a cell to one spelling: letters, dashes, misread figures, broken words.

    Parameters
    ----------
    printed : str
        The cell.
    known : callable
        Whether a word belongs to the table of wordings; a word broken at a line end is joined
        only if that makes it one, since «ноябрь-декабрь» may break at the same place.

    Examples
    --------
    >>> normalise("До 0l.1О.2021", lambda word: False).text
    'до 01.10.2021'
    """
    pairs = [(new, i) for i, old in enumerate(printed) for new in _letter(old)]
    text = "".join(letter for letter, _ in pairs)
    text = _WITH_LATIN.sub(lambda found: found[0].translate(_LOOKALIKES), text)
    text = _ALONE_LATIN.sub(lambda found: found[0].translate(_LOOKALIKES), text)
    text = _MISREAD_FIGURES.sub(lambda found: found[0].translate(_DIGIT_LOOKALIKES), text)
    text = _MISREAD_DAY.sub(lambda found: found[0].translate(_DIGIT_LOOKALIKES), text)
    text = _QUOTED_DAY.sub(r" \1 ", text)
    places = _without(text, _scars(text, known))
    return Normal("".join(text[i] for i in places), tuple(pairs[i][1] for i in places), printed)


def _letter(old: str) -> str:
    new = _LETTERS.get(old)
    if new is None:
        lower = old.lower()
        new = _LETTERS.get(lower, lower)
    return new


def _scars(text: str, known: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Return the stretches that only part the letters of one word."""
    scars = [
        (found.end(1), found.start(2))
        for found in _BROKEN_WORD.finditer(text)
        if known(found[1] + found[2]) and not (known(found[1]) and known(found[2]))
    ]
    for found in _SPACED_WORD.finditer(text):
        if known(found[0].replace(" ", "")):
            scars += [(i, i + 1) for i in range(*found.span()) if text[i] == " "]
    return scars


def _without(text: str, scars: list[tuple[int, int]]) -> list[int]:
    gone = {i for start, end in scars for i in range(start, end)}
    return [i for i in range(len(text)) if i not in gone]
