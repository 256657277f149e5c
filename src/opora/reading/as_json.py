"""A reading as JSON and back: what ``opora read --json`` prints and drafts are kept in.

The keys are those of the model but for ``from`` and ``self``, which Python keeps for itself. A
measure says its kind in plain (``kind``, ``kind_confidence``), the whole guess beside it.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from opora.reading.model import (
    Actor,
    Block,
    Clause,
    Finding,
    Indicator,
    Item,
    Layout,
    Paragraph,
    Place,
    Reading,
    Requisites,
    Roadmap,
    SupportModel,
    Table,
)

Json = dict[str, Any]

_RENAMED = {"from_": "from", "self_": "self"}
_KEPT: tuple[type, ...] = (Requisites, Roadmap, Item, SupportModel, Reading)
"""Records whose empty fields are shown: a reader of the JSON sees what was looked for."""


def reading_to_json(reading: Reading, *, with_layout: bool = True) -> Json:
    """Return a reading as plain values.

    Parameters
    ----------
    reading : Reading
        The reading.
    with_layout : bool, default True
        Whether to give the paragraphs and tables too; a draft needs them, a score does not.
    """
    found: Json = {
        "document": _encode(reading.document),
        "support_models": [_encode(model) for model in reading.support_models],
        "roadmap": _roadmap(reading.roadmap),
        "findings": [_finding(finding) for finding in reading.findings],
        "seconds": reading.seconds,
    }
    if with_layout:
        found["layout"] = _layout(reading.layout)
    return found


def reading_from_json(data: Mapping[str, Any]) -> Reading:
    """Return the reading that ``reading_to_json`` wrote.

    Parameters
    ----------
    data : mapping
        The JSON; a layout that was left out comes back empty.
    """
    roadmap = dict(data["roadmap"])
    roadmap["items"] = [_unflattened(item) for item in roadmap["items"]]
    return Reading(
        layout=_read_layout(data.get("layout") or {"format": "", "blocks": []}),
        document=_decode(Requisites, data["document"]),
        roadmap=_decode(Roadmap, roadmap),
        support_models=_decode(tuple[SupportModel, ...], data.get("support_models") or []),
        findings=_decode(tuple[Finding, ...], data.get("findings") or []),
        seconds=data.get("seconds"),
    )


def clause_to_json(clause: Clause) -> Json:
    """Return a clause as plain values; keys that say nothing are left out.

    Examples
    --------
    >>> clause_to_json(Clause("deadline", date=date(2021, 9, 1)))
    {'type': 'deadline', 'date': '2021-09-01'}
    """
    return _record(clause)


def actor_to_json(actor: Actor) -> Json:
    """Return an actor as plain values; keys that say nothing are left out."""
    return _record(actor)


def indicator_to_json(indicator: Indicator) -> Json:
    """Return an indicator as plain values; keys that say nothing are left out."""
    return _record(indicator)


def place_in_words(place: Place) -> str:
    """Return a place for a person: block, row and column counted from 1.

    Examples
    --------
    >>> place_in_words(Place(block=4, row=2, column=0))
    'блок 5, строка 3, столбец 1'
    """
    words = [f"блок {place.block + 1}"]
    words += [f"строка {place.row + 1}"] if place.row is not None else []
    words += [f"столбец {place.column + 1}"] if place.column is not None else []
    return ", ".join(words)


def _roadmap(roadmap: Roadmap) -> Json:
    found = _record(roadmap)
    found["items"] = [_item(item) for item in roadmap.items]
    return found


def _item(item: Item) -> Json:
    found = _record(item)
    found["kind"] = item.kind.value if item.kind else None
    found["kind_confidence"] = item.kind.confidence if item.kind else None
    found["kind_guess"] = _encode(item.kind)
    return found


def _unflattened(item: Mapping[str, Any]) -> Json:
    found = dict(item)
    found["kind"] = found.pop("kind_guess", None)
    return found


def _finding(finding: Finding) -> Json:
    where = [place_in_words(place) for place in finding.places]
    rows = f"мероприятия {', '.join(map(str, finding.rows))}" if finding.rows else ""
    return {**_record(finding), "where": "; ".join(filter(None, [*where[:1], rows]))}


def _layout(layout: Layout) -> Json:
    blocks = [
        {"block": type(block).__name__.lower(), **_record(block)} for block in layout.blocks
    ]
    return {**_record(layout), "blocks": blocks}


def _read_layout(data: Mapping[str, Any]) -> Layout:
    kinds: dict[str, type[Block]] = {"paragraph": Paragraph, "table": Table}
    blocks = tuple(_decode(kinds[block["block"]], block) for block in data["blocks"])
    notes = tuple(data.get("notes") or ())
    return Layout(data["format"], blocks, data.get("pages"), notes)


def _encode(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _record(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_encode(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _encode(one) for key, one in value.items()}
    return value


def _record(record: Any) -> Json:
    shown = isinstance(record, _KEPT)
    return {
        _RENAMED.get(field.name, field.name): _encode(value)
        for field in fields(record)
        if (value := getattr(record, field.name)) != _default(field) or shown
    }


def _default(field: Field[Any]) -> Any:
    """Return the value that goes without saying; the field is always written if it has none."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


@cache
def _hints(record: type[Any]) -> dict[str, Any]:
    return get_type_hints(record)


def _decode(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if is_dataclass(kind) and isinstance(kind, type):
        return _read_record(kind, value)
    if kind is date:
        return date.fromisoformat(value)
    if get_origin(kind) in (Union, types.UnionType):
        return _decode(_choice(kind, value), value)
    if get_origin(kind) is tuple:
        return _read_tuple(get_args(kind), value)
    if get_origin(kind) in (dict, Mapping):
        return {key: _decode(get_args(kind)[1], one) for key, one in value.items()}
    return value


def _choice(kind: Any, value: Any) -> Any:
    """Choose the type of a union that a plain value stands for: a list is a tuple."""
    choices = [one for one in get_args(kind) if one is not types.NoneType]
    listed = [one for one in choices if get_origin(one) is tuple]
    plain = [one for one in choices if get_origin(one) is not tuple]
    return (listed if isinstance(value, list) else plain)[0]


def _read_tuple(kinds: tuple[Any, ...], value: list[Any]) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(_decode(kinds[0], one) for one in value)
    return tuple(_decode(kind, one) for kind, one in zip(kinds, value, strict=True))


def _read_record(kind: Any, value: Mapping[str, Any]) -> Any:
    given: Json = {}
    for name, hint in _hints(kind).items():
        key = _RENAMED.get(name, name)
        if key in value:
            given[name] = _decode(hint, value[key])
    return kind(**given)
