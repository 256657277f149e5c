"""Titles of sections: «II. Работа с кадрами», «Раздел 2. …», «Направление S. …»."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from opora.reading.tables.numbers import is_number, is_roman, path
from opora.reading.tables.vocabulary import beginning, vocabulary
from opora.reading.words import lemma

MAX_CAPTION = 300

_NUMBERED = re.compile(
    r"(?P<number>(?:\d{1,2}(?:\.\d{1,2})*|[IVXLІХ]+)[.)]|[IVXLІХ]+(?=\s+[А-ЯЁA-Z«]))"
    r"\s*(?P<title>\S.*)",
    re.DOTALL,
)
_WORD_FIRST = re.compile(
    r"(?P<prefix>[А-ЯЁа-яё]+)\s+(?:№\s*)?"
    r"(?P<number>(?:\d{1,2}(?:\.\d{1,2})*|[IVXLІХ]+|[A-ZА-Я])\s?[.:)]?)"
    r"\s*[-–—]?\s*(?P<title>\S.*)",
    re.DOTALL,
)
_SIGNED = re.compile(r"\*|исп\.|[«\"_]?\s*_{2,}", re.IGNORECASE)
_BARE_NUMBERED = re.compile(r"(?P<number>\d{1,2})\s+(?P<title>[А-ЯЁ].*)", re.DOTALL)


class Heading(NamedTuple):
    """The parts of a title of a section; ``prefix`` is a word printed before the number."""

    prefix: str | None
    number: str | None
    title: str

    @property
    def printed(self) -> str:
        """The whole title as printed."""
        return " ".join(filter(None, self))

    @property
    def style(self) -> tuple[object, ...]:
        """What titles of one level have in common."""
        if self.number is None:
            return (self.prefix,)
        return self.prefix, is_roman(self.number), len(path(self.number))


def heading(text: str) -> Heading:
    """Part a printed title of a section.

    Examples
    --------
    >>> heading("Раздел 2. Работа с кадрами")
    Heading(prefix='Раздел', number='2.', title='Работа с кадрами')
    >>> heading("Работа с кадрами")
    Heading(prefix=None, number=None, title='Работа с кадрами')
    """
    worded = _WORD_FIRST.match(text)
    if worded and _is_section_word(worded["prefix"]):
        return Heading(worded["prefix"], worded["number"].strip(), worded["title"])
    numbered = _NUMBERED.match(text) or _BARE_NUMBERED.match(text)
    if numbered:
        return Heading(None, numbered["number"], numbered["title"])
    return Heading(None, None, text)


def has_mark(text: str) -> bool:
    """Tell a text that opens as titles of sections do: with a number, a word like «Раздел»."""
    parts = heading(text)
    return parts.number is not None or _is_section_word(text.split(" ", 1)[0])


def is_caption(text: str, *, marked: bool) -> bool:
    """Tell a paragraph between two tables that can title a section of the roadmap.

    Parameters
    ----------
    text : str
        The paragraph on one line.
    marked : bool
        Whether the paragraph is set off: bold, centred, a heading.
    """
    if len(text) > MAX_CAPTION or is_number(text) or ends_plan(text):
        return False
    return has_mark(text) or marked or text.endswith(":")


def ends_plan(text: str) -> bool:
    """Tell a text that stands below a plan: a signature, a note, the next attachment."""
    return bool(_SIGNED.match(text) or _after_plan().match(text))


@cache
def _after_plan() -> re.Pattern[str]:
    return beginning(vocabulary().after_plan_stems)


def _is_section_word(word: str) -> bool:
    return lemma(word.strip(".:,")) in _section_words()


@cache
def _section_words() -> frozenset[str]:
    return frozenset(vocabulary().section_words)
