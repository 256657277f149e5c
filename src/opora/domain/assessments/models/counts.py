"""What the store says of each school, for pages; and which code is which school."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.assessments.models.imports import Import
from opora.domain.assessments.models.rounds import Round
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User


class SchoolCodeDecision(models.Model):
    """A person said which school a code of files is, or that it is none of ours."""

    root = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name_in_file = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="code_decisions"
    )
    ignored = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("root", "code", name="code_decided_once"),
            models.CheckConstraint(
                name="code_is_a_school_or_ignored",
                condition=Q(ignored=True, organisation=None)
                | Q(ignored=False, organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.root_id} {self.code}"


class SchoolCountQuerySet(models.QuerySet["SchoolCount"]):
    """Reads of counts."""

    def visible_to(self, user: User, *, on: date) -> SchoolCountQuerySet:
        """Select counts of the schools whose affairs the person sees."""
        return self.filter(scope_of(user, on=on).organisations("school__"))


class SchoolCount(models.Model):
    """How many of a school took part in a round and with what marks.

    A projection of the marks store, made anew when the store or the crosswalk changes. Marks
    are null where the file has none (ЕГЭ). ``below`` is by the federal scale where it is known.
    """

    school = models.ForeignKey(Organisation, models.CASCADE, related_name="counts")
    round = models.ForeignKey(Round, models.PROTECT, related_name="counts")
    participants = models.PositiveIntegerField()
    below = models.PositiveIntegerField()
    mark_2 = models.PositiveIntegerField(null=True)
    mark_3 = models.PositiveIntegerField(null=True)
    mark_4 = models.PositiveIntegerField(null=True)
    mark_5 = models.PositiveIntegerField(null=True)
    origin = models.ForeignKey(
        Import, models.PROTECT, null=True, related_name="counts",
        help_text="Последний из файлов, из которых эти числа.",
    )  # fmt: skip

    objects = SchoolCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "round", name="school_count_once"),
            models.CheckConstraint(
                name="school_count_below_within", condition=Q(below__lte=F("participants"))
            ),
        ]
        indexes = [models.Index(fields=["round", "school"], name="school_count_round")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.round_id}: {self.below} из {self.participants}"

    @property
    def marks(self) -> tuple[int, int, int, int] | None:
        """Counts of the marks 2, 3, 4, 5; None where the file has no marks."""
        found = (self.mark_2, self.mark_3, self.mark_4, self.mark_5)
        two, three, four, five = found
        if two is None or three is None or four is None or five is None:
            return None
        return two, three, four, five


class CheckSign(models.Model):
    """A sign that results of a school want a look; nothing is established by it."""

    class Kind(models.TextChoices):
        HEAPING = "heaping", "Больше работ, чем обычно, ровно на границе отметки"
        JOURNAL = "journal", "Отметки в журнале выше результатов работы"
        NARROW = "narrow", "Разброс результатов необычно мал"
        COHORT = "cohort", "Результаты тех же детей заметно снизились"
        TASKS = "tasks", "Трудные задания решены, а лёгкие нет"

    school = models.ForeignKey(Organisation, models.CASCADE, related_name="check_signs")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    false_alarms = models.FloatField(help_text="Доля ложных тревог в списке до этой школы.")
    data_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "year", "kind", name="check_sign_once")
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year} {self.kind}"
