"""The demo's pupils live on any day of the year, through the services of the product."""

from datetime import date

import pytest

from opora.demo import district as district_of
from opora.demo import pupils
from opora.domain.pupils.models import Pupil, PupilPlan, RiskRecord
from opora.domain.registers.models import Entry


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2026, 9, 3)])
def test_two_years_of_work_with_pupils_are_played(on: date, db: None) -> None:
    pupils.fill(district_of.settle(), on=on)

    states = set(PupilPlan.objects.values_list("status", flat=True))
    assert {"active", "closed"} <= states
    assert {"proposed", "confirmed"} == set(RiskRecord.objects.values_list("status", flat=True))
    kinds = set(Entry.objects.filter(register="pupils").values_list("type", flat=True))
    assert {"risk", "failing", "plan", "lessons", "tutor", "prevention_check"} <= kinds
    assert Pupil.objects.count() >= sum(pupils.SCHOOLS.values())
