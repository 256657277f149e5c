"""What runs by itself and how often; written into the queue at every start of the site."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.timezone import localdate, make_aware
from django_q.models import Schedule

EVERY_MINUTES = {
    "opora.domain.acts.jobs.give_up_stuck_drafts": 10,
    "opora.domain.assessments.jobs.give_up_stuck_imports": 10,
    "opora.domain.identification.jobs.give_up_stuck_runs": 10,
    "opora.domain.roadmaps.jobs.check_links": 60,
    "opora.domain.advice.jobs.copy_pages": 60,
    "opora.domain.roadmaps.jobs.catch_up_with_entries": 15,
    "opora.domain.roadmaps.jobs.propose_bindings": 60,
    "opora.domain.roadmaps.jobs.record_execution": 60,
    "opora.domain.indicators.jobs.catch_up": 5,
}
EVERY_DAY = {
    "opora.domain.diagnostics.jobs.close_surveys": time(0, 30),
    "opora.domain.partnerships.jobs.warn_of_ends": time(6, 50),
    "opora.domain.advice.jobs.remind_addressees": time(6, 55),
    "opora.domain.roadmaps.jobs.send_digests": time(7, 0),
    "opora.domain.roadmaps.jobs.ask_as_needed": time(6, 0),
    "opora.domain.context.jobs.remind_campaigns": time(6, 30),
    "opora.domain.identification.jobs.remind_schools": time(6, 40),
    "opora.domain.indicators.jobs.settle": time(2, 30),
    "opora.domain.pupils.jobs.close_lessons": time(5, 10),
    "opora.domain.pupils.jobs.anonymise": time(5, 20),
    "opora.domain.pupils.jobs.tell_of_silence": time(6, 35),
    "opora.domain.curators.jobs.escalate_late_steps": time(6, 20),
    "opora.domain.assessments.jobs.compact_stores": time(3, 0),
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
