"""Lines of a paragraph or a cell → one text: parted words and cut links become whole."""

from __future__ import annotations

import re
from collections.abc import Iterable

from opora.reading.formats.hyphens import rejoin

_ADDRESS = re.compile(r"https?://\S{8,}$")
_GOES_ON = re.compile(r"(?!https?:)[\w%/?&=#.~-]*[a-z0-9%/=][\w%/?&=#.~-]*", re.ASCII)


def join(texts: Iterable[str], glue: str) -> str:
    """Join lines; a word parted between two of them becomes one again.

    Examples
    --------
    >>> join(["нормативно-", "правовой", "акт"], " ")
    'нормативно-правовой акт'
    >>> join(["https://a.example/docs/pla", "n.pdf"], " ")
    'https://a.example/docs/plan.pdf'
    """
    joined = ""
    for text in texts:
        joined = append(joined, text, glue) if joined else text
    return joined


def append(above: str, below: str, glue: str) -> str:
    """Add a line below a text."""
    if _is_cut_address(above, below):
        return above + below
    return rejoin(above, below) or above + glue + below


def _is_cut_address(above: str, below: str) -> bool:
    """Say whether a long link was cut: what follows is no Russian word and no new link."""
    return _ADDRESS.search(above) is not None and _GOES_ON.match(below) is not None
