"""Paragraphs that stand between the tables of a roadmap and title its sections."""

from __future__ import annotations

import re
from collections.abc import Sequence

from opora.reading.model import Paragraph
from opora.reading.tables.headings import ends_plan, heading, is_caption
from opora.reading.tables.numbers import is_number, path
from opora.reading.tables.title import opens_title
from opora.reading.tables.wording import flat, lined

MAX_PLAIN_CAPTION = 120

_CONTINUED = re.compile(r"продолжение\b|стр(?:аница|\.)\s*\d", re.IGNORECASE)


def text_of(paragraph: Paragraph) -> str:
    """Return a paragraph on one line."""
    return flat(lined(paragraph.text))


def printed(between: Sequence[Paragraph]) -> list[Paragraph]:
    """Leave out blank lines, page numbers and «Продолжение таблицы»."""
    return [one for one in between if not _is_furniture(text_of(one))]


def captions_between(between: Sequence[Paragraph]) -> list[Paragraph] | None:
    """Read what stands between two tables as titles of sections.

    Returns
    -------
    list of Paragraph or None
        The titles, [] where nothing is printed; None where other text stands there.
    """
    texts = printed(between)
    if all(map(_is_marked_caption, texts)):
        return texts
    if len(texts) == 1 and _is_plain_caption(texts[0]):
        return texts
    return texts[-1:] if _is_numbered_caption(texts[-1]) else None


def lead_caption(above: Sequence[Paragraph]) -> Paragraph | None:
    """Return the paragraph above the first table that may title its first section."""
    texts = printed(above)
    if not texts or not (_is_numbered_caption(texts[-1]) or _is_plain_caption(texts[-1])):
        return None
    return texts[-1]


def alike(paragraph: Paragraph, other: Paragraph) -> bool:
    """Whether two paragraphs are set and numbered as titles of one level."""
    return _look(paragraph) == _look(other)


def counts_on(paragraph: Paragraph, titles: Sequence[str]) -> bool:
    """Whether the first of the titles below carries the number after that of a paragraph.

    Examples
    --------
    >>> counts_on(Paragraph(0, "1. Кадры"), ["2. Дети", "3. Контроль"])
    True
    """
    first = heading(text_of(paragraph))
    following = next((one for one in map(heading, titles) if one.style == first.style), None)
    if first.number is None or following is None or following.number is None:
        return False
    here, there = path(first.number), path(following.number)
    return bool(here) and there == (*here[:-1], here[-1] + 1)


def _look(paragraph: Paragraph) -> tuple[object, ...]:
    style = heading(text_of(paragraph)).style
    return style, paragraph.bold, paragraph.align, paragraph.level


def _is_furniture(text: str) -> bool:
    return not text or is_number(text.strip("-–— ")) or bool(_CONTINUED.match(text))


def _is_marked_caption(paragraph: Paragraph) -> bool:
    marked = paragraph.bold or paragraph.align == "center" or paragraph.level is not None
    return is_caption(text_of(paragraph), marked=marked)


def _is_numbered_caption(paragraph: Paragraph) -> bool:
    text = text_of(paragraph)
    return is_caption(text, marked=False) and not text.endswith((".", ";", ":"))


def _is_plain_caption(paragraph: Paragraph) -> bool:
    """Whether a short line without a full stop stands alone, as titles do in plain text."""
    text = text_of(paragraph)
    if len(text) > MAX_PLAIN_CAPTION or not text[0].isupper() or text[-1] in ".;,":
        return False
    return not ends_plan(text) and not opens_title(text)
