"""Works of a school that were checked once more, and how many were assessed alike."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.assessments.models.rounds import Round
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User


class RecheckQuerySet(models.QuerySet["Recheck"]):
    """Reads of rechecks."""

    def visible_to(self, user: User, *, on: date) -> RecheckQuerySet:
        """Rechecks of schools open to the person."""
        if user.is_superuser:
            return self.all()
        return self.filter(scope_of(user, on=on).organisations("school__"))

    def standing(self) -> RecheckQuerySet:
        """Rechecks that count: not withdrawn."""
        return self.filter(withdrawn="")


class Recheck(models.Model):
    """A selective recheck of a work: of ``checked`` works ``agreed`` lie within the tolerance.

    Never deleted: what was entered by mistake is withdrawn with a reason.
    """

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="rechecks")
    round = models.ForeignKey(Round, models.PROTECT, related_name="rechecks")
    owner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", help_text="Кто перепроверял."
    )
    day = models.DateField()
    checked = models.PositiveIntegerField()
    agreed = models.PositiveIntegerField()
    tolerance = models.PositiveSmallIntegerField(default=1, help_text="Первичных баллов.")
    note = models.CharField(max_length=300, blank=True)
    withdrawn = models.CharField("почему отозвана", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = RecheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", "round", condition=Q(withdrawn=""), name="recheck_once_a_work"
            ),
            models.CheckConstraint(
                name="recheck_agreed_of_checked", condition=Q(agreed__lte=F("checked"))
            ),
        ]

    def __str__(self) -> str:
        return f"Перепроверка {self.round}: {self.school.short_name}"


@reason.register
def _(thing: Recheck, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.school)
