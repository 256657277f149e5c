"""``opora store``: what the marks store holds, and what may be done to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from opora.results.store import Step
    from opora.results.store.manifest import Part

REFUSED = 2
"""Exit code of a refusal: no such store, file or right to write."""

StoreArgument = Annotated[str, typer.Argument(help="Папка хранилища или адрес: s3://…")]
JsonOption = Annotated[bool, typer.Option("--json", help="Напечатать ответ как JSON.")]

_SHOWN = 12
"""Signs of a hash that a person needs to tell one file or data set from another."""

_DONE = {"add": "загрузка", "withdraw": "отзыв"}


def register(app: typer.Typer) -> None:
    """Add the commands of the store to the command line."""
    group = typer.Typer(help="Хранилище результатов: что в нём есть.", no_args_is_help=True)
    group.command("list")(list_files)
    group.command("history")(history)
    group.command("withdraw")(withdraw)
    group.command("compact")(compact)
    group.command("unlock")(unlock)
    app.add_typer(group, name="store")


def list_files(store: StoreArgument, *, as_json: JsonOption = False) -> None:
    """Показать файлы хранилища: что из них считается, что заменено, что отозвано."""
    from opora.results.store import Store

    with _refusing():
        dataset = Store(store).dataset()
    files: dict[str, list[Part]] = {}
    for part in dataset.all_parts:
        files.setdefault(part.source, []).append(part)
    if as_json:
        told = [_file_json(source, parts) for source, parts in files.items()]
        _print_json({"data_hash": dataset.data_hash, "files": told})
        return
    for source, parts in files.items():
        typer.echo(f"{parts[0].file} (отпечаток {source[:_SHOWN]})")
        for part in parts:
            typer.echo(f"  {part.assessment}, {part.year}: школ {part.schools}, {_state(part)}")
    typer.echo(f"Файлов: {len(files)}. Набор данных {dataset.data_hash}.")


def history(store: StoreArgument, *, as_json: JsonOption = False) -> None:
    """Показать, что и когда делали с хранилищем и какие наборы данных из этого вышли."""
    from opora.results.store import Store

    with _refusing():
        opened = Store(store)
        steps, now = opened.history(), opened.dataset().data_hash
    if as_json:
        _print_json({"data_hash": now, "steps": [_step_json(step) for step in steps]})
        return
    for step in steps:
        at = step.at.astimezone().strftime("%d.%m.%Y %H:%M")
        typer.echo(f"{at}  {_DONE[step.what]}: {', '.join(step.files)}")
        typer.echo(f"  набор данных {step.after[:_SHOWN]}{' (нынешний)' * (step.after == now)}")


def withdraw(
    store: StoreArgument,
    source: Annotated[
        str, typer.Argument(metavar="ФАЙЛ", help="Имя файла, его отпечаток или начало.")
    ],
    *,
    as_json: JsonOption = False,
) -> None:
    """Отозвать файл: он перестаёт считаться, а то, что он заменил, считается снова."""
    from opora.results.store import Store

    with _refusing():
        changed = Store(store).withdraw(source)
    if as_json:
        _print_json({"data_hash": changed.data_hash})
    else:
        typer.echo(f"Файл «{source}» больше не считается. Набор данных {changed.data_hash}.")


def compact(store: StoreArgument, *, as_json: JsonOption = False) -> None:
    """Собрать мелкие файлы хранилища в крупные; набор данных и списки не меняются."""
    from opora.results.store import Store

    with _refusing():
        opened = Store(store)
        fewer, data_hash = opened.compact(), opened.dataset().data_hash
    if as_json:
        _print_json({"data_hash": data_hash, "fewer": fewer})
    else:
        typer.echo(f"Файлов стало меньше на {fewer}. Набор данных {data_hash} прежний.")


def unlock(store: StoreArgument) -> None:
    """Снять замок, который оставила в сетевом хранилище оборванная загрузка."""
    from opora.results.store import Store

    with _refusing():
        removed = Store(store).unlock()
    typer.echo("Замок снят." if removed else "Замка нет: хранилище свободно.")


@contextmanager
def _refusing() -> Iterator[None]:
    from opora.results.store import StoreRefused

    try:
        yield
    except StoreRefused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(REFUSED) from refusal


def _state(part: Part) -> str:
    if part.withdrawn:
        return "отозван"
    if not part.superseded:
        return "считается"
    return f"заменено у школ: {', '.join(part.superseded)}"


def _file_json(source: str, parts: list[Part]) -> dict[str, Any]:
    shown = [
        {
            "assessment": part.assessment,
            "year": part.year,
            "schools": part.schools,
            "superseded": list(part.superseded),
            "withdrawn": part.withdrawn,
        }
        for part in parts
    ]
    return {"file": parts[0].file, "source": source, "parts": shown}


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "at": step.at.isoformat(),
        "what": step.what,
        "files": list(step.files),
        "before": step.before,
        "after": step.after,
    }


def _print_json(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
