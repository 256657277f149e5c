"""What a package would change: rows added, changed and gone, with their fields in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from opora.domain.exchange.contents import SECTIONS, Contents

Plain = dict[str, dict[str, Any]]
"""Rows of a section by key, as JSON holds them."""

SECTION_WORDS = {
    "schools": "Школы",
    "rounds": "Процедуры",
    "results": "Результаты",
    "runs": "Утверждённые списки",
    "verdicts": "Выводы о школах",
    "statuses": "Статусы",
    "roadmaps": "Дорожные карты",
    "progress": "Исполнение по школам",
}
FIELD_WORDS = {
    "name": "полное название",
    "short_name": "школа",
    "codes": "коды",
    "address": "адрес",
    "pupils": "учеников",
    "closed_on": "закрыта с",
    "code": "процедура",
    "year": "год",
    "participants": "участников",
    "below": "ниже границы",
    "round": "процедура",
    "school": "школа",
    "rule": "правило",
    "data_hash": "данные",
    "digest": "итог расчёта",
    "code_version": "версия программы",
    "schools": "школ",
    "listed": "в списке",
    "act": "документ",
    "run": "список",
    "official": "по правилу",
    "conclusion": "вывод",
    "movement": "движение",
    "property": "статус",
    "since": "с",
    "until": "по",
    "basis": "основание",
    "ended_by": "прекращён",
    "level": "уровень",
    "owner": "чья",
    "title": "название",
    "start": "начало",
    "end": "конец",
    "total": "обязательств",
    "come_due": "наступило",
    "accepted_due": "принято из наступивших",
    "overdue": "просрочено",
    "roadmap": "карта",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row before and after; None where there was or is no row."""

    code: str
    before: Any
    after: Any

    @property
    def name(self) -> str:
        """The field in words."""
        return FIELD_WORDS[self.code]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs: «added», «changed» or «removed»."""

    section: str
    key: str
    kind: str
    fields: tuple[Field, ...]


def plain(rows: Contents) -> dict[str, Plain]:
    """Return rows as JSON holds them, by section and key."""
    return {name: {row.key: _without_key(row) for row in rows[name]} for name in SECTIONS}


def _without_key(row: msgspec.Struct) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(row)
    del told["key"]
    return told


def changes(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> list[Change]:
    """Return what differs, section by section, in the order of keys."""
    return [
        _change(name, key, before[name].get(key), after[name].get(key))
        for name in SECTIONS
        for key in sorted(before[name].keys() | after[name].keys())
        if before[name].get(key) != after[name].get(key)
    ]


def counted(found: list[Change]) -> dict[str, dict[str, int]]:
    """Count changes by section and kind; every section is there, with zeros too."""
    kinds = ("added", "changed", "removed")
    counts = {name: dict.fromkeys(kinds, 0) for name in SECTIONS}
    for one in found:
        counts[one.section][one.kind] += 1
    return counts


def _change(
    section: str, key: str, was: dict[str, Any] | None, now: dict[str, Any] | None
) -> Change:
    kind = "added" if was is None else "removed" if now is None else "changed"
    old, new = was or {}, now or {}
    names = [name for name in (new or old) if old.get(name) != new.get(name)]
    fields = tuple(Field(name, old.get(name), new.get(name)) for name in names)
    return Change(section, key, kind, fields)
