"""Words of a deadline typed in the browser → the schedule, and how it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opora.domain.organisations.calendar import next_working_day
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.schedules import (
    TooManyOccurrences,
    UnreadableClause,
    occurrences_of,
)
from opora.reading.as_json import clause_to_json
from opora.reading.deadlines import read_deadline
from opora.reading.model import Context

MOST = 12
"""Days named in a preview; of a longer list the number is said."""


@dataclass(frozen=True, slots=True)
class DeadlinePreview:
    """Labels of the first days, how many there are, what was not understood."""

    labels: tuple[str, ...]
    count: int
    unread: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many days are not named."""
        return self.count - len(self.labels)


def schedule_of(text: str, edition: Edition) -> list[dict[str, Any]]:
    """Read the words within the period of the edition."""
    context = Context(edition.start, edition.end)
    return [dict(clause_to_json(clause)) for clause in read_deadline(text, context).clauses]


def preview_of(text: str, edition: Edition) -> DeadlinePreview:
    """Say which days the words give; a wording that gives none is told as unread."""
    found = read_deadline(text, Context(edition.start, edition.end))
    unread = [f"«{one.text}»: {one.reason}" for one in found.unread]
    schedule = [clause_to_json(clause) for clause in found.clauses]
    try:
        dues = occurrences_of(
            schedule, start=edition.start, end=edition.end, next_working=next_working_day
        )
    except (UnreadableClause, TooManyOccurrences) as refusal:
        return DeadlinePreview((), 0, (*unread, str(refusal)))
    labels = tuple(due.label for due in dues[:MOST])
    return DeadlinePreview(labels, len(dues), tuple(unread))
