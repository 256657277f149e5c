"""Rows of a draft: added, deleted, joined, split, moved. Pure: a draft in, a changed copy out.

A row keeps its ``row`` for life; a new one takes the next free number. The printed number of a
measure is another thing and is never made up.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from opora.domain.acts.draft_places import TEXT_FIELDS, WrongValue
from opora.domain.acts.draft_values import Json, NoSuchPlace

_LISTS = ("schedule", "responsible", "indicators", "evidence_urls")
_MAPPINGS = ("extra", "shared_with", "places", "confidence")
_PRINTED_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)*[.)])\s+")


def add_row(current: Json, *, after: int | None) -> Json:
    """Put an empty row after a row (None: first); its ``row`` is the ``newest``."""
    changed, items = _copy(current)
    at = 0 if after is None else _index(items, after) + 1
    neighbour = items[at - 1] if at else (items[0] if items else {})
    fresh: Json = dict.fromkeys(TEXT_FIELDS)
    fresh |= {field: "" for field in TEXT_FIELDS if neighbour.get(field) is not None}
    fresh |= {field: [] for field in _LISTS}
    fresh |= {field: {} for field in _MAPPINGS}
    fresh |= {
        "row": newest(current) + 1,
        "table_row": neighbour.get("table_row", 0),
        "section": neighbour.get("section"),
        "measure": "",
    }
    items.insert(at, fresh)
    return changed


def delete_row(current: Json, row: int) -> Json:
    """Take a row out."""
    changed, items = _copy(current)
    del items[_index(items, row)]
    return changed


def move_row(current: Json, row: int, *, after: int | None) -> Json:
    """Put a row after another one, into the section of that one (None: before all)."""
    if after == row:
        raise WrongValue("Строку нельзя поставить после неё самой.")
    changed, items = _copy(current)
    moved = items.pop(_index(items, row))
    at = 0 if after is None else _index(items, after) + 1
    neighbour = items[at - 1] if at else (items[0] if items else moved)
    items.insert(at, moved | {"section": neighbour.get("section")})
    return changed


def merge_rows(current: Json, row: int) -> Json:
    """Join the next row to this one: a cell torn by a page becomes whole again.

    Raises
    ------
    WrongValue
        If there is no row below.
    """
    changed, items = _copy(current)
    at = _index(items, row)
    if at + 1 == len(items):
        raise WrongValue("Ниже нет строки, которую можно присоединить.")
    upper, lower = items[at], items.pop(at + 1)
    for field in TEXT_FIELDS:
        upper[field] = _joined(upper.get(field), lower.get(field), field)
    for field in _LISTS:
        upper[field] = [*upper.get(field, ()), *lower.get(field, ())]
    return changed


def split_row(current: Json, row: int, *, at: int) -> Json:
    """Split a measure in two at a character of its text; the second part is the ``newest``.

    Both parts keep the deadline, the responsible and the result: one cell held them for both. A
    number printed before the second part becomes its number.

    Raises
    ------
    WrongValue
        If one of the parts would be empty.
    """
    changed, items = _copy(current)
    index = _index(items, row)
    text = items[index]["measure"] or ""
    first, second = text[:at].rstrip(), text[at:].strip()
    if not (first and second):
        raise WrongValue("Поставьте курсор туда, где начинается второе мероприятие.")
    number, second = _leading_number(second)
    part = copy.deepcopy(items[index]) | {
        "row": newest(current) + 1, "measure": second, "number": number,
    }  # fmt: skip
    items[index]["measure"] = first
    items.insert(index + 1, part)
    return changed


def add_section(current: Json, *, title: str, number: str | None, first: int) -> Json:
    """Begin a section at a row: it takes the rows from there to the end of their section."""
    changed, items = _copy(current)
    start = _index(items, first)
    old = items[start].get("section")
    new = (old or 0) + 1
    _shift(items, since=new, by=1)
    for item in items[start:]:
        if item.get("section") == old:
            item["section"] = new
    sections = changed["roadmap"].setdefault("sections", [])
    sections.insert(new - 1, {"index": new, "number": number, "title": title})
    _renumber(sections)
    return changed


def delete_section(current: Json, number: int) -> Json:
    """Take a section out; its rows go to the section before it.

    Raises
    ------
    WrongValue
        If there is no section of that number, counted from 1.
    """
    changed, items = _copy(current)
    sections = changed["roadmap"].get("sections") or []
    if not 1 <= number <= len(sections):
        raise WrongValue("Такого раздела нет. Обновите страницу.")
    for item in items:
        if item.get("section") == number:
            item["section"] = number - 1 or None
    _shift(items, since=number + 1, by=-1)
    del sections[number - 1]
    _renumber(sections)
    return changed


def _shift(items: list[Json], *, since: int, by: int) -> None:
    for item in items:
        if (item.get("section") or 0) >= since:
            item["section"] += by


def _renumber(sections: list[Json]) -> None:
    for index, section in enumerate(sections, 1):
        section["index"] = index


def newest(current: Json) -> int:
    """Return the ``row`` that was given last, 0 if there are no rows."""
    return max((item["row"] for item in current["roadmap"]["items"]), default=0)


def trace(current: Json, other: Json) -> Json:
    """Return one side of a change for history: the order, and the rows the other lacks."""
    theirs = {item["row"]: item for item in other["roadmap"]["items"]}
    mine = current["roadmap"]["items"]
    return {
        "order": [item["row"] for item in mine],
        "rows": [item for item in mine if theirs.get(item["row"]) != item],
    }


def _copy(current: Json) -> tuple[Json, list[Json]]:
    changed = copy.deepcopy(current)
    return changed, changed["roadmap"]["items"]


def _index(items: list[Json], row: int) -> int:
    for at, item in enumerate(items):
        if item["row"] == row:
            return at
    raise NoSuchPlace(f"roadmap.items.{row}")


def _joined(upper: Any, lower: Any, field: str) -> Any:
    """Texts of a torn cell as one; of two numbers the upper one stays."""
    if not upper or not lower:
        return upper or (lower if lower is not None else upper)
    if field == "number" or upper == lower:
        return upper
    return f"{upper}{lower}" if upper.endswith("-") else f"{upper} {lower}"


def _leading_number(text: str) -> tuple[str | None, str]:
    found = _PRINTED_NUMBER.match(text)
    return (found[1], text[found.end() :]) if found else (None, text)
