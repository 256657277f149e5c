"""Bytes of a Russian text → characters, without trusting what anybody declares."""

from __future__ import annotations

import codecs
import re

from opora.reading.refusals import UnknownFormat

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ONE_BYTE = ("cp1251", "koi8-r", "cp866")
_SAMPLE = 200_000
_FREQUENT = frozenset("оеаинтсрвлкмдпу")
_RARE_SIGNS = re.compile("[А-ЯЁа-яё–—«»№“”…•−° §]")
_MIXED_CASE = re.compile("[а-яё][А-ЯЁ]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_NOT_TEXT = (
    "Содержимое файла не похоже на текст. Загрузите документ DOCX, PDF, HTML, ODT или RTF."
)


def decode(content: bytes) -> str:
    """Decode a text, guessing among UTF-8, UTF-16, cp1251, koi8-r and cp866.

    Raises
    ------
    UnknownFormat
        If the bytes are no text in any of these.

    Examples
    --------
    >>> decode("до 1 сентября".encode("koi8-r"))
    'до 1 сентября'
    """
    text = _decode_marked(content) or _decode_unmarked(content)
    if _is_binary(text):
        raise UnknownFormat(_NOT_TEXT)
    return text


def _decode_marked(content: bytes) -> str | None:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, errors="replace")
    return None


def _decode_unmarked(content: bytes) -> str:
    if (wide := _wide_encoding(content[:_SAMPLE])) is not None:
        return content.decode(wide, errors="replace")
    if (text := _decode_utf8(content)) is not None:
        return text
    return content.decode(_one_byte_encoding(content[:_SAMPLE]), errors="replace")


def _wide_encoding(sample: bytes) -> str | None:
    """Tell UTF-16 without a mark by its high bytes: 0x04 for Cyrillic, 0x00 for the rest."""
    if len(sample) < len("№ 1".encode("utf-16-le")):
        return None
    even, odd = sample[0::2], sample[1::2]
    for high, low, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        expected = high.count(0) + high.count(4)
        if expected > 0.9 * len(high) and low.count(0) < 0.1 * len(low):
            return name
    return None


def _decode_utf8(content: bytes) -> str | None:
    """UTF-8, even if a character was cut off at the end or a few are spoilt."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
    spoilt = text.count("\ufffd")
    cyrillic = sum("а" <= char <= "я" for char in text.lower())
    return text if spoilt * 20 < cyrillic else None


def _one_byte_encoding(sample: bytes) -> str:
    return max(_ONE_BYTE, key=lambda name: _russianness(sample.decode(name, errors="replace")))


def _russianness(text: str) -> int:
    """How much a text looks Russian: frequent small letters for it, odd signs against it."""
    frequent = sum(text.count(letter) for letter in _FREQUENT)
    foreign = sum(not char.isascii() for char in text) - len(_RARE_SIGNS.findall(text))
    return 2 * frequent - 3 * foreign - 4 * len(_MIXED_CASE.findall(text))


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE]
    odd = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return odd * 20 > len(sample)
