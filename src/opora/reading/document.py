"""The assembled reader: bytes of a file → a reading, the draft that a person checks."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from opora.reading.findings import check
from opora.reading.formats import read_layout
from opora.reading.model import Context, Finding, Layout, Period, Reading, Requisites, Roadmap
from opora.reading.requisites import (
    infer_period,
    read_requisites,
    read_sheet,
    read_support_models,
)
from opora.reading.tables import RoadmapDraft, fill, find_roadmap


def read_document(content: bytes, name: str) -> Reading:
    """Read an order or a roadmap.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name; the format is told by the content first.

    Returns
    -------
    Reading
        Everything understood, with findings; a draft that a person confirms.

    Raises
    ------
    ReadingRefused
        If the file cannot be read; the message says in Russian what to do.
    """
    began = perf_counter()
    reading = understand(read_layout(content, name))
    return replace(reading, seconds=perf_counter() - began)


def understand(layout: Layout) -> Reading:
    """Read the meaning of a layout.

    Parameters
    ----------
    layout : Layout
        Paragraphs and tables in reading order.
    """
    draft = find_roadmap(layout)
    sheet = read_sheet(layout, draft.tables)
    document = read_requisites(layout, sheet)
    document, roadmap, repairs = _filled(draft, document)
    roadmap = replace(roadmap, title=sheet.heading or roadmap.title)
    models = read_support_models(sheet.annex, roadmap.sections, layout)
    reading = Reading(layout, document, roadmap, models)
    return replace(reading, findings=(*repairs, *check(reading)))


def _filled(
    draft: RoadmapDraft, document: Requisites
) -> tuple[Requisites, Roadmap, tuple[Finding, ...]]:
    """Read the cells; where no period is printed, again against the one they tell."""
    roadmap, repairs = fill(draft, _context(document.period, document), document.abbreviations)
    if document.period is None:
        period = infer_period([item.schedule for item in roadmap.items], document.date)
        document = replace(document, period=period)
        if period is not None:
            roadmap, repairs = fill(draft, _context(period, document), document.abbreviations)
    return document, roadmap, repairs


def _context(period: Period | None, document: Requisites) -> Context:
    if period is None:
        return Context(document_date=document.date)
    return Context(period.start, period.end, document.date)
