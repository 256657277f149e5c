"""The commands, and the refusals that end them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from opora.cli_identify.asked import Asked, read_codes
from opora.cli_identify.explanations import explained, explanation_json
from opora.cli_identify.lists import list_json, show_list
from opora.cli_identify.replays import replay_json, show_replay

if TYPE_CHECKING:
    from opora.analytics.identification import Identification
    from opora.methodology.rules import Rule, RuleBook

REFUSED = 2
"""Exit code of a refusal: the store, the rule or the numbers are not such as asked for."""

StoreArgument = Annotated[Path, typer.Argument(help="Папка хранилища результатов.")]
YearOption = Annotated[int, typer.Option("--year", help="Год, за который составляется список.")]
DataOption = Annotated[
    str | None, typer.Option("--data", help="Отпечаток прежнего набора данных или его начало.")
]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", help="Правила региона (YAML) поверх наших.")
]
CodesOption = Annotated[
    Path | None,
    typer.Option("--codes", help="Таблица «код; школа»: какие коды у одной и той же школы."),
]
EngineOption = Annotated[
    str, typer.Option("--engine", help="На чём считать; пока есть только duckdb.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Напечатать ответ как JSON.")]


def identify(  # noqa: PLR0913 — one option a question
    store: StoreArgument,
    *,
    year: YearOption,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Код правила; без него — правило этого года.")
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", help="Код школы: почему она в списке или нет.")
    ] = None,
    as_json: JsonOption = False,
    data: DataOption = None,
    rules: RulesOption = None,
    codes: CodesOption = None,
    full_scan: Annotated[
        bool, typer.Option("--full-scan", help="Пересчитать по самим отметкам.")
    ] = False,
    engine: EngineOption = "duckdb",
) -> None:
    """Составить список школ с низкими результатами и сказать, насколько он надёжен."""
    with _refusing():
        chosen = _rule(_rule_book(rules), rule, year)
        asked = _open(store, data, engine, codes, full_scan=full_scan)
        found = _identified(asked, chosen, year)
        if explain is not None:
            _require_school(found, explain)
            told = explanation_json(asked, found, explain) if as_json else None
            typer.echo(_as_text(told) if told else "\n".join(explained(asked, found, explain)))
        elif as_json:
            typer.echo(_as_text(list_json(asked, found, year)))
        else:
            show_list(asked, found, year)


def what_if(  # noqa: PLR0913 — one option a number of the rule
    store: StoreArgument,
    *,
    year: YearOption,
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
    as_json: JsonOption = False,
    data: DataOption = None,
    rules: RulesOption = None,
    codes: CodesOption = None,
    engine: EngineOption = "duckdb",
) -> None:
    """Показать, как изменится список при других порогах, окнах и прочтениях правила."""
    from opora.analytics.whatif import replay

    with _refusing():
        book = _rule_book(rules)
        wanted: Sequence[str | None] = rule or [None]
        chosen = [_rule(book, code, year) for code in wanted]
        asked = _open(store, data, engine, codes)
        grids = {"thresholds": threshold, "windows": window, "minimal_ns": minimal_n}
        with _working("Пересчитываю список"):
            base = replay(asked.counts, year, chosen[:1])
            told = replay(
                asked.counts, year, chosen, **{name: one or () for name, one in grids.items()}
            )
        if as_json:
            typer.echo(_as_text(replay_json(asked, base, told, year)))
        else:
            show_replay(base, told)


def synthesize(  # noqa: PLR0913 — one option a property of the region
    *,
    schools: Annotated[int, typer.Option("--schools", min=1, max=40_000, help="Сколько школ.")],
    years: Annotated[int, typer.Option("--years", min=1, max=10, help="За сколько лет.")],
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Одно зерно — одни и те же файлы.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Пустая или новая папка для файлов.")],
    last_year: Annotated[int, typer.Option("--last-year", min=2019, max=2035)] = 2025,
    heaping: Annotated[
        float, typer.Option("--heaping", min=0, max=1, help="Доля школ с завышением у границ.")
    ] = 0.0,
) -> None:
    """Создать вымышленный регион: файлы результатов и отдельно правда о школах."""
    from opora.results.synthesis import Region, write_region

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        _refuse(f"Папка «{out}» не пуста: укажите новую.")
    asked = Region(schools, tuple(range(last_year - years + 1, last_year + 1)), seed, heaping)
    try:
        with _working("Пишу файлы"):
            written = write_region(asked, out)
    except OSError as error:
        _refuse(f"Папка «{out}» не открывается для записи: {error.strerror or error}.")
    for path in written:
        typer.echo(str(path))


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn refusals of libraries into a sentence and an exit code."""
    from opora.analytics.official import RuleNotApplicable
    from opora.analytics.refusals import AnalyticsError
    from opora.methodology.packs import MethodologyError
    from opora.results.refusals import ResultsRefused

    try:
        yield
    except (ResultsRefused, MethodologyError) as refusal:
        _refuse(str(refusal))
    except RuleNotApplicable:
        _refuse("Этому правилу нужны данные, которых в хранилище отметок нет.")
    except AnalyticsError as refusal:
        _refuse(f"По этим данным и числам список не составить: {refusal}.")


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)


@contextmanager
def _working(words: str) -> Iterator[None]:
    """Show in a terminal that work goes on."""
    from rich.console import Console

    with Console(stderr=True).status(f"{words}…"):
        yield


def _rule_book(pack: Path | None) -> RuleBook:
    from opora.methodology.rules import load_rules

    if pack is not None and not pack.is_file():
        _refuse(f"Файл «{pack}» не открывается: его нет.")
    return load_rules(pack)


def _rule(book: RuleBook, code: str | None, year: int) -> Rule:
    return book.default_for(year) if code is None else book.rule(code)


def _open(
    store: Path, data: str | None, engine: str, codes: Path | None, *, full_scan: bool = False
) -> Asked:
    from opora.results.store import Store, open_engine

    try:
        known = read_codes(codes) if codes else {}
    except OSError as error:
        _refuse(f"Файл «{codes}» не открывается: {error.strerror or error}.")
    return Asked(Store(store).dataset(data), open_engine(engine), full_scan, known)


def _identified(asked: Asked, rule: Rule, year: int) -> Identification:
    from opora.analytics.identification import identify as ask

    with _working("Считаю доли и составляю список"):
        return ask(asked.counts, rule, year)


def _require_school(found: Identification, school: str) -> None:
    if school not in found.counts.schools:
        _refuse(f"Школы «{school}» в этих данных нет.")


def _as_text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)
