"""The status of a school: begun by an act, ended by an act, never erased."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import Act
from opora.domain.identification.models.runs import Run
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User


class SchoolStatusQuerySet(models.QuerySet["SchoolStatus"]):
    """Reads of statuses."""

    def visible_to(self, user: User, *, on: date) -> SchoolStatusQuerySet:
        """Statuses of schools whose affairs are open to the person."""
        return self.filter(scope_of(user, on=on).organisations("school__"))

    def on(self, day: date) -> SchoolStatusQuerySet:
        """Statuses in effect on that day; on the day of its end a status is over."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class SchoolStatus(models.Model):
    """One period in which a school was ШНОР or ШНСУ; the two are independent.

    The day ``until`` no longer belongs to the period, so that one may end and another begin
    by the same order.
    """

    class Property(models.TextChoices):
        LOW_RESULTS = "low_results", "ШНОР"
        ADVERSE_CONTEXT = "adverse_context", "ШНСУ"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="statuses")
    property = models.CharField(max_length=16, choices=Property)
    since = models.DateField()
    until = models.DateField(null=True)
    basis = models.ForeignKey(Act, models.PROTECT, related_name="statuses_begun")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="statuses")
    ended_by = models.ForeignKey(Act, models.PROTECT, null=True, related_name="statuses_ended")
    exit_note = models.JSONField(
        default=dict, help_text="Что известно об улучшении: больше ли оно случайности."
    )

    objects = SchoolStatusQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", "property", condition=Q(until=None), name="status_one_open"
            ),
            models.CheckConstraint(
                name="status_ends_by_an_act",
                condition=Q(until=None, ended_by=None)
                | Q(until__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="status_ends_not_before_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]
        indexes = [
            models.Index(fields=["property", "until", "school"], name="status_in_effect")
        ]

    def __str__(self) -> str:
        until = f" по {self.until:%d.%m.%Y}" if self.until else ""
        return f"{self.school_id} {self.get_property_display()} с {self.since:%d.%m.%Y}{until}"
