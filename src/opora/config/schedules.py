"""What runs by itself and how often; written into the queue at every start of the site."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.timezone import localdate, make_aware
from django_q.models import Schedule

EVERY_MINUTES = {
    "opora.domain.acts.jobs.give_up_stuck_drafts": 10,
    "opora.domain.assessments.jobs.give_up_stuck_imports": 10,
    "opora.domain.roadmaps.jobs.check_links": 60,
}
EVERY_DAY = {
    "opora.domain.roadmaps.jobs.send_digests": time(7, 0),
    "opora.domain.roadmaps.jobs.ask_as_needed": time(6, 0),
    "opora.domain.context.jobs.remind_campaigns": time(6, 30),
    "opora.domain.identification.jobs.remind_schools": time(6, 40),
}


def register() -> None:
    """Write the schedules that are not there yet; running it again changes nothing."""
    for job, minutes in EVERY_MINUTES.items():
        _add(job, schedule_type=Schedule.MINUTES, minutes=minutes)
    for job, hour in EVERY_DAY.items():
        first = make_aware(datetime.combine(localdate() + timedelta(days=1), hour))
        _add(job, schedule_type=Schedule.DAILY, next_run=first)


def _add(job: str, **when: object) -> None:
    Schedule.objects.get_or_create(func=job, defaults={"name": job.rpartition(".")[2], **when})
