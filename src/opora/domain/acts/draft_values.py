"""Values inside a draft, addressed by paths like «roadmap.items.3.deadline_text». Pure.

In a path, the number of a measure is its ``row``: it stays when other rows are added, deleted
or moved, so an edit never lands in another measure. In other lists numbers are positions from
1.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from opora.domain.refusals import Refused

Json = dict[str, Any]

_EMPTY: dict[str, Json] = {
    "document.period": {
        "start": None,
        "end": None,
        "printed": None,
        "start_basis": "указано человеком",
        "end_basis": "указано человеком",
    },
    "document.signatory": {"post": None, "name": ""},
    "document.control": {"text": "", "who": None},
}
"""Records that a document may lack, as they begin when a person fills one in."""


class NoSuchPlace(Refused):
    """The draft has no value at the path, or it is none that people correct."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"В черновике нет места «{path}»: возможно, строку удалили. Обновите страницу."
        )


def get(current: Json, path: str) -> Any:
    """Return the value at a path; what is not filled in yet is None.

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
    record, _, key = path.rpartition(".")
    if record in _EMPTY and get(current, record) is None:
        return _EMPTY[record].get(key)
    holder, key = _holder(current, path)
    if isinstance(holder, list):
        return holder[_position(holder, key, path)]
    return holder.get(key)


def replaced(current: Json, values: Mapping[str, Any]) -> Json:
    """Return a copy of the draft with other values at the paths; they are not checked here.

    Raises
    ------
    NoSuchPlace
        If a path leads nowhere.
    """
    changed = copy.deepcopy(current)
    for path, value in values.items():
        _set(changed, path, value)
    return changed


def _set(changed: Json, path: str, value: Any) -> None:
    record, _, key = path.rpartition(".")
    if record in _EMPTY and get(changed, record) is None:
        _set(changed, record, dict(_EMPTY[record]))
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


def confident_values(current: Json) -> Iterator[tuple[str, float]]:
    """Yield the path and the confidence of every value that the reader gave one."""
    for field, sure in (current.get("document", {}).get("confidence") or {}).items():
        yield f"document.{field}", sure
    for item in current.get("roadmap", {}).get("items", ()):
        for field, sure in (item.get("confidence") or {}).items():
            yield f"roadmap.items.{item['row']}.{field}", sure
