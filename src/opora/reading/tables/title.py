"""The title of a roadmap: the lines that stand over its table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from opora.reading.model import Layout, Paragraph
from opora.reading.tables.vocabulary import vocabulary
from opora.reading.tables.wording import flat, join, lined
from opora.reading.words import lemma

MAX_PARAGRAPHS = 8
WORDS_BEFORE = 3
SHORTEST_WORD = 3

_ENDS_TITLE = re.compile(
    r"\s*(?:приложени|утвержд|\(?приложен|от\s+[«\"]?\d|№|_{2,}|\d{1,2}\.\s)", re.IGNORECASE
)


def title_before(layout: Layout, block: int) -> str | None:
    """Return the title over a table, None where none is printed.

    Parameters
    ----------
    layout : Layout
        The document.
    block : int
        The first table of the roadmap.
    """
    above: list[str] = []
    for paragraph in reversed(layout.blocks[max(0, block - 2 * MAX_PARAGRAPHS) : block]):
        if not isinstance(paragraph, Paragraph) or len(above) > MAX_PARAGRAPHS:
            break
        text = flat(lined(paragraph.text))
        if _ENDS_TITLE.match(text):
            break
        if text:
            above.insert(0, text)
        if opens_title(text):
            return _joined(above)
    return None


def opens_title(text: str) -> bool:
    """Tell a line that begins a title: «План мероприятий …», «МУНИЦИПАЛЬНАЯ ДОРОЖНАЯ КАРТА».

    Examples
    --------
    >>> opens_title("ПЛАН работы"), opens_title("Об утверждении плана мероприятий")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]+", text)[:WORDS_BEFORE]
    if not words or not words[0][0].isupper() or len(words[0]) < SHORTEST_WORD:
        return False
    return any(lemma(word.lower()) in _title_words() for word in words)


def _joined(texts: Sequence[str]) -> str:
    title = ""
    for text in texts:
        title = join(title, text)
    return title


@cache
def _title_words() -> frozenset[str]:
    return frozenset(vocabulary().title_words)
