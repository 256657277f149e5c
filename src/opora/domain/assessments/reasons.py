"""Why an import or the counts of a school are open to a person, in words, for the one gate."""

from __future__ import annotations

from datetime import date

from opora.domain.assessments.models import Import, SchoolCount
from opora.domain.organisations.access import Reason, reason
from opora.domain.people.models import User


@reason.register
def _(thing: Import, user: User, *, on: date) -> Reason | None:
    if thing.uploaded_by_id == user.pk:
        return Reason("", thing.territory.name, "Открыто: этот файл принесли вы.")
    if not Import.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    name = thing.territory.name
    return Reason(
        "", name, f"Открыто: файл принесён для территории «{name}», где вы работаете."
    )


@reason.register
def _(thing: SchoolCount, user: User, *, on: date) -> Reason | None:
    return reason(thing.school, user, on=on)
