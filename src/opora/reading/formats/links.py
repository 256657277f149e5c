"""Addresses behind words: evidence in a cell is often a link whose address is not printed."""

from __future__ import annotations

from urllib.parse import unquote

_WEB = ("http://", "https://")


def with_address(words: str, address: str) -> str:
    """Words of a link, followed by its address where they do not name it.

    Examples
    --------
    >>> with_address("Справка", "https://a.example/1.pdf")
    'Справка (https://a.example/1.pdf)'
    >>> with_address("a.example/1.pdf", "https://a.example/1.pdf")
    'a.example/1.pdf'
    """
    address = address.strip()
    if not words.strip() or not address.lower().startswith(_WEB):
        return words
    return words if _core(address) in _core(words) else f"{words} ({address})"


def _core(text: str) -> str:
    text = unquote(text).casefold().replace("\u00ad", "")
    for start in _WEB:
        text = text.replace(start, "")
    return "".join(text.split()).rstrip("/.")
