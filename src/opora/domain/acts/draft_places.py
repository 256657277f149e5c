"""Which values of a draft people correct, and what fits there. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any, get_args

from dateutil.rrule import rrulestr

from opora.domain.acts.draft_values import NoSuchPlace
from opora.domain.refusals import Refused
from opora.methodology import load_kinds
from opora.reading.model import Actor, ActorType, Clause, ClauseType, ColumnRole, Indicator

TEXT_FIELDS = (
    "number", "measure", "task", "criteria", "indicators_text", "deadline_text",
    "responsible_text", "expected_result", "execution_info", "evidence_form",
)  # fmt: skip
"""Fields of a measure that are texts of cells."""

_DAYS = ("date", "start", "end", "from", "until")


class WrongValue(Refused):
    """The value does not fit its place; ``str()`` says what would."""


Check = Callable[[Any], None]


def check_value(path: str, value: Any) -> None:
    """Refuse a path that people do not correct, and a value that does not fit it.

    Raises
    ------
    NoSuchPlace
        If people correct nothing at the path.
    WrongValue
        If the value does not fit.
    """
    for pattern, check in _PLACES:
        if re.fullmatch(pattern, path):
            check(value)
            return
    raise NoSuchPlace(path)


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


def _section(value: Any) -> None:
    if not (value is None or (type(value) is int and value > 0)):
        raise WrongValue("Здесь может стоять только номер раздела.")


def _texts(value: Any) -> None:
    if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise WrongValue("Здесь может стоять только список строк.")


def _role(value: Any) -> None:
    if value not in get_args(ColumnRole):
        raise WrongValue("Такого значения столбца нет. Выберите из списка.")


def _kind(value: Any) -> None:
    if value not in [None, *(kind.kind for kind in load_kinds().kinds)]:
        raise WrongValue("Такого вида мероприятия нет. Выберите из списка.")


def _records(record: type, required: str, check: Check) -> Check:
    """Return a check of a list of records that the reader's model can hold."""
    known = {field.name.rstrip("_") for field in fields(record)}

    def check_list(value: Any) -> None:
        if not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
            raise WrongValue("Здесь может стоять только список записей.")
        for one in value:
            if not one.get(required) or not one.keys() <= known:
                raise WrongValue("В записи лишние поля или нет обязательного.")
            check(one)

    return check_list


def _clause(value: Any) -> None:
    if value["type"] not in get_args(ClauseType):
        raise WrongValue("Такого вида срока нет. Выберите из списка.")
    for key in _DAYS:
        _day(value.get(key))
    try:
        rrulestr(value.get("rrule") or "FREQ=YEARLY")
    except (TypeError, ValueError) as error:
        raise WrongValue("Правило повторения не понять. Выберите его из списка.") from error


def _actor(value: Any) -> None:
    if value.get("type") not in get_args(ActorType):
        raise WrongValue("Укажите, кто это: человек, должность или организация.")


_clauses = _records(Clause, "type", _clause)
_actors = _records(Actor, "norm", _actor)
_indicators = _records(Indicator, "text", lambda _value: None)

_PLACES: tuple[tuple[str, Check], ...] = (
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
    (r"document\.orders\.\d+\.schedule", _clauses),
    (r"document\.orders\.\d+\.responsible", _actors),
    (r"roadmap\.title", _text),
    (r"roadmap\.columns\.\d+\.header", _text),
    (r"roadmap\.columns\.\d+\.role", _role),
    (r"roadmap\.sections\.\d+\.(number|title|prefix|direction)", _text),
    (r"roadmap\.sections\.\d+\.schools", _texts),
    (r"support_models\.\d+\.name", _text),
    (r"support_models\.\d+\.schools", _texts),
    (rf"roadmap\.items\.\d+\.({'|'.join(TEXT_FIELDS)})", _text),
    (r"roadmap\.items\.\d+\.kind", _kind),
    (r"roadmap\.items\.\d+\.section", _section),
    (r"roadmap\.items\.\d+\.schedule", _clauses),
    (r"roadmap\.items\.\d+\.responsible", _actors),
    (r"roadmap\.items\.\d+\.indicators", _indicators),
    (r"roadmap\.items\.\d+\.evidence_urls", _texts),
)
"""Patterns of the paths that people correct, with the check of what they write there."""
