"""Approval stamps and attachments: «УТВЕРЖДЕН приказом …», «Приложение № 1 к приказу …»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from opora.reading.model import Attachment, Point, Signature
from opora.reading.requisites.head import Found, date_in, first_found, number_in
from opora.reading.requisites.lines import Line, join_text, joined, place_of
from opora.reading.requisites.signing import find_name, read_signature
from opora.reading.requisites.zones import (
    ATTACHMENT_LINE,
    OTHER_STAMP,
    PLAN_LINE,
    STAMP_LINE,
    TITLE_LINE,
    heading_end,
    is_attachment_label,
)

_MENTION = re.compile(
    r"приложени[ею]\w*(?:\s*(?:№|N)?\s*(?P<number>\d+(?:\.\d+)?))?", re.IGNORECASE
)
_MATERIAL = re.compile(
    r"приказ|распоряж|постанов|протокол|директор|начальник|заведующ|глав|управлен|администрац|отдел"
    r"|комитет|школ|район|округ|_{2,}|М\.\s?П|МБОУ|МКУ|МКОУ|МАОУ|от\b|№|к\s",
    re.IGNORECASE,
)
_ACT = re.compile(r"(?:приказ|распоряжени|постановлени)\w*", re.IGNORECASE)
_MAX_LINES = 12
_LONG = 120


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp or a label above an attachment: what it says and where it ends."""

    lines: tuple[Line, ...]
    end: int
    """Index of the line below the stamp."""
    number: Found[str] | None = None
    date: Found[date] | None = None

    @property
    def text(self) -> str:
        """Return the whole stamp, joined."""
        return joined(self.lines)

    @property
    def approves(self) -> bool:
        """Tell an approval from a mere label."""
        return any(STAMP_LINE.match(line.text) for line in self.lines)

    def signature(self) -> Signature | None:
        """Return who approved, where the stamp names a person («УТВЕРЖДАЮ Директор …»)."""
        signed = next((i for i, one in enumerate(self.lines) if find_name(one.text)), None)
        if signed is None:
            return None
        lines = [_without_word(line) for line in self.lines[: signed + 1]]
        name = find_name(lines[-1].text)
        end = name.end() if name else len(lines[-1].text)
        lines[-1] = replace(lines[-1], text=lines[-1].text[:end])
        return read_signature(lines)

    def act(self) -> str | None:
        """Return the act that approves, as printed: «приказом начальника управления»."""
        match = _ACT.search(self.text)
        if match is None:
            return None
        ends = [self.text.find(mark.printed) for mark in (self.number, self.date) if mark]
        ends.append(self.text.lower().find("протокол", match.end()))
        end = min((end for end in ends if end > match.end()), default=len(self.text))
        return re.sub(r"(?:\bот|№|[\s,«\"_])*$", "", self.text[match.start() : end])


def _without_word(line: Line) -> Line:
    match = STAMP_LINE.match(line.text)
    return replace(line, text=line.text[match.end() :].strip(" :»")) if match else line


def find_stamps(lines: Sequence[Line]) -> list[Stamp]:
    """Find the stamps and labels of attachments among lines, in reading order."""
    stamps: list[Stamp] = []
    index = 0
    while index < len(lines):
        text = lines[index].text
        if STAMP_LINE.match(text) or is_attachment_label(text):
            stamps.append(_stamp(lines, index))
            index = stamps[-1].end
        else:
            index += 1
    return stamps


def _stamp(lines: Sequence[Line], start: int) -> Stamp:
    end = start + 1
    while end < min(len(lines), start + _MAX_LINES) and _goes_on(lines, start, end):
        end += 1
    body = tuple(lines[start:end])
    # The institution of a stamp may have a number in its name; its act stands below it.
    upward = (*body[:0:-1], _without_label(body[0]))
    return Stamp(
        body,
        end,
        first_found(number_in(line) for line in upward),
        first_found(date_in(line) for line in upward),
    )


def _without_label(line: Line) -> Line:
    """Blank «Приложение № 1»: its number is not that of an act."""
    match = ATTACHMENT_LINE.match(line.text)
    return replace(line, text=" " * match.end() + line.text[match.end() :]) if match else line


def _goes_on(lines: Sequence[Line], start: int, at: int) -> bool:
    line = lines[at]
    if OTHER_STAMP.match(line.text) or TITLE_LINE.match(line.text) or len(line.text) > _LONG:
        return False
    if PLAN_LINE.match(line.text) and line.text[0].isupper():
        return False
    if line.paragraph == lines[start].paragraph or line.text[0].islower():
        return True
    if STAMP_LINE.match(line.text):
        return not any(STAMP_LINE.match(one.text) for one in lines[start:at])
    return bool(_MATERIAL.match(line.text) or find_name(line.text) or date_in(line))


def read_attachments(points: Sequence[Point], annex: Sequence[Line]) -> tuple[Attachment, ...]:
    """Read the attachments that points name and those that follow the order.

    Parameters
    ----------
    points : sequence of Point
        The points of the order; they may promise attachments by number.
    annex : sequence of Line
        The lines below the signatures.
    """
    named = _named(points)
    printed = [_attached(stamp, annex) for stamp in find_stamps(annex)]
    if not printed:
        return tuple(_titled(named, annex))
    numbered: dict[str | None, Attachment] = {one.number: one for one in printed if one.number}
    merged = [_merge(one, numbered.pop(one.number, None)) for one in named]
    left = [one for one in printed if one.number is None or one.number in numbered]
    if len(merged) == len(left) and not any(one.title for one in merged):
        return tuple(_merge(a, b) for a, b in zip(merged, left, strict=True))
    return (*merged, *left)


def _named(points: Sequence[Point]) -> list[Attachment]:
    found: dict[str | None, Attachment] = {}
    for point in points:
        for match in _MENTION.finditer(point.text):
            label = " ".join(match[0].split())
            found.setdefault(
                match["number"], Attachment(match["number"], label, None, place=point.place)
            )
    return list(found.values())


def _merge(named: Attachment, printed: Attachment | None) -> Attachment:
    if printed is None:
        return named
    return replace(
        printed, number=named.number or printed.number, label=printed.label or named.label
    )


def _attached(stamp: Stamp, annex: Sequence[Line]) -> Attachment:
    label = ATTACHMENT_LINE.match(stamp.lines[0].text)
    end = heading_end(tuple(annex), stamp.end) if stamp.end < len(annex) else stamp.end
    return Attachment(
        number=label["number"] if label else None,
        label=" ".join(label[0].split()) if label else _approval(stamp),
        title=joined(annex[stamp.end : end]) or None,
        stamp_text=stamp.text if stamp.act() or stamp.approves else None,
        stamp_number=stamp.number.value if stamp.number else None,
        stamp_date=stamp.date.value if stamp.date else None,
        place=place_of(stamp.lines),
    )


def _approval(stamp: Stamp) -> str:
    match = STAMP_LINE.match(stamp.lines[0].text)
    return join_text([match["word"] if match else "", stamp.act() or ""])


def _titled(named: list[Attachment], annex: Sequence[Line]) -> list[Attachment]:
    """Give attachments without labels the headings that stand below the signatures."""
    headings = _headings(tuple(annex))
    if len(headings) < len(named):
        return named
    last = headings[len(headings) - len(named) :] if len(named) == 1 else headings[: len(named)]
    return [
        replace(one, title=joined(lines), place=place_of(lines))
        for one, lines in zip(named, last, strict=True)
    ]


def _headings(annex: tuple[Line, ...]) -> list[tuple[Line, ...]]:
    """Return the heading that opens the annex and those of the plans in it."""
    found: list[tuple[Line, ...]] = []
    end = 0
    for index, line in enumerate(annex):
        opens = index == 0 and not line.text.endswith((".", ":", ";"))
        if index >= end and line.first and (opens or PLAN_LINE.match(line.text)):
            end = heading_end(annex, index)
            found.append(annex[index:end])
    return found
