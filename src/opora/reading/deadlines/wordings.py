"""The table of wordings: which words mean what, and the usual windows of the school year."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec
from rapidfuzz.distance import OSA

from opora.methodology.packs import Pack, load_pack
from opora.reading.deadlines.stretches import Edge, Stretch

_SHORTEST_MISSPELT = 5
_LONG_WORD = 8


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that mean one thing; ``lines`` are cells with them and the answers tests expect."""

    token: str
    words: tuple[str, ...]
    lines: dict[str, str]
    value: int | str | None = None
    fuzzy: tuple[str, ...] = ()


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The usual first and last day of something, as month-day."""

    first: str
    last: str

    def stretch(self) -> Stretch:
        """Return the window as an approximate stretch without a year."""
        return Stretch(_edge(self.first), _edge(self.last), "spell", approximate=True)


class Wordings(Pack, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The reviewed table of this folder, ``wordings.yaml``."""

    words: tuple[Wording, ...]
    spells: dict[str, Window]
    breaks: dict[str, Window]
    terms: dict[int, Window]
    trimesters: dict[int, Window]


@dataclass(frozen=True, slots=True)
class Match:
    """A wording found in a text; ``named`` is where the name of an event begins."""

    token: str
    value: int | str | None
    end: int
    named: int
    misspelt: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: re.Pattern[str]
    token: str
    value: int | str | None


@cache
def wordings() -> Wordings:
    """Load the table, once a process."""
    return load_pack(files("opora.reading.deadlines") / "wordings.yaml", Wordings)


def match(text: str, start: int) -> Match | None:
    """Return the longest wording that begins at ``start``, or None."""
    best: Match | None = None
    for form in _forms().get(text[start], ()):
        found = form.pattern.match(text, start)
        if found and (best is None or found.end("word") > best.end):
            named = found.start("name") if "name" in found.groupdict() else found.end()
            best = Match(form.token, form.value, found.end(), named)
    return best


def misspelt(word: str) -> tuple[str, int | str | None] | None:
    """Return what a misspelt word most probably means: one slip, two in a long word."""
    if len(word) < _SHORTEST_MISSPELT:
        return None
    limit = 2 if len(word) >= _LONG_WORD else 1
    near = [(OSA.distance(word, right, score_cutoff=limit), right) for right in _fuzzy()]
    distance, right = min(near)
    return _fuzzy()[right] if distance <= limit else None


def is_word(word: str) -> bool:
    """Whether a word alone is a wording."""
    found = match(word, 0)
    return found is not None and found.end == len(word)


@cache
def _forms() -> dict[str, tuple[_Form, ...]]:
    forms: dict[str, list[_Form]] = defaultdict(list)
    for wording in wordings().words:
        for word in wording.words:
            form = _Form(re.compile(_pattern(word)), wording.token, wording.value)
            forms[word.lstrip("^")[0]].append(form)
    return {letter: tuple(found) for letter, found in forms.items()}


def _pattern(word: str) -> str:
    head, bar, name = word.rpartition("^")
    body = _words(head) + r"(?P<name>" + _words(name) + ")" if bar else _words(name)
    return rf"(?P<word>{body})(?![а-яa-z])\.?"


def _words(text: str) -> str:
    escaped = re.escape(text).replace(r"\*", r"[а-я]{0,3}")
    return escaped.replace(r"\ ", r"[.\s]\s*")


@cache
def _fuzzy() -> dict[str, tuple[str, int | str | None]]:
    return {
        right: (wording.token, wording.value)
        for wording in wordings().words
        for right in wording.fuzzy
    }


def _edge(month_day: str) -> Edge:
    month, day = map(int, month_day.split("-"))
    return Edge(month, day)
