"""«Достижение планируемых результатов»: lines are tasks, columns are schools and areas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opora.results.cells import Row, has_no_value, is_empty, number_of, quoted, text_of
from opora.results.headers import Header
from opora.results.layouts import Phrases
from opora.results.model import Finding, Place, Procedure, SchoolResult
from opora.results.schools import named, totals

_WHOLE = 100
_PARTICIPANTS = re.compile(r"(\d[\d\s\u00a0]*)\s*(?:уч|чел)\w*\.?", re.IGNORECASE)
_LABEL = Phrases(("Кол-во участников", "Количество участников"))


@dataclass(slots=True)
class _Column:
    index: int
    heading: str
    participants: int | None = None


class PlannedTable:
    """Reads tasks under one header, with the numbers of participants in a line of their own."""

    def __init__(self, header: Header, procedure: Procedure, sheet: str | None) -> None:
        heads = {columns[0] for columns in header.columns.values()}
        self._header = header
        self._procedure = procedure
        self._sheet = sheet
        self._columns = [
            _Column(index, heading)
            for index, heading in enumerate(header.headings)
            if heading and index not in heads
        ]
        self._values: dict[int, list[tuple[str, float | None]]] = {}
        self.findings: list[Finding] = []
        self.procedures = [procedure]
        for column in self._columns:
            column.participants = _participants_in(column.heading)

    def read(self, row: Row, number: int) -> bool:
        """Take in one row; say whether it was a task."""
        if self._read_participants(row):
            return False
        label = self._header.text(row, "number") or self._header.text(row, "block")
        cells = [row[one.index] if one.index < len(row) else "" for one in self._columns]
        filled = not is_empty(self._header.cell(row, "most")) or any(
            not is_empty(cell) for cell in cells
        )
        if not label or not filled or totals().fit(label):
            return False
        self._read_task(label, cells, number)
        return True

    def _read_participants(self, row: Row) -> bool:
        found = labelled = any(_LABEL.fit(text_of(cell)) for cell in row)
        for column in self._columns:
            text = text_of(row[column.index]) if column.index < len(row) else ""
            participants = int(number_of(text) or 0) if labelled else _participants_in(text)
            if participants is not None:
                column.participants, found = participants, True
        return found

    def _read_task(self, label: str, cells: list[object], number: int) -> None:
        values = [None if has_no_value(cell) else number_of(cell) for cell in cells]
        for cell, value in zip(cells, values, strict=True):
            unread = value is None and not has_no_value(cell)
            if unread or not 0 <= (value or 0) <= _WHOLE:
                detail = f"доля {quoted(cell)}"
                self.findings.append(Finding("bad_value", self._sheet, number, detail=detail))
                return
        for column, value in zip(self._columns, values, strict=True):
            self._values.setdefault(column.index, []).append((label, value))

    def check(self) -> None:
        """Nothing is left to check: every row was judged when it was read."""

    @property
    def quarantined(self) -> int:
        """Rows that were put aside."""
        return len(self.findings)

    def schools(self) -> Iterator[SchoolResult]:
        """Yield the schools that stand over a column, if a task of theirs stays."""
        for column in self._columns:
            found = named(_PARTICIPANTS.sub("", column.heading).rstrip(" .,"))
            values = self._values.get(column.index)
            if found.code is not None and values:
                place = Place(self._sheet, 0)
                yield SchoolResult(
                    found.code, found.name, self._procedure, column.participants,
                    place=place, shares=tuple(values),
                )  # fmt: skip


def _participants_in(text: str) -> int | None:
    match = _PARTICIPANTS.search(text)
    return int(re.sub(r"\D", "", match[1])) if match else None
