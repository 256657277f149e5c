"""From the prose of a document to its requisites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from opora.reading.model import Context, Layout, Place, Requisites, Table
from opora.reading.requisites.abbreviations import read_abbreviations
from opora.reading.requisites.attachments import Stamp, find_stamps, read_attachments
from opora.reading.requisites.basis import read_basis
from opora.reading.requisites.head import Found, Head, date_in, number_in, read_head
from opora.reading.requisites.lines import Line, join_text, joined, place_of, read_lines
from opora.reading.requisites.marks import normal_number
from opora.reading.requisites.organization import (
    Organization,
    institution_in,
    institution_of,
    issuer_of,
    read_organization,
    read_sender,
    read_territory,
)
from opora.reading.requisites.period import read_period
from opora.reading.requisites.points import read_control, read_points
from opora.reading.requisites.signing import Signing, read_signing
from opora.reading.requisites.zones import (
    TITLE_LINE,
    Zones,
    greeting_index,
    plan_heading,
    split,
)

_PLAN_KINDS = (
    ("дорожная карта", r"дорожн\w+ кара?т"),
    ("план-график", r"план\w*-график"),
    ("план мероприятий", r"план\w* мероприяти"),
    ("комплекс мер", r"комплекс\w* мер\b"),
    ("программа", r"^\W*(?:\w+ая )?программа"),
)
_APPROVES = re.compile(r"утверд|ввести|принять|реализ", re.IGNORECASE)
_PRINTED, _FROM_STAMP, _FROM_WORDING = 0.97, 0.9, 0.8


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document parted into its zones; ``plan`` is the heading of the plan."""

    zones: Zones
    signing: Signing
    annex: tuple[Line, ...]
    plan: tuple[Line, ...]

    @property
    def heading(self) -> str | None:
        """Return the heading of the plan on one line."""
        return joined(self.plan) or None

    @property
    def points(self) -> tuple[Line, ...]:
        """Return the lines of the points, without the signature."""
        return self.zones.body[: self.signing.start]


def read_sheet(layout: Layout, plan_tables: Sequence[int] = ()) -> Sheet:
    """Part a document into zones.

    Parameters
    ----------
    layout : Layout
        The document.
    plan_tables : sequence of int
        The blocks that the table of the plan takes up; they are no prose.
    """
    first = min(plan_tables, default=None)
    lines = read_lines(layout, plan_tables)
    zones = split(lines, first)
    signing = read_signing(zones.body)
    annex = (*zones.body[signing.end :], *zones.annex)
    above = tuple(line for line in annex if first is None or line.place.block < first)
    start, end = plan_heading(above)
    plan = zones.title if not zones.is_order else above[start:end]
    return Sheet(zones, signing, annex, plan)


def read_requisites(layout: Layout, sheet: Sheet) -> Requisites:
    """Read the requisites of a document from its zones.

    Parameters
    ----------
    layout : Layout
        The document, for short forms that cells explain.
    sheet : Sheet
        The same document parted into zones.
    """
    greeting = greeting_index(sheet.zones.head)
    if sheet.zones.is_order:
        found = _order(sheet)
    else:
        found = _bare_plan(sheet) if greeting is None else _letter(sheet, greeting)
    titles = [sheet.heading, found.title, *(one.title for one in found.attachments)]
    titles += [point.text for point in found.orders if _APPROVES.search(point.text)]
    return replace(
        found,
        period=read_period(titles, found.date),
        territory=read_territory(found.organization, *titles),
        abbreviations=read_abbreviations(_texts(layout)),
    )


def _order(sheet: Sheet) -> Requisites:
    zones, signing = sheet.zones, sheet.signing
    head = read_head(zones)
    context = Context(document_date=head.date.value if head.date else None)
    points = read_points(sheet.points, context, signing.signatory)
    preamble = joined(zones.preamble)
    read = Requisites(
        title=_unquoted(joined(zones.title)),
        preamble=preamble.strip(" :") or None,
        operative_word=zones.operative.text.strip(" :") if zones.operative else None,
        basis=read_basis(preamble, place_of(zones.preamble)),
        orders=points,
        signatory=signing.signatory,
        control=read_control(points, signing.signatory),
        acquaintance=signing.acquaintance,
        attachments=read_attachments(points, sheet.annex),
    )
    read = _with_head(read, head, _PRINTED)
    read = _with_organization(read, read_organization(zones.head), _PRINTED)
    return _placed(read, title=place_of(zones.title), preamble=place_of(zones.preamble))


def _letter(sheet: Sheet, greeting: int) -> Requisites:
    """Read a letter with a plan below it: «Уважаемые руководители! …»."""
    above, below = sheet.zones.head[:greeting], sheet.zones.head[greeting:]
    head = read_head(Zones(head=above))
    signing = read_signing(below)
    title = tuple(line for line in above if TITLE_LINE.match(line.text))
    read = Requisites(
        title=joined(title or sheet.zones.title) or None,
        signatory=signing.signatory,
        acquaintance=signing.acquaintance,
    )
    read = replace(_with_head(read, head, _PRINTED), kind="письмо")
    return _with_organization(read, read_sender(above), _FROM_WORDING)


def _unquoted(title: str) -> str | None:
    """Drop the quotes around a whole title; those inside it stay."""
    if (
        title.startswith("«")
        and title.endswith("»")
        and title.count("«") == title.count("»") == 1
    ):
        title = title[1:-1]
    if title.startswith("[") and title.endswith("]"):
        title = title[1:-1]
    return title or None


def _bare_plan(sheet: Sheet) -> Requisites:
    """Read a plan without an order: what it has of requisites stands in its approval stamp."""
    zones = sheet.zones
    stamp = _approval(find_stamps([*zones.head, *zones.annex]))
    title = joined(zones.title) or None
    kind = _plan_kind(title)
    read = Requisites(title=title)
    if stamp is not None:
        head = Head(number=stamp.number, date=stamp.date)
        read = replace(_with_head(read, head, _FROM_STAMP), signatory=stamp.signature())
        read = _with_organization(read, _approving(stamp), _FROM_STAMP)
    elif (act := _act_above(zones.head)) is not None:
        read = _with_head(read, act, _FROM_WORDING)
    if read.signatory is None:
        read = replace(read, signatory=read_signing(zones.annex).signatory)
    if read.organization is None:
        read = _with_organization(
            read, read_organization(_letterhead(zones.head)), _FROM_WORDING
        )
    if read.organization is None:
        read = _with_organization(read, _named_by(zones), _FROM_WORDING)
    confidence = {**read.confidence, "kind": _FROM_WORDING}
    return _placed(replace(read, kind=kind, confidence=confidence), title=place_of(zones.title))


def _act_above(head: Sequence[Line]) -> Head | None:
    """Return number and date of «Приказ № 77-а от 30.08.2022», printed apart from the stamp."""
    acts = (
        line
        for line in head
        if re.match(r"приказ|распоряжени|постановлени", line.text, re.IGNORECASE)
    )
    found = (Head(number=number_in(line), date=date_in(line)) for line in acts)
    return next((one for one in found if one.number and one.date), None)


def _named_by(zones: Zones) -> Organization | None:
    """Return the institution that the heading of a plan names, or the lines above it do."""
    for lines in (zones.title, zones.head):
        name = institution_in(joined(lines))
        if name is not None:
            return Organization(name, None, place_of(lines))
    return None


def _letterhead(head: Sequence[Line]) -> list[Line]:
    """Return the lines above a bare plan that can name an institution: no sentences."""
    stamped = {line for stamp in find_stamps(head) for line in stamp.lines}
    lines = [line for line in head if line not in stamped]
    return [] if any(line.text.endswith((".", "!", ":", ";")) for line in lines) else lines


def _approval(stamps: Sequence[Stamp]) -> Stamp | None:
    """Choose the stamp that tells the act: one that approves before a mere label."""
    telling = [one for one in stamps if one.number or one.date or one.signature()]
    return next((one for one in telling if one.approves), telling[0] if telling else None)


def _approving(stamp: Stamp) -> Organization | None:
    """Return the institution of the person or of the act that approves."""
    signature = stamp.signature()
    place = place_of(stamp.lines)
    if signature is not None and signature.post:
        name = institution_of(signature.post)
        return Organization(name, None, place) if name else None
    act = stamp.act()
    issuer = act.partition(" ")[2] if act else ""
    name = issuer_of(issuer) if issuer else None
    return Organization(name, None, place) if name else None


def _plan_kind(title: str | None) -> str | None:
    """Name the kind of a plan without an order by the first of its own words that tells it."""
    if title is None:
        return None
    return next(
        (kind for kind, words in _PLAN_KINDS if re.search(words, title, re.IGNORECASE)), "план"
    )


def _with_head(read: Requisites, head: Head, confidence: float) -> Requisites:
    found: dict[str, Found[Any] | None] = {
        "kind": head.kind, "number": head.number, "date": head.date, "place": head.place,
    }  # fmt: skip
    places = {name: one.place for name, one in found.items() if one}
    return replace(
        read,
        kind=head.kind.value if head.kind else None,
        number=head.number.value if head.number else None,
        number_norm=normal_number(head.number.value) if head.number else None,
        date=head.date.value if head.date else None,
        date_printed=head.date.printed if head.date else None,
        place=head.place.value if head.place else None,
        places={**read.places, **places},
        confidence={**read.confidence, **dict.fromkeys(places, confidence)},
    )


def _with_organization(
    read: Requisites, organization: Organization | None, confidence: float
) -> Requisites:
    if organization is None:
        return read
    read = replace(
        read,
        organization=organization.name,
        organization_printed=organization.printed,
        confidence={**read.confidence, "organization": confidence},
    )
    return _placed(read, organization=organization.place)


def _placed(read: Requisites, **places: Place | None) -> Requisites:
    found = {name: place for name, place in places.items() if place is not None}
    return replace(read, places={**read.places, **found})


def _texts(layout: Layout) -> Iterator[str]:
    """Yield every text of a document: a short form may be explained in a cell."""
    for block in layout.blocks:
        if isinstance(block, Table):
            yield from (join_text(cell.text.split("\n")) for cell in block.cells)
        else:
            yield join_text(block.text.split("\n"))
