"""``opora identify``: the list, why a school is on it, the same for programs and as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opora.cli_identify import options
from opora.cli_identify.explanations import explained, explanation_json
from opora.cli_identify.list_files import saver_for
from opora.cli_identify.lists import as_text, list_json, show_list
from opora.cli_identify.questions import Given, Listed, ask, opened, rule_book, rule_of
from opora.cli_identify.refusing import refuse, refusing


def identify(  # noqa: PLR0913 — one option a question
    store: options.StoreArgument,
    *,
    year: options.YearOption,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Код правила; без него — правило этого года.")
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", help="Код школы: почему она в списке или нет.")
    ] = None,
    as_json: options.JsonOption = False,
    out: options.OutOption = None,
    data: options.DataOption = None,
    rules: options.RulesOption = None,
    codes: options.CodesOption = None,
    exclude: options.ExcludeOption = None,
    named: Annotated[
        Path | None, typer.Option("--named", help="Школы, названные приказом региона.")
    ] = None,
    context: options.ContextOption = None,
    weights: options.WeightsOption = None,
    full_scan: options.ScanOption = False,
    engine: options.EngineOption = "duckdb",
    memory: options.MemoryOption = None,
) -> None:
    """Составить список школ с низкими результатами и сказать, насколько он надёжен."""
    with refusing():
        saver = saver_for(out) if out else None
        book = rule_book(rules)
        chosen = rule_of(book, rule, year)
        asked = opened(
            store, data=data, engine=engine, memory=memory, codes=codes, full_scan=full_scan
        )
        given = Given(book, context=context, weights=weights)
        given = given.reading(chosen, asked.codes, exclude, named)
        told = ask(asked, chosen, year, given)
        if saver is not None:
            saver(told)
        if explain is not None:
            _show_school(told, explain, as_json=as_json)
        elif as_json:
            typer.echo(as_text(list_json(told)))
        else:
            show_list(told)


def _show_school(told: Listed, school: str, *, as_json: bool) -> None:
    code = told.asked.codes.get(school, school)
    if code not in told.found.counts.schools:
        refuse(f"Школы «{school}» в этих данных нет.")
    if as_json:
        typer.echo(as_text(explanation_json(told, code)))
    else:
        typer.echo("\n".join(explained(told, code)))
