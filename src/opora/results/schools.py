"""Codes and names of schools as files write them, and lines that are no school."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from opora.results.cells import Cell, fold, fold_latin, number_of, text_of
from opora.results.layouts import Phrases, load_words

_FIS_OKO = re.compile(r"(?:edu|sch)\d{6}")
_RIS = re.compile(r"[1-9]\d{3,5}")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
_LETTERS = re.compile(r"[a-z]*")
_LIKE_A_CODE = re.compile(r"[a-zа-я]*[\d_ ]{2,}", re.IGNORECASE)
_SECTION = re.compile(
    r"(?P<school>.*?)\s*\|\s*Кол(?:-во|ичество)\s+участников\s*:?\s*(?P<count>\d+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name and what stands in brackets behind it, ``code`` None if that is no code."""

    name: str
    code: str | None
    brackets: str | None


@dataclass(frozen=True, slots=True)
class SectionHeading:
    """The heading of a school's pupils in a report: the school and the declared number."""

    school: str
    declared: int | None


def fis_oko_code(cell: Cell) -> str | None:
    """Return a well-formed login of ФИС ОКО, None if the cell holds none.

    Examples
    --------
    >>> fis_oko_code("EDU950104"), fis_oko_code(30511.0)
    ('edu950104', None)
    """
    text = fold_latin(text_of(cell)).replace(" ", "")
    return text if _FIS_OKO.fullmatch(text) else None


def ris_code(cell: Cell) -> str | None:
    """Return a well-formed code of РИС as digits, None if the cell holds none.

    Examples
    --------
    >>> ris_code(30511.0), ris_code("30511.0"), ris_code("030511"), ris_code("—")
    ('30511', '30511', None, None)
    """
    if isinstance(cell, str):
        text = re.sub(r"[.,]0+$", "", text_of(cell))
        return text if _RIS.fullmatch(text) else None
    number = number_of(cell)
    text = str(int(number)) if number is not None and number.is_integer() else ""
    return text if _RIS.fullmatch(text) else None


def named(text: str) -> Named:
    """Take ``NAME(edu950104)`` apart.

    Examples
    --------
    >>> named("МБОУ «СОШ № 1»(edu950104)")
    Named(name='МБОУ «СОШ № 1»', code='edu950104', brackets='edu950104')
    """
    match = _BRACKETS.search(text)
    if match is None or not _LIKE_A_CODE.fullmatch(match[1].strip()):
        return Named(text, None, None)
    return Named(text[: match.start()], fis_oko_code(match[1]), match[1].strip())


def section_heading(text: str) -> SectionHeading | None:
    """Read ``NAME(eduNNNNNN) | Кол-во участников: N``."""
    match = _SECTION.match(text)
    if match is None:
        return None
    return SectionHeading(match["school"], int(match["count"]) if match["count"] else None)


def is_area(found: Named) -> bool:
    """Say whether the brackets name a region or a municipality."""
    letters = _LETTERS.match(fold_latin(found.brackets or ""))
    return letters is not None and letters[0] in load_words().area_codes


def sounds_like_school(text: str) -> bool:
    """Say whether a name holds a word of schools: МБОУ, гимназия."""
    return _school_shape().search(fold(text)) is not None


@cache
def _school_shape() -> re.Pattern[str]:
    words = "|".join(re.escape(fold(word)) for word in load_words().school_words)
    return re.compile(rf"(?<!\w)(?:{words})")


@cache
def totals() -> Phrases:
    """Words of lines that sum others up."""
    return Phrases(load_words().totals)


@cache
def maxima() -> Phrases:
    """Words of lines that hold the greatest scores."""
    return Phrases(load_words().maxima)
