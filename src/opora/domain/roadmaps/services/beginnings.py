"""With what an empty plan begins: our template, or an earlier plan with its days moved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Edition, Measure, Section
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.services import responsibles
from opora.domain.roadmaps.services.copies import copy_rows
from opora.domain.roadmaps.services.drafting import lock_draft
from opora.domain.roadmaps.services.intake import search_text
from opora.domain.roadmaps.templates import Part, Row, load_template
from opora.reading.as_json import actor_to_json
from opora.reading.responsible import read_actors

_COLUMNS = (
    ("№", "number"),
    ("Мероприятие", "measure"),
    ("Сроки", "deadline"),
    ("Ответственные", "responsible"),
    ("Ожидаемый результат", "expected_result"),
)
_YEAR = re.compile(r"\b20\d\d\b")
_DAYS = ("date", "start", "end", "from", "until")


class NotEmpty(Refused):
    """The edition has rows already: what is written is never mixed with a copy."""

    def __init__(self) -> None:
        super().__init__("В карте уже есть мероприятия. Начните новую карту.")


@transaction.atomic
def fill_from_template(*, edition: Edition, by: User, at: datetime) -> Edition:
    """Write the rows of our template for the school year in which the edition begins.

    Raises
    ------
    NotEmpty
        If the edition has measures or sections.
    EditionNotDraft, NotAllowed
        As every change of a draft edition.
    """
    edition = _lock_empty(edition, by, at)
    edition.columns = [{"header": header, "role": role} for header, role in _COLUMNS]
    edition.save()
    resolver = responsibles.Resolver(edition.roadmap.owner, on=localdate(at))
    order = 0
    for index, part in enumerate(load_template().sections, 1):
        _add_part(edition, part, index, order, resolver)
        order += len(part.measures)
    audit.record(
        "edition.fill", target=edition, by=by, at=at, after={"source": load_template().title}
    )
    return edition


@transaction.atomic
def fill_from_earlier(*, edition: Edition, source: Edition, by: User, at: datetime) -> Edition:
    """Copy the rows of another plan, their days moved by the school years between the two.

    Raises
    ------
    NotEmpty
        If the edition has measures or sections.
    EditionNotDraft, NotAllowed
        As every change of a draft edition.
    """
    edition = _lock_empty(edition, by, at)
    edition.columns = source.columns
    edition.save()
    copy_rows(source, edition, linked=False)
    years = years_between(source, edition)
    for measure in edition.measures.order_by("order"):
        measure.schedule = [shift_clause(clause, years) for clause in measure.schedule]
        measure.deadline_text = shift_words(measure.deadline_text, years)
        measure.search = search_text(measure)
        measure.save()
    audit.record("edition.fill", target=edition, by=by, at=at, after={"source": source.title})
    return edition


def _lock_empty(edition: Edition, by: User, at: datetime) -> Edition:
    edition = lock_draft(edition)
    require_planning(by, edition.roadmap.owner, at=at)
    if edition.measures.exists() or edition.sections.exists():
        raise NotEmpty
    return edition


def _add_part(
    edition: Edition, part: Part, index: int, above: int, resolver: responsibles.Resolver
) -> None:
    """Write a section of the template; ``above`` is the order of the last row before it."""
    section = Section.objects.create(
        edition=edition, order=index, number=f"{index}.", title=part.title
    )
    for number, row in enumerate(part.measures, 1):
        measure = _measure(row, SchoolYear.of(edition.start).start)
        measure.edition, measure.section = edition, section
        measure.order, measure.number = above + number, f"{index}.{number}"
        measure.search = search_text(measure)
        measure.save()
        actors = [actor_to_json(one) for one in read_actors(row.responsible)]
        responsibles.add_all(measure, actors, resolver)


def _measure(row: Row, year: int) -> Measure:
    return Measure(
        text=row.text,
        kind=row.kind,
        cells={"expected_result": row.expected_result},
        schedule=row.schedule(year),
        deadline_text=row.deadline_text(year),
        responsible_text=row.responsible,
    )


def years_between(source: Edition, edition: Edition) -> int:
    """Return how many school years later the edition begins. [years]."""
    return SchoolYear.of(edition.start).start - SchoolYear.of(source.start).start


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
