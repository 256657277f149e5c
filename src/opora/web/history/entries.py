"""Events of the audit trail in Russian words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opora.domain.people.models import AuditEvent
from opora.web.history.actions import ACTIONS, CHANGED
from opora.web.looks import STATES, Look

NAMES = {
    "state": "состояние",
    "status": "состояние",
    "name": "название",
    "short_name": "краткое наименование",
    "kind": "вид",
    "aliases": "другие названия",
    "address": "адрес",
    "pupils": "учеников",
    "closed_on": "закрыта с",
    "role": "роль",
    "post": "должность",
    "since": "с какого дня",
    "until": "по какой день",
    "title": "название",
    "verdict": "вывод",
    "number": "номер",
    "date": "дата",
    "start": "начало",
    "end": "окончание",
    "text": "текст",
    "report": "отчёт",
    "deadline_text": "срок",
    "responsible_text": "ответственные",
    "due": "срок",
    "codes": "коды",
    "source": "откуда",
}
"""Fields that are shown; keys of other rows tell a reader nothing and are left out."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, in words."""

    look: Look
    words: str
    at: datetime
    who: str
    reason: str
    changes: tuple[Change, ...]


def entries_of(events: Iterable[AuditEvent]) -> list[Entry]:
    """Write events in words; they come with ``by`` at hand."""
    return [_entry(event) for event in events]


def _entry(event: AuditEvent) -> Entry:
    words, look = ACTIONS.get(event.action, (f"Изменение «{event.action}»", CHANGED))
    return Entry(
        look=look,
        words=words,
        at=event.at,
        who=event.by.short_name if event.by else "система",
        reason=event.reason,
        changes=tuple(_changes(event.before, event.after)),
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterable[Change]:
    for name in [*before, *(name for name in after if name not in before)]:
        was, became = before.get(name), after.get(name)
        if name in NAMES and was != became:
            yield Change(NAMES[name], _value(was), _value(became))


def _value(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    text = str(value)
    return STATES[text].label if text in STATES else text
