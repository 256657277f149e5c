"""Lists of organisations and of people in a table file, read into rows. Pure.

XLSX, XLS and ODS are read by calamine; CSV with any separator in any Russian encoding. What
column holds what is told by its header, wherever it stands. What cannot be read is a refusal or
a finding.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from opora.domain.organisations.naming import find_phrase, fold
from opora.domain.refusals import Refused
from opora.methodology.packs import Pack, load_pack
from opora.reading.formats.encoding import decode
from opora.reading.formats.limits import check_archive
from opora.reading.refusals import ReadingRefused

Kind = Literal["organisations", "people"]

MAX_SIZE = 10 * 2**20
"""A region of 1,500 schools takes 0.3 MiB. [bytes]"""

MAX_ROWS = 20_000
_HEADER_WITHIN = 20
_SPREADSHEET_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SEPARATORS = ";\t,|"


class RosterRefused(Refused):
    """The file is no list that we can read; ``str()`` says why and what to do."""


class RosterWords(Pack, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file ``data/roster.yaml``."""

    organisation_columns: Mapping[str, tuple[str, ...]]
    people_columns: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row of the list: its line in the file, and the texts of the columns we know."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        """Return the text of a column, empty if there is none."""
        return self.values.get(field, "")


@dataclass(frozen=True, slots=True)
class Roster:
    """A list as read: of what, its rows, and what a person should know about the file."""

    kind: Kind
    rows: tuple[RosterRow, ...]
    findings: tuple[str, ...] = ()


class Table(NamedTuple):
    """A sheet, the row of its header in it, and column → field."""

    sheet: list[list[str]]
    at: int
    columns: dict[int, str]


@lru_cache(maxsize=1)
def load_words() -> RosterWords:
    """Read the word lists once."""
    return load_pack(Path(__file__).parent / "data" / "roster.yaml", RosterWords)


def read_roster(content: bytes, name: str) -> Roster:
    """Read a list of organisations or of people; its headers say which.

    Parameters
    ----------
    content : bytes
        The file: XLSX, XLS, ODS or CSV.
    name : str
        Its name, for the sentences.

    Raises
    ------
    RosterRefused
        If the file is broken, too large, protected, or no header of ours is in it.
    """
    if not content.strip():
        raise RosterRefused(f"Файл «{name}» пуст. Проверьте, тот ли файл выбран.")
    _require_size(content, name)
    for sheet in read_sheets(content):
        found = _find_header(sheet)
        if found is not None:
            return _read_rows(sheet, *found)
    raise RosterRefused(
        f"В файле «{name}» нет строки с названиями столбцов. Нужны «Полное наименование» "
        "для списка организаций или «ФИО» и «Электронная почта» для списка людей. "
        "Возьмите наш образец."
    )


def find_table(
    content: bytes,
    name: str,
    known: Mapping[str, Sequence[str]],
    is_header: Callable[[Collection[str]], bool],
) -> Table | None:
    """Return the first table of a file whose header tells enough; None if there is none.

    Parameters
    ----------
    name : str
        The name of the file, for the sentences.
    known : mapping of str to sequence of str
        Field → phrases of headers that name it.
    is_header : callable
        Whether a row that names these fields is the header.

    Raises
    ------
    RosterRefused
        If the file is too large, broken, protected, or no table.
    """
    _require_size(content, name)
    for sheet in read_sheets(content):
        for at, row in enumerate(sheet[:_HEADER_WITHIN]):
            columns = columns_of(row, known)
            if is_header(columns.values()):
                return Table(sheet, at, columns)
    return None


def _require_size(content: bytes, name: str) -> None:
    if len(content) > MAX_SIZE:
        raise RosterRefused(
            f"Файл «{name}» больше {MAX_SIZE // 2**20} МБ, списки такими не бывают."
        )


def read_sheets(content: bytes) -> list[list[list[str]]]:
    """Return the sheets of a table file as texts, row by row.

    Raises
    ------
    RosterRefused
        If it is no table, or broken, or protected.
    """
    if content.startswith(_SPREADSHEET_STARTS):
        return _spreadsheet(content)
    try:
        text = decode(content)
    except ReadingRefused as refusal:
        raise RosterRefused("Это не таблица. Сохраните список как XLSX или CSV.") from refusal
    return [_separated(text)]


def _spreadsheet(content: bytes) -> list[list[list[str]]]:
    try:
        if content.startswith(b"PK"):
            check_archive(content, refuse_dtd=lambda name: name.endswith(".xml"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_texts(book, name) for name in book.sheet_names]
    except PasswordError as error:
        raise RosterRefused(
            "Файл защищён паролем. Снимите пароль и загрузите снова."
        ) from error
    except ReadingRefused as refusal:
        raise RosterRefused(str(refusal)) from refusal
    except CalamineError as error:
        raise RosterRefused(
            "Таблица повреждена или сохранена не полностью. Откройте её и сохраните как XLSX."
        ) from error


def _texts(book: CalamineWorkbook, name: str) -> list[list[str]]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: Any) -> str:
    """Return a cell as a person sees it: whole numbers without «.0», days as «01.09.2025»."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | datetime):
        return f"{value:%d.%m.%Y}"
    return " ".join(str(value).split())


def _separated(text: str) -> list[list[str]]:
    lines = text.lstrip("\ufeff").splitlines()[:_HEADER_WITHIN]
    separator = max(_SEPARATORS, key=lambda one: sum(line.count(one) for line in lines))
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator)
    try:
        return [[_cell(value) for value in row] for row in rows]
    except csv.Error as error:
        raise RosterRefused("Файл CSV повреждён. Сохраните список заново.") from error


Header = tuple[int, Kind, dict[int, str]]


def _find_header(sheet: Sequence[Sequence[str]]) -> Header | None:
    """Return the row of the header, what the list is of, and column → field."""
    words = load_words()
    for at, row in enumerate(sheet[:_HEADER_WITHIN]):
        people = columns_of(row, words.people_columns)
        if "email" in people.values() and {"full_name", "last_name"} & set(people.values()):
            return at, "people", people
        organisations = columns_of(row, words.organisation_columns)
        if "name" in organisations.values() and len(organisations) > 1:
            return at, "organisations", organisations
    return None


def columns_of(row: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Give each column the field whose phrase fits its header best; a field stands once."""
    ranked = sorted(
        (
            (-length, column, field)
            for column, header in enumerate(row)
            for field, phrases in known.items()
            if (length := _fit(header, phrases))
        ),
    )
    found: dict[int, str] = {}
    for _, column, field in ranked:
        if column not in found and field not in found.values():
            found[column] = field
    return found


def _fit(header: str, phrases: Sequence[str]) -> float:
    """Return how many words of the header the best phrase explains; a whole one wins."""
    words = fold(header.partition("(")[0] or header).split()
    best = 0.0
    for phrase in phrases:
        pattern = phrase.split()
        short = len(pattern) == 1 and len(phrase) <= 2  # noqa: PLR2004  # «с», «по» stand alone
        if (words == pattern) or (not short and find_phrase(words, pattern) is not None):
            best = max(best, len(pattern) + (0.5 if len(words) == len(pattern) else 0))
    return best


def _read_rows(
    sheet: Sequence[Sequence[str]], header: int, kind: Kind, columns: Mapping[int, str]
) -> Roster:
    rows = []
    for line, row in enumerate(sheet[header + 1 :], header + 2):
        values = {field: row[at] for at, field in columns.items() if at < len(row) and row[at]}
        if values and not _repeats(row, sheet[header]):
            rows.append(RosterRow(line, values))
    if len(rows) > MAX_ROWS:
        raise RosterRefused(f"В списке больше {MAX_ROWS} строк. Разделите его на части.")
    return Roster(kind, tuple(rows), _findings(sheet[header], columns, rows))


def _repeats(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether the row is the header again, as printed on each page."""
    return [*row] == [*header]


def _findings(
    header: Sequence[str], columns: Mapping[int, str], rows: Sequence[RosterRow]
) -> tuple[str, ...]:
    unknown = [text for at, text in enumerate(header) if text and at not in columns]
    found = []
    if unknown:
        found.append(f"Столбцы не использованы: {', '.join(f'«{text}»' for text in unknown)}.")
    if not rows:
        found.append("Под строкой названий столбцов нет ни одной строки.")
    return tuple(found)
