"""Why values, definitions and targets are open to a person."""

from __future__ import annotations

from datetime import date

from opora.domain.indicators.models import Definition, Target, Value
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.people.models import User


@reason.register
def _(thing: Value, user: User, *, on: date) -> Reason | None:
    if thing.organisation is not None:
        return scope_of(user, on=on).reason_for(thing.organisation)
    return reason(thing.territory, user, on=on)


@reason.register
def _(thing: Definition, user: User, *, on: date) -> Reason | None:
    if not Definition.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return Reason("", "", "Открыто: по этому показателю считают ваши школы.")


@reason.register
def _(thing: Target, user: User, *, on: date) -> Reason | None:
    if not Target.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return Reason("", thing.territory.name, "Открыто: это цель вашей территории.")
