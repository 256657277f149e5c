"""What people do with the measures of an edition that is still a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from opora.domain.acts.models import ActPoint
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.meanings import opens_child_roadmap
from opora.domain.roadmaps.models import Edition, Measure, Section
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.redline import Change, Line, redline
from opora.domain.roadmaps.services import responsibles
from opora.domain.roadmaps.services.drafting import lock_draft
from opora.domain.roadmaps.services.generation import dues_of
from opora.domain.roadmaps.services.intake import search_text
from opora.domain.roadmaps.services.places import put_in_order

EDITABLE = frozenset(
    {"number", "text", "deadline_text", "responsible_text", "kind", "child_level", "section"}
)
"""Fields that ``edit`` takes; a schedule, cells and actors have their own services."""

_FIELD_NAMES = {
    "number": "Номер",
    "text": "Мероприятие",
    "deadline_text": "Срок",
    "responsible_text": "Ответственные",
}


class EmptyMeasure(Refused):
    """A measure without words."""

    def __init__(self) -> None:
        super().__init__("Напишите, что нужно сделать.")


class ForeignSection(Refused):
    """The section belongs to another edition."""

    def __init__(self) -> None:
        super().__init__("Раздел не из этой карты. Выберите раздел из списка.")


class ForeignPoint(Refused):
    """The point is of another order."""

    def __init__(self) -> None:
        super().__init__("Этот пункт из другого документа.")


def _lock(measure: Measure, by: User, at: datetime) -> Edition:
    edition = lock_draft(measure.edition)
    require_planning(by, edition.roadmap.owner, at=at)
    return edition


@transaction.atomic
def add(  # noqa: PLR0913  # the words of a row
    *,
    edition: Edition,
    text: str,
    by: User,
    at: datetime,
    section: Section | None = None,
    number: str = "",
    after: Measure | None = None,
) -> Measure:
    """Add a measure: after another one, else at the end of its section, else at the end."""
    edition = lock_draft(edition)
    require_planning(by, edition.roadmap.owner, at=at)
    _check(text, section, edition)
    last = edition.measures.aggregate(last=Max("order"))["last"] or 0
    measure = Measure(edition=edition, section=section, number=number, text=text.strip())
    measure.order = last + 1
    measure.child_level = opens_child_roadmap(measure.text)
    measure.search = search_text(measure)
    measure.save()
    above = after or _last_of(section, measure)
    if above is not None:
        _place(measure, above.order + 1)
    audit.record("measure.add", target=measure, by=by, at=at, after={"text": measure.text})
    return measure


def _last_of(section: Section | None, new: Measure) -> Measure | None:
    """Return the last row of the section before the new one came."""
    if section is None:
        return None
    return section.measures.exclude(pk=new.pk).order_by("order").last()


@transaction.atomic
def add_from_point(*, edition: Edition, point: ActPoint, by: User, at: datetime) -> Measure:
    """Make a measure of a point of the order, with its addressees and its own deadline.

    An order often asks in a point what the table does not: «разработать школьную карту до …».

    Raises
    ------
    ForeignPoint
        If the point is of another act than the edition.
    EditionNotDraft, NotAllowed
        As every change of a draft edition.
    """
    if point.act_id != edition.act_id:
        raise ForeignPoint
    number = f"п. {point.number}"[:24]
    measure = add(edition=edition, text=point.text, number=number, by=by, at=at)
    measure.schedule = point.schedule
    measure.save()
    resolver = responsibles.Resolver(measure.edition.roadmap.owner, on=localdate(at))
    responsibles.add_all(measure, point.responsible, resolver)
    return measure


@transaction.atomic
def edit(*, measure: Measure, by: User, at: datetime, **fields: Any) -> Measure:
    """Change fields named in ``EDITABLE``."""
    unknown = fields.keys() - EDITABLE
    if unknown:
        raise TypeError(f"edit() takes no {', '.join(sorted(unknown))}")
    edition = _lock(measure, by, at)
    _check(fields.get("text", measure.text), fields.get("section"), edition)
    before = {name: _plain(getattr(measure, name)) for name in fields}
    for name, value in fields.items():
        setattr(measure, name, value)
    measure.search = search_text(measure)
    measure.save()
    after = {name: _plain(getattr(measure, name)) for name in fields}
    audit.record("measure.edit", target=measure, by=by, at=at, before=before, after=after)
    return measure


def _check(text: str, section: Section | None, edition: Edition) -> None:
    if not text.strip():
        raise EmptyMeasure
    if section is not None and section.edition_id != edition.pk:
        raise ForeignSection


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Section) else value


@transaction.atomic
def set_cells(*, measure: Measure, cells: Mapping[str, str], by: User, at: datetime) -> Measure:
    """Change the texts of further columns, by role or printed header."""
    _lock(measure, by, at)
    before = {name: measure.cells.get(name, "") for name in cells}
    measure.cells = measure.cells | dict(cells)
    measure.search = search_text(measure)
    measure.save()
    audit.record(
        "measure.set_cells", target=measure, by=by, at=at, before=before, after=dict(cells)
    )
    return measure


@transaction.atomic
def set_schedule(
    *,
    measure: Measure,
    schedule: Sequence[Mapping[str, Any]],
    by: User,
    at: datetime,
    deadline_text: str | None = None,
) -> Measure:
    """Change when a measure falls due, and the words for it.

    Raises
    ------
    ScheduleRefused
        If the schedule gives no usable days.
    """
    edition = _lock(measure, by, at)
    before = {"schedule": measure.schedule, "deadline_text": measure.deadline_text}
    measure.schedule = [dict(clause) for clause in schedule]
    if deadline_text is not None:
        measure.deadline_text = deadline_text
    dues_of(measure, edition)
    measure.search = search_text(measure)
    measure.save()
    after = {"schedule": measure.schedule, "deadline_text": measure.deadline_text}
    audit.record(
        "measure.set_schedule", target=measure, by=by, at=at, before=before, after=after
    )
    return measure


@transaction.atomic
def set_responsible(
    *,
    measure: Measure,
    actors: Sequence[Mapping[str, Any]],
    by: User,
    at: datetime,
    responsible_text: str | None = None,
) -> Measure:
    """Change who answers for a measure; each actor is resolved anew."""
    edition = _lock(measure, by, at)
    before = {"responsible": [one.norm for one in measure.responsible.order_by("order")]}
    measure.responsible.all().delete()
    resolver = responsibles.Resolver(edition.roadmap.owner, on=localdate(at))
    responsibles.add_all(measure, actors, resolver)
    if responsible_text is not None:
        measure.responsible_text = responsible_text
        measure.search = search_text(measure)
        measure.save()
    after = {"responsible": [str(one.get("norm")) for one in actors]}
    audit.record(
        "measure.set_responsible", target=measure, by=by, at=at, before=before, after=after
    )
    return measure


@transaction.atomic
def remove(*, measure: Measure, by: User, at: datetime) -> None:
    """Take a measure out of a draft; an edition in force keeps its own."""
    edition = _lock(measure, by, at)
    audit.record("measure.remove", target=measure, by=by, at=at, before={"text": measure.text})
    measure.delete()
    put_in_order(list(edition.measures.order_by("order")))


@transaction.atomic
def move(*, measure: Measure, order: int, by: User, at: datetime) -> Measure:
    """Move a measure to another place, counted from 1; the others make room."""
    edition = _lock(measure, by, at)
    last = edition.measures.count()
    before, target = measure.order, max(1, min(order, last))
    _place(measure, target)
    audit.record(
        "measure.move", target=measure, by=by, at=at,
        before={"order": before}, after={"order": target},
    )  # fmt: skip
    return measure


def _place(measure: Measure, order: int) -> None:
    rows = Measure.objects.filter(edition=measure.edition_id).order_by("order")
    others = list(rows.exclude(pk=measure.pk))
    others.insert(order - 1, measure)
    put_in_order(others)


def redline_of(old: Edition, new: Edition) -> list[Change]:
    """Compare two editions of a roadmap. Two queries."""
    return redline(_lines(old), _lines(new))


def _lines(edition: Edition) -> list[Line]:
    return [
        Line(measure.pk, measure.previous_id, measure.number, _texts(measure))
        for measure in edition.measures.order_by("order")
    ]


def _texts(measure: Measure) -> dict[str, str]:
    named = {label: str(getattr(measure, name)) for name, label in _FIELD_NAMES.items()}
    return named | {str(role): str(text) for role, text in measure.cells.items()}
