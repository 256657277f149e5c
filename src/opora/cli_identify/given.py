"""Tables that a person gives beside the store: codes of a school, exclusions, named schools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opora.cli_identify.refusing import TableRefused, naming

if TYPE_CHECKING:
    from opora.analytics.exclusions import Exclusion
    from opora.methodology.rules import Rule, RuleBook

_YEARS = range(2011, 2101)
_SCHOOL = ("код", "школа", "логин", "оо")
_REASON = ("причина", "основание")
_ASSESSMENT = ("процедура", "предмет")
_YEAR = ("год",)


class Line(NamedTuple):
    """One row of a table: its number as a spreadsheet shows it, its cells as text."""

    number: int
    cells: tuple[str, ...]


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the rows of a table that have something in them.

    Raises
    ------
    TableRefused
        If the file is no table.
    """
    from opora.results.cells import text_of
    from opora.results.workbooks import open_sheets

    with naming(path), path.open("rb") as source:
        for sheet in open_sheets(source):
            for number, row in sheet.rows:
                cells = tuple(map(text_of, row))
                if any(cells):
                    yield Line(number, cells)


def read_codes(path: Path) -> dict[str, str]:
    """Read a table of two columns: a code, and the code of the school that it is of.

    Raises
    ------
    TableRefused
        If one code is given to two schools.
    """
    codes: dict[str, str] = {}
    for line in read_lines(path):
        code, school = (*line.cells, "", "")[:2]
        if not (code and school):
            continue
        if codes.setdefault(code, school) != school:
            raise TableRefused(
                f"Таблица «{path.name}», строка {line.number}: «{code}» уже отнесён к "
                f"«{codes[code]}», а здесь к «{school}»."
            )
    return codes


def read_named(path: Path, codes: Mapping[str, str]) -> tuple[str, ...]:
    """Read the schools that an order of the region names: the codes of the first column."""
    lines = read_lines(path)
    named = [line.cells[0] for line in lines if line.cells[0]]
    if named and _is_word(named[0], _SCHOOL):
        named = named[1:]
    if not named:
        raise TableRefused(f"В таблице «{path.name}» нет ни одной школы.")
    return tuple(dict.fromkeys(codes.get(code, code) for code in named))


def read_exclusions(
    path: Path, book: RuleBook, rule: Rule, codes: Mapping[str, str]
) -> tuple[Exclusion, ...]:
    """Read what a person left out: school, reason, and perhaps procedure and year.

    Raises
    ------
    TableRefused
        If a row has no school, a reason or procedure that nobody knows, or no real year.
    """
    reasons = {one.title.casefold(): one.code for one in book.pack.exclusions}
    reasons |= {code.casefold(): code for code in reasons.values()}
    reasons = {word: code for word, code in reasons.items() if code in rule.exclusions}
    lines = [*read_lines(path)]
    order = _columns(lines[0]) if lines else None
    rows = lines[1:] if order else lines
    return tuple(
        _exclusion(_Row(path.name, line, order or (0, 1, 2, 3)), reasons, codes)
        for line in rows
    )


class _Row(NamedTuple):
    """One row of exclusions and where its columns stand."""

    table: str
    line: Line
    order: tuple[int, int, int, int]

    def cell(self, column: int) -> str:
        """Return one of school, reason, procedure, year; empty where the row is shorter."""
        at = self.order[column]
        return self.line.cells[at] if 0 <= at < len(self.line.cells) else ""

    def wrong(self, why: str) -> TableRefused:
        """Return the refusal of this row."""
        return TableRefused(f"Таблица «{self.table}», строка {self.line.number}: {why}.")


def _columns(line: Line) -> tuple[int, int, int, int] | None:
    """Return where the columns stand, if this is the header."""

    def where(words: Sequence[str]) -> int:
        return next((at for at, cell in enumerate(line.cells) if _is_word(cell, words)), -1)

    school, reason = where(_SCHOOL), where(_REASON)
    if school < 0 or reason < 0:
        return None
    return school, reason, where(_ASSESSMENT), where(_YEAR)


def _is_word(cell: str, words: Sequence[str]) -> bool:
    return any(word in words for word in cell.casefold().split())


def _exclusion(row: _Row, reasons: Mapping[str, str], codes: Mapping[str, str]) -> Exclusion:
    from opora.analytics.exclusions import Exclusion

    school, reason = row.cell(0), row.cell(1)
    if not school:
        raise row.wrong("нет кода школы")
    if reason.casefold() not in reasons:
        known = ", ".join(sorted(set(reasons.values())))
        raise row.wrong(f"причины «{reason}» у этого правила нет; есть {known}")
    return Exclusion(
        codes.get(school, school), reasons[reason.casefold()], _assessment(row), _year(row)
    )


def _assessment(row: _Row) -> str:
    text = row.cell(2).upper()
    if text and not _is_assessment(text.split("-")):
        raise row.wrong(f"процедуры «{row.cell(2)}» нет; пример: ВПР-РУ-5, ВПР-РУ или ВПР")
    return text


def _is_assessment(parts: Sequence[str]) -> bool:
    """Say whether these are kind, subject and grade, or the first of them."""
    from opora.methodology.subjects import load_subjects

    subjects = load_subjects()
    kind = next((one for one in subjects.kinds if one.kind == parts[0]), None)
    if kind is None:
        return False
    rest = (
        {one.code for one in subjects.subjects},
        {str(grade) for grade in kind.grades},
    )
    return len(parts) <= len(rest) + 1 and all(
        part in known for known, part in zip(rest, parts[1:], strict=False)
    )


def _year(row: _Row) -> int | None:
    text = row.cell(3)
    if not text:
        return None
    if not text.isdecimal() or int(text) not in _YEARS:
        raise row.wrong(f"«{text}» — не год")
    return int(text)
