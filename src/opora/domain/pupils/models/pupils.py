"""A pupil, who teaches and tutors them, and who opened what is kept of them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.permissions import led_by, taught_by
from opora.domain.pupils.sealing import unseal


class PupilQuerySet(models.QuerySet["Pupil"]):
    """Reads of pupils."""

    def visible_to(self, user: User, *, on: date) -> PupilQuerySet:
        """Pupils of the school that the person leads, or whom they teach or tutor there.

        Nobody else sees any: neither those who work above the school nor its curator, and an
        administrator of the installation is no exception.
        """
        classes = TeacherClass.objects.filter(
            user=user, school=OuterRef("school"), class_name=OuterRef("class_name")
        )
        tutors = Tutor.objects.on(on).filter(user=user, pupil=OuterRef("pk"))
        lessons = Pupil.objects.filter(
            pk=OuterRef("pk"), enrolments__lessons__teacher=user,
            enrolments__lessons__until__gte=on,
        )  # fmt: skip
        taught = Exists(classes) | Exists(tutors) | Exists(lessons)
        return self.filter(
            Q(school__in=led_by(user, on=on)) | (Q(school__in=taught_by(user, on=on)) & taught)
        )

    def learning(self, *, on: date) -> PupilQuerySet:
        """Pupils who have not left by that day."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on), anonymised_at=None)


class Pupil(models.Model):
    """A pupil of a school, under a pseudonym; the name is sealed and opens in the school only.

    Printing a pupil gives the pseudonym: logs, the audit trail and errors hold no name.
    """

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField("псевдоним", max_length=16)
    identity = models.CharField(
        max_length=64, blank=True, help_text="HMAC имени, чтобы узнать ученика."
    )
    class_name = models.CharField("класс", max_length=12)
    name_sealed = models.TextField(blank=True)
    participant = models.CharField(
        "код участника", max_length=24, blank=True, help_text="Код в протоколах работ."
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    left_on = models.DateField("выбыл", null=True)
    anonymised_at = models.DateTimeField(null=True)

    objects = PupilQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "code", name="pupil_code_once"),
            models.UniqueConstraint(
                "school", "identity", condition=~Q(identity=""), name="pupil_once"
            ),
            models.CheckConstraint(
                name="pupil_anonymous_has_no_name",
                condition=Q(anonymised_at=None)
                | Q(name_sealed="", identity="", participant=""),
            ),
        ]
        indexes = [models.Index(fields=["school", "class_name"], name="pupil_class")]

    def __str__(self) -> str:
        return f"{self.class_name}, {self.code}"

    @property
    def name(self) -> str:
        """The name, for pages inside the school."""
        if not self.name_sealed:
            return f"ученик {self.code}"
        return unseal(self.name_sealed, school=self.school_id)


class TeacherClass(models.Model):
    """A class whose pupils a teacher sees."""

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    class_name = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", "user", "class_name", name="teacher_class_once"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.class_name}: {self.user_id}"


class TutorQuerySet(models.QuerySet["Tutor"]):
    """Reads of tutors."""

    def on(self, day: date) -> TutorQuerySet:
        """Tutors in effect on that day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Tutor(models.Model):
    """Somebody of the school who accompanies a pupil for a time."""

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="tutors")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    order = models.CharField("приказ", max_length=80, blank=True)

    objects = TutorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tutor_term", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                "pupil", "user", condition=Q(until=None), name="tutor_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pupil_id}: {self.user_id}"


class Opening(models.Model):
    """Who opened what is kept of a pupil, and when. Never changed; kept as long as the row."""

    class Page(models.TextChoices):
        CARD = "card", "карточка"
        PLAN = "plan", "маршрут"
        PRINT = "print", "страница для родителей"
        PARENTS = "parents", "ссылка для родителей"

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="openings")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    page = models.CharField(max_length=8, choices=Page)

    class Meta:
        indexes = [models.Index(fields=["pupil", "-at"], name="pupil_openings")]

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.page} {self.at:%d.%m.%Y %H:%M}"
