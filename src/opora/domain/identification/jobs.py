"""What runs by itself. Every job may run twice: the second time changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate, now

from opora.domain.identification.models import Reply, Run
from opora.domain.identification.services import recounts, telling

PATIENCE = timedelta(minutes=30)
"""Three attempts of five minutes each, and the pauses between them."""
REMIND_BEFORE = timedelta(days=3)


def compute(run_id: int) -> None:
    """Compute one list that waits."""
    recounts.compute(run_id, at=now())


def give_up_stuck_runs() -> int:
    """End lists whose jobs died; return how many."""
    at = now()
    return recounts.give_up_stuck(started_before=at - PATIENCE, at=at)


def remind_schools(*, on: date | None = None, at: datetime | None = None) -> int:
    """Remind schools of the list that have said nothing, three days before the day is over.

    Returns
    -------
    int
        How many schools were reminded; a notice is told once, however often this runs.
    """
    moment = at or now()
    day = on or localdate(moment)
    near = Run.objects.filter(
        status=Run.Status.REPLIES,
        replies_due__gte=day,
        replies_due__lte=day + REMIND_BEFORE,
    )
    return sum(_remind(run, moment) for run in near)


def _remind(run: Run, at: datetime) -> int:
    answered = Reply.objects.of_series(run.first_id or run.pk).values("verdict__school")
    silent = run.verdicts.listed().exclude(school__in=answered)
    for verdict in silent.select_related("run", "school"):
        telling.reminded(verdict, at=at)
    return silent.count()
