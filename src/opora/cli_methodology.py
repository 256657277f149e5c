"""``opora methodology check|list|show``: the rules of the field from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from opora.methodology.catalogue import Entry
    from opora.methodology.packs import Provenance
    from opora.methodology.rules import Rule, RuleBook

REFUSED = 2
"""Exit code of a refusal: a pack is wrong, or there is no such thing."""

AsJson = Annotated[bool, typer.Option("--json", help="Напечатать как JSON.")]
Extra = Annotated[
    Path | None,
    typer.Option("--extra", help="Файл региона с правилами поверх наших.", dir_okay=False),
]


def register(app: typer.Typer) -> None:
    """Add the commands of the methodology to the command line."""
    group = typer.Typer(help="Правила и перечни методики.", no_args_is_help=True)
    group.command("check")(check)
    group.command("list")(list_packs)
    group.command("show")(show)
    app.add_typer(group, name="methodology")


def check(*, extra: Extra = None) -> None:
    """Проверить все наборы методики и, если дан, файл региона."""
    from opora.methodology.catalogue import CATALOGUE
    from opora.methodology.packs import MethodologyError

    today = datetime.now(tz=UTC).date()
    wrong = 0
    for one in CATALOGUE:
        try:
            provenance = one.load().provenance
        except MethodologyError as error:
            wrong += 1
            typer.echo(str(error), err=True)
            continue
        for line in _remarks(provenance, today):
            typer.echo(f"{one.name}.yaml: {line}")
    try:
        _book(extra)
    except MethodologyError as error:
        wrong += 1
        typer.echo(str(error), err=True)
    typer.echo(f"Наборов: {len(CATALOGUE)}, с ошибками: {wrong}")
    if wrong:
        raise typer.Exit(REFUSED)


def _remarks(provenance: Provenance, today: date) -> Iterator[str]:
    if provenance.checked_by is None:
        yield "второй человек ещё не проверил"
    if provenance.review_date < today:
        yield f"срок пересмотра прошёл {provenance.review_date:%d.%m.%Y}"


def list_packs(*, as_json: AsJson = False) -> None:
    """Перечислить наборы методики: источник, надёжность, срок пересмотра."""
    from rich.console import Console
    from rich.table import Column, Table

    from opora.methodology.catalogue import CATALOGUE

    rows = [_row(one) for one in CATALOGUE]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    # A name is typed in the next command, so it is never cut.
    table = Table(Column("Набор", no_wrap=True), "Что это", "Пометка", "Пересмотр")
    for row in rows:
        table.add_row(row["name"], row["title"], row["label"] or "", row["review_date"])
    Console().print(table)


def _row(one: Entry) -> dict[str, str | None]:
    from opora.methodology.packs import label_of

    provenance = one.load().provenance
    return {
        "name": one.name,
        "title": one.title,
        "source": provenance.source,
        "confidence": provenance.confidence,
        "label": label_of(provenance.confidence),
        "checked_by": provenance.checked_by,
        "review_date": provenance.review_date.isoformat(),
    }


def show(
    name: Annotated[
        str, typer.Argument(help="Набор (identification_rules) или правило (R2020).")
    ],
    *,
    extra: Extra = None,
    as_json: AsJson = False,
) -> None:
    """Показать набор целиком или одно правило выявления с источником каждого числа."""
    from opora.methodology.packs import MethodologyError

    try:
        book = _book(extra)
        shown = _rule_shown(book, name) if name in book.rules else _pack_shown(name)
    except MethodologyError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED) from error
    data, text = shown
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1) if as_json else text)


def _book(extra: Path | None) -> RuleBook:
    from opora.methodology.rules import load_rules

    return load_rules(extra)


def _pack_shown(name: str) -> tuple[Any, str]:
    import msgspec

    from opora.methodology.catalogue import entry

    one = entry(name)
    return msgspec.to_builtins(one.load()), one.text.rstrip()


def _rule_shown(book: RuleBook, code: str) -> tuple[Any, str]:
    import msgspec

    rule = book.rule(code)
    data = msgspec.to_builtins(rule) | {"not_normative": list(rule.not_normative)}
    return data, "\n".join(_rule_lines(rule, book))


def _rule_lines(rule: Rule, book: RuleBook) -> Iterator[str]:
    codes = rule.assessments.codes
    yield f"{rule.code}: {rule.title}{_label(rule.label)}"
    yield rule.wording
    yield f"Источник: {rule.source}; набор: {book.origins[rule.code].source}"
    yield f"Порог: {rule.threshold.value} %{_label(rule.threshold.label)}"
    yield f"Лет в окне: {rule.window.value}{_label(rule.window.label)}"
    yield f"Участников не меньше: {rule.minimal_n.value}{_label(rule.minimal_n.label)}"
    yield f"Процедуры: {', '.join(codes) or 'все'}{_label(rule.assessments.label)}"
    reasons = {one.code: one for one in (*book.pack.exclusions, *book.pack.left_out)}
    for heading, named in (("Исключаются", rule.exclusions), ("Не считаются", rule.left_out)):
        for one in (reasons[code] for code in named):
            yield f"{heading}: {one.code} — {one.title}{_label(one.label)}"


def _label(words: str | None) -> str:
    return f" ({words})" if words else ""
