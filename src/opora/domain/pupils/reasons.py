"""Why a pupil, a plan or lessons are open to a person: because they work with them there."""

from __future__ import annotations

from datetime import date

from opora.domain.organisations.access import Reason, reason
from opora.domain.people.models import User
from opora.domain.pupils.models import (
    Lessons,
    PreventionCheck,
    Pupil,
    PupilPlan,
    RiskRecord,
)
from opora.domain.pupils.permissions import led_by

LEADS = "Открыто: вы руководите школой. Сведения об учениках за пределы школы не выходят."
TEACHES = "Открыто: вы работаете с этими учениками. За пределы школы сведения не выходят."


@reason.register(Pupil)
@reason.register(PupilPlan)
@reason.register(Lessons)
@reason.register(RiskRecord)
@reason.register(PreventionCheck)
def _(
    thing: Pupil | PupilPlan | Lessons | RiskRecord | PreventionCheck,
    user: User,
    *,
    on: date,
) -> Reason | None:
    rows = type(thing).objects.visible_to(user, on=on)
    if not rows.filter(pk=thing.pk).exists():
        return None
    school = thing.pupil.school if isinstance(thing, RiskRecord) else thing.school
    leads = school.pk in led_by(user, on=on)
    return Reason("", school.short_name, LEADS if leads else TEACHES)
