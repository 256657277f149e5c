"""Rounds of assessments, their tasks, and the data sets that ever counted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.models import Territory
from opora.domain.people.models import User


class Round(models.Model):
    """One assessment in one year: «ВПР-МА-5», 2025.

    ``code`` and ``year`` are those of the marks store; rounds appear when the first file with
    them is added, and are never deleted.
    """

    code = models.CharField(max_length=32, help_text="Например «ВПР-МА-5».")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    subject = models.CharField(max_length=8, help_text="Код предмета методики: «МА».")
    grade = models.PositiveSmallIntegerField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    scale_known = models.BooleanField(help_text="Есть ли в методике шкала этого года.")

    class Meta:
        constraints = [
            models.UniqueConstraint("code", "year", name="round_once"),
            models.CheckConstraint(
                name="round_days_in_order",
                condition=Q(first_day=None, last_day=None) | Q(last_day__gte=F("first_day")),
            ),
        ]
        indexes = [models.Index(fields=["year", "kind", "grade"], name="round_list")]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"


class Task(models.Model):
    """What a person said of a task of a round: files hold scores, not what a task asks for."""

    class Difficulty(models.TextChoices):
        BASIC = "basic", "Базовый"
        ADVANCED = "advanced", "Повышенный или высокий"

    round = models.ForeignKey(Round, models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField(help_text="Место в ряду заданий, от 1.")
    label = models.CharField(max_length=16, help_text="Как в отчёте, например «5К1».")
    most = models.PositiveSmallIntegerField(help_text="Наибольший балл.")
    difficulty = models.CharField(max_length=8, choices=Difficulty)
    skill = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("round", "number", name="task_once"),
            models.CheckConstraint(name="task_gives_points", condition=Q(most__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.label}"


class Dataset(models.Model):
    """A state of the marks store of a region: the hash, since when, and why it came about."""

    root = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    data_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["root", "-created_at"], name="dataset_last")]

    def __str__(self) -> str:
        return f"{self.root_id} {self.data_hash[:12]}"
