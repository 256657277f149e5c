"""What is known of a pupil's learning, and what the rule of risk makes of it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.people.models import User
from opora.domain.pupils.models.pupils import Pupil


class Work(models.Model):
    """A work of a pupil: the mark and the points of each task.

    ``tasks`` is a list of ``{"label", "got", "most", "skill"}``; ``got`` is null where the
    task was not begun, ``most`` where nobody said how many points it gives.
    """

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="works")
    title = models.CharField(max_length=120)
    subject = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(help_text="Календарный год, в котором писали.")
    mark = models.PositiveSmallIntegerField(null=True)
    journal = models.PositiveSmallIntegerField(null=True)
    tasks = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("pupil", "title", "subject", "year", name="work_once"),
            models.CheckConstraint(
                name="work_marks",
                condition=(Q(mark=None) | Q(mark__range=(1, 5)))
                & (Q(journal=None) | Q(journal__range=(1, 5))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}: {self.pupil_id}"


class RiskQuerySet(models.QuerySet["RiskRecord"]):
    """Reads of risk."""

    def visible_to(self, user: User, *, on: date) -> RiskQuerySet:
        """Select records of the pupils whom the person sees."""
        return self.filter(pupil__in=Pupil.objects.visible_to(user, on=on))

    def in_effect_on(self, day: date) -> RiskQuerySet:
        """Select confirmed records whose term has not ended."""
        return self.filter(
            status=RiskRecord.Status.CONFIRMED, confirmed_on__lte=day, until__gte=day
        )

    def undecided_on(self, day: date) -> RiskQuerySet:
        """Select signals that still wait for a teacher's decision."""
        return self.filter(status=RiskRecord.Status.PROPOSED, until__gte=day)


class RiskRecord(models.Model):
    """The rule's answer for a pupil in a term, and what a teacher decided about it.

    Nothing follows from the rule alone: a record counts when a person has confirmed it.
    ``facts`` are those of ``analytics.pupils.PupilFacts`` that tables of the school have told.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Ждёт решения учителя"
        CONFIRMED = "confirmed", "Подтверждён"
        DISMISSED = "dismissed", "Снят"

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="risks")
    year = models.PositiveSmallIntegerField(help_text="Учебный год по его началу.")
    term = models.PositiveSmallIntegerField(help_text="Четверть, 1–4.")
    points = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=12, help_text="Слово правила: «риск».")
    failing = models.BooleanField(default=False, help_text="Есть «2» за четверть.")
    reasons = models.JSONField(default=list)
    unknown = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Почему снят.")
    confirmed_on = models.DateField(null=True)
    until = models.DateField(help_text="Последний день четверти.")

    objects = RiskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("pupil", "year", "term", name="risk_once_a_term"),
            models.CheckConstraint(name="risk_term", condition=Q(term__range=(1, 4))),
            models.CheckConstraint(
                name="risk_decided_by_somebody",
                condition=Q(status="proposed", decided_by=None, confirmed_on=None)
                | Q(status="dismissed", decided_by__isnull=False, confirmed_on=None)
                & ~Q(reason="")
                | Q(
                    status="confirmed",
                    decided_by__isnull=False,
                    confirmed_on__isnull=False,
                    until__gte=F("confirmed_on"),
                ),
            ),
        ]
        indexes = [models.Index(fields=["year", "term", "status"], name="risk_list")]

    def __str__(self) -> str:
        return f"{self.pupil_id}: {self.term} четверть {self.year}"
