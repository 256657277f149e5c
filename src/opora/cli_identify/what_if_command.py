"""``opora what-if``: the list under other numbers and readings of the rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from opora.cli_identify import options
from opora.cli_identify.lists import as_text
from opora.cli_identify.questions import Given, ask, opened, rule_book, rule_of
from opora.cli_identify.refusing import refuse, refusing, working
from opora.cli_identify.replays import Replayed, replay_json, show_replay

_MOST_YEARS = 10
_MOST_PUPILS = 1_000
_MOST_DRAWS = 2_000


def what_if(  # noqa: PLR0913 — one option a number of the rule
    store: options.StoreArgument,
    *,
    year: options.YearOption,
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Коды правил; первое — точка отсчёта.")
    ] = None,
    threshold: Annotated[
        list[int] | None, typer.Option("--threshold", help="Порог доли, %; можно несколько.")
    ] = None,
    window: Annotated[
        list[int] | None, typer.Option("--window", help="Сколько лет; можно несколько.")
    ] = None,
    minimal_n: Annotated[
        list[int] | None, typer.Option("--minimal-n", help="Минимум участников.")
    ] = None,
    capacity: Annotated[
        int | None, typer.Option("--capacity", help="На сколько школ хватит помощи.")
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", help="Сколько раз повторить с иными учениками.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Зерно случайных чисел.")] = 1,
    as_json: options.JsonOption = False,
    data: options.DataOption = None,
    rules: options.RulesOption = None,
    codes: options.CodesOption = None,
    exclude: options.ExcludeOption = None,
    engine: options.EngineOption = "duckdb",
    memory: options.MemoryOption = None,
) -> None:
    """Показать, как изменится список при других порогах, окнах и прочтениях правила."""
    with refusing():
        _require("Порог", threshold, 100)
        _require("Окно", window, _MOST_YEARS)
        _require("Минимум участников", minimal_n, _MOST_PUPILS)
        _require("Число школ (--capacity)", [] if capacity is None else [capacity], 10**6)
        _require("Число повторений (--draws)", [draws] if draws else [], _MOST_DRAWS)
        book = rule_book(rules)
        wanted: Sequence[str | None] = rule or [None]
        chosen = [rule_of(book, code, year) for code in wanted]
        asked = opened(store, data=data, engine=engine, memory=memory, codes=codes)
        given = Given(book).reading(chosen[0], asked.codes, exclude, None)
        base = ask(asked, chosen[0], year, given)
        with working("Пересчитываю список"):
            grids = {"thresholds": threshold, "windows": window, "minimal_ns": minimal_n}
            told = Replayed.of(base, chosen, grids, capacity=capacity, draws=draws, seed=seed)
        if as_json:
            typer.echo(as_text(replay_json(told)))
        else:
            show_replay(told)


def _require(what: str, numbers: Sequence[int] | None, most: int) -> None:
    wrong = [one for one in numbers or () if not 1 <= one <= most]
    if wrong:
        refuse(f"{what}: нужно число от 1 до {most}, а не {wrong[0]}.")
