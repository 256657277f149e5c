"""Kind, number, date and place from the letterhead of an order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from opora.reading.model import Place, Span
from opora.reading.requisites.lines import Line
from opora.reading.requisites.marks import Mark, find_dates, find_numbers
from opora.reading.requisites.zones import KIND_LINE, Zones, kind_index

ValueT = TypeVar("ValueT")

_KINDS_BY_WORD = {
    "приказ": "приказ", "постанов": "постановление", "распоряж": "распоряжение",
    "обязыва": "распоряжение", "реш": "решение",
}  # fmt: skip
_CONTACTS = re.compile(
    r"\b(?:тел|факс|инн|кпп|огрн|окпо|ул|e-?mail|адрес|сайт)\b|@|www\.|http|\b\d{6}\b",
    re.IGNORECASE,
)
_REPLY = re.compile(r"\bна\s*№", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:школ\w*|\w*ОШ|\bСШ|\w*ОУ|сада?|гимнази\w+|лице\w+|учреждени\w+|интернат\w*|протокол\w*)"
    r"\s*[«\"]?\s*$",
    re.IGNORECASE,
)
_NUMBER_BOX = re.compile(r"номер(?:\s+документа)?", re.IGNORECASE)
_BOXED = re.compile(r"\d{1,5}(?:[-/][\wА-Яа-я]{1,5}){0,3}")
_SETTLEMENT = (
    r"(?:с|г|п|д|х|а|пос|дер|ст|пгт|р\.?\s?п|п\.?\s?г\.?\s?т|ст-ца|сл|село|город|пос[её]лок|деревня"
    r"|станица|аул|хутор|рабочий пос[её]лок|пос[её]лок городского типа|гор)"
)
_PLACE = re.compile(
    rf"(?:{_SETTLEMENT}(?:\.\s*|\s+))+[А-ЯЁ][А-Яа-яЁё]+(?:[- ][А-Яа-яЁё]+){{0,3}}\.?"
)
_BARE_PLACE = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*")
_NO_PLACE = re.compile(
    r"(?:приказ|распоряж|постанов|реш|управлен|отдел|администрац|комитет|директор|проект|копия|герб"
    r"|[а-яё]+[ая]м$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found(Generic[ValueT]):
    """A value read, as printed, and where."""

    value: ValueT
    printed: str
    place: Place


@dataclass(frozen=True, slots=True)
class Head:
    """What a letterhead tells."""

    kind: Found[str] | None = None
    number: Found[str] | None = None
    date: Found[date] | None = None
    place: Found[str] | None = None


def read_head(zones: Zones) -> Head:
    """Read the letterhead of an order."""
    lines = [line for line in zones.head if not _CONTACTS.search(line.text)]
    at = kind_index(tuple(lines))
    # Below the word «ПРИКАЗ» stands its own number, above it the institution.
    ordered = lines if at is None else [*lines[at:], *lines[:at]]
    below = len(lines) if at is None else len(lines) - at
    return Head(
        kind=_kind(lines[at] if at is not None else None, zones.operative),
        number=first_found(number_in(line) for line in ordered) or _in_form(lines),
        date=first_found(date_in(line) for line in ordered),
        place=first_found(_settlement(line) for line in ordered)
        or _bare_settlement(ordered[1:below]),
    )


def first_found(found: Iterable[Found[ValueT] | None]) -> Found[ValueT] | None:
    """Return the first value that was found."""
    return next((one for one in found if one is not None), None)


def _kind(line: Line | None, operative: Line | None) -> Found[str] | None:
    if line is not None and (match := KIND_LINE.match(line.text)):
        return Found(match["kind"].lower(), match["kind"], line.place)
    if operative is None:
        return None
    word = re.sub(r"\s", "", operative.text.lower())
    kinds = (kind for stem, kind in _KINDS_BY_WORD.items() if word.startswith(stem))
    return Found(next(kinds, "приказ"), operative.text, operative.place)


def number_in(line: Line) -> Found[str] | None:
    """Return the number of the document printed in a line of the letterhead or of a stamp."""
    if _REPLY.search(line.text):
        return None
    for mark in find_numbers(line.text):
        before = line.text[: mark.span.start]
        if not _NAMED.search(before) and before.count("«") <= before.count("»"):
            return Found(mark.printed, mark.printed, _inside(line, mark))
    return None


def _in_form(lines: list[Line]) -> Found[str] | None:
    """Return a number without «№» from a form with a box «Номер документа»."""
    boxes = (i for i, line in enumerate(lines) if _NUMBER_BOX.fullmatch(line.text))
    for line in lines[next(boxes, len(lines)) :]:
        if _BOXED.fullmatch(line.text):
            return Found(line.text, line.text, line.place)
    return None


def date_in(line: Line) -> Found[date] | None:
    """Return the first full date of a line."""
    for mark in find_dates(line.text):
        if mark.date is not None:
            return Found(mark.date, mark.printed, _inside(line, mark))
    return None


def _inside(line: Line, mark: Mark) -> Place:
    base = line.place.span.start if line.place.span else 0
    return replace(line.place, span=Span(base + mark.span.start, base + mark.span.end))


def _settlement(line: Line) -> Found[str] | None:
    for start, end in _remains(line.text):
        piece = line.text[start:end]
        if _PLACE.fullmatch(piece):
            mark = Mark(piece, Span(start, end))
            return Found(piece, piece, _inside(line, mark))
    return None


def _bare_settlement(lines: list[Line]) -> Found[str] | None:
    """Return a settlement printed without «г.» beside a date or a number."""
    marked = any(date_in(line) or number_in(line) for line in lines)
    for line in lines if marked else []:
        if _BARE_PLACE.fullmatch(line.text) and not _NO_PLACE.match(line.text):
            return Found(line.text, line.text, line.place)
    return None


def _remains(text: str) -> Iterator[tuple[int, int]]:
    """Yield what stands between the dates and numbers of a line."""
    taken = [
        (mark.span.start, mark.span.end) for mark in (*find_dates(text), *find_numbers(text))
    ]
    start = 0
    for left, right in [*sorted(taken), (len(text), len(text))]:
        piece = text[start:left]
        trimmed = piece.strip(" ,;_")
        if trimmed:
            begin = start + piece.index(trimmed)
            yield begin, begin + len(trimmed)
        start = max(start, right)
