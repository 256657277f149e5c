"""The rows of files behind a number of a school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc

from opora.domain.assessments.models import Import, Round
from opora.domain.assessments.permissions import require_rows
from opora.domain.assessments.services.readings.asking import Asked
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User

_COLUMNS = ("mark", "low", "pupils", "primary", "final", "source", "sheet", "row")
_SAME = ("row", "attempt", "mark", "primary", "final", "low", "pupils")


@dataclass(frozen=True, slots=True)
class RowBehind:
    """A row of a file that stands behind a number of a school."""

    file_name: str
    import_id: int | None
    sheet: str
    row: int | None
    class_name: str
    attempt: int
    mark: int | None
    primary: float | None
    final: float | None
    low: bool | None
    pupils: int


def rows_behind(school: Organisation, round_: Round, *, by: User, on: date) -> list[RowBehind]:
    """Return the rows of files behind the numbers of a school in a round.

    Raises
    ------
    NotAllowed
        If the person neither works at the school nor checks it.
    """
    require_rows(by, school, on=on)
    asked = Asked(school, round_)
    table = asked.rows(_COLUMNS, first=False)
    sources = {one for one in pc.unique(table["source"]).to_pylist() if one}
    files = {
        one.source: one
        for one in Import.objects.filter(
            root=asked.root, source__in=sources, status__in=Import.LIVE
        )
    }
    found = [_row_behind(row, files.get(row["source"])) for row in table.to_pylist()]
    return sorted(found, key=lambda one: (one.file_name, one.sheet, one.row or 0))


def _row_behind(row: dict[str, Any], imported: Import | None) -> RowBehind:
    return RowBehind(
        file_name=imported.file_name if imported else "",
        import_id=imported.pk if imported else None,
        sheet=row["sheet"] or "",
        class_name=row["class_name"] or "",
        **{name: row[name] for name in _SAME},
    )
