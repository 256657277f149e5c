"""The school's own check of its system of preventing failure."""

from __future__ import annotations

from datetime import date

from django.db import models

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.permissions import led_by


class PreventionQuerySet(models.QuerySet["PreventionCheck"]):
    """Reads of checks."""

    def visible_to(self, user: User, *, on: date) -> PreventionQuerySet:
        """Select checks of the school that the person leads."""
        return self.filter(school__in=led_by(user, on=on))


class PreventionCheck(models.Model):
    """The checklist as the school answered it on a day.

    ``answers`` maps the code of an item to ``{"answer": "yes" | "partly" | "no", "note"}``.
    """

    class Answer(models.TextChoices):
        YES = "yes", "да"
        PARTLY = "partly", "частично"
        NO = "no", "нет"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    day = models.DateField()
    answers = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PreventionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "day", name="prevention_check_once_a_day")
        ]

    def __str__(self) -> str:
        return f"Проверочный лист профилактики от {self.day:%d.%m.%Y}"

    @property
    def is_passed(self) -> bool:
        """Whether the system stands: no item is answered with no."""
        return all(one["answer"] != self.Answer.NO for one in self.answers.values())

    @property
    def met(self) -> int:
        """How many items are answered with yes."""
        return sum(one["answer"] == self.Answer.YES for one in self.answers.values())
