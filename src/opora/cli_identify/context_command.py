"""``opora context``: the index of social well-being, and what it explains of the results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from opora.cli_identify import options
from opora.cli_identify.refusing import refuse, refusing, unopened, working
from opora.cli_identify.scales import Cutting

if TYPE_CHECKING:
    from opora.cli_identify.asked import Asked
    from opora.cli_identify.context_results import Compared
    from opora.cli_identify.contexts import Study


def context(  # noqa: PLR0913 — one option a question
    files: Annotated[
        list[Path], typer.Argument(help="Социальные паспорта: файлы, таблицы школ, папки.")
    ],
    *,
    year: Annotated[
        int | None, typer.Option("--year", help="Год, которым кончается учебный год.")
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", help="Школа: из чего сложился её индекс.")
    ] = None,
    as_json: options.JsonOption = False,
    weights: options.WeightsOption = None,
    save_weights: Annotated[
        Path | None, typer.Option("--save-weights", help="Сохранить шкалу для других лет.")
    ] = None,
    groups: Annotated[
        str, typer.Option("--groups", help="Границы групп: quartiles, three или kmeans.")
    ] = "quartiles",
    settlements: Annotated[
        Path | None,
        typer.Option("--settlements", help="Таблица «школа; тип населённого пункта»."),
    ] = None,
    codes: options.CodesOption = None,
    store: Annotated[
        str | None, typer.Option("--store", help="Хранилище: сравнить контекст с результатами.")
    ] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Правило, окно и процедуры которого брать.")
    ] = None,
    rules: options.RulesOption = None,
    exclude: options.ExcludeOption = None,
    data: options.DataOption = None,
    full_scan: options.ScanOption = False,
    engine: options.EngineOption = "duckdb",
    memory: options.MemoryOption = None,
) -> None:
    """Посчитать индекс социального благополучия школ и что он объясняет в результатах."""
    from opora.cli_identify.context_reports import (
        context_json,
        explained_context,
        show_context,
        study_school_json,
    )
    from opora.cli_identify.lists import as_text
    from opora.cli_identify.questions import opened

    with refusing():
        compared = None
        if store is not None:
            if year is None:
                refuse("Чтобы сравнить с результатами, назовите год: --year.")
            asked = opened(
                store, data=data, engine=engine, memory=memory, codes=codes, full_scan=full_scan
            )
            compared = _compared(asked, year, rule, rules, exclude)
        with working("Читаю паспорта"):
            study = _study(files, year, weights, groups, settlements, codes, compared)
            told = compared.against(study) if compared is not None else None
        if save_weights is not None:
            _save(study, save_weights)
        if explain is not None:
            place = study.place(explain)
            if place is None:
                refuse(f"Паспорта школы «{explain}» нет.")
            if as_json:
                typer.echo(as_text(study_school_json(study, place, told)))
            else:
                typer.echo("\n".join(explained_context(study, place, told)))
        elif as_json:
            typer.echo(as_text(context_json(study, told)))
        else:
            show_context(study, told)


def _study(  # noqa: PLR0913, PLR0917 — one argument an option
    files: list[Path],
    year: int | None,
    weights: Path | None,
    groups: str,
    settlements: Path | None,
    codes: Path | None,
    compared: Compared | None,
) -> Study:
    from opora.cli_identify.contexts import study_of
    from opora.cli_identify.given import read_codes

    cutting = next((one for one in get_args(Cutting) if one == groups), None)
    if cutting is None:
        refuse(f"Границы «{groups}» не поняты: есть {', '.join(get_args(Cutting))}.")
    return study_of(
        files,
        read_codes(codes) if codes else {},
        year=year,
        weights=weights,
        names=compared.listed.asked.names if compared is not None else None,
        settlements=read_codes(settlements) if settlements else None,
        cutting=cutting,
    )


def _compared(
    asked: Asked, year: int, rule: str | None, rules: Path | None, exclude: Path | None
) -> Compared:
    from opora.cli_identify.context_results import Compared
    from opora.cli_identify.questions import Given, ask, rule_book, rule_of

    book = rule_book(rules)
    chosen = rule_of(book, rule, year)
    given = Given(book).reading(chosen, asked.codes, exclude, None)
    return Compared(ask(asked, chosen, year, given))


def _save(study: Study, path: Path) -> None:
    try:
        study.kept.save(path)
    except OSError as error:
        refuse(unopened(error))
