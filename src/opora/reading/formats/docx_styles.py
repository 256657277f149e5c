"""What styles of a Word document say of a paragraph and a run, through their chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opora.reading.formats.builder import Align
from opora.reading.formats.docx_xml import Node, flag, number, value, w

_ALIGNS: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}
_HEADING = re.compile(r"(?:heading|заголовок)\s*([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"title|название", re.IGNORECASE)
_BODY_LEVEL = 9
_LONGEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph stands on the page."""

    align: Align | None
    level: int | None


class Styles:
    """Styles by their identifiers."""

    def __init__(self, root: Node | None) -> None:
        self._by_id: dict[str, Node] = {}
        self._default: str | None = None
        for style in root.findall(w("style")) if root is not None else ():
            name = style.get(w("styleId")) or ""
            self._by_id[name] = style
            if style.get(w("type")) == "paragraph" and style.get(w("default")) in {"1", "true"}:
                self._default = name
        self._bold: dict[str | None, bool | None] = {}

    def chain(self, style_id: str | None) -> Iterator[Node]:
        """Yield a style and those it is based on."""
        for _ in range(_LONGEST_CHAIN):
            style = self._by_id.get(style_id or "")
            if style is None:
                return
            yield style
            style_id = value(style, "basedOn")

    def of(self, paragraph: Node) -> str | None:
        """Return the identifier of a paragraph's style."""
        return value(paragraph, "pPr/pStyle") or self._default

    def look(self, paragraph: Node) -> Look:
        """Alignment and heading level, the paragraph's own words first."""
        nodes = [paragraph, *self.chain(self.of(paragraph))]
        aligns = (value(node, "pPr/jc") for node in nodes)
        align = next((_ALIGNS.get(name) for name in aligns if name), None)
        return Look(align, self._level(nodes))

    def _level(self, nodes: list[Node]) -> int | None:
        for node in nodes:
            outline = value(node, "pPr/outlineLvl")
            if outline is not None:
                level = number(outline, _BODY_LEVEL)
                return level + 1 if level < _BODY_LEVEL else None
            name = value(node, "name") or ""
            if heading := _HEADING.match(name):
                return int(heading[1])
            if _TITLE.fullmatch(name):
                return 1
        return None

    def is_bold(self, style_id: str | None) -> bool | None:
        """Whether a style makes its words bold; None if no style of the chain says."""
        if style_id not in self._bold:
            flags = (flag(style, "rPr/b") for style in self.chain(style_id))
            self._bold[style_id] = next((bold for bold in flags if bold is not None), None)
        return self._bold[style_id]
