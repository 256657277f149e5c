"""What of a reading a person should look at: questions under a measure. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from opora.domain.acts.draft_checks import finding_key
from opora.methodology import load_kinds

Json = Mapping[str, Any]

SURE = 0.75
"""Below this the reader asks a person. Confidence in [0, 1]."""

SURE_OF_KIND = 0.5
_FEW_ROWS = 3

CELLS = {
    "number": "номер",
    "measure": "мероприятие",
    "deadline_text": "срок",
    "responsible_text": "ответственные",
    "task": "задача",
    "criteria": "критерии",
    "indicators_text": "показатели",
    "expected_result": "ожидаемый результат",
    "execution_info": "исполнение",
    "evidence_form": "подтверждение",
}
"""Cells of a measure in the words of a person."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What people did with a draft beside correcting it."""

    checked: Json
    decisions: Json


def still_open(doubts: Iterable[str], path: str, looked: Looked) -> tuple[str, ...]:
    """Return the questions that stand while nobody checked the line."""
    return () if path in looked.checked else tuple(doubts)


def doubts_of(item: Json, path: str, looked: Looked) -> Iterator[str]:
    """Yield the questions that the confidences of a measure raise and nobody answered."""
    if f"{path}.schedule" not in looked.checked:
        yield from _doubts_on_time(item)
    if f"{path}.responsible_text" not in looked.checked:
        for actor in item.get("responsible") or ():
            if actor.get("confidence", 1.0) < SURE:
                yield f"Кто «{actor.get('text')}»?"
    if f"{path}.kind" not in looked.checked:
        yield from _doubts_on_kind(item)
    for field, sure in (item.get("confidence") or {}).items():
        if sure < SURE and field in CELLS and f"{path}.{field}" not in looked.checked:
            yield f"Прочитано неуверенно: {CELLS[field]}."


def _doubts_on_time(item: Json) -> Iterator[str]:
    schedule = item.get("schedule") or []
    if any(clause.get("alternatives") for clause in schedule):
        yield "Как считать срок?"
    elif any(clause.get("confidence", 1.0) < SURE for clause in schedule):
        yield "Срок прочитан неуверенно."
    elif item.get("deadline_text") and all(
        clause.get("type") == "unspecified" for clause in schedule
    ):
        yield "Срок напечатан, но не понят."


def _doubts_on_kind(item: Json) -> Iterator[str]:
    guess = item.get("kind_guess") or {}
    others = guess.get("others") or ()
    if guess and others and guess.get("confidence", 1.0) < SURE_OF_KIND:
        yield f"Вид: {kind_title(guess['value'])} или {kind_title(others[0][0])}?"


def said_of_rows(current: Json, looked: Looked) -> dict[int, list[str]]:
    """Return row → what findings that nobody decided say of it, if they single it out."""
    said: dict[int, list[str]] = {}
    for finding in current.get("findings") or ():
        rows = finding.get("rows") or ()
        decided = finding_key(finding) in looked.decisions
        if finding.get("severity") != "note" and len(rows) <= _FEW_ROWS and not decided:
            for row in rows:
                said.setdefault(row, []).append(finding["message"])
    return said


@cache
def _kind_titles() -> dict[str, str]:
    return {kind.kind: kind.title for kind in load_kinds().kinds}


def kind_title(kind: str | None) -> str:
    """Return the Russian name of a kind of measure, empty if it is not known."""
    return _kind_titles().get(kind or "", "")


def kind_note(item: Json, path: str, looked: Looked) -> str:
    """Say how sure the reader is of a kind, if it is not and no person has decided.

    Examples
    --------
    >>> kind_note({"kind": "act", "kind_confidence": 0.62}, "roadmap.items.1", Looked({}, {}))
    'вероятно, около 6 из 10'
    """
    sure = item.get("kind_confidence")
    if sure is None or sure >= SURE or f"{path}.kind" in looked.checked:
        return ""
    return f"вероятно, около {round(10 * sure)} из 10"


def kind_choices() -> list[tuple[str, str]]:
    """Return kinds of measures for a select."""
    return list(_kind_titles().items())
