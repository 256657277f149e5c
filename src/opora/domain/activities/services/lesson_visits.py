"""A lesson is visited and its sheet filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.activities.models import Activity, LessonVisit
from opora.domain.activities.permissions import require_sheet_writer, visits_lessons
from opora.domain.activities.services.activities import ActivityRefused
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.staff.models import Employment, Person
from opora.methodology.lesson_sheet import load_lesson_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Which lesson was seen and how it went."""

    school: Organisation
    teacher: Person
    day: date
    subject: str
    class_name: str
    lesson_topic: str = ""
    scores: Mapping[str, int]
    strengths: str = ""
    advice: str = ""


@transaction.atomic
def fill(*, activity: Activity, lesson: Lesson, by: User, at: datetime) -> LessonVisit:
    """Fill the sheet of a visited lesson.

    Raises
    ------
    NotAllowed
        If the person takes no part in the visits.
    ActivityRefused
        If the lesson is to come, the teacher does not work in the school or visits their own
        lesson, nothing was seen, or the sheet is there already.
    """
    if not visits_lessons(by, activity, on=localdate(at)):
        raise NotAllowed(
            "Листы заполняют организатор посещений и педагоги школ, что участвуют."
        )
    _check(activity, lesson, by=by, at=at)
    sheet = load_lesson_sheet()
    try:
        with transaction.atomic():
            visit = LessonVisit.objects.create(
                activity=activity, school=lesson.school, teacher=lesson.teacher,
                day=lesson.day, subject=lesson.subject, class_name=lesson.class_name,
                lesson_topic=lesson.lesson_topic, sheet=sheet.edition,
                scores=sheet.checked(lesson.scores), strengths=lesson.strengths,
                advice=lesson.advice, entered_by=by, entered_at=at,
            )  # fmt: skip
    except IntegrityError as race:
        raise ActivityRefused("Лист этого урока вы уже заполнили.") from race
    audit.record("lesson_visit.fill", target=visit, by=by, at=at, after={"day": lesson.day})
    return visit


@transaction.atomic
def withdraw(*, visit: LessonVisit, reason: str, by: User, at: datetime) -> LessonVisit:
    """Withdraw a sheet filled by mistake.

    Raises
    ------
    NotAllowed
        If somebody else filled it.
    ActivityRefused
        If no reason is given.
    """
    require_sheet_writer(by, visit)
    if not reason.strip():
        raise ActivityRefused("Напишите, почему лист отозван: учитель его уже видел.")
    visit.withdrawn_reason = reason.strip()
    visit.save(update_fields=["withdrawn_reason"])
    audit.record("lesson_visit.withdraw", target=visit, by=by, at=at, reason=reason)
    return visit


def _check(activity: Activity, lesson: Lesson, *, by: User, at: datetime) -> None:
    if not activity.is_standing:
        raise ActivityRefused("Мероприятие отменено, листы к нему не заполняют.")
    if lesson.day > localdate(at):
        raise ActivityRefused("Этот урок ещё впереди. Лист заполняют после урока.")
    works = Employment.objects.on(lesson.day).filter(
        person=lesson.teacher, organisation=lesson.school
    )
    if not works.exists():
        raise ActivityRefused(
            f"{lesson.teacher.short_name} в этот день не работает в организации "
            f"«{lesson.school.short_name}»."
        )
    if lesson.teacher.user_id == by.pk:
        raise ActivityRefused("Свой урок не посещают: лист заполняет тот, кто был на уроке.")
    if not lesson.scores:
        raise ActivityRefused("Отметьте хотя бы одну строку листа.")
