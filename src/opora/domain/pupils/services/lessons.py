"""Extra lessons are planned, attended by one tap, and at their end say who attended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import localdate

from opora.domain.organisations.models import Membership, Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.pupils.models import Attendance, Enrolment, Lessons, Pupil
from opora.domain.pupils.permissions import WORKING, led_by, require_working, works_in
from opora.domain.pupils.services import traces
from opora.domain.refusals import NotAllowed, Refused
from opora.domain.registers.services import entries
from opora.methodology.pupil_support import load_pupil_support

MOST_PUPILS = 40


class LessonsRefused(Refused):
    """The lessons cannot be so; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """What is held, by whom and when."""

    subject: str
    title: str
    teacher: User
    schedule: str
    start: date
    until: date


@transaction.atomic
def plan(
    *,
    school: Organisation,
    timetable: Timetable,
    pupils: Sequence[Pupil],
    by: User,
    at: datetime,
) -> Lessons:
    """Plan extra lessons for pupils of the school.

    Raises
    ------
    NotAllowed
        If the person does not work with pupils of the school.
    LessonsRefused
        If the days are out of order, the teacher is not of the school, or there is nobody.
    """
    require_working(by, school, at=at)
    _check(school, timetable, pupils, on=localdate(at))
    lessons = Lessons.objects.create(
        school=school, subject=timetable.subject, title=timetable.title,
        teacher=timetable.teacher, schedule=timetable.schedule, start=timetable.start,
        until=timetable.until, created_by=by, created_at=at,
    )  # fmt: skip
    Enrolment.objects.bulk_create(Enrolment(lessons=lessons, pupil=one) for one in pupils)
    audit.record("extra_lessons.plan", target=lessons, by=by, at=at)
    traces.lessons(lessons, by=by, at=at)
    return lessons


@transaction.atomic
def mark_day(
    *, lessons: Lessons, day: date, came: Collection[int], by: User, at: datetime
) -> int:
    """Note who came to the lesson of a day; marking it again corrects it.

    Parameters
    ----------
    came : collection of int
        Primary keys of the pupils who came; the others of the list were absent.

    Raises
    ------
    NotAllowed
        If the person neither leads the school nor holds the lessons.
    LessonsRefused
        If the day is to come or outside the term of the lessons, or they are over.
    """
    held = _held(lessons, by=by, at=at)
    _check_day(held, day, at)
    enrolments = list(held.enrolments.all())
    Attendance.objects.filter(enrolment__in=enrolments, day=day).delete()
    Attendance.objects.bulk_create(
        Attendance(enrolment=one, day=day, came=one.pupil_id in came, by=by, at=at)
        for one in enrolments
    )
    audit.record("extra_lessons.mark", target=held, by=by, at=at, after={"date": day})
    traces.lessons(held, by=by, at=at)
    return sum(one.pupil_id in came for one in enrolments)


@transaction.atomic
def mark_one(*, enrolment: Enrolment, day: date, by: User, at: datetime) -> bool:
    """Turn a pupil's mark of a day over by one tap: came, or absent; return which."""
    held = _held(enrolment.lessons, by=by, at=at)
    _check_day(held, day, at)
    mark, is_new = Attendance.objects.select_for_update().get_or_create(
        enrolment=enrolment, day=day, defaults={"came": True, "by": by, "at": at}
    )
    if not is_new:
        mark.came, mark.by, mark.at = not mark.came, by, at
        mark.save(update_fields=["came", "by", "at"])
    audit.record("extra_lessons.mark", target=held, by=by, at=at, after={"date": day})
    traces.lessons(held, by=by, at=at)
    return mark.came


@transaction.atomic
def close(*, lessons: Lessons, by: User | None, at: datetime) -> int:
    """End the lessons: who came to the share of the methodology or more, attended them.

    Returns
    -------
    int
        How many attended. Closing twice changes nothing.
    """
    held = _held(lessons, by=by, at=at)
    today = localdate(at)
    shares = attendance_of(held)
    last = Attendance.objects.filter(enrolment__lessons=held).order_by("-day").first()
    day = last.day if last else today
    attended = [one for one in shares if one.is_attending]
    for one in attended:
        traces.attending(one.enrolment, day=day, by=by, at=at)
    if held.closed_on is None:
        held.closed_on = today
        held.save(update_fields=["closed_on"])
        audit.record("extra_lessons.close", target=held, by=by, at=at)
    return len(attended)


@transaction.atomic
def withdraw(*, lessons: Lessons, reason: str, by: User, at: datetime) -> None:
    """Withdraw lessons that were not held; what they fulfilled is taken back.

    Raises
    ------
    LessonsRefused
        If there is no reason.
    """
    held = _held(lessons, by=by, at=at)
    if not reason.strip():
        raise LessonsRefused("Напишите, почему занятия отменены.")
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    audit.record("extra_lessons.withdraw", target=held, by=by, at=at)
    entries.withdraw(held, at=at)
    for one in held.enrolments.all():
        entries.withdraw(one, at=at)


@dataclass(frozen=True, slots=True)
class Attended:
    """How often a pupil came: lessons of which they are marked, and to how many they came."""

    enrolment: Enrolment
    came: int
    held: int

    @property
    def share(self) -> float | None:
        """Share of the lessons, 0 to 1; None where none is marked."""
        return self.came / self.held if self.held else None

    @property
    def is_attending(self) -> bool:
        """Whether the pupil attends by the threshold of the methodology."""
        return self.share is not None and self.share >= load_pupil_support().attending_share


def attendance_of(lessons: Lessons) -> list[Attended]:
    """Return how often each pupil of the list came: one query."""
    rows = lessons.enrolments.select_related("pupil").annotate(
        held=Count("days"), came=Count("days", filter=Q(days__came=True))
    )
    return [Attended(one, one.came, one.held) for one in rows]


def _held(lessons: Lessons, *, by: User | None, at: datetime) -> Lessons:
    """Lock the lessons; ``by`` is None where a job ends them."""
    rows = Lessons.objects.select_for_update(of=("self",)).select_related("school")
    held = rows.get(pk=lessons.pk)
    if by is not None and not _leads(by, held, on=localdate(at)):
        raise NotAllowed("Занятия ведут их учитель и руководители школы.")
    if held.withdrawn_at is not None:
        raise LessonsRefused("Эти занятия отменены.")
    return held


def _leads(by: User, lessons: Lessons, *, on: date) -> bool:
    own = by.pk == lessons.teacher_id and lessons.school_id in works_in(by, on=on)
    return own or lessons.school_id in led_by(by, on=on)


def _check_day(lessons: Lessons, day: date, at: datetime) -> None:
    if lessons.closed_on is not None:
        raise LessonsRefused("Занятия завершены: посещаемость уже подсчитана.")
    if day > localdate(at):
        raise LessonsRefused("Этот день ещё не наступил: отмечайте после занятия.")
    if not lessons.start <= day <= lessons.until:
        raise LessonsRefused(
            f"Занятия идут с {lessons.start:%d.%m.%Y} по {lessons.until:%d.%m.%Y}: выберите "
            "день из этого срока."
        )


def _check(
    school: Organisation, timetable: Timetable, pupils: Sequence[Pupil], *, on: date
) -> None:
    if timetable.until < timetable.start:
        raise LessonsRefused("Последнее занятие раньше первого: проверьте дни.")
    if not pupils:
        raise LessonsRefused("Выберите учеников, которые будут ходить на занятия.")
    if len(pupils) > MOST_PUPILS:
        raise LessonsRefused(f"В списке больше {MOST_PUPILS} учеников: разделите группу.")
    if any(one.school_id != school.pk for one in pupils):
        raise LessonsRefused("В списке ученик другой школы.")
    works = Membership.objects.on(on).filter(
        user=timetable.teacher, organisation=school, role__in=WORKING
    )
    if not works.exists():
        raise LessonsRefused("Занятия ведёт сотрудник этой школы: выберите его из списка.")
