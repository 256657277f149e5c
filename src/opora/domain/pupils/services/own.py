"""A service that touches a pupil refuses whoever does not work with that very pupil."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models import Pupil, TeacherClass
from opora.domain.pupils.permissions import led_by, require_working
from opora.domain.refusals import NotAllowed


def require_own(by: User, pupils: Iterable[Pupil], *, at: datetime) -> None:
    """Refuse a person to whom one of the pupils is closed."""
    wanted = {one.pk for one in pupils}
    seen = Pupil.objects.visible_to(by, on=localdate(at)).filter(pk__in=wanted)
    if seen.count() != len(wanted):
        raise NotAllowed(
            "С этим учеником работают руководители школы, учителя его класса и тьютор."
        )


def require_class(by: User, school: Organisation, class_name: str, *, at: datetime) -> None:
    """Refuse a teacher to enter pupils of a class that is not theirs."""
    require_working(by, school, at=at)
    if school.pk in led_by(by, on=localdate(at)):
        return
    own = TeacherClass.objects.filter(user=by, school=school, class_name=class_name)
    if not own.exists():
        raise NotAllowed(
            f"Класс {class_name} не ваш. Классы учителям назначают директор и заместители."
        )
