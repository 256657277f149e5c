"""What people do with single occurrences: an event gets its day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from opora.domain.organisations.calendar import next_working_day
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Edition, Occurrence
from opora.domain.roadmaps.permissions import require_planning
from opora.domain.roadmaps.services.generation import control_day


class NotAnEvent(Refused):
    """The occurrence has its day from the document."""

    def __init__(self) -> None:
        super().__init__("День задан документом. Изменить его можно новой редакцией.")


class DayOutsideYear(Refused):
    """The day of an event lies outside the plan."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(
            f"День вне периода карты: {edition.start:%d.%m.%Y} – {edition.end:%d.%m.%Y}."
        )


class EditionNotInForce(Refused):
    """Days are given to events of plans in force only."""

    def __init__(self) -> None:
        super().__init__("День события указывают в действующей карте.")


@transaction.atomic
def set_event_date(
    *, occurrence: Occurrence, day: date | None, by: User, at: datetime
) -> Occurrence:
    """Give an event its day, or take it away; its obligations follow.

    Raises
    ------
    NotAnEvent, DayOutsideYear, EditionNotInForce, NotAllowed
        If the day comes from the document or the plan, or is not theirs to set.
    """
    occurrence = (
        Occurrence.objects.select_for_update(of=("self",))
        .select_related("measure__edition__roadmap__owner__territory")
        .get(pk=occurrence.pk)
    )
    edition = occurrence.measure.edition
    require_planning(by, edition.roadmap.owner, at=at)
    if edition.status != Edition.Status.IN_FORCE:
        raise EditionNotInForce
    if not occurrence.event:
        raise NotAnEvent
    if day is not None and not edition.start <= day <= edition.end:
        raise DayOutsideYear(edition)

    before = occurrence.due
    occurrence.due = day
    occurrence.control = next_working_day(day) if day else None
    occurrence.save()
    occurrence.obligations.update(control=control_day(occurrence), changed_at=at)
    audit.record(
        "occurrence.set_event_date", target=occurrence, by=by, at=at,
        before={"due": before and before.isoformat()}, after={"due": day and day.isoformat()},
    )  # fmt: skip
    return occurrence
