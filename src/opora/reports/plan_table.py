"""The table of a plan as it is printed: the document's own columns, sections and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from opora.domain.roadmaps.models import Edition, Measure, Section
from opora.domain.roadmaps.queries import MeasureRow, measure_rows

OWN_COLUMNS = (
    ("№ п/п", "number"),
    ("Мероприятие", "measure"),
    ("Сроки", "deadline"),
    ("Ответственные", "responsible"),
    ("Ожидаемый результат", "expected_result"),
)
"""Columns of a plan written in the browser, which no document gave."""
EXECUTION = "Исполнение"
BETWEEN_DAYS = " – "


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A row merged over the table."""

    text: str


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure, one text a column."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanTable:
    """Headers with their roles, then sections and measures in printed order."""

    headers: tuple[str, ...]
    roles: tuple[str, ...]
    lines: tuple[SectionLine | MeasureLine, ...]


def plan_table(edition: Edition, *, on: date, execution: bool = False) -> PlanTable:
    """Lay out an edition as its document did. Three queries.

    Parameters
    ----------
    edition : Edition
        What to print.
    on : date
        Today, for what is late.
    execution : bool, default False
        Add a column that says in words what was carried out.
    """
    columns = columns_of(edition)
    rows = measure_rows(edition, on=on)
    headers = tuple(header for header, _ in columns) + ((EXECUTION,) if execution else ())
    lines = tuple(_lines(rows, columns, on=on, execution=execution))
    return PlanTable(headers, tuple(role for _, role in columns), lines)


def columns_of(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Return header and role of each printed column; our own for a plan that has none."""
    printed = tuple((str(one["header"]), str(one["role"])) for one in edition.columns)
    return printed or OWN_COLUMNS


def _lines(
    rows: list[MeasureRow], columns: tuple[tuple[str, str], ...], *, on: date, execution: bool
) -> Iterator[SectionLine | MeasureLine]:
    section: Section | None = None
    direction = ""
    for row in rows:
        if row.measure.section and row.measure.section != section:
            section = row.measure.section
            if section.direction and section.direction != direction:
                direction = section.direction
                yield SectionLine(direction)
            yield SectionLine(section_title(section))
        cells = cells_of(row.measure, columns)
        yield MeasureLine((*cells, execution_words(row, on=on)) if execution else cells)


def section_title(section: Section) -> str:
    """Return a section as printed: «Раздел 2. Методическая помощь»."""
    return " ".join(part for part in (section.prefix, section.number, section.title) if part)


def cells_of(measure: Measure, columns: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return the texts of a measure in the columns of its document.

    A document without a column of numbers prints them before the measure; one with a column for
    the first and one for the last day prints the two apart.
    """
    roles = {role for _, role in columns}
    own = {"number": measure.number, "measure": measure.text, "deadline": measure.deadline_text}
    if "number" not in roles and measure.number:
        own["measure"] = f"{measure.number} {measure.text}"
    if "deadline_end" in roles:
        first, _, last = measure.deadline_text.partition(BETWEEN_DAYS)
        own |= {"deadline": first, "deadline_end": last}
    own["responsible"] = measure.responsible_text
    rest: Mapping[str, str] = measure.cells
    return tuple(
        own[role] if role in own else str(rest.get(role, rest.get(header, "")))
        for header, role in columns
    )


def execution_words(row: MeasureRow, *, on: date) -> str:
    """Say in words what was carried out: «Принято 9 из 12 наступивших; на проверке 1»."""
    tally = row.tally
    if not tally.total:
        return "Обязательств нет"
    if not tally.come_due:
        return f"Срок не наступил; принято {tally.accepted} из {tally.total}"
    words = [f"Принято {tally.accepted_due} из {tally.come_due} наступивших"]
    if tally.submitted:
        words.append(f"на проверке {tally.submitted}")
    if tally.overdue:
        words.append(f"просрочено {tally.overdue}, дней: {tally.days_late(on=on)}")
    return "; ".join(words)
