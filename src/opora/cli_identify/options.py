"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StoreArgument = Annotated[str, typer.Argument(help="Хранилище результатов: папка или адрес.")]
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
ExcludeOption = Annotated[
    Path | None,
    typer.Option(
        "--exclude", help="Таблица «школа; причина; процедура; год»: что не учитывать и почему."
    ),
]
ContextOption = Annotated[
    Path | None,
    typer.Option("--context", help="Социальные паспорта: таблица школ, файл или папка."),
]
WeightsOption = Annotated[
    Path | None, typer.Option("--weights", help="Шкала индекса, сохранённая прежде.")
]
ScanOption = Annotated[bool, typer.Option("--full-scan", help="Пересчитать по самим отметкам.")]
EngineOption = Annotated[
    str, typer.Option("--engine", help="На чём считать: duckdb или адрес Spark.")
]
MemoryOption = Annotated[
    str | None, typer.Option("--memory", help="Предел памяти движка, например 512MB.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Напечатать ответ как JSON.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Сохранить список в файл .xlsx или .csv.")
]
