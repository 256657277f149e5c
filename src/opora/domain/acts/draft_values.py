"""Values inside a draft, addressed by paths like «roadmap.items.3.deadline_text». Pure.

In a path, the number of a measure is its ``row``: it stays when other rows are added, deleted
or moved, so an edit never lands in another measure. In other lists numbers are positions from
1.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

Json = dict[str, Any]

TEXT_FIELDS = (
    "number", "measure", "task", "criteria", "indicators_text", "deadline_text",
    "responsible_text", "expected_result", "execution_info", "evidence_form",
)  # fmt: skip
"""Fields of a measure that are texts of cells."""


class NoSuchPlace(Exception):
    """The draft has no value at the path, or it is none that people correct."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"В черновике нет места «{path}»: возможно, строку удалили. Обновите страницу."
        )


class WrongValue(Exception):
    """The value does not fit its place; ``str()`` says what would."""


def get(current: Json, path: str) -> Any:
    """Return the value at a path; a key that is not there yet is None.

    Raises
    ------
    NoSuchPlace
        If the path leads through something that is not there.

    Examples
    --------
    >>> draft = {"roadmap": {"items": [{"row": 4, "measure": "Семинар"}]}}
    >>> get(draft, "roadmap.items.4.measure")
    'Семинар'
    """
    holder, key = _holder(current, path)
    if isinstance(holder, list):
        return holder[_position(holder, key, path)]
    return holder.get(key)


def put(current: Json, path: str, value: Any) -> Json:
    """Return a copy of the draft with another value at the path.

    Raises
    ------
    NoSuchPlace
        If the path leads nowhere, or to a value that people do not correct.
    WrongValue
        If the value does not fit.
    """
    check_value(path, value)
    return replaced(current, {path: value})


def replaced(current: Json, values: Mapping[str, Any]) -> Json:
    """Return a copy of the draft with the program's own values at the paths, unchecked."""
    changed = copy.deepcopy(current)
    for path, value in values.items():
        _set(changed, path, value)
    return changed


def _set(changed: Json, path: str, value: Any) -> None:
    holder, key = _holder(changed, path)
    if isinstance(holder, list):
        holder[_position(holder, key, path)] = value
    else:
        holder[key] = value


def _holder(current: Json, path: str) -> tuple[Any, str]:
    *way, last = path.split(".")
    place: Any = current
    for step in way:
        if isinstance(place, list):
            place = place[_position(place, step, path)]
        else:
            place = place.get(step) if isinstance(place, dict) else None
    if not isinstance(place, dict | list):
        raise NoSuchPlace(path)
    return place, last


def _position(values: list[Any], step: str, path: str) -> int:
    if not step.isdecimal():
        raise NoSuchPlace(path)
    number = int(step)
    for at, value in enumerate(values):
        if isinstance(value, dict) and "row" in value and "measure" in value:
            if value["row"] == number:
                return at
        elif at + 1 == number:
            return at
    raise NoSuchPlace(path)


# --- what people may correct, and what fits there --------------------------------------------


def _text(value: Any) -> None:
    if not (value is None or isinstance(value, str)):
        raise WrongValue("Здесь может стоять только текст.")


def _day(value: Any) -> None:
    try:
        if value is not None:
            date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise WrongValue(
            "Такой даты нет. Напишите день, месяц и год, например 01.09.2025."
        ) from error


def _number(value: Any) -> None:
    if not (value is None or (isinstance(value, int) and value > 0)):
        raise WrongValue("Здесь может стоять только номер раздела.")


def _texts(value: Any) -> None:
    if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise WrongValue("Здесь может стоять только список строк.")


def _records(required: str) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if not (
            isinstance(value, list)
            and all(isinstance(one, dict) and one.get(required) for one in value)
        ):
            raise WrongValue("Здесь может стоять только список записей.")

    return check


_PLACES: tuple[tuple[str, Callable[[Any], None]], ...] = (
    (
        r"document\.(kind|title|organization|number|place|territory|preamble|operative_word)",
        _text,
    ),
    (r"document\.date", _day),
    (r"document\.period\.(start|end)", _day),
    (r"document\.signatory\.(post|name)", _text),
    (r"document\.control\.who", _text),
    (r"document\.basis\.\d+\.(text|number|kind|issuer)", _text),
    (r"document\.basis\.\d+\.date", _day),
    (r"document\.orders\.\d+\.(number|text)", _text),
    (r"document\.orders\.\d+\.schedule", _records("type")),
    (r"document\.orders\.\d+\.responsible", _records("norm")),
    (r"roadmap\.title", _text),
    (r"roadmap\.columns\.\d+\.(header|role)", _text),
    (r"roadmap\.sections\.\d+\.(number|title|prefix|direction)", _text),
    (r"roadmap\.sections\.\d+\.schools", _texts),
    (r"support_models\.\d+\.name", _text),
    (r"support_models\.\d+\.schools", _texts),
    (rf"roadmap\.items\.\d+\.({'|'.join(TEXT_FIELDS)}|kind)", _text),
    (r"roadmap\.items\.\d+\.section", _number),
    (r"roadmap\.items\.\d+\.schedule", _records("type")),
    (r"roadmap\.items\.\d+\.responsible", _records("norm")),
    (r"roadmap\.items\.\d+\.indicators", _records("text")),
    (r"roadmap\.items\.\d+\.evidence_urls", _texts),
)
"""Patterns of the paths that people correct, with the check of what they write there."""


def check_value(path: str, value: Any) -> None:
    """Refuse a path that people do not correct, and a value that does not fit it."""
    for pattern, check in _PLACES:
        if re.fullmatch(pattern, path):
            check(value)
            return
    raise NoSuchPlace(path)


def confident_values(current: Json) -> Iterator[tuple[str, float]]:
    """Yield the path and the confidence of every value that the reader gave one."""
    for field, sure in (current.get("document", {}).get("confidence") or {}).items():
        yield f"document.{field}", sure
    for item in current.get("roadmap", {}).get("items", ()):
        for field, sure in (item.get("confidence") or {}).items():
            yield f"roadmap.items.{item['row']}.{field}", sure
