"""The school answers the checklist of its system of preventing failure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.pupils.models import PreventionCheck
from opora.domain.pupils.permissions import require_leading
from opora.domain.pupils.services import traces
from opora.domain.refusals import Refused
from opora.methodology.pupil_support import load_prevention_checklist

LONGEST_NOTE = 300


class CheckRefused(Refused):
    """The checklist cannot be kept so; the sentence says what is lacking."""


@transaction.atomic
def answer(
    *,
    school: Organisation,
    answers: Mapping[str, tuple[str, str]],
    day: date,
    by: User,
    at: datetime,
) -> PreventionCheck:
    """Keep the answers of a day: by the code of an item, the answer and a note.

    Raises
    ------
    NotAllowed
        If the person does not lead the school.
    CheckRefused
        If an item is not answered, or the day is to come.
    """
    require_leading(by, school, at=at)
    if day > localdate(at):
        raise CheckRefused("Этот день ещё не наступил.")
    items = load_prevention_checklist().items
    missing = [
        one.title
        for one in items
        if answers.get(one.code, ("", ""))[0] not in PreventionCheck.Answer.values
    ]
    if missing:
        raise CheckRefused(f"Осталось ответить: {missing[0]}. Всего без ответа {len(missing)}.")
    kept = {
        one.code: {"answer": answers[one.code][0], "note": answers[one.code][1][:LONGEST_NOTE]}
        for one in items
    }
    check, _ = PreventionCheck.objects.update_or_create(
        school=school, day=day, defaults={"answers": kept, "by": by, "at": at}
    )
    audit.record("prevention_check.answer", target=check, by=by, at=at)
    traces.prevention(check, by=by, at=at)
    return check
