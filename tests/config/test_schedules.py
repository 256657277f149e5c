from __future__ import annotations

from importlib import import_module

import pytest
from django_q.models import Schedule

from opora.config import schedules

pytestmark = pytest.mark.django_db


def test_registering_twice_leaves_one_schedule_a_job():
    schedules.register()
    schedules.register()

    jobs = Schedule.objects.values_list("func", flat=True)
    assert sorted(jobs) == sorted([*schedules.EVERY_MINUTES, *schedules.EVERY_DAY])


@pytest.mark.parametrize("job", [*schedules.EVERY_MINUTES, *schedules.EVERY_DAY])
def test_every_scheduled_job_exists(job):
    module, _, name = job.rpartition(".")

    assert callable(getattr(import_module(module), name))
