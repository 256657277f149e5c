"""``opora read`` and ``opora read-cells``: documents and single cells from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opora.cli_refusals import why_unopened

if TYPE_CHECKING:
    from opora.reading.model import Context, Reading

REFUSED = 2
"""Exit code of a refusal: the file or the input cannot be read."""


class CellKind(StrEnum):
    """What a cell holds."""

    DEADLINE = "deadline"
    RESPONSIBLE = "responsible"
    INDICATOR = "indicator"


def register(app: typer.Typer) -> None:
    """Add the commands of the reader to the command line."""
    app.command("read")(read)
    app.command("read-cells")(read_cells)


def read(
    file: Annotated[
        Path, typer.Argument(help="Приказ или дорожная карта: DOCX, PDF, HTML, TXT, ODT, RTF.")
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Напечатать всё прочитанное как JSON.")
    ] = False,
) -> None:
    """Прочитать документ и показать, что понято и что вызывает вопросы."""
    from opora.reading import ReadingRefused, read_document

    try:
        reading = read_document(file.read_bytes(), file.name)
    except OSError as error:
        _refuse(f"Файл «{file}» не открывается: {why_unopened(error)}.")
    except ReadingRefused as refusal:
        _refuse(str(refusal))
    if as_json:
        from opora.reading.as_json import reading_to_json

        typer.echo(
            json.dumps(
                reading_to_json(reading, with_layout=False), ensure_ascii=False, indent=1
            )
        )
    else:
        typer.echo("\n".join(_summary(reading, file)))


def _refuse(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)


def _summary(reading: Reading, file: Path) -> Iterator[str]:
    yield from _requisites(reading)
    yield ""
    roadmap = reading.roadmap
    yield f"Мероприятий: {len(roadmap.items)}, разделов: {len(roadmap.sections)}"
    for item in roadmap.items:
        cells = (item.measure, item.deadline_text, item.responsible_text)
        yield f"  {item.number or item.row} " + " | ".join(cell or "—" for cell in cells)
    for model in reading.support_models:
        yield f"Модель: {model.name} — школ: {len(model.schools)}"
    yield ""
    yield f"Замечаний: {len(reading.findings)}"
    for finding in reading.findings:
        block = finding.places[0].block + 1 if finding.places else 0
        yield f"{file}:{block}: {finding.message}"


def _requisites(reading: Reading) -> Iterator[str]:
    paper = reading.document
    period = paper.period
    days = f"{period.start or '…'} — {period.end or '…'}" if period else None
    shown = {
        "Вид": paper.kind,
        "Название": paper.title,
        "Организация": paper.organization,
        "Номер": paper.number,
        "Дата": paper.date,
        "Место": paper.place,
        "Подписал": paper.signatory.name if paper.signatory else None,
        "Контроль": paper.control.who if paper.control else None,
        "Период": days,
    }
    for name, value in shown.items():
        yield f"{name}: {value if value is not None else 'не напечатано'}"


def read_cells(
    kind: Annotated[
        CellKind, typer.Argument(help="Что в ячейках: срок, ответственный, показатель.")
    ],
) -> None:
    """Прочитать ячейки: строка JSON на входе, строка JSON на выходе."""
    read_one = _cell_reader(kind)
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
            answer = {"id": case["id"], "result": read_one(case)}
        except (ValueError, KeyError, TypeError, AttributeError):
            _refuse(
                f"Строка {number}: нужен объект JSON с полями id, text и, для срока, context."
            )
        typer.echo(json.dumps(answer, ensure_ascii=False))


def _cell_reader(kind: CellKind) -> Callable[[dict[str, Any]], list[dict[str, Any]]]:
    """Import the reader of one kind of cells; the others stay unloaded."""
    from opora.reading.as_json import actor_to_json, clause_to_json, indicator_to_json

    if kind is CellKind.DEADLINE:
        from opora.reading.deadlines import read_schedule

        return lambda case: [
            clause_to_json(one) for one in read_schedule(_text(case), _context(case))
        ]
    if kind is CellKind.RESPONSIBLE:
        from opora.reading.responsible import read_actors

        return lambda case: [actor_to_json(one) for one in read_actors(_text(case))]
    from opora.reading.indicators import read_indicator_cell

    return lambda case: [indicator_to_json(one) for one in read_indicator_cell(_text(case))]


def _text(case: dict[str, Any]) -> str:
    return str(case["text"] or "")


def _context(case: dict[str, Any]) -> Context:
    from opora.reading.model import Context

    given = case.get("context") or {}
    names = ("plan_start", "plan_end", "document_date")
    return Context(*(_day(given.get(name)) for name in names))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
