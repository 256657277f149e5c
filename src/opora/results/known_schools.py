"""The table of the schools that a municipality knows, as it is kept in an office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from opora.results.cells import Row, is_empty, text_of
from opora.results.crosswalk import KnownSchool
from opora.results.layouts import Phrases, load_words
from opora.results.refusals import ResultsRefused
from opora.results.schools import fis_oko_code, ris_code
from opora.results.workbooks import open_sheets

_CODES = Phrases(("Код*", "Логин*", "Школа ФИС*", "*код РИС*", "*код ОО*"))
_MORE_NAMES = Phrases(("*название*", "*наименование*", "*школа*"))


class UnknownTableOfSchools(ResultsRefused):
    """The table has no column of codes, or none of names."""


def read_known_schools(path: Path) -> tuple[KnownSchool, ...]:
    """Read a table of schools: columns of codes («Код», «Логин») and of names («Школа»).

    Parameters
    ----------
    path : pathlib.Path
        XLSX, XLS, ODS or CSV; several columns of codes or names are further ones of a school.

    Raises
    ------
    UnknownTableOfSchools
        If there is no column of codes or none of names.
    ResultsRefused
        If the file is no table, is broken, encrypted or too large.
    """
    with path.open("rb") as source:
        for sheet in open_sheets(source):
            rows = iter(sheet.rows)
            for _, row in rows:
                columns = _columns(row)
                if columns is not None:
                    return tuple(_schools([one for _, one in rows], *columns))
    raise UnknownTableOfSchools(
        f"В таблице «{path.name}» нет столбцов «Код» (или «Логин») и «Школа»."
    )


def read_decided(path: Path) -> dict[str, str]:
    """Read decisions of a person: code or name in a file → code of the known school.

    Parameters
    ----------
    path : pathlib.Path
        A table of two columns, «в файле» and «код»; lines without a code are headings.

    Raises
    ------
    ResultsRefused
        If the file is no table, is broken, encrypted or too large.
    """
    decided: dict[str, str] = {}
    with path.open("rb") as source:
        for sheet in open_sheets(source):
            for _, row in sheet.rows:
                code = fis_oko_code(row[1]) or ris_code(row[1]) if len(row) > 1 else None
                if code is not None:
                    decided[fis_oko_code(row[0]) or ris_code(row[0]) or text_of(row[0])] = code
    return decided


def _columns(row: Row) -> tuple[list[int], list[int]] | None:
    texts = [text_of(cell) for cell in row]
    schools = Phrases(load_words().passport.schools)
    codes = [index for index, text in enumerate(texts) if _CODES.fit(text)]
    names = [
        index
        for index, text in enumerate(texts)
        if index not in codes and (schools.fit(text) or _MORE_NAMES.fit(text))
    ]
    return (codes, names) if codes and names else None


def _schools(
    rows: Sequence[Row], codes: Sequence[int], names: Sequence[int]
) -> Iterator[KnownSchool]:
    for row in rows:
        told = [row[index] for index in codes if index < len(row)]
        found = [code for cell in told if (code := fis_oko_code(cell) or ris_code(cell))]
        called = [text_of(row[i]) for i in names if i < len(row) and not is_empty(row[i])]
        if found:
            yield KnownSchool(found[0], tuple(called), tuple(found[1:]))
