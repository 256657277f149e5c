"""Extra lessons, who goes to them, and who came."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models.pupils import Pupil
from opora.domain.pupils.permissions import led_by, taught_by


class LessonsQuerySet(models.QuerySet["Lessons"]):
    """Reads of extra lessons."""

    def visible_to(self, user: User, *, on: date) -> LessonsQuerySet:
        """Lessons of the school that the person leads, and own ones."""
        own = Q(school__in=taught_by(user, on=on), teacher=user)
        return self.filter(Q(school__in=led_by(user, on=on)) | own)


class Lessons(models.Model):
    """A group of extra lessons: subject, teacher, when they are held, until which day."""

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    subject = models.CharField("предмет", max_length=60)
    title = models.CharField("для кого и о чём", max_length=160)
    teacher = models.ForeignKey(User, models.PROTECT, related_name="+")
    schedule = models.CharField("когда", max_length=120, help_text="«Вт, чт, 14:10, каб. 21».")
    start = models.DateField("первое занятие")
    until = models.DateField("последнее занятие")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = LessonsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="lessons_term", condition=Q(until__gte=F("start")))
        ]
        indexes = [models.Index(fields=["school", "-start"], name="lessons_list")]

    def __str__(self) -> str:
        return f"Дополнительные занятия № {self.pk}"


class Enrolment(models.Model):
    """A pupil on the list of lessons."""

    lessons = models.ForeignKey(Lessons, models.CASCADE, related_name="enrolments")
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="enrolments")

    class Meta:
        constraints = [models.UniqueConstraint("lessons", "pupil", name="lessons_pupil_once")]

    def __str__(self) -> str:
        return f"{self.lessons_id}: {self.pupil_id}"


class Attendance(models.Model):
    """Whether a pupil came to the lesson of a day."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="days")
    day = models.DateField()
    came = models.BooleanField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("enrolment", "day", name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.day:%d.%m.%Y}"
