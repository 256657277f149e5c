"""Remnants of HTML and Markdown inside plain text: dropped, with what they say of bold kept."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_NEW_LINE = re.compile(
    r"</(?:p|div|li|h[1-6])>\s*<(?:p|div|li|h[1-6])\b[^<>]*>|<br\s*/?>",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?(?:p|b|strong|i|em|u|s|br|span|div|font|sup|sub|li|ul|ol|h[1-6]|a|center|o:p)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d?);", re.IGNORECASE)
_BOLD = re.compile(r"(<(b|strong)>.+</\2>|\*\*[^*]+\*\*)", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Marked:
    """Text without marks, and what the marks said."""

    text: str
    bold: bool = False
    level: int | None = None


def unmark(text: str) -> Marked:
    r"""Take the marks off a paragraph or a cell.

    Examples
    --------
    >>> unmark("<b>1. Кадры</b>")
    Marked(text='1. Кадры', bold=True, level=None)
    >>> unmark("<p>раз</p> <p>два</p>").text
    'раз\nдва'
    """
    heading = _HEADING.match(text)
    if heading:
        text = text[heading.end() :]
    bold = _BOLD.fullmatch(text.strip()) is not None
    text = _NEW_LINE.sub("\n", text)
    text = _TAG.sub("", text).replace("**", "")
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = "\n".join(line.strip(" \t") for line in text.split("\n"))
    return Marked(text.strip(), bold, len(heading[1]) if heading else None)
