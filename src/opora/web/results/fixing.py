"""Cells of rows that were put aside, as fields of a form, and what a person changed in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from opora.domain.assessments.models import Import, ImportFinding
from opora.domain.assessments.services.imports import CellFix


@dataclass(frozen=True, slots=True)
class Field:
    """One cell: its name in the form, where it stands, what is in it."""

    name: str
    column: str
    heading: str
    value: str
    suspect: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A remark with the cells of its row; only rows that were put aside have fields."""

    finding: ImportFinding
    fields: tuple[Field, ...]

    @property
    def place(self) -> str:
        """Where in the file: «Лист1, строка 12, столбец C»."""
        finding = self.finding
        parts = [
            finding.sheet and f"лист «{finding.sheet}»",
            finding.row and f"строка {finding.row}",
            finding.column and f"столбец {finding.column}",
        ]
        return ", ".join(part for part in parts if part)

    @property
    def suspects(self) -> tuple[Field, ...]:
        """The cells that the remark names."""
        return tuple(field for field in self.fields if field.suspect)

    @property
    def others(self) -> tuple[Field, ...]:
        """The other cells of the row."""
        return tuple(field for field in self.fields if not field.suspect)


def lines_of(imported: Import, findings: Iterable[ImportFinding]) -> list[Line]:
    """Return remarks with their cells; one row that has several remarks has fields once."""
    shown: set[tuple[str, int | None]] = set()
    found: list[Line] = []
    for finding in findings:
        place = (finding.sheet, finding.row)
        is_open = finding.quarantined and finding.row is not None and place not in shown
        shown |= {place} if is_open else set()
        found.append(Line(finding, _fields(imported, finding) if is_open else ()))
    return found


def typed(lines: Iterable[Line], posted: Mapping[str, str]) -> list[Line]:
    """Return the lines with what was typed in place of what stands in the file."""
    return [
        replace(
            line,
            fields=tuple(
                replace(field, value=posted.get(field.name, field.value))
                for field in line.fields
            ),
        )
        for line in lines
    ]


def changed(lines: Iterable[Line], posted: Mapping[str, str]) -> list[CellFix]:
    """Return the cells that differ from what stands in the file."""
    return [
        CellFix(
            line.finding.sheet, line.finding.row or 0, field.column, posted[field.name].strip()
        )
        for line in lines
        for field in line.fields
        if field.name in posted and posted[field.name].strip() != field.value.strip()
    ]


def _fields(imported: Import, finding: ImportFinding) -> tuple[Field, ...]:
    return tuple(
        Field(
            name=f"c{imported.pk}-{finding.order}-{one['column']}",
            column=one["column"],
            heading=one["heading"] or f"Столбец {one['column']}",
            value=one["value"],
            suspect=_is_suspect(one, finding),
        )
        for one in finding.values
    )


def _is_suspect(cell: Mapping[str, str], finding: ImportFinding) -> bool:
    """Whether the remark is about the cell: by its column, else by its heading in the words."""
    if finding.column:
        return cell["column"] == finding.column
    heading = cell["heading"].strip()
    return bool(heading) and bool(
        re.search(rf"\b{re.escape(heading)}\b(?! \w)", finding.sentence, re.IGNORECASE)
    )
