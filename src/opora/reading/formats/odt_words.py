"""Printed characters of an OpenDocument paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from opora.reading.formats.links import with_address
from opora.reading.formats.odt_styles import OdtStyles, name

_UNPRINTED = frozenset(
    {"note", "annotation", "annotation-end", "tracked-changes", "frame", "ruby-text"},
)
_SIGNS = {"tab": "\t", "line-break": "\n"}
_MOST_SPACES = 200
_BLANK = re.compile(r"[ \t\r\n]+")


@dataclass(slots=True)
class Printed:
    """Text of a paragraph, and whether all of it is bold."""

    parts: list[str] = field(default_factory=list)
    bold_only: bool = True

    @property
    def text(self) -> str:
        """All characters."""
        return "".join(self.parts)

    @property
    def bold(self) -> bool:
        """Whether all letters are bold."""
        return self.bold_only and bool(self.text.strip())


def local(node: etree._Element) -> str:
    """Return the name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def element_children(node: etree._Element) -> Iterator[etree._Element]:
    """Yield children that are elements."""
    return (child for child in node if isinstance(child.tag, str))


def printed(paragraph: etree._Element, styles: OdtStyles) -> Printed:
    """Collect what a paragraph prints; notes, comments and deletions are left out."""
    words = Printed()
    style = styles.attribute(paragraph, "text", "style-name")
    _collect(paragraph, styles, words, bold=bool(styles.is_bold("paragraph", style)))
    return words


def text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield text boxes anchored in a paragraph; those inside others come with them."""
    for box in paragraph.iter(f"{{{name('draw')}}}text-box"):
        above = box.iterancestors()
        inside = next(node for node in above if node is paragraph or local(node) == "text-box")
        if inside is paragraph:
            yield box


def _collect(node: etree._Element, styles: OdtStyles, words: Printed, *, bold: bool) -> None:
    _add(words, node.text, bold=bold)
    for child in node:
        kind = local(child) if isinstance(child.tag, str) else ""
        if kind in _SIGNS:
            words.parts.append(_SIGNS[kind])
        elif kind == "s":
            count = int(styles.attribute(child, "text", "c") or 1)
            words.parts.append(" " * min(count, _MOST_SPACES))
        elif kind and kind not in _UNPRINTED:
            _collect_child(child, styles, words, bold=bold)
        _add(words, child.tail, bold=bold)


def _collect_child(
    child: etree._Element, styles: OdtStyles, words: Printed, *, bold: bool
) -> None:
    style = styles.attribute(child, "text", "style-name")
    own = styles.is_bold("text", style) if style else None
    start = len(words.parts)
    _collect(child, styles, words, bold=bold if own is None else own)
    address = styles.attribute(child, "xlink", "href")
    if address and local(child) == "a":
        inside = "".join(words.parts[start:])
        words.parts[start:] = [with_address(inside, address)]


def _add(words: Printed, text: str | None, *, bold: bool) -> None:
    if text:
        words.parts.append(_BLANK.sub(" ", text))
        if text.strip():
            words.bold_only = words.bold_only and bold
