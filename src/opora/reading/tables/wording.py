"""How a printed text becomes a value: tags out, white space one, broken pieces joined.

A value keeps one line feed where the cell starts a new paragraph, because readers of lists need
it; ``flat`` turns it into a space without moving a character, so spans fit both.
"""

from __future__ import annotations

import re
from typing import Literal

from opora.reading.words import analyzer, is_acronym, parses

_BREAKING_TAG = re.compile(r"</?(?:p|br|div|li|tr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]|\\*\\*")
_SOFT_BREAK = re.compile(r"\u00ad(?=\s*(?:\n|$))")
_ENUMERATOR = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[-–—•·*▪])(?:\s|(?=[^\W\d_]))")
_LAST_WORD = re.compile(r"([а-яёА-ЯЁa-zA-Z]+)$")
_PAIRS = (("(", ")"), ("«", "»"), ("[", "]"))

Bond = Literal["strong", "weak", "none"]


def lined(text: str, *, wrapped: bool = False) -> str:
    r"""Bring a printed text into one form, a line feed only before a new paragraph.

    Parameters
    ----------
    text : str
        The text of a cell as the format gives it.
    wrapped : bool, default False
        Whether lines were broken by the width of the cell (PDF): a line feed says little then.

    Examples
    --------
    >>> lined("нормативно-\nправовых  актов")
    'нормативно-правовых актов'
    >>> lined("Справка\nПриказ")
    'Справка\nПриказ'
    """
    text = _SOFT_BREAK.sub("-", text)
    plain = _INVISIBLE.sub("", _TAG.sub("", _BREAKING_TAG.sub("\n", text)))
    value = ""
    for line in filter(None, (" ".join(line.split()) for line in plain.split("\n"))):
        value = join(value, line, paragraph=_begins_paragraph(value, line, wrapped=wrapped))
    return value


def flat(text: str) -> str:
    """Put a value on one line; every character keeps its position."""
    return text.replace("\n", " ")


def join(first: str, second: str, *, paragraph: bool = False) -> str:
    """Join two pieces of one text; a piece that ends in a hyphen is joined without a space.

    The hyphen stays, as compounds are printed with it, unless the word is known without it.

    Examples
    --------
    >>> join("школами-", "лидерами"), join("меро-", "приятие"), join("рабочая", "группа")
    ('школами-лидерами', 'мероприятие', 'рабочая группа')
    """
    if not first or not second:
        return first or second
    if not _ends_in_hyphen(first):
        return first + ("\n" if paragraph else " ") + second
    return (first[:-1] if _is_syllabified(first, second) else first) + second


def bond(previous: str, text: str) -> Bond:
    """Say how surely ``text`` continues ``previous``.

    Examples
    --------
    >>> bond("нормативно-", "правовых"), bond("обучающихся групп", "риска")
    ('strong', 'weak')
    >>> bond("сетевые группы и др.)", "Проведение мероприятий")
    'none'
    """
    if not previous or not text:
        return "none"
    if is_open(previous) or text[0] in ").,;:»%":
        return "strong"
    if text[0] == "(" or (_begins_low(text) and previous[-1] not in ".!?;"):
        return "weak"
    return "none"


def is_open(text: str) -> bool:
    """Tell a text that cannot end where it ends: on a hyphen, comma, preposition, open bracket.

    Examples
    --------
    >>> is_open("план (для школ"), is_open("участие в"), is_open("Справка")
    (True, True, False)
    """
    return is_cut(text) or text[-1:] in {",", ":", "/"}


def is_cut(text: str) -> bool:
    """Tell a text cut in mid-phrase: on a hyphen or preposition, in a bracket or quotes.

    Unlike ``is_open`` it trusts no comma or colon: cells end on them by carelessness.
    """
    if _ends_in_hyphen(text) or _ends_in_particle(text):
        return True
    return any(text.count(opening) > text.count(closing) for opening, closing in _PAIRS)


def opens_list_item(text: str) -> bool:
    """Tell a line that begins with a bullet or a number of a list."""
    return _ENUMERATOR.match(text) is not None


def begins_with_name(text: str) -> bool:
    """Tell a text whose first word is written large for its own sake: «ВПР», «Пермского»."""
    first = re.match(r"[^\W\d_]+", text)
    if first is None:
        return text[:1] in '«"' or (text[:1].isdigit() and not opens_list_item(text))
    if is_acronym(first[0]) or (first[0].isupper() and len(first[0]) > 1):
        return True
    tag = parses(first[0].lower())[0].tag
    return bool({"Name", "Surn", "Patr", "Geox"} & set(tag.grammemes))


def _begins_paragraph(value: str, line: str, *, wrapped: bool) -> bool:
    if opens_list_item(line):
        return True
    return not wrapped and bond(value, line) == "none" and not line[0].isdigit()


def _begins_low(text: str) -> bool:
    return text[0].islower() or bool(re.match(r"[-–—•]\s*[а-яё]", text))


def _ends_in_hyphen(text: str) -> bool:
    return bool(re.search(r"\w-$", text))


def _ends_in_particle(text: str) -> bool:
    last = _LAST_WORD.search(text)
    if last is None or last[0].isupper():
        return False
    return parses(last[0].lower())[0].tag.POS in {"PREP", "CONJ"}


def _is_syllabified(first: str, second: str) -> bool:
    head, tail = _LAST_WORD.search(first[:-1]), re.match(r"[а-яё]+", second)
    if head is None or tail is None:
        return False
    return bool(analyzer().word_is_known((head[0] + tail[0]).lower()))
