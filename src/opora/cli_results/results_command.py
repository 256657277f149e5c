"""``opora results``: files of assessments from the command line."""

from __future__ import annotations

import errno
import json
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opora.cli_refusals import why_unopened
from opora.cli_results.shown import BriefTable, printable, show_file

if TYPE_CHECKING:
    from opora.results.crosswalk import KnownSchool, Queue
    from opora.results.enrolment import Excess
    from opora.results.layouts import Layout
    from opora.results.model import FileResults

REFUSED = 2
"""Exit code when a file or the store is refused; the other files are read all the same."""

_MOST_IN_FULL = 5
"""More files that go to a store are told in a line each: nobody reads screens of schools."""


def register(app: typer.Typer) -> None:
    """Add the commands of results to the command line."""
    app.command("results")(results)


def results(  # noqa: PLR0913 — one option a table given beside the files
    files: Annotated[
        list[Path], typer.Argument(help="Отчёты ВПР, протоколы, паспорта: XLSX, XLS, ODS, CSV.")
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Напечатать всё прочитанное как JSON.")
    ] = False,
    store: Annotated[
        str | None,
        typer.Option("--store", help="Папка или адрес хранилища, куда положить результаты."),
    ] = None,
    layouts: Annotated[
        Path | None,
        typer.Option("--layouts", help="Папка с раскладками региона (YAML) поверх наших."),
    ] = None,
    known_schools: Annotated[
        Path | None,
        typer.Option("--known-schools", help="Таблица «Код; Школа»: кого нет в ней, показать."),
    ] = None,
    decided: Annotated[
        Path | None,
        typer.Option(
            "--decided", help="Таблица «в файле; код»: решения по неизвестным школам."
        ),
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", help="Показать каждый файл целиком, сколько бы их ни было."),
    ] = False,
) -> None:
    """Прочитать файлы результатов, проверить каждую строку и показать школы и замечания.

    Если файлов больше пяти и они кладутся в хранилище, о каждом печатается одна строка.

    Код выхода: 0, если прочитаны все файлы, пусть и с замечаниями; 2, если какой-то файл или
    хранилище отказаны, остальные файлы при этом прочитаны.
    """
    beside = _beside(layouts, known_schools, decided)
    is_brief = store is not None and len(files) > _MOST_IN_FULL and not verbose
    reading = _Reading(as_json, beside, BriefTable(files) if is_brief else None)
    read = reading.files(files)
    kept = store is None or _keep(store, read)
    # Files that the store did not ask for are read and shown all the same.
    deque(read, maxlen=0)
    if as_json:
        printed = {"files": reading.elements, **_queue_json(reading), **_excess_json(reading)}
        typer.echo(json.dumps(printed, ensure_ascii=False, indent=1))
    else:
        if reading.brief is not None:
            reading.brief.show()
        _show_queue(reading)
        for excess in reading.excesses() or ():
            typer.echo(printable(excess.sentence()))
    if reading.refused or not kept:
        raise typer.Exit(REFUSED)


@dataclass(frozen=True)
class _Beside:
    """What is given beside the files: layouts of the region, known schools, decisions."""

    layouts: Sequence[Layout] | None
    known: Sequence[KnownSchool] | None
    decided: Mapping[str, str]


def _beside(layouts: Path | None, known: Path | None, decided: Path | None) -> _Beside:
    """Read what is given beside the files; a refusal ends the command."""
    from opora.methodology.packs import MethodologyError
    from opora.results import ResultsRefused
    from opora.results.known_schools import read_decided, read_known_schools
    from opora.results.layouts import load_layouts

    try:
        return _Beside(
            load_layouts(layouts) if layouts else None,
            read_known_schools(known) if known else None,
            read_decided(decided) if decided else {},
        )
    except MethodologyError as refusal:
        sentence = f"Раскладка не принята: {refusal}"
    except ResultsRefused as refusal:
        sentence = str(refusal)
    except OSError as error:
        sentence = _unopened(Path(error.filename), error)
    typer.echo(printable(sentence), err=True)
    raise typer.Exit(REFUSED)


def _queue_json(reading: _Reading) -> dict[str, Any]:
    from opora.results.crosswalk_words import queue_to_json

    queue = reading.queue()
    return {} if queue is None else {"schools_queue": queue_to_json(queue)}


def _excess_json(reading: _Reading) -> dict[str, Any]:
    found = reading.excesses()
    return {} if found is None else {"enrolment": [one.to_json() for one in found]}


def _show_queue(reading: _Reading) -> None:
    from opora.results.crosswalk_words import queue_sentences

    queue = reading.queue()
    for sentence in queue_sentences(queue) if queue is not None else ():
        typer.echo(printable(sentence))


@dataclass
class _Reading:
    """Reads files one by one, so that the results of one at a time are in memory."""

    as_json: bool
    beside: _Beside
    brief: BriefTable | None
    elements: list[dict[str, Any]] = field(default_factory=list)
    refused: bool = False
    met: list[FileResults] = field(default_factory=list)

    def queue(self) -> Queue | None:
        """Return the schools that are not known, None if no known ones were given."""
        from opora.results.crosswalk import school_queue

        known = self.beside.known
        return None if known is None else school_queue(self.met, known, self.beside.decided)

    def excesses(self) -> list[Excess] | None:
        """Return where more wrote than are enrolled, None if no file counts the enrolled."""
        from opora.results.enrolment import enrolment_checks, has_forms

        return (
            enrolment_checks(self.met, self.beside.known or ()) if has_forms(self.met) else None
        )

    def _note_schools(self, read: FileResults) -> None:
        """Keep the schools of a file alone: its pupils are not held in memory."""
        from opora.results.model import FileResults

        self.met.append(FileResults(read.file, schools=read.schools, passport=read.passport))

    def files(self, files: list[Path]) -> Iterator[tuple[Path, FileResults]]:
        """Read each file and show it; yield those that were not refused."""
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

        console = Console(stderr=True)
        columns = (SpinnerColumn(), *Progress.get_default_columns()[:3], TimeElapsedColumn())
        hidden = not console.is_terminal
        with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
            task = progress.add_task("", total=len(files))
            for file in files:
                progress.update(task, description=printable(file.name).replace("[", "("))
                read = _read(file, self.beside)
                self._show(file, read)
                if not isinstance(read, str):
                    self._note_schools(read)
                    yield file, read
                progress.advance(task)

    def _show(self, file: Path, read: FileResults | str) -> None:
        if isinstance(read, str):
            self.refused = True
            typer.echo(printable(read), err=True)
        if self.as_json:
            self.elements.append(_element(file, read))
        elif self.brief is not None:
            self.brief.add(file, read)
        elif not isinstance(read, str):
            show_file(file, read)


def _keep(store: str, read: Iterator[tuple[Path, FileResults]]) -> bool:
    """Add what is read to a store and say what came of it; False if the store refuses."""
    # The first file is read before the libraries of the store take their 60 MB: most imports
    # are of one file, and reading a workbook is when the most memory is needed.
    begun = deque(islice(read, 1))
    if not begun:
        typer.echo("Ни один файл не прочитан: хранилище не изменилось.", err=True)
        return False
    # Arrow's own allocator keeps what it once had, 80 MB of it beside such a file.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    from opora.results.store import Arrival, Store, StoreRefused, source_digest

    try:
        changed = Store(store).add(
            Arrival(one, source_digest(file)) for file, one in _resumed(begun, read)
        )
    except StoreRefused as refusal:
        typer.echo(str(refusal), err=True)
        return False
    for sentence in changed.sentences():
        typer.echo(printable(sentence), err=True)
    return True


def _resumed(
    begun: deque[tuple[Path, FileResults]], read: Iterator[tuple[Path, FileResults]]
) -> Iterator[tuple[Path, FileResults]]:
    while begun:
        yield begun.popleft()
    yield from read


def _read(file: Path, beside: _Beside) -> FileResults | str:
    """Read one file; a refusal is its sentence, so that the other files are read."""
    from opora.results import ResultsRefused, read_results_file
    from opora.results.crosswalk import decide

    try:
        read = read_results_file(file, layouts=beside.layouts)
    except OSError as error:
        return _unopened(file, error)
    except ResultsRefused as refusal:
        return f"{file}: {refusal}"
    return decide(read, beside.decided) if beside.decided else read


def _unopened(file: Path, error: OSError) -> str:
    advice = "; назовите файлы в ней" if error.errno == errno.EISDIR else ""
    return f"Файл «{file}» не открывается: {why_unopened(error)}{advice}."


def _element(file: Path, read: FileResults | str) -> dict[str, Any]:
    from opora.results.as_json import refusal_to_json, results_to_json

    return refusal_to_json(file.name, read) if isinstance(read, str) else results_to_json(read)
