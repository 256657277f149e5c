"""Lists of many schools are computed by a job: the page says how far it is."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate
from django_q.tasks import async_task

from opora.domain.identification import evidence
from opora.domain.identification.models import Run
from opora.domain.organisations.models import Territory

COMPUTE_JOB = "opora.domain.identification.jobs.compute"
AT_ONCE = 150
"""Lists of so many schools are computed while the page waits: about two seconds."""


def is_long(territory: Territory, *, at: datetime) -> bool:
    """Whether a list of the territory is left to a job."""
    return evidence.schools_of(territory, on=localdate(at)).count() > AT_ONCE


def queue(run: Run) -> None:
    """Leave a run to the job once this change is kept."""
    transaction.on_commit(partial(async_task, COMPUTE_JOB, run.pk, group="identification"))
