"""What a person does with whole rows: «add:3», «delete:3», «merge:3», «split:3», «move:3»."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from opora.domain.acts import draft_values
from opora.domain.acts.models import Draft
from opora.domain.acts.services import corrections
from opora.domain.acts.services.corrections import WrongValue
from opora.domain.people.models import User

Who = dict[str, Any]
Action = Callable[[Draft, str, Mapping[str, str], Who], tuple[Draft, int | None]]


def carry_out(
    draft: Draft, data: Mapping[str, str], *, by: User, at: datetime
) -> tuple[Draft, int | None]:
    """Do what the button says; return the draft and the row to open next, if any.

    Raises
    ------
    WrongValue
        If the button, the row or the place is not understood.
    RowsChanged
        If the draft changed since the person looked.
    """
    name, _, row = data.get("do", "").partition(":")
    if name not in _ACTIONS:
        raise WrongValue("Это действие со строкой неизвестно. Обновите страницу.")
    who = {"version": int(data["version"]), "by": by, "at": at}
    return _ACTIONS[name](draft, row, data, who)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise WrongValue("Выберите строку.")
    return int(text)


def _add(draft: Draft, row: str, _data: Mapping[str, str], who: Who) -> tuple[Draft, int]:
    items = (draft.current or {})["roadmap"]["items"]
    last = items[-1]["row"] if items else None
    return corrections.add_row(draft, after=last if row == "last" else _number(row), **who)


def _delete(draft: Draft, row: str, _data: Mapping[str, str], who: Who) -> tuple[Draft, None]:
    return corrections.delete_row(draft, row=_number(row), **who), None


def _merge(draft: Draft, row: str, _data: Mapping[str, str], who: Who) -> tuple[Draft, int]:
    return corrections.merge_rows(draft, row=_number(row), **who), _number(row)


def _move(draft: Draft, row: str, data: Mapping[str, str], who: Who) -> tuple[Draft, None]:
    place = data.get(f"after-{row}", "")
    after = None if place == "first" else _number(place)
    return corrections.move_row(draft, row=_number(row), after=after, **who), None


def _split(draft: Draft, row: str, data: Mapping[str, str], who: Who) -> tuple[Draft, int]:
    text = draft_values.get(draft.current or {}, f"roadmap.items.{_number(row)}.measure") or ""
    words = data.get(f"words-{row}", "").strip()
    position = text.find(words) if words else -1
    if position < 1:
        raise WrongValue(
            "Напишите первые слова второго мероприятия так, как они стоят в тексте строки."
        )
    return corrections.split_row(draft, row=_number(row), position=position, **who)


_ACTIONS: dict[str, Action] = {
    "add": _add, "delete": _delete, "merge": _merge, "move": _move, "split": _split,
}  # fmt: skip
