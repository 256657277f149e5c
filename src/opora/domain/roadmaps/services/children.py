"""Roadmaps of the level below: an obligation that is carried out by a plan of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.acts.models import Draft
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Measure, Obligation, Roadmap, Section
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.services import confirming, responsibles, states
from opora.domain.roadmaps.services.copies import copy_rows
from opora.domain.roadmaps.services.intake import search_text
from opora.domain.roadmaps.templates import Part, Row, load_template

Source = Literal["template", "last_year", "draft"]

_YEAR = re.compile(r"\b20\d\d\b")
_DAYS = ("date", "start", "end", "from", "until")


class NotForChildren(Exception):
    """The measure is not carried out by a roadmap."""

    def __init__(self) -> None:
        super().__init__("Это мероприятие не исполняется отдельной дорожной картой.")


class ChildExists(Exception):
    """The obligation has its roadmap."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.roadmap = roadmap
        super().__init__(f"Карта уже есть: «{roadmap.title[:120]}». Откройте её.")


class NoLastYear(Exception):
    """There is no earlier roadmap to copy."""

    def __init__(self) -> None:
        super().__init__("Карты прошлых лет нет. Начните с образца или загрузите документ.")


class DraftNeeded(Exception):
    """A roadmap is to be made of a document, but none is given."""

    def __init__(self) -> None:
        super().__init__("Выберите загруженный документ.")


@transaction.atomic
def open_child(
    *,
    obligation: Obligation,
    by: User,
    at: datetime,
    source: Source = "template",
    draft: Draft | None = None,
) -> Edition:
    """Begin the roadmap by which an organisation carries an obligation out.

    Parameters
    ----------
    obligation : Obligation
        Of a measure with ``child_level``.
    source : {"template", "last_year", "draft"}
        Our template, the organisation's newest earlier roadmap with its days moved by whole
        years, or a document that was brought and checked.
    draft : Draft, optional
        The document, for ``source="draft"``.

    Raises
    ------
    NotForChildren, ChildExists, NoLastYear, DraftNeeded
        If there is nothing to open, or to open it from.
    NotAllowed, WrongState
        If it is not theirs, or the obligation is closed, handed in or paused.
    """
    obligation = states.lock(obligation)
    require_planning(by, obligation.organisation, at=at)
    if not obligation.measure.child_level:
        raise NotForChildren
    if known := obligation.child_roadmaps.first():
        raise ChildExists(known)
    states.require(obligation, "submit")

    if source == "draft":
        edition = _from_draft(obligation, draft, by=by, at=at)
    elif source == "last_year":
        edition = _from_last_year(obligation, by=by, at=at)
    else:
        edition = _from_template(obligation, by=by, at=at)
    if obligation.state != states.State.IN_WORK:
        states.take(obligation, "start", by=by, at=at)
    audit.record(
        "obligation.open_child", target=obligation, by=by, at=at,
        after={"roadmap": edition.roadmap_id, "source": source},
    )  # fmt: skip
    return edition


def _from_draft(
    obligation: Obligation, draft: Draft | None, *, by: User, at: datetime
) -> Edition:
    if draft is None:
        raise DraftNeeded
    return confirming.create_from_draft(
        draft=draft, owner=obligation.organisation, parent=obligation, by=by, at=at
    )


def _from_template(obligation: Obligation, *, by: User, at: datetime) -> Edition:
    template = load_template()
    year = obligation.school_year
    days = SchoolYear(year)
    edition = _begin(obligation, template.title, days.first_day, days.last_day, by=by, at=at)
    edition.columns = [
        {"header": "№", "role": "number"},
        {"header": "Мероприятие", "role": "measure"},
        {"header": "Сроки", "role": "deadline"},
        {"header": "Ответственные", "role": "responsible"},
        {"header": "Ожидаемый результат", "role": "expected_result"},
    ]
    edition.save()
    resolver = responsibles.Resolver(obligation.organisation, on=localdate(at))
    order = 0
    for index, part in enumerate(template.sections, 1):
        section = _add_section(edition, index, part)
        for number, row in enumerate(part.measures, 1):
            order += 1
            measure = _measure(row, year)
            measure.edition, measure.section = edition, section
            measure.order, measure.number = order, f"{index}.{number}"
            measure.search = search_text(measure)
            measure.save()
            actor = {"text": row.responsible, "type": "role", "norm": row.responsible}
            responsibles.add_all(measure, [actor], resolver)
    return edition


def _begin(  # noqa: PLR0913  # the words on the first page of a plan
    obligation: Obligation, title: str, start: date, end: date, *, by: User, at: datetime
) -> Edition:
    return confirming.create_roadmap(
        owner=obligation.organisation,
        title=title,
        start=start,
        end=end,
        by=by,
        at=at,
        parent=obligation,
    )


def _add_section(edition: Edition, index: int, part: Part) -> Section:
    return Section.objects.create(
        edition=edition, order=index, number=f"{index}.", title=part.title
    )


def _measure(row: Row, year: int) -> Measure:
    return Measure(
        text=row.text,
        kind=row.kind,
        cells={"expected_result": row.expected_result},
        schedule=row.schedule(year),
        deadline_text=row.deadline_text(year),
        responsible_text=row.responsible,
    )


def _from_last_year(obligation: Obligation, *, by: User, at: datetime) -> Edition:
    start = SchoolYear(obligation.school_year).first_day
    source = (
        Edition.objects.filter(
            roadmap__owner=obligation.organisation,
            start__lt=start,
            status__in=[
                Edition.Status.IN_FORCE,
                Edition.Status.CLOSED,
                Edition.Status.SUPERSEDED,
            ],
        )
        .order_by("-start", "-number")
        .first()
    )
    if source is None:
        raise NoLastYear
    years = obligation.school_year - SchoolYear.of(source.start).start
    edition = _begin(
        obligation,
        shift_words(source.title, years),
        source.start + relativedelta(years=years),
        source.end + relativedelta(years=years),
        by=by,
        at=at,
    )
    edition.columns = source.columns
    edition.save()
    copy_rows(source, edition, linked=False)
    for measure in edition.measures.all():
        measure.schedule = [shift_clause(clause, years) for clause in measure.schedule]
        measure.deadline_text = shift_words(measure.deadline_text, years)
        measure.search = search_text(measure)
        measure.save()
    return edition


def shift_words(text: str, years: int) -> str:
    """Move the years named in a text.

    Examples
    --------
    >>> shift_words("до 15.10.2024, 2024-2025 учебный год", 1)
    'до 15.10.2025, 2025-2026 учебный год'
    """
    return _YEAR.sub(lambda match: str(int(match[0]) + years), text)


def shift_clause(clause: Mapping[str, Any], years: int) -> dict[str, Any]:
    """Move the days of a clause by whole years; 29 February becomes 28 where there is none.

    Examples
    --------
    >>> shift_clause({"type": "deadline", "date": "2024-10-15"}, 1)
    {'type': 'deadline', 'date': '2025-10-15'}
    """
    moved = dict(clause)
    for key in _DAYS:
        if clause.get(key):
            day = date.fromisoformat(str(clause[key])) + relativedelta(years=years)
            moved[key] = day.isoformat()
    if clause.get("year"):
        moved["year"] = shift_words(str(clause["year"]), years)
    moved.pop("alternatives", None)
    return moved
