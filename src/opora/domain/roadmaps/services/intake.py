"""From the confirmed reading of a document to the rows of a draft edition.

The reading is the JSON of ``opora.reading.as_json.reading_to_json``. Cells keep the words of
the document: ``Measure.cells`` maps the role of a column (or, for a column without a role, its
printed header) to its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from opora.domain.organisations.models import Organisation
from opora.domain.refusals import Refused
from opora.domain.roadmaps.lineage import Line, match_lines
from opora.domain.roadmaps.meanings import opens_child_roadmap
from opora.domain.roadmaps.models import Edition, Measure, Section
from opora.domain.roadmaps.services import responsibles
from opora.domain.roadmaps.services.responsibles import Resolver
from opora.reading.words import lemmas

ItemJson = Mapping[str, Any]

_CELLS = {
    "task": "task",
    "criterion": "criteria",
    "indicator": "indicators_text",
    "expected_result": "expected_result",
    "execution": "execution_info",
    "evidence_form": "evidence_form",
    "participants": "participants",
}
_SECTION_WORDS = 40
_NUMBER_LENGTH = 24


class PeriodMissing(Refused):
    """The days a plan covers are not known."""

    def __init__(self) -> None:
        super().__init__("Период карты не указан. Укажите первый и последний день.")


class NoMeasures(Refused):
    """The reading holds no measure."""

    def __init__(self) -> None:
        super().__init__("В документе не найдено ни одного мероприятия.")


def period_of(reading: Mapping[str, Any]) -> tuple[date, date]:
    """Return the first and last day of the plan.

    Raises
    ------
    PeriodMissing
        If one of them is not known, or they stand in the wrong order.
    """
    period = (reading.get("document") or {}).get("period") or {}
    try:
        start = date.fromisoformat(str(period.get("start")))
        end = date.fromisoformat(str(period.get("end")))
    except ValueError as error:
        raise PeriodMissing from error
    if end < start:
        raise PeriodMissing
    return start, end


def title_of(reading: Mapping[str, Any]) -> str:
    """Return the title of the plan, else that of the document."""
    roadmap, document = reading.get("roadmap") or {}, reading.get("document") or {}
    return str(roadmap.get("title") or document.get("title") or "Дорожная карта")


def fill(
    edition: Edition, reading: Mapping[str, Any], owner: Organisation, *, on: date
) -> None:
    """Write sections, measures and responsible parties of a reading into an empty edition.

    Raises
    ------
    NoMeasures
        If the reading holds none.
    """
    roadmap = reading.get("roadmap") or {}
    items = roadmap.get("items") or []
    if not items:
        raise NoMeasures
    resolver = Resolver(owner, on=on)
    sections = _add_sections(edition, roadmap.get("sections") or [], resolver)
    schedules = _schedules(items)
    measures = Measure.objects.bulk_create(
        [
            _measure(edition, order, item, schedule, sections)
            for order, (item, schedule) in enumerate(zip(items, schedules, strict=True), 1)
        ]
    )
    for measure, item in zip(measures, items, strict=True):
        responsibles.add_all(measure, item.get("responsible") or [], resolver)


def link_lineage(edition: Edition, previous: Edition) -> None:
    """Say which measures of an imported edition continue those of the edition before."""
    old = list(previous.measures.order_by("order"))
    new = list(edition.measures.order_by("order"))
    found = match_lines(_lines(old), _lines(new))
    for after, before in found.items():
        new[after].previous = old[before]
    Measure.objects.bulk_update(new, ["previous"])


def _lines(measures: Sequence[Measure]) -> list[Line]:
    return [Line(measure.number, measure.text) for measure in measures]


def _add_sections(
    edition: Edition, sections: Sequence[Mapping[str, Any]], resolver: Resolver
) -> list[Section]:
    made = []
    for order, section in enumerate(sections, 1):
        row = Section.objects.create(
            edition=edition,
            order=order,
            number=str(section.get("number") or "")[:16],
            prefix=str(section.get("prefix") or "")[:_SECTION_WORDS],
            title=str(section.get("title") or ""),
            direction=str(section.get("direction") or ""),
        )
        named = (resolver.school(str(name)) for name in section.get("schools") or [])
        row.schools.set([school for school in named if school])
        made.append(row)
    return made


def _schedules(items: Sequence[ItemJson]) -> Iterator[list[Mapping[str, Any]]]:
    """Give each item its schedule; a ditto mark repeats that of the row above."""
    above: list[Mapping[str, Any]] = []
    for item in items:
        clauses = item.get("schedule") or []
        ditto = any(clause.get("type") == "same_as_above" for clause in clauses)
        above = above if ditto else list(clauses)
        yield above


def _measure(
    edition: Edition,
    order: int,
    item: ItemJson,
    schedule: Sequence[Mapping[str, Any]],
    sections: Sequence[Section],
) -> Measure:
    index = item.get("section")
    known = isinstance(index, int) and 1 <= index <= len(sections)
    measure = Measure(
        edition=edition,
        section=sections[index - 1] if known and index else None,
        order=order,
        number=str(item.get("number") or "")[:_NUMBER_LENGTH],
        text=str(item.get("measure") or ""),
        cells=_cells(item),
        deadline_text=str(item.get("deadline_text") or ""),
        responsible_text=str(item.get("responsible_text") or ""),
        schedule=list(schedule),
        indicators=list(item.get("indicators") or []),
        kind=str(item.get("kind") or "")[:_NUMBER_LENGTH],
        place=item.get("places"),
    )
    measure.child_level = opens_child_roadmap(measure.text)
    measure.search = search_text(measure)
    return measure


def _cells(item: ItemJson) -> dict[str, str]:
    named = {role: item.get(key) for role, key in _CELLS.items()}
    cells = {role: str(text) for role, text in named.items() if text is not None}
    return cells | {str(head): str(text) for head, text in (item.get("extra") or {}).items()}


def search_text(measure: Measure) -> str:
    """Return the words of a measure in dictionary form, each after a space, for searching."""
    texts = (
        measure.number,
        measure.text,
        measure.deadline_text,
        measure.responsible_text,
        *measure.cells.values(),
    )
    return "".join(f" {lemma}" for text in texts for lemma in lemmas(str(text)))
