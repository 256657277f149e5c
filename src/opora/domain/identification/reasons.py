"""Why a run, a verdict or a status is open to a person, in words, for the one gate."""

from __future__ import annotations

from datetime import date

from opora.domain.identification.models import Reply, Run, SchoolStatus, Verdict
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.people.models import User


@reason.register
def _(thing: Run, user: User, *, on: date) -> Reason | None:
    if user.is_superuser:
        return Reason("Администратор", "", "Открыто: вы администратор системы.")
    return reason(thing.territory, user, on=on)


@reason.register
def _(thing: Verdict, user: User, *, on: date) -> Reason | None:
    of_run = reason(thing.run, user, on=on)
    if of_run is not None:
        return of_run
    if not thing.run.is_open_to_schools:
        return None
    return scope_of(user, on=on).reason_for(thing.school)


@reason.register
def _(thing: Reply, user: User, *, on: date) -> Reason | None:
    return reason(thing.verdict, user, on=on)


@reason.register
def _(thing: SchoolStatus, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.school)
