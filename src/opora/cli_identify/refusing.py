"""How a command refuses: one Russian sentence and an exit code, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from opora.cli_refusals import why_unopened

if TYPE_CHECKING:
    from opora.analytics.refusals import AnalyticsError

REFUSED = 2
"""Exit code of a refusal: the store, the rule or the numbers are not such as asked for."""


class TableRefused(ValueError):
    """A table given beside the store cannot be used; the message says which row and why."""


def refuse(sentence: str) -> NoReturn:
    """End the command with a sentence."""
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn refusals of libraries into a sentence and an exit code."""
    from opora.analytics.refusals import AnalyticsError
    from opora.methodology.packs import MethodologyError
    from opora.results.refusals import ResultsRefused

    try:
        yield
    except (ResultsRefused, MethodologyError, TableRefused) as refusal:
        refuse(" ".join(str(refusal).split()))
    except AnalyticsError as refusal:
        refuse(_in_russian(refusal))
    except BrokenPipeError:
        # Whoever read the answer has read enough, as ``head`` does: no file is at fault.
        raise
    except OSError as error:
        refuse(unopened(error))


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Say of which file a refusal to read is: several are given beside the store."""
    from opora.results.refusals import ResultsRefused

    try:
        yield
    except ResultsRefused as refusal:
        raise TableRefused(f"«{path.name}»: {refusal}") from refusal


def unopened(error: OSError) -> str:
    """Say which file does not open and why."""
    name = f"«{error.filename}»" if error.filename else "Файл"
    match error:
        case FileNotFoundError():
            return f"{name} не открывается: такого файла или папки нет."
        case PermissionError():
            return f"{name} не открывается: нет права доступа."
        case IsADirectoryError():
            return f"{name} не открывается: это папка, а нужен файл."
    return f"{name} не открывается: {why_unopened(error)}."


def _in_russian(refusal: AnalyticsError) -> str:
    from opora.analytics.refusals import (
        NothingDiffers,
        RuleNotApplicable,
        TooFewSchools,
        WindowTooShort,
    )

    match refusal:
        case RuleNotApplicable():
            return "Этому правилу нужны данные, которых в хранилище отметок нет."
        case WindowTooShort(needed=needed, there=there):
            return (
                f"Правило сравнивает {needed} года подряд, а в окне их {there}: расширьте окно."
            )
        case TooFewSchools():
            return "Школ с данными слишком мало: возьмите шкалу региона (--weights)."
        case NothingDiffers():
            return "Школы по этим данным не различаются: сравнивать нечего."
    return f"По этим данным и числам список не составить: {refusal}."


@contextmanager
def working(words: str) -> Iterator[None]:
    """Show in a terminal that work goes on."""
    from rich.console import Console

    with Console(stderr=True).status(f"{words}…"):
        yield
