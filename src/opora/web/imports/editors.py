"""What a person may change in a line, and what they changed. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from opora.domain.acts import draft_values
from opora.domain.acts.draft_places import WrongValue
from opora.web.imports.doubts import CELLS, kind_choices, kind_title
from opora.web.imports.lines import REQUISITES
from opora.web.imports.schedule_words import schedule_words

Json = Mapping[str, Any]

_DAY = r"(\d{1,2}\.\d{1,2}\.\d{4})"
_DAYS = re.compile(rf"{_DAY}(?:\s*[-–—]\s*{_DAY})?")
_LONG = {"measure", "expected_result", "indicators_text", "criteria", "task", "text", "title"}
_BASIS = {
    "kind": "Вид",
    "issuer": "Кто издал",
    "number": "Номер",
    "date": "Дата",
    "text": "О чём",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A value in a form.

    ``widget`` is line, text, day, days, kind or section; ``value`` is what stands in the field,
    ``seen`` what the draft said when the form was made.
    """

    path: str
    label: str
    widget: str
    value: str
    seen: Any
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    wrong: str = ""

    @property
    def name(self) -> str:
        """The last part of the path: how links ask for the focus."""
        return "days" if self.widget == "days" else self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Editor:
    """The form of one line."""

    key: str
    title: str
    fields: tuple[Field, ...]
    row: int | None = None

    @property
    def seen(self) -> str:
        """What the draft said, to be sent back with the form."""
        return json.dumps({field.path: field.seen for field in self.fields}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a person wants changed."""

    path: str
    label: str
    before: Any
    after: Any


def editor_of(current: dict[str, Any], key: str) -> Editor:
    """Return the form of a line.

    Raises
    ------
    NoSuchPlace
        If the draft has no such line.
    """
    if key.startswith("document.orders."):
        return _point(current, key)
    if key.startswith("document.basis."):
        labels = _BASIS.items()
        fields = tuple(_field(current, f"{key}.{name}", label) for name, label in labels)
        return Editor(key, "Основание", fields)
    for path, label, _ in REQUISITES:
        if path == key:
            return Editor(key, label, (_field(current, path, label),))
    if key[:1] not in ("i", "n") or not key[1:].isdecimal():
        raise draft_values.NoSuchPlace(key)
    return _measure(current, int(key[1:]), indicators_only=key[0] == "n")


def _point(current: dict[str, Any], key: str) -> Editor:
    number = _field(current, f"{key}.number", "Номер")
    text = _field(current, f"{key}.text", "Текст пункта")
    days = _days_field(draft_values.get(current, f"{key}.schedule") or [], f"{key}.schedule")
    return Editor(key, f"Пункт {number.value}", (number, text, days))


def _measure(current: dict[str, Any], row: int, *, indicators_only: bool) -> Editor:
    path = f"roadmap.items.{row}"
    item = draft_values.get(current, path)
    wanted = ("indicators_text", "expected_result") if indicators_only else tuple(CELLS)
    fields = []
    for name in wanted:
        if (
            name in ("measure", "deadline_text", "responsible_text")
            or item.get(name) is not None
        ):
            fields.append(_field(current, f"{path}.{name}", CELLS[name].capitalize()))
        if name == "deadline_text":
            fields.append(_days_field(item.get("schedule") or [], f"{path}.schedule"))
    if not indicators_only:
        fields += _choices(current, item, path)
    title = f"Мероприятие {item.get('number') or ''}".strip()
    return Editor(f"{'n' if indicators_only else 'i'}{row}", title, tuple(fields), row)


def _choices(current: Json, item: Json, path: str) -> Iterator[Field]:
    kinds = (("", "не понят"), *kind_choices())
    yield Field(f"{path}.kind", "Вид", "kind", item.get("kind") or "", item.get("kind"), kinds)
    sections = current["roadmap"].get("sections") or ()
    if sections:
        named = [(str(at), f"{one.get('number') or ''} {one['title']}".strip()[:80])
                 for at, one in enumerate(sections, 1)]  # fmt: skip
        section = item.get("section")
        choices = (("", "без раздела"), *named)
        yield Field(
            f"{path}.section", "Раздел", "section", str(section or ""), section, choices
        )


def _field(current: dict[str, Any], path: str, label: str) -> Field:
    value = draft_values.get(current, path)
    name = path.rpartition(".")[2]
    if name in ("date", "start", "end"):
        return Field(path, label, "day", value or "", value)
    return Field(path, label, "text" if name in _LONG else "line", value or "", value)


def _days_field(schedule: Sequence[Json], path: str) -> Field:
    return Field(
        path, "Дни, если срок понят не так", "days", days_text(schedule), list(schedule),
        help="По одному сроку в строке: 25.12.2025 или 01.10.2025 – 30.11.2025. Меняйте, "
        "только если дни посчитаны неверно; стёртое значит «срок без дня».",
    )  # fmt: skip


def days_text(schedule: Sequence[Json]) -> str:
    """Write a schedule as days, one a line; empty if it is more than days.

    Examples
    --------
    >>> days_text([{"type": "deadline", "date": "2025-12-25"}])
    '25.12.2025'
    """
    said = []
    for clause in schedule:
        if clause["type"] == "deadline" and clause.get("date"):
            said.append(_printed(clause["date"]))
        elif clause["type"] == "window" and clause.get("start") and clause.get("end"):
            said.append(f"{_printed(clause['start'])} – {_printed(clause['end'])}")
        else:
            return ""
    return "\n".join(said)


def shown(path: str, value: Any) -> str:
    """Write a value for reading: days for a schedule, the name of a kind, «пусто»."""
    name = path.rpartition(".")[2]
    if name == "schedule":
        return schedule_words(value or []) or "пусто"
    if name == "kind":
        return kind_title(value) or "не понят"
    return str(value) if value else "пусто"


def _printed(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d.%m.%Y}"


def read_days(text: str) -> list[dict[str, Any]]:
    """Read days that a person typed, one deadline or window a line.

    Raises
    ------
    WrongValue
        If a line is neither, or a day does not exist.

    Examples
    --------
    >>> read_days("01.10.2025 - 30.11.2025")
    [{'type': 'window', 'start': '2025-10-01', 'end': '2025-11-30'}]
    """
    return [_clause(line.strip()) for line in re.split(r"[\n;]", text) if line.strip()]


def _clause(line: str) -> dict[str, Any]:
    found = _DAYS.fullmatch(line)
    if found is None:
        raise WrongValue(f"«{line}» не похоже на день. Напишите, например, 25.12.2025.")
    first = _day(found[1])
    if found[2] is None:
        return {"type": "deadline", "date": first}
    last = _day(found[2])
    if last < first:
        raise WrongValue(f"«{line}»: срок кончается раньше, чем начинается.")
    return {"type": "window", "start": first, "end": last}


def _day(printed: str) -> str:
    try:
        return f"{datetime.strptime(printed, '%d.%m.%Y').date()}"  # noqa: DTZ007  # a day
    except ValueError as error:
        raise WrongValue(f"Дня {printed} нет в календаре.") from error


def typed(editor: Editor, data: Mapping[str, str]) -> Editor:
    """Return the form with what the person typed and what they saw, to be shown again."""
    seen = _seen(data)
    fields = (
        replace(
            field,
            value=data.get(field.path, field.value).replace("\r\n", "\n"),
            seen=seen.get(field.path, field.seen),
        )
        for field in editor.fields
    )
    return replace(editor, fields=tuple(fields))


def _seen(data: Mapping[str, str]) -> dict[str, Any]:
    try:
        seen = json.loads(data.get("seen", "{}"))
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}


def changes(editor: Editor) -> tuple[list[Change], Editor]:
    """Return what a filled form changes, and the form with what is wrong in it."""
    found, fields = [], []
    for field in editor.fields:
        try:
            after = _READ[field.widget](field)
        except WrongValue as wrong:
            fields.append(replace(field, wrong=str(wrong)))
            continue
        fields.append(field)
        if after != field.seen and (after or field.seen):
            found.append(Change(field.path, field.label, field.seen, after))
    return found, replace(editor, fields=tuple(fields))


def _read_text(field: Field) -> Any:
    return field.value.strip() or ("" if field.seen is not None else None)


def _read_section(field: Field) -> Any:
    return int(field.value) if field.value.isdecimal() else None


def _read_days(field: Field) -> Any:
    if field.value.strip() == days_text(field.seen or []):
        return field.seen
    return read_days(field.value)


_READ: dict[str, Callable[[Field], Any]] = {
    "line": _read_text,
    "text": _read_text,
    "day": lambda field: field.value or None,
    "kind": lambda field: field.value or None,
    "section": _read_section,
    "days": _read_days,
}
