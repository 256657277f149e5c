"""The file of an import as results: read from what is kept, corrections applied."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from opora.domain.acts.services.files import path_of
from opora.domain.assessments.models import Import
from opora.domain.assessments.tables_again import corrected_by, rewritten
from opora.results import FileResults, read_results
from opora.results.cells import Row, column_letters, is_empty, text_of
from opora.results.headers import find_header
from opora.results.personal import personal_columns
from opora.results.workbooks import open_sheets

_WIDEST = 60
_LONGEST = 200

Fixes = dict[tuple[str, int], dict[int, str]]
Values = list[dict[str, str]]


def column_index(letters: str) -> int:
    """Return the index from 0 of a column named as in a spreadsheet.

    Examples
    --------
    >>> column_index("A"), column_index("AB")
    (0, 27)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def fixes_of(imported: Import) -> Fixes:
    """Return the corrected cells of an import by sheet and row."""
    fixes: Fixes = defaultdict(dict)
    for one in imported.fixes.all():
        fixes[one.sheet, one.row][column_index(one.column)] = one.after
    return dict(fixes)


def source_name(imported: Import, fixes: Fixes, left_out: Iterable[str]) -> str:
    """Name the rows of an import in the store: the file itself, where nothing is changed in it.

    A file with corrections, or without schools of other territories, is another source than the
    file as it was brought, so that both may be told apart.
    """
    gone = sorted(left_out)
    if not fixes and not gone:
        return imported.sha256
    cells = sorted([*place, sorted(row.items())] for place, row in fixes.items())
    content = json.dumps([imported.sha256, cells, gone], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


@contextmanager
def corrected_file(imported: Import, fixes: Fixes) -> Iterator[Path]:
    """Give the kept file, with the corrections written into it where there are any."""
    if imported.file is None:
        raise FileNotFoundError(imported.file_name)
    path = path_of(imported.file)
    if not fixes:
        yield path
        return
    with path.open("rb") as source, rewritten(source, corrected_by(fixes)) as other:
        yield other


def read(path: Path, name: str) -> FileResults:
    """Read a table of results under the name by which it was brought."""
    with path.open("rb") as source:
        return read_results(source, name)


def without_schools(results: FileResults, codes: frozenset[str]) -> FileResults:
    """Leave schools of other territories out of what is added."""
    if codes:
        results.pupils = [one for one in results.pupils if one.school not in codes]
        results.schools = [one for one in results.schools if one.code not in codes]
    return results


def cells_of(path: Path, places: frozenset[tuple[str, int]]) -> dict[tuple[str, int], Values]:
    """Return the cells of rows with the headings above them, without what is a person's own.

    Parameters
    ----------
    path : Path
        A table; personal columns are left out even if it still has some.
    places : frozenset of (str, int)
        Sheets («» in text files) and rows.
    """
    found: dict[tuple[str, int], Values] = {}
    if not places:
        return found
    with path.open("rb") as source:
        for sheet in open_sheets(source):
            name = sheet.name or ""
            wanted = {row for where, row in places if where == name}
            headings: list[str] = []
            for number, row in sheet.rows:
                if wanted and _may_head(row) and find_header(row, None) is not None:
                    headings = [text_of(cell) for cell in row]
                elif number in wanted:
                    found[name, number] = _values(row, headings)
    return found


def _may_head(row: Row) -> bool:
    """Say cheaply whether a row may head a table: no cell of it is a bare number."""
    return not any(isinstance(cell, int | float) for cell in row) and any(
        isinstance(cell, str) and cell and not cell[0].isdigit() for cell in row
    )


def _values(row: Row, headings: list[str]) -> Values:
    own = {*personal_columns(headings)}
    return [
        {
            "column": column_letters(index),
            "heading": headings[index] if index < len(headings) else "",
            "value": text_of(cell)[:_LONGEST],
        }
        for index, cell in enumerate(row[:_WIDEST])
        if index not in own and (not is_empty(cell) or _has_heading(headings, index))
    ]


def _has_heading(headings: list[Any], index: int) -> bool:
    return index < len(headings) and bool(headings[index])
