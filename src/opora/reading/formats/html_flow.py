"""The tree of a page → its paragraphs and tables in order, as a browser would flow them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from opora.reading.formats.builder import Align
from opora.reading.formats.links import with_address

_UNSEEN = frozenset(
    {
        "head", "title", "script", "style", "template", "noscript", "nav", "svg", "math",
        "object", "iframe", "select", "button", "input", "textarea", "audio", "video",
        "canvas", "map", "area", "meta", "link", "base", "xml",
    },
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "html", "body", "p", "div", "center", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
        "li", "dl", "dt", "dd", "blockquote", "pre", "address", "article", "section", "aside",
        "main", "header", "footer", "figure", "figcaption", "fieldset", "form", "details",
        "summary", "caption", "td", "th", "tr", "hr", "table", "legend",
    },
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD_TAGS = frozenset({"b", "strong", "th", *_HEADINGS})
_ALIGNS: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "justify": "justify",
}
_BLANK = re.compile(r"[ \t\n\r\f]+")
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|bolder|normal|lighter|\d{3})", re.IGNORECASE)
_TEXT_ALIGN = re.compile(r"text-align\s*:\s*(\w+)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE
)
_BOLD_FROM = 600


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph as flowed."""

    text: str
    bold: bool = False
    align: Align | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class _Style:
    """What an element inherits."""

    bold: bool = False
    align: Align | None = None
    level: int | None = None
    kept_spaces: bool = False


@dataclass(slots=True)
class _Line:
    """The paragraph being collected."""

    with_links: bool
    parts: list[str] = field(default_factory=list)
    all_bold: bool = True
    style: _Style = field(default_factory=_Style)

    def add(self, text: str | None, style: _Style) -> None:
        if not text:
            return
        text = text if style.kept_spaces else _BLANK.sub(" ", text)
        if text.strip():
            self.all_bold = self.all_bold and style.bold
            self.style = style
        self.parts.append(text)

    def take(self) -> Iterator[Printed]:
        text = re.sub(" {2,}", " ", "".join(self.parts))
        if text.strip():
            yield Printed(text, self.all_bold, self.style.align, self.style.level)
        self.parts, self.all_bold = [], True


def tag(element: HtmlElement) -> str:
    """Name of an element, without the prefix of Word; empty for what is no element."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def walk(root: HtmlElement, *, with_links: bool = False) -> Iterator[Printed | HtmlElement]:
    """Yield paragraphs and ``table`` elements below an element, in reading order.

    Parameters
    ----------
    root : HtmlElement
        Its own kind of box does not matter; its style is inherited.
    with_links : bool, default False
        Print the address of a link after its words, as evidence in cells needs it.
    """
    line = _Line(with_links)
    yield from _inside(root, _style(root, _Style()), line)
    yield from line.take()


def _inside(
    element: HtmlElement,
    style: _Style,
    line: _Line,
) -> Iterator[Printed | HtmlElement]:
    line.add(element.text, style)
    number = _first_number(element)
    for child in element.iterchildren():
        if tag(child) == "li":
            yield from line.take()
            number = _own_number(child, number)
            line.add(f"{number}. " if tag(element) == "ol" else "• ", style)
            number += 1
        yield from _child(child, style, line)
        line.add(child.tail, style)


def _child(
    child: HtmlElement,
    style: _Style,
    line: _Line,
) -> Iterator[Printed | HtmlElement]:
    name = tag(child)
    if not name or name in _UNSEEN or _HIDDEN.search(child.get("style") or ""):
        return
    if name == "br":
        line.parts.append("\n")
    elif name == "table":
        yield from line.take()
        yield child
    elif name in _BLOCKS:
        if name != "li":
            yield from line.take() if not _only_label(line) else ()
        yield from _inside(child, _style(child, style), line)
        yield from line.take()
    elif name == "a" and line.with_links:
        yield from _link(child, _style(child, style), line)
    else:
        yield from _inside(child, _style(child, style), line)


def _only_label(line: _Line) -> bool:
    """Keep the number of a list item with the paragraph inside the item."""
    return re.fullmatch(r"(\d+\.|•)\s*", "".join(line.parts)) is not None


def _link(
    link: HtmlElement,
    style: _Style,
    line: _Line,
) -> Iterator[Printed | HtmlElement]:
    yield from _inside(link, style, line)
    words = "".join(map(str, link.itertext()))
    line.add(with_address(words, link.get("href") or "")[len(words) :], style)


def _first_number(element: HtmlElement) -> int:
    start = element.get("start") or "1"
    return int(start) if re.fullmatch(r"\d{1,4}", start) else 1


def _own_number(item: HtmlElement, number: int) -> int:
    value = item.get("value") or ""
    return int(value) if re.fullmatch(r"\d{1,4}", value) else number


def _style(element: HtmlElement, above: _Style) -> _Style:
    css = element.get("style") or ""
    name = tag(element)
    bold = above.bold or name in _BOLD_TAGS
    if weight := _WEIGHT.search(css):
        value = weight[1].lower()
        bold = int(value) >= _BOLD_FROM if value.isdigit() else value.startswith("bold")
    align = _TEXT_ALIGN.search(css)
    named = align[1] if align else element.get("align") or ("center" * (name == "center"))
    return replace(
        above,
        bold=bold,
        align=_ALIGNS.get(named.lower(), above.align),
        level=_HEADINGS.get(name, above.level),
        kept_spaces=above.kept_spaces or name == "pre",
    )
