"""``opora results-template``: workbooks for entry by hand, a line or a file a school."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from opora.cli_refusals import why_unopened

if TYPE_CHECKING:
    from opora.results.crosswalk import KnownSchool
    from opora.results.templates import TemplateSchool

REFUSED = 2
"""Exit code when the table of schools or the folder is refused."""


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("results-template")(results_template)


def results_template(  # noqa: PLR0913 — one option a fact of the form
    kind: Annotated[
        Literal["marks", "passport"],
        typer.Argument(help="marks — отметки одной работы; passport — социальный паспорт."),
    ],
    out: Annotated[Path, typer.Argument(help="Файл для отметок, папка для паспортов.")],
    *,
    schools: Annotated[
        Path, typer.Option("--schools", help="Таблица школ: столбцы «Логин» и «Школа».")
    ],
    year: Annotated[
        int,
        typer.Option("--year", min=2000, max=2100, help="Год работы или конца учебного года."),
    ],
    grade: Annotated[int, typer.Option("--grade", min=1, max=11, help="Класс.")] = 5,
    subject: Annotated[str, typer.Option("--subject", help="Предмет.")] = "математика",
    municipality: Annotated[str, typer.Option("--municipality", help="Муниципалитет.")] = "",
    counts: Annotated[
        bool, typer.Option("--counts", help="Отметки числом учеников, а не долей в процентах.")
    ] = False,
) -> None:
    """Создать книги для ввода вручную: закрытые ключи, выпадающие списки, без макросов."""
    from opora.results import ResultsRefused
    from opora.results.known_schools import read_known_schools
    from opora.results.templates import marks_template

    try:
        named = _named(read_known_schools(schools))
        if kind == "passport":
            _write_passports(out, named, year)
            return
        out.write_bytes(
            marks_template(
                named,
                year=year,
                grade=grade,
                subject=subject,
                municipality=municipality,
                entered="count" if counts else "percent",
            )
        )
        typer.echo(str(out))
    except ResultsRefused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(REFUSED) from None
    except OSError as error:
        typer.echo(f"«{error.filename}» не открывается: {why_unopened(error)}.", err=True)
        raise typer.Exit(REFUSED) from None


def _named(known: Sequence[KnownSchool]) -> list[TemplateSchool]:
    from opora.results.templates import TemplateSchool

    return [TemplateSchool(one.code, one.names[0] if one.names else "") for one in known]


def _write_passports(out: Path, schools: Sequence[TemplateSchool], year: int) -> None:
    from opora.results.templates import passport_template

    out.mkdir(parents=True, exist_ok=True)
    for school in schools:
        path = out / f"Социальный паспорт_{school.code}.xlsx"
        path.write_bytes(passport_template(school, year=year, day=f"01.10.{year - 1}"))
        typer.echo(str(path))
