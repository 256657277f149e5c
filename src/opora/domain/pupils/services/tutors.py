"""A pupil gets a tutor, and the tutor's work ends."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.organisations.models import Membership
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.pupils.models import Pupil, Tutor
from opora.domain.pupils.permissions import WORKING, require_leading
from opora.domain.pupils.services import traces
from opora.domain.refusals import Refused


class TutorRefused(Refused):
    """The tutor cannot be appointed so; the sentence says why and what to do."""


@transaction.atomic
def appoint(  # noqa: PLR0913  # whom, to whom, from when, by which order
    *, pupil: Pupil, user: User, since: date, order: str = "", by: User, at: datetime
) -> Tutor:
    """Appoint a tutor, who sees the pupil from this day on.

    Raises
    ------
    NotAllowed
        If the person does not lead the school.
    TutorRefused
        If the tutor is not of the school, or is the pupil's tutor already.
    """
    require_leading(by, pupil.school, at=at)
    posts = Membership.objects.on(localdate(at)).filter(user=user, role__in=WORKING)
    if not posts.filter(organisation=pupil.school).exists():
        raise TutorRefused("Тьютором назначают сотрудника этой школы: выберите его из списка.")
    if Tutor.objects.filter(pupil=pupil, user=user, until=None).exists():
        raise TutorRefused("Этот сотрудник уже тьютор ученика.")
    tutor = Tutor.objects.create(pupil=pupil, user=user, since=since, order=order.strip()[:80])
    audit.record("pupil.tutor", target=pupil, by=by, at=at)
    traces.tutor(tutor, by=by, at=at)
    return tutor


@transaction.atomic
def end(*, tutor: Tutor, day: date, by: User, at: datetime) -> None:
    """End the work of a tutor.

    Raises
    ------
    TutorRefused
        If it would end before it begins, or has ended.
    """
    require_leading(by, tutor.pupil.school, at=at)
    if day < tutor.since:
        raise TutorRefused(f"Тьютор назначен с {tutor.since:%d.%m.%Y}: раньше не закончить.")
    if tutor.until is not None:
        raise TutorRefused(f"Работа тьютора закончена {tutor.until:%d.%m.%Y}.")
    tutor.until = day
    tutor.save(update_fields=["until"])
    audit.record("pupil.tutor_end", target=tutor.pupil, by=by, at=at)
    traces.tutor(tutor, by=by, at=at)
