"""Styles of an OpenDocument text: what is bold, how it is aligned, how lists are numbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from opora.reading.formats.builder import Align
from opora.reading.formats.numerals import numeral

_NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
_ALIGNS: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "justify": "justify",
}
_FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "а": "russianLower",
    "А": "russianUpper",
}
_BOLD_FROM = 600
_LONGEST_CHAIN = 12


def name(prefix: str) -> str:
    """Return the namespace of a usual prefix."""
    return _NAMESPACES[prefix]


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is numbered."""

    style: str | None = None
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1
    bullet: bool = False

    def label(self, counts: Sequence[int]) -> str:
        """Print the number of an item with a space, or nothing."""
        if self.bullet:
            return "• "
        if not self.style:
            return ""
        numbers = counts[-self.shown :]
        text = ".".join(numeral(count, self.style) for count in numbers)
        return f"{self.prefix}{text}{self.suffix} "


class OdtStyles:
    """Styles of ``styles.xml`` and ``content.xml``; the latter win."""

    def __init__(self, trees: Iterable[etree._Element]) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._lists: dict[str, dict[int, ListLevel]] = {}
        for tree in trees:
            for style in tree.iter(_name("style", "style")):
                family = style.get(_name("style", "family")) or ""
                self._styles[family, style.get(_name("style", "name")) or ""] = style
            for style in tree.iter(_name("text", "list-style")):
                self._lists[style.get(_name("style", "name")) or ""] = dict(_levels(style))

    @staticmethod
    def attribute(node: etree._Element, prefix: str, which: str) -> str | None:
        """Return an attribute by its usual prefix."""
        return node.get(_name(prefix, which))

    def _chain(self, family: str, style: str | None) -> Iterator[etree._Element]:
        for _ in range(_LONGEST_CHAIN):
            node = self._styles.get((family, style or ""))
            if node is None:
                return
            yield node
            style = node.get(_name("style", "parent-style-name"))

    def is_bold(self, family: str, style: str | None) -> bool | None:
        """Whether a style makes words bold; None if it does not say."""
        for node in self._chain(family, style):
            for properties in node.iter(_name("style", "text-properties")):
                weight = properties.get(_name("fo", "font-weight"))
                if weight is not None:
                    return weight == "bold" or (weight.isdigit() and int(weight) >= _BOLD_FROM)
        return None

    def align(self, paragraph: etree._Element) -> Align | None:
        """Alignment of a paragraph through its styles."""
        style = self.attribute(paragraph, "text", "style-name")
        for node in self._chain("paragraph", style):
            for properties in node.iter(_name("style", "paragraph-properties")):
                align = properties.get(_name("fo", "text-align"))
                if align is not None:
                    return _ALIGNS.get(align)
        return None

    def list_level(self, style: str | None, depth: int) -> ListLevel:
        """How a level of a list is numbered; levels count from 0."""
        return self._lists.get(style or "", {}).get(depth, ListLevel())


def _name(prefix: str, which: str) -> str:
    return f"{{{_NAMESPACES[prefix]}}}{which}"


def _levels(style: etree._Element) -> Iterator[tuple[int, ListLevel]]:
    for node in style:
        depth = int(node.get(_name("text", "level")) or 1) - 1
        bullet = not str(node.tag).endswith("number")
        shape = node.get(_name("style", "num-format")) or ""
        # LibreOffice writes Russian letters as «А, Б, .., Аа, Аб, ...».
        yield (
            depth,
            ListLevel(
                style=_FORMATS.get(shape[:1]),
                prefix=node.get(_name("style", "num-prefix")) or "",
                suffix=node.get(_name("style", "num-suffix")) or "",
                start=int(node.get(_name("text", "start-value")) or 1),
                shown=int(node.get(_name("text", "display-levels")) or 1),
                bullet=bullet,
            ),
        )
