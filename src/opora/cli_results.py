"""``opora results``: files of assessments from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from opora.results.model import FileResults

REFUSED = 2
"""Exit code when a file cannot be read; the other files are read all the same."""


def register(app: typer.Typer) -> None:
    """Add the commands of results to the command line."""
    app.command("results")(results)


def results(
    files: Annotated[
        list[Path], typer.Argument(help="Отчёты ВПР, протоколы, паспорта: XLSX, XLS, ODS, CSV.")
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Напечатать всё прочитанное как JSON.")
    ] = False,
    store: Annotated[
        Path | None, typer.Option("--store", help="Папка хранилища, куда положить результаты.")
    ] = None,
) -> None:
    """Прочитать файлы результатов, проверить каждую строку и показать школы и замечания."""
    read = [_read(file) for file in files]
    if as_json:
        printed = {
            "files": [_element(file, one) for file, one in zip(files, read, strict=True)]
        }
        typer.echo(json.dumps(printed, ensure_ascii=False, indent=1))
    else:
        for file, one in zip(files, read, strict=True):
            _show(file, one)
    refused = [one for one in read if isinstance(one, str)]
    for sentence in refused:
        typer.echo(sentence, err=True)
    kept = store is None or _keep(store, files, read)
    if refused or not kept:
        raise typer.Exit(REFUSED)


def _keep(store: Path, files: list[Path], read: list[FileResults | str]) -> bool:
    """Add what was read to a store and say what came of it; False if the store refuses."""
    from opora.results.store import Arrival, Store, StoreRefused, source_digest

    pairs = zip(files, read, strict=True)
    arrivals = [
        Arrival(one, source_digest(file)) for file, one in pairs if not isinstance(one, str)
    ]
    try:
        changed = Store(store).add(arrivals)
    except StoreRefused as refusal:
        typer.echo(str(refusal), err=True)
        return False
    for sentence in changed.sentences():
        typer.echo(sentence, err=True)
    return True


def _read(file: Path) -> FileResults | str:
    """Read one file; a refusal is its sentence, so that the other files are read."""
    from opora.results import ResultsRefused, read_results_file

    try:
        return read_results_file(file)
    except OSError as error:
        return f"Файл «{file}» не открывается: {error.strerror or error}."
    except ResultsRefused as refusal:
        return f"{file}: {refusal}"


def _element(file: Path, read: FileResults | str) -> dict[str, Any]:
    from opora.results.as_json import refusal_to_json, results_to_json

    return refusal_to_json(file.name, read) if isinstance(read, str) else results_to_json(read)


def _show(file: Path, read: FileResults | str) -> None:
    from rich.console import Console

    from opora.results.findings import sentence_of

    if isinstance(read, str):
        return
    console = Console()
    rows = read.rows
    console.print(
        f"{file.name}: {read.layout}, строк {rows.read}, принято {rows.kept}, "
        f"отложено {rows.quarantined}",
        markup=False,
    )
    if read.schools:
        console.print(_table(read))
    for finding in read.findings:
        place = f"{file.name}:{finding.sheet or ''}:{finding.row or ''}"
        typer.echo(f"{place}: {sentence_of(finding)}")


def _table(read: FileResults) -> Any:
    from rich.table import Table

    table = Table("Школа", "Процедура", "Участников", "Ниже порога", "2 / 3 / 4 / 5")
    for school in read.schools:
        one = school.procedure
        words = (one.kind, one.subject, one.grade, one.year)
        marks = " / ".join(map(str, school.marks)) if school.marks else "—"
        table.add_row(
            school.code or school.name or "—",
            " ".join(str(word) for word in words if word is not None),
            _shown(school.participants),
            _shown(school.below),
            marks,
        )
    return table


def _shown(number: int | None) -> str:
    return "—" if number is None else str(number)
