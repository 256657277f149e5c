"""The code by which people mark themselves: good for one activity on its day only."""

from __future__ import annotations

from datetime import date

from django.core.signing import BadSignature, Signer

from opora.domain.activities.models import Activity
from opora.domain.refusals import Refused


class TicketRefused(Refused):
    """The code does not open the check-in; the sentence says why."""


def ticket_for(activity: Activity) -> str:
    """Return the signed code of an activity for its day."""
    return _signer().sign(f"{activity.pk}.{activity.day.toordinal()}")


def activity_of(ticket: str, *, on: date) -> Activity:
    """Return the activity that a code opens on a day.

    Raises
    ------
    TicketRefused
        If the code is not ours, is of another day, or the activity was moved or cancelled.
    """
    try:
        number, day = _signer().unsign(ticket).split(".")
    except (BadSignature, ValueError):
        raise TicketRefused("Код не подходит. Наведите камеру на код ещё раз.") from None
    rows = Activity.objects.standing().select_related("organiser")
    activity = rows.filter(pk=int(number)).first()
    if activity is None or activity.day.toordinal() != int(day):
        raise TicketRefused("Мероприятие отменено или перенесено, этот код больше не годится.")
    if activity.day > on:
        raise TicketRefused(
            f"Отметиться можно в день мероприятия, {activity.day:%d.%m.%Y}. Пока рано."
        )
    if activity.day < on:
        raise TicketRefused(
            f"Мероприятие прошло {activity.day:%d.%m.%Y}, код действовал в тот день. "
            "Попросите организатора внести вас в список."
        )
    return activity


def _signer() -> Signer:
    return Signer(salt="opora.activities.check-in", sep="~")
