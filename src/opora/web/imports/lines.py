"""The reading as lines to check: requisites, points, measures, indicators. Pure but for names.

A line is what a person checks at once. Its ``key`` names it on the page and in addresses, its
``path`` is what is noted as checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from opora.domain.acts import draft_values
from opora.web.imports.doubts import (
    SURE,
    Json,
    Looked,
    doubts_of,
    kind_note,
    kind_title,
    said_of_rows,
    still_open,
)
from opora.web.imports.meant import Who
from opora.web.imports.schedule_words import (
    Option,
    as_seen,
    options,
    remarks,
    schedule_words,
    without_dittos,
)

REQUISITES: tuple[tuple[str, str, bool], ...] = (
    ("document.kind", "Вид документа", True),
    ("document.number", "Номер", True),
    ("document.date", "Дата", True),
    ("document.title", "О чём документ", True),
    ("document.organization", "Кто издал", True),
    ("document.place", "Место", False),
    ("document.signatory.post", "Должность подписавшего", False),
    ("document.signatory.name", "Кто подписал", False),
    ("document.control.who", "Кто контролирует", False),
    ("roadmap.title", "Название плана", False),
    ("document.period.start", "Первый день плана", True),
    ("document.period.end", "Последний день плана", True),
)
"""Path, words, and whether a document is not complete without it."""


class Line(Protocol):
    """What every line tells the page."""

    @property
    def key(self) -> str:
        """Name on the page and in addresses."""

    @property
    def path(self) -> str:
        """What is noted as checked."""

    @property
    def doubts(self) -> tuple[str, ...]:
        """Questions to the person, as sentences."""

    @property
    def checked(self) -> Json | None:
        """Who checked the line and when."""


@dataclass(frozen=True, slots=True)
class Requisite:
    """One value of the head of the document."""

    key: str
    path: str
    label: str
    value: str
    note: str
    doubts: tuple[str, ...]
    checked: Json | None
    focus: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the order."""

    key: str
    path: str
    number: str
    text: str
    responsible: tuple[Who, ...]
    words: str
    doubts: tuple[str, ...]
    checked: Json | None
    focus: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the plan."""

    key: str
    path: str
    row: int
    number: str
    text: str
    deadline: str
    words: str
    remarks: tuple[str, ...]
    options: tuple[Option, ...]
    seen: str
    responsible: tuple[Who, ...]
    responsible_text: str
    kind: str
    kind_note: str
    doubts: tuple[str, ...]
    checked: Json | None
    focus: str


@dataclass(frozen=True, slots=True)
class Indicators:
    """What a measure promises to count."""

    key: str
    path: str
    number: str
    text: str
    found: tuple[tuple[str, str], ...]
    doubts: tuple[str, ...]
    checked: Json | None
    focus: str


class Naming(Protocol):
    """Says whom an actor means."""

    def who(self, actor: Json) -> Who:
        """Say whom one actor means."""


def requisites(current: Json, looked: Looked) -> list[Requisite]:
    """Return the head of the document; bases follow the fixed requisites."""
    said = [_requisite(current, looked, *one) for one in REQUISITES]
    bases = (current.get("document") or {}).get("basis") or ()
    return said + [_basis(number, basis, looked) for number, basis in enumerate(bases, 1)]


def _requisite(current: Json, looked: Looked, path: str, label: str, needed: bool) -> Requisite:  # noqa: FBT001  # a row of REQUISITES
    value = draft_values.get(dict(current), path)
    field = path.rpartition(".")[2]
    sure = ((current.get("document") or {}).get("confidence") or {}).get(field, 1.0)
    doubts: list[str] = []
    if not value and needed:
        doubts.append("Не найдено в документе. Впишите или отметьте, что этого нет.")
    elif value and sure < SURE:
        doubts.append("Прочитано неуверенно. Сравните с документом.")
    return Requisite(
        key=path, path=path, label=label, value=shown(value),
        note=_basis_of_day(current, path), doubts=still_open(doubts, path, looked),
        checked=looked.checked.get(path), focus=_focus_of(path),
    )  # fmt: skip


def _focus_of(path: str) -> str:
    """Return the key whose mark stands for a requisite: records are marked as a whole."""
    for record in ("document.period", "document.signatory", "document.control"):
        if path.startswith(record):
            return record
    return "document.title" if path == "roadmap.title" else path


def _basis_of_day(current: Json, path: str) -> str:
    period = (current.get("document") or {}).get("period") or {}
    return str(period.get({"start": "start_basis", "end": "end_basis"}[path[16:]]) or "") if (
        path.startswith("document.period.")
    ) else ""  # fmt: skip


def shown(value: object) -> str:
    """Print a day as people write it, anything else as it stands."""
    text = str(value or "")
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


def _basis(number: int, basis: Json, looked: Looked) -> Requisite:
    path = f"document.basis.{number}"
    printed = [basis.get("kind"), basis.get("issuer"), shown(basis.get("date"))]
    act = f"№ {basis['number']}" if basis.get("number") else ""
    return Requisite(
        key=path, path=path, label=f"Основание {number}", value=str(basis.get("text") or ""),
        note=" ".join(filter(None, [*printed, act])), doubts=(),
        checked=looked.checked.get(path), focus=path,
    )  # fmt: skip


def points(current: Json, looked: Looked, naming: Naming) -> list[Point]:
    """Return the points of the order with addressees and deadlines."""
    document = current.get("document") or {}
    start, end = period_of(current)
    return [
        Point(
            key=f"document.orders.{at}", path=f"document.orders.{at}",
            number=str(point.get("number") or ""), text=str(point.get("text") or ""),
            responsible=tuple(naming.who(actor) for actor in point.get("responsible") or ()),
            words=schedule_words(point["schedule"], start=start, end=end)
            if point.get("schedule") else "",
            doubts=(), checked=looked.checked.get(f"document.orders.{at}"),
            focus=f"document.orders.{at}",
        )
        for at, point in enumerate(document.get("orders") or (), 1)
    ]  # fmt: skip


def measures(
    current: Json, looked: Looked, naming: Naming, *, only: int | None = None
) -> list[Measure]:
    """Return the measures in printed order, or the one of a row."""
    items = (current.get("roadmap") or {}).get("items") or []
    schedules = without_dittos([item.get("schedule") or [] for item in items])
    period = period_of(current)
    findings = said_of_rows(current, looked)
    return [
        _measure(item, schedule, period, looked, naming, findings.get(item["row"], ()))
        for item, schedule in zip(items, schedules, strict=True)
        if only is None or item["row"] == only
    ]


def _measure(  # noqa: PLR0913, PLR0917  # what a line is made of
    item: Json,
    schedule: Sequence[Json],
    period: tuple[date | None, date | None],
    looked: Looked,
    naming: Naming,
    findings: Sequence[str],
) -> Measure:
    path = f"roadmap.items.{item['row']}"
    start, end = period
    doubts = [*doubts_of(item, path, looked), *findings]
    late = any(doubt.startswith(("Как считать срок", "Срок ")) for doubt in doubts)
    return Measure(
        key=f"i{item['row']}", path=path, row=item["row"],
        number=str(item.get("number") or ""), text=str(item.get("measure") or ""),
        deadline=str(item.get("deadline_text") or ""),
        words=schedule_words(schedule, start=start, end=end),
        remarks=tuple(remarks(schedule)),
        seen=as_seen(item.get("schedule") or []),
        options=tuple(options(schedule, start=start, end=end)),
        responsible=tuple(naming.who(actor) for actor in item.get("responsible") or ()),
        responsible_text=str(item.get("responsible_text") or ""),
        kind=kind_title(item.get("kind")), kind_note=kind_note(item, path, looked),
        doubts=still_open(doubts, path, looked), checked=looked.checked.get(path),
        focus=f"i{item['row']}.{'deadline_text' if late else 'measure'}",
    )  # fmt: skip


def indicators(current: Json, looked: Looked) -> list[Indicators]:
    """Return the measures that promise something countable."""
    items = (current.get("roadmap") or {}).get("items") or ()
    return [
        _indicators(item, looked)
        for item in items
        if item.get("indicators") or item.get("indicators_text")
    ]


def _indicators(item: Json, looked: Looked) -> Indicators:
    path = f"roadmap.items.{item['row']}.indicators"
    found = item.get("indicators") or ()
    unsure = any(one.get("confidence", 1.0) < SURE for one in found)
    doubts = ["Показатель прочитан неуверенно."] if unsure else []
    if item.get("indicators_text") and not found:
        doubts.append("Показатель напечатан, но не понят.")
    printed = "indicators_text" if item.get("indicators_text") else "expected_result"
    return Indicators(
        key=f"n{item['row']}", path=path, number=str(item.get("number") or ""),
        text=str(item.get("measure") or ""),
        found=tuple((str(one.get("text") or ""), _promise(one)) for one in found),
        doubts=still_open(doubts, path, looked), checked=looked.checked.get(path),
        focus=f"i{item['row']}.{printed}",
    )  # fmt: skip


_KINDS = {
    "share": "доля",
    "count": "число",
    "boolean": "да или нет",
    "document": "документ",
    "event": "событие",
    "qualitative": "словами",
}
_COMPARATORS = {">=": "не меньше", "<=": "не больше", "delta": "изменение на", "to": "до"}


def _promise(indicator: Json) -> str:
    """Say in words what is counted: «доля, не меньше 70 %»."""
    kind = _KINDS.get(str(indicator.get("kind")), "")
    target, unit = indicator.get("target"), indicator.get("unit") or ""
    if target is None:
        return kind
    if isinstance(target, list):
        aim = f"от {_number(target[0])} до {_number(target[1])}"
    else:
        comparator = _COMPARATORS.get(str(indicator.get("comparator")), "")
        aim = f"{comparator} {_number(target)}".strip()
    return f"{kind}, {aim} {unit}".strip()


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def period_of(current: Json) -> tuple[date | None, date | None]:
    """Return the first and the last day of the plan where they are known."""
    period = (current.get("document") or {}).get("period") or {}
    start, end = period.get("start"), period.get("end")
    return (
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
    )
