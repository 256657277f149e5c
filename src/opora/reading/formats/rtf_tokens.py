"""RTF → tokens, and its bytes → letters by the code page of their font."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])"
    r"|(?P<feed>[\r\n\x00]+)"
    r"|(?P<text>[^\\{}\r\n\x00]+)",
    re.DOTALL,
)
_BY_CHARSET = {
    77: "mac-roman", 161: "cp1253", 162: "cp1254", 186: "cp1257", 204: "cp1251", 238: "cp1250",
    255: "cp866",
}  # fmt: skip
_RUSSIAN_LANGUAGE = 1049
_UTF8 = 65001
_WESTERN = "cp1252"


@dataclass(frozen=True, slots=True)
class Token:
    """A brace, a control word, an encoded byte or plain text."""

    kind: Literal["open", "close", "word", "byte", "text"]
    text: str = ""
    number: int | None = None


def tokens(content: bytes) -> Iterator[Token]:
    """Cut a file into tokens; line feeds mean nothing, pictures in binary are passed over."""
    source = content.decode("latin-1")
    at = 0
    while (match := _TOKEN.match(source, at)) is not None:
        at = match.end()
        kind = match.lastgroup
        if kind == "brace":
            yield Token("open" if match["brace"] == "{" else "close")
        elif kind == "byte":
            yield Token("byte", number=int(match["byte"], 16))
        elif kind == "text":
            yield from _text(match["text"])
        elif kind == "sign":
            yield Token("word", "par" if match["sign"] in "\r\n" else match["sign"])
        elif kind in {"word", "number"}:
            number = None if match["number"] is None else int(match["number"])
            if match["word"] == "bin":
                at += max(0, number or 0)
            yield Token("word", match["word"], number)


def _text(text: str) -> Iterator[Token]:
    """Plain ASCII is text; other letters written as they are need their code page."""
    if text.isascii():
        yield Token("text", text)
    else:
        yield from (Token("byte", number=ord(letter)) for letter in text)


class CodePages:
    """Which code page the letters of each font are in."""

    def __init__(self) -> None:
        self._default = "cp1251"
        self._by_font: dict[int, str | None] = {}
        self._font = 0
        self._russian = False

    def take(self, word: str, number: int | None, *, defines: bool) -> bool:
        """Take a control word if it is of code pages; say whether it was."""
        if word == "ansicpg" and number is not None:
            self._default = _known("utf-8" if number == _UTF8 else f"cp{number}")
        elif word == "mac":
            self._default = "mac-cyrillic"
        elif word == "deflang":
            self._russian = number == _RUSSIAN_LANGUAGE
        elif defines and word == "f" and number is not None:
            self._font = number
        elif defines and word == "fcharset":
            self._by_font[self._font] = _BY_CHARSET.get(number or 0)
        else:
            return False
        return True

    def decode(self, letters: bytes, font: int) -> str:
        """Decode letters printed in a font."""
        page = self._by_font.get(font) or self._default
        if page == _WESTERN and self._russian:
            # Old programs declare the Western page whatever they write.
            page = "cp1251"
        return letters.decode(page, errors="replace")


def _known(page: str) -> str:
    try:
        return codecs.lookup(page).name
    except LookupError:
        return "cp1251"
