"""From the prose of a document to its requisites: letterhead, points, signatures, attachments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from opora.reading.model import Context, Layout, Place, Requisites, Signature, Table
from opora.reading.requisites.abbreviations import read_abbreviations
from opora.reading.requisites.attachments import Stamp, find_stamps, read_attachments
from opora.reading.requisites.basis import read_basis
from opora.reading.requisites.head import Found, Head, read_head
from opora.reading.requisites.lines import Line, join_text, joined, place_of, read_lines
from opora.reading.requisites.marks import normal_number
from opora.reading.requisites.organization import (
    Organization,
    institution_of,
    read_organization,
    read_territory,
)
from opora.reading.requisites.period import read_period
from opora.reading.requisites.points import read_control, read_points
from opora.reading.requisites.signing import Signing, read_signing
from opora.reading.requisites.zones import Zones, annex_index, plan_heading, split

_PRINTED, _FROM_STAMP, _FROM_WORDING = 0.97, 0.9, 0.8


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document parted into its zones, the signature found; ``plan`` is the heading of the plan."""

    zones: Zones
    signing: Signing
    annex: tuple[Line, ...]
    plan: tuple[Line, ...]

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
    found = _order(sheet) if sheet.zones.is_order else _bare_plan(sheet)
    titles = [joined(sheet.plan), found.title, *(one.title for one in found.attachments)]
    titles += [point.text for point in found.orders]
    return replace(
        found,
        period=read_period(titles, found.date),
        territory=read_territory(found.organization, *titles),
        abbreviations=read_abbreviations(_texts(layout)),
    )


def _order(sheet: Sheet) -> Requisites:
    zones, signing = sheet.zones, sheet.signing
    head = read_head(zones)
    organization = read_organization(zones.head)
    preamble = joined(zones.preamble)
    points = read_points(sheet.points, _context(head), signing.signatory)
    return Requisites(
        kind=head.kind.value if head.kind else None,
        title=joined(zones.title).strip("«»") if joined(zones.title).endswith("»") else joined(zones.title) or None,
        organization=organization.name if organization else None,
        organization_printed=organization.printed if organization else None,
        preamble=preamble.strip(" :") or None,
        operative_word=zones.operative.text.strip(" :") if zones.operative else None,
        basis=read_basis(preamble, place_of(zones.preamble)),
        orders=points,
        signatory=signing.signatory,
        control=read_control(points, signing.signatory),
        acquaintance=signing.acquaintance,
        attachments=read_attachments(points, sheet.annex),
        **_dated(head),
        places=_places(head, organization, zones, signing.signatory),
        confidence=_confidence(head, organization, zones),
    )


def _context(head: Head) -> Context:
    return Context(document_date=head.date.value if head.date else None)
