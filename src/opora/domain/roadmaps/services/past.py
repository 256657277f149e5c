"""Days that had passed before a plan was approved here: late in the open, or waived.

A plan of earlier years that is brought in to be kept would else begin with hundreds of
obligations late by years, though the work was done where nobody recorded it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Obligation
from opora.domain.roadmaps.schedules import Due
from opora.domain.roadmaps.services.generation import dues_of, parties_of

REASON = "Исполнялось до начала работы в Опоре."
State = Obligation.State


def how_many_past(edition: Edition, *, at: datetime) -> int:
    """Count the obligations that approval would begin with a day already passed.

    What continues a measure of the edition before is not counted: it moves over as it stands.

    Raises
    ------
    ScheduleRefused
        If a schedule cannot be read, or gives too many occurrences.
    """
    today = localdate(at)
    return sum(
        _passed(dues_of(measure, edition), today) * len(owing)
        for measure, owing in parties_of(edition, at=at).items()
        if measure.previous_id is None
    )


def _passed(dues: Iterable[Due], today: date) -> int:
    return sum(
        due.control is not None and due.control < today and not due.as_needed for due in dues
    )


def waive_past(edition: Edition, *, by: User, at: datetime) -> int:
    """Waive what the approval of an edition began too late; return how many.

    Only what is new: an obligation carried over from the edition before was changed earlier,
    and who owed it owes it still.
    """
    late = Obligation.objects.filter(
        measure__edition=edition,
        state=State.PLANNED,
        changed_at=at,
        control__lt=localdate(at),
    )
    waived = list(late)
    late.update(state=State.WAIVED, remark=REASON, decided_by=by, decided_at=at)
    audit.record_many(
        "obligation.waive", targets=waived, by=by, at=at, reason=REASON,
        before={"state": State.PLANNED.value}, after={"state": State.WAIVED.value},
    )  # fmt: skip
    return len(waived)
