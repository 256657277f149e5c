"""Automatic numbers of Word lists, which the text of a document does not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from opora.reading.formats.docx_styles import Styles
from opora.reading.formats.docx_xml import Node, flag, number, value, w
from opora.reading.formats.numerals import numeral

LEVELS = 9
_BULLET = "•"
_PLAIN_BULLETS = frozenset("-–—•*")
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    glued: bool = False


@dataclass(slots=True)
class _List:
    """One ``w:num``: its levels, and the counters it shares with others of its template."""

    levels: list[_Level]
    counters: list[int | None]
    overrides: dict[int, int] = field(default_factory=dict)
    used: bool = False


class Numbering:
    """Counters of all lists of a document, advanced paragraph by paragraph."""

    def __init__(self, root: Node | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._level_of_style: dict[tuple[str, str], int] = {}
        if root is not None:
            self._load(root)

    def _load(self, root: Node) -> None:
        templates = {
            node.get(w("abstractNumId")): node for node in root.findall(w("abstractNum"))
        }
        linked = {value(node, "styleLink"): node for node in templates.values()}
        counters: dict[str | None, list[int | None]] = {}
        for num in root.findall(w("num")):
            key = value(num, "abstractNumId")
            template = templates.get(key)
            if template is None:
                continue
            style = value(template, "numStyleLink")
            template = linked.get(style, template) if style else template
            shared = counters.setdefault(key, [None] * LEVELS)
            self._lists[num.get(w("numId"))] = self._list(num, template, shared)

    def _list(self, num: Node, template: Node, counters: list[int | None]) -> _List:
        levels = [_Level() for _ in range(LEVELS)]
        self._read_levels(num, template, levels)
        made = _List(levels, counters)
        for override in num.findall(w("lvlOverride")):
            self._read_levels(num, override, levels)
            start = value(override, "startOverride")
            if start is not None:
                made.overrides[_index(override)] = number(start, 1)
        return made

    def _read_levels(self, num: Node, parent: Node, levels: list[_Level]) -> None:
        for node in parent.findall(w("lvl")):
            index = _index(node)
            levels[index] = _read_level(node)
            if style := value(node, "pStyle"):
                self._level_of_style[num.get(w("numId")), style] = index

    def label(self, paragraph: Node) -> str:
        """Advance the list of a paragraph and return its number with a space, or nothing."""
        found = self._place(paragraph)
        if found is None:
            return ""
        entry, index = found
        _advance(entry, index)
        level = entry.levels[index]
        text = _bullet(level.text) if level.style == "bullet" else _text(entry, index)
        if not text.strip():
            return ""
        return text if level.glued else text + " "

    def _place(self, paragraph: Node) -> tuple[_List, int] | None:
        """List and level of a paragraph: its own, or those of its style."""
        own = paragraph.find("./{*}pPr/{*}numPr")
        if own is not None and value(own, "numId") is not None:
            return self._entry(value(own, "numId"), number(value(own, "ilvl")))
        for style in self._styles.chain(self._styles.of(paragraph)):
            num_id = value(style, "pPr/numPr/numId")
            if num_id is not None:
                key = (num_id, style.get(w("styleId")) or "")
                fallback = number(value(style, "pPr/numPr/ilvl"))
                level = self._level_of_style.get(key, fallback)
                return self._entry(num_id, number(value(own, "ilvl"), level))
        return None

    def _entry(self, num_id: str | None, level: int) -> tuple[_List, int] | None:
        entry = self._lists.get(num_id or "")
        return None if entry is None else (entry, min(max(level, 0), LEVELS - 1))


def _index(node: Node) -> int:
    return min(max(number(node.get(w("ilvl"))), 0), LEVELS - 1)


def _read_level(node: Node) -> _Level:
    restart = value(node, "lvlRestart")
    return _Level(
        start=number(value(node, "start")),
        style=value(node, "numFmt") or "decimal",
        text=value(node, "lvlText") or "",
        legal=bool(flag(node, "isLgl")),
        restart=None if restart is None else number(restart),
        glued=value(node, "suff") == "nothing",
    )


def _advance(entry: _List, index: int) -> None:
    counters = entry.counters
    if not entry.used:
        entry.used = True
        for level, start in entry.overrides.items():
            counters[level] = start - 1
    for above in range(index):
        if counters[above] is None:
            counters[above] = entry.levels[above].start
    current = counters[index]
    counters[index] = entry.levels[index].start if current is None else current + 1
    for below in range(index + 1, LEVELS):
        restart = entry.levels[below].restart
        # «0» is «never»; a number is the level (from 1) at which, or above which, it restarts.
        if restart is None or index < restart:
            counters[below] = None


def _text(entry: _List, index: int) -> str:
    legal = entry.levels[index].legal

    def number_of(place: re.Match[str]) -> str:
        level = int(place[1]) - 1
        style = entry.levels[level].style
        count = entry.counters[level] or entry.levels[level].start
        return numeral(count, "decimal" if legal else style)

    return _PLACE.sub(number_of, entry.levels[index].text)


def _bullet(sign: str) -> str:
    return sign if sign in _PLAIN_BULLETS else _BULLET
