"""What a document lacks as a whole: a table, deadlines, requisites, control."""

from __future__ import annotations

from collections.abc import Iterator

from opora.reading.findings.catalogue import finding
from opora.reading.findings.naming import day
from opora.reading.model import Attachment, Finding, Reading
from opora.reading.requisites.marks import normal_number


def missing_table(reading: Reading) -> Iterator[Finding]:
    """Report a document without a plan, or with a plan nobody filled in."""
    roadmap = reading.roadmap
    if not roadmap.columns and not roadmap.items:
        yield finding("no-roadmap")
    elif not any(item.measure for item in roadmap.items):
        yield finding("no-measures")


def missing_deadlines(reading: Reading) -> Iterator[Finding]:
    """Report a plan in which no measure has a deadline."""
    items = reading.roadmap.items
    if items and not any(item.deadline_text for item in items):
        yield finding("no-deadlines")


def missing_columns(reading: Reading) -> Iterator[Finding]:
    """Report a plan that has no place for responsible bodies or for results."""
    items = reading.roadmap.items
    if items and all(item.responsible_text is None for item in items):
        yield finding("no-responsible-column")
    results = (
        field
        for item in items
        for field in (
            item.indicators_text,
            item.expected_result,
            item.evidence_form,
            item.criteria,
        )
    )
    if items and all(field is None for field in results):
        yield finding("no-result-column")


def missing_requisites(reading: Reading) -> Iterator[Finding]:
    """Report an order without number, date, signature or control; a plan without approval."""
    paper = reading.document
    if not paper.orders:
        if paper.title and not (paper.number or paper.date or paper.signatory):
            yield finding("no-approval", places=[paper.places.get("title")])
        return
    printed = {
        "no-number": paper.number,
        "no-date": paper.date,
        "no-signatory": paper.signatory,
    }
    for code, value in printed.items():
        if value is None:
            yield finding(code, kind=paper.kind or "документ")
    if paper.control is None:
        yield finding("no-control", places=[paper.orders[-1].place])


def stamps_that_differ(reading: Reading) -> Iterator[Finding]:
    """Report approval stamps that contradict the order they belong to."""
    paper = reading.document
    if not paper.orders:
        return
    for attachment in paper.attachments:
        yield from _against_date(reading, attachment)
        yield from _against_number(reading, attachment)


def _against_date(reading: Reading, attachment: Attachment) -> Iterator[Finding]:
    dated = reading.document.date
    if dated and attachment.stamp_date and attachment.stamp_date != dated:
        places = [reading.document.places.get("date"), attachment.place]
        yield finding(
            "stamp-date-differs",
            places=places,
            date=day(dated),
            stamp=day(attachment.stamp_date),
        )


def _against_number(reading: Reading, attachment: Attachment) -> Iterator[Finding]:
    number, stamp = reading.document.number, attachment.stamp_number
    if number and stamp and normal_number(number).lower() != normal_number(stamp).lower():
        places = [reading.document.places.get("number"), attachment.place]
        yield finding("stamp-number-differs", places=places, number=number, stamp=stamp)


def names_alone(reading: Reading) -> Iterator[Finding]:
    """Report names below the signature that nothing explains."""
    for one in reading.document.acquaintance:
        if one.post is None and one.text is None:
            yield finding("name-alone", places=[one.place], name=one.name)


def models_without_schools(reading: Reading) -> Iterator[Finding]:
    """Report models of support to which no school is assigned, where others have some."""
    models = reading.support_models
    for model in models:
        if not model.schools and any(one.schools for one in models):
            yield finding("models-without-schools", places=[model.place], name=model.name)
