"""What people do with the sections of an edition that is still a draft."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Edition, Section
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.services.drafting import lock_draft
from opora.domain.roadmaps.services.places import put_in_order


class EmptySection(Refused):
    """A section without a title."""

    def __init__(self) -> None:
        super().__init__("Напишите название раздела.")


@transaction.atomic
def add(*, edition: Edition, title: str, by: User, at: datetime, number: str = "") -> Section:
    """Add an empty section after the others.

    Raises
    ------
    EmptySection
        If the title has no words.
    EditionNotDraft, NotAllowed
        As every change of a draft edition.
    """
    edition = _lock(edition, by, at)
    words = _words(title)
    last = edition.sections.order_by("order").last()
    order = last.order + 1 if last else 1
    section = Section.objects.create(
        edition=edition, order=order, number=number.strip(), title=words
    )
    audit.record("section.add", target=section, by=by, at=at, after=_printed(section))
    return section


@transaction.atomic
def rename(*, section: Section, title: str, number: str, by: User, at: datetime) -> Section:
    """Change the title and the printed number of a section.

    Raises
    ------
    EmptySection
        If the title has no words.
    EditionNotDraft, NotAllowed
        As every change of a draft edition.
    """
    _lock(section.edition, by, at)
    before = _printed(section)
    section.number, section.title = number.strip(), _words(title)
    section.save(update_fields=["number", "title"])
    audit.record(
        "section.rename", target=section, by=by, at=at, before=before, after=_printed(section)
    )
    return section


@transaction.atomic
def move(*, section: Section, order: int, by: User, at: datetime) -> Section:
    """Move a section, with its rows, to another place, counted from 1."""
    edition = _lock(section.edition, by, at)
    others = list(edition.sections.exclude(pk=section.pk).order_by("order"))
    before, target = section.order, max(1, min(order, len(others) + 1))
    others.insert(target - 1, section)
    put_in_order(others)
    _gather_rows(edition, others)
    audit.record(
        "section.move", target=section, by=by, at=at,
        before={"order": before}, after={"order": target},
    )  # fmt: skip
    return section


@transaction.atomic
def remove(*, section: Section, by: User, at: datetime) -> None:
    """Take a section out; its rows stay where they are, without a section."""
    edition = _lock(section.edition, by, at)
    audit.record("section.remove", target=section, by=by, at=at, before=_printed(section))
    section.measures.update(section=None)
    section.delete()
    put_in_order(list(edition.sections.order_by("order")))


def _lock(edition: Edition, by: User, at: datetime) -> Edition:
    edition = lock_draft(edition)
    require_planning(by, edition.roadmap.owner, at=at)
    return edition


def _words(title: str) -> str:
    if not title.strip():
        raise EmptySection
    return title.strip()


def _printed(section: Section) -> dict[str, str]:
    return {"number": section.number, "title": section.title}


def _gather_rows(edition: Edition, sections: list[Section]) -> None:
    """Put the rows in the order of their sections; one without goes with the row above it."""
    places = {section.pk: section.order for section in sections}
    place = 0
    placed = []
    for measure in edition.measures.order_by("order"):
        place = places.get(measure.section_id or 0, place)
        placed.append((place, measure))
    put_in_order([measure for _, measure in sorted(placed, key=lambda one: one[0])])
