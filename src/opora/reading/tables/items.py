"""From the structure of a roadmap to its measures: each cell read by the reader of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from opora.reading.deadlines import read_schedule
from opora.reading.indicators import read_indicators
from opora.reading.kinds import evidence_kind, measure_kind
from opora.reading.model import (
    Actor,
    Column,
    ColumnRole,
    Context,
    Finding,
    Guess,
    Indicator,
    Item,
    Place,
    Roadmap,
)
from opora.reading.responsible import read_actors
from opora.reading.tables.draft import DraftCell, DraftItem, RoadmapDraft
from opora.reading.tables.wording import flat

INFERRED = 0.7
"""Confidence of a text that a measure shares by the shape of the table only."""

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DITTO = re.compile(
    r"[-–—\s]*(?:[\"«»„“”]|//|то же|тот же|те же|та же|он же|они же|там же)[-–—\s.]*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[-–—\s_]*")

_WITHOUT_FIELD: frozenset[ColumnRole] = frozenset({"participants", "direction"})
_FIELDS: dict[ColumnRole, str] = {
    "measure": "measure",
    "number": "number",
    "task": "task",
    "criterion": "criteria",
    "indicator": "indicators_text",
    "deadline": "deadline_text",
    "responsible": "responsible_text",
    "expected_result": "expected_result",
    "execution": "execution_info",
    "evidence_form": "evidence_form",
}


class Filled(NamedTuple):
    """A roadmap with what was repaired to read it."""

    roadmap: Roadmap
    findings: tuple[Finding, ...]


def fill(
    draft: RoadmapDraft, context: Context, abbreviations: Mapping[str, str] | None = None
) -> Filled:
    """Read the cells of a draft.

    Parameters
    ----------
    draft : RoadmapDraft
        The structure as ``find_roadmap`` gives it.
    context : Context
        The period of the plan and the date of the document, against which deadlines are read.
    abbreviations : mapping of str to str, optional
        Short forms that the document explains («(далее – …)»).
    """
    against = _Against(draft, context, abbreviations or {})
    items: list[Item] = []
    for item in draft.items:
        items.append(_item(item, against, items[-1] if items else None))
    roadmap = Roadmap(draft.title, draft.columns, draft.sections, tuple(items))
    return Filled(roadmap, draft.findings)


class _Against(NamedTuple):
    """What the cells of all measures are read against."""

    draft: RoadmapDraft
    context: Context
    abbreviations: Mapping[str, str]

    def title_over(self, item: DraftItem) -> str:
        return self.draft.sections[item.section - 1].title if item.section else ""


def _item(item: DraftItem, against: _Against, before: Item | None) -> Item:
    text = {role: flat(cell.text) for role, cell in item.cells.items()}
    deadline = _deadline_text(text)
    above = before.schedule if before else ()
    return Item(
        row=item.row,
        table_row=item.table_row,
        section=item.section,
        number=item.number,
        measure=text["measure"],
        task=text.get("task"),
        criteria=text.get("criterion"),
        indicators_text=text.get("indicator"),
        indicators=_indicators(item),
        deadline_text=deadline,
        schedule=read_schedule(deadline or "", against.context, above),
        responsible_text=text.get("responsible"),
        responsible=_actors(item.cells.get("responsible"), against.abbreviations, before),
        expected_result=text.get("expected_result"),
        execution_info=text.get("execution"),
        evidence_urls=_urls(text.get(role, "") for role in ("execution", "evidence_form")),
        evidence_form=text.get("evidence_form"),
        extra=_extra(item, against.draft.columns),
        kind=_kind(text, against.title_over(item)),
        evidence_kind=_evidence(text),
        shared_with=_shared(item),
        places=_places(item),
        confidence=_confidence(item, against.draft.columns),
    )


def _deadline_text(text: Mapping[ColumnRole, str]) -> str | None:
    """Join a beginning and an end that stand in two columns."""
    ends = [text[role] for role in ("deadline", "deadline_end") if role in text]
    return " – ".join(filter(None, ends)) if ends else None


def _indicators(item: DraftItem) -> tuple[Indicator, ...]:
    """Read indicators where they have a column, and figures among the expected results."""
    stated = item.cells.get("indicator")
    promised = item.cells.get("expected_result")
    return (
        *(read_indicators(stated.text, source="indicators") if stated else ()),
        *(read_indicators(promised.text, source="expected_result") if promised else ()),
    )


def _actors(
    cell: DraftCell | None, abbreviations: Mapping[str, str], before: Item | None
) -> tuple[Actor, ...]:
    """Read who is responsible; a ditto mark repeats the row above."""
    if cell is None or not cell.text:
        return ()
    if before is not None and _DITTO.fullmatch(cell.text):
        source = str(before.row)
        return tuple(
            replace(one, span=None, inherited_from=source) for one in before.responsible
        )
    return read_actors(cell.text, abbreviations)


def _urls(texts: Iterable[str]) -> tuple[str, ...]:
    """Find links; they end at white space, punctuation after them is not theirs."""
    found = [_trimmed(url) for text in texts for url in _URL.findall(text)]
    return tuple(dict.fromkeys(found))


def _trimmed(url: str) -> str:
    url = url.rstrip(".,;:!?»\"'")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,;:!?»\"'")
    return url


def _kind(text: Mapping[ColumnRole, str], section: str) -> Guess | None:
    if not text["measure"]:
        return None
    promised, form = text.get("expected_result", ""), text.get("evidence_form", "")
    return _kind_of(text["measure"], promised, form, section)


@lru_cache(maxsize=4096)
def _kind_of(measure: str, promised: str, form: str, section: str) -> Guess:
    """Guess once: a plan that prints no period is filled twice."""
    return measure_kind(measure, expected_result=promised, evidence_form=form, section=section)


def _evidence(text: Mapping[ColumnRole, str]) -> Guess | None:
    promised = text.get("evidence_form") or text.get("expected_result") or ""
    return None if _NOTHING.fullmatch(promised) else evidence_kind(promised)


def _extra(item: DraftItem, columns: Sequence[Column]) -> dict[str, str]:
    """Collect the columns that no field of a measure holds, by their printed header."""
    named = {
        column.header: item.cells[column.role]
        for column in columns
        if column.role in _WITHOUT_FIELD and column.role in item.cells
    }
    return {header: flat(cell.text) for header, cell in {**named, **item.extra}.items()}


def _shared(item: DraftItem) -> dict[str, int]:
    return {
        _FIELDS[role]: cell.shared_with
        for role, cell in item.cells.items()
        if role in _FIELDS and cell.shared_with is not None
    }


def _places(item: DraftItem) -> dict[str, Place]:
    return {_FIELDS[role]: cell.place for role, cell in item.cells.items() if role in _FIELDS}


def _confidence(item: DraftItem, columns: Sequence[Column]) -> dict[str, float]:
    """Name the texts that rest on a guessed column or on a merge that is not printed."""
    sure = {column.role: column.confidence for column in columns}
    found = {
        _FIELDS[role]: min(sure.get(role, 1.0), INFERRED if cell.inferred else 1.0)
        for role, cell in item.cells.items()
        if role in _FIELDS
    }
    return {name: confidence for name, confidence in found.items() if confidence <= INFERRED}
