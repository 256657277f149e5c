"""What ``opora results`` prints for a person: one file in full, or many in a brief table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import InitVar, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from opora.results.model import FileResults, Finding


@dataclass
class BriefTable:
    """One line a file; told apart by their folders where their names are the same."""

    files: InitVar[Sequence[Path]]
    _names: Counter[str] = field(init=False)
    _lines: list[tuple[str, ...]] = field(default_factory=list, init=False)

    def __post_init__(self, files: Sequence[Path]) -> None:
        self._names = Counter(file.name for file in files)

    def add(self, file: Path, read: FileResults | str) -> None:
        """Add a file that was read, or the sentence with which it was refused."""
        self._lines.append((self._name(file), *_brief(read)))

    def show(self) -> None:
        """Print the table and how to see more."""
        from rich.console import Console

        headings = ("Файл", "Что это", "Строк", "Отложено", "Замечаний")
        Console().print(_table(headings, self._lines, right=headings[2:]))
        typer.echo("Школы и замечания каждого файла покажет --verbose.")

    def _name(self, file: Path) -> str:
        several = self._names[file.name] > 1
        return f"{file.parent.name}/{file.name}" if several else file.name


def _brief(read: FileResults | str) -> tuple[str, ...]:
    from opora.results.layout_titles import layout_title

    if isinstance(read, str):
        return ("Не прочитан", "—", "—", "—")
    counts = (read.rows.read, read.rows.quarantined, len(read.findings) + len(read.notes))
    return (layout_title(read.layout), *map(str, counts))


def show_file(file: Path, read: FileResults) -> None:
    """Print all that was read in one file: its schools, then findings and notes."""
    from rich.console import Console

    from opora.results.layout_titles import layout_title

    rows = read.rows
    name = printable(file.name)
    typer.echo(
        f"{name}: {layout_title(read.layout)}, строк {rows.read}, принято {rows.kept}, "
        f"отложено {rows.quarantined}"
    )
    if read.schools:
        Console().print(_schools_table(read))
    for finding in (*read.findings, *read.notes):
        typer.echo(_line(name, finding))


def _line(name: str, finding: Finding) -> str:
    """Write a finding with its place: file, sheet, row and column."""
    from opora.results.findings import fix_of, sentence_of

    cell = f"{finding.column or ''}{finding.row or ''}"
    says = f"{sentence_of(finding)} {fix_of(finding)}"
    return printable(f"{name}:{finding.sheet or ''}:{cell}: {says}")


def _schools_table(read: FileResults) -> Table:
    headings = ("Школа", "Процедура", "Участников", "Ниже порога", "2 / 3 / 4 / 5")
    lines = []
    for school in read.schools:
        one = school.procedure
        words = (one.kind, one.subject, one.grade, one.year)
        lines.append((
            school.code or school.name or "—",
            " ".join(str(word) for word in words if word is not None),
            _shown(school.participants),
            _shown(school.below),
            " / ".join(map(str, school.marks)) if school.marks else "—",
        ))  # fmt: skip
    return _table(headings, lines)


def _table(
    headings: Sequence[str], lines: Sequence[Sequence[str]], *, right: Sequence[str] = ()
) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left")
    for line in lines:
        # As text: brackets in the name of a school are no markup.
        table.add_row(*(Text(printable(cell)) for cell in line))
    return table


def _shown(number: int | None) -> str:
    return "—" if number is None else str(number)


def printable(text: str) -> str:
    r"""Leave out signs that would steer the terminal.

    Examples
    --------
    >>> printable("СОШ\x1b[31m")
    'СОШ[31m'
    """
    return "".join(sign for sign in text if sign.isprintable())
