"""What follows from a corrected text is read again: schedules, actors, indicators, kind.

Pure. The readers are imported where they are needed: they bring a grammar and a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from opora.domain.acts import draft_values
from opora.domain.acts.draft_values import Json
from opora.reading.model import Context

_ITEM = re.compile(r"roadmap\.items\.(?P<row>\d+)\.(?P<field>\w+)")
_GROUND = re.compile(r"document\.(date|period\.(start|end))")


def follow(current: Json, path: str, *, checked: Collection[str] = ()) -> dict[str, Any]:
    """Return path → value of everything that the corrected value at ``path`` decides.

    Parameters
    ----------
    current : dict
        The draft with the correction in it.
    path : str
        What was corrected.
    checked : collection of str
        Paths that a person has confirmed. A correction of the text itself is read again all the
        same; a correction of the ground (the date of the document, the period) leaves them
        alone.
    """
    if found := _ITEM.fullmatch(path):
        reread = _READERS.get(found["field"])
        item = draft_values.get(current, f"roadmap.items.{found['row']}")
        return reread(current, item) if reread else {}
    if _GROUND.fullmatch(path):
        return _all_schedules(current, checked)
    return {}


def follow_row(current: Json, row: int) -> dict[str, Any]:
    """Return everything that the texts of one row decide, for a row joined or split."""
    item = draft_values.get(current, f"roadmap.items.{row}")
    found: dict[str, Any] = {}
    for reread in (_schedule, _responsible, _indicators, _kind):
        found |= reread(current, item)
    return found


def context_of(document: Json) -> Context:
    """Return what deadlines are read against: the period of the plan and its date."""
    period = document.get("period") or {}
    return Context(
        plan_start=_day(period.get("start")),
        plan_end=_day(period.get("end")),
        document_date=_day(document.get("date")),
    )


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _all_schedules(current: Json, checked: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in current["roadmap"]["items"]:
        if f"roadmap.items.{item['row']}.schedule" not in checked:
            found |= _schedule(current, item)
    return found


def _schedule(current: Json, item: Json) -> dict[str, Any]:
    from opora.reading.as_json import clause_to_json
    from opora.reading.deadlines import read_schedule

    text = item.get("deadline_text")
    clauses = () if text is None else read_schedule(text, context_of(current["document"]))
    return {_at(item, "schedule"): [clause_to_json(clause) for clause in clauses]}


def _responsible(current: Json, item: Json) -> dict[str, Any]:
    from opora.reading.as_json import actor_to_json
    from opora.reading.responsible import read_actors

    abbreviations = current["document"].get("abbreviations") or {}
    actors = read_actors(item.get("responsible_text") or "", abbreviations)
    return {_at(item, "responsible"): [actor_to_json(actor) for actor in actors]}


def _indicators(current: Json, item: Json) -> dict[str, Any]:  # noqa: ARG001  # one shape for all
    from opora.reading.as_json import indicator_to_json
    from opora.reading.indicators import read_indicators

    found = (
        *read_indicators(item.get("indicators_text") or "", source="indicators"),
        *read_indicators(item.get("expected_result") or "", source="expected_result"),
    )
    return {_at(item, "indicators"): [indicator_to_json(indicator) for indicator in found]}


def _kind(current: Json, item: Json) -> dict[str, Any]:
    from opora.reading.kinds import measure_kind

    guess = measure_kind(
        item.get("measure") or "",
        expected_result=item.get("expected_result") or "",
        evidence_form=item.get("evidence_form") or "",
        section=_section_title(current, item),
    )
    return {_at(item, "kind"): guess.value, _at(item, "kind_confidence"): guess.confidence}


def _section_title(current: Json, item: Json) -> str:
    number = item.get("section")
    sections = current["roadmap"].get("sections") or []
    return sections[number - 1].get("title") or "" if number and number <= len(sections) else ""


def _at(item: Json, field: str) -> str:
    return f"roadmap.items.{item['row']}.{field}"


_READERS: dict[str, Callable[[Json, Json], dict[str, Any]]] = {
    "deadline_text": _schedule,
    "responsible_text": _responsible,
    "indicators_text": _indicators,
    "expected_result": _indicators,
    "measure": _kind,
}
