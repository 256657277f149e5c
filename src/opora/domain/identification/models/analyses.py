"""Analyses that people write beside the computed ones: staff, dynamics, results, others."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.acts.papers import Paper
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    """Reads of analyses."""

    def visible_to(self, user: User, *, on: date) -> AnalysisQuerySet:
        """Analyses of organisations open to the person, and approved ones of their schools."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        about = Q(status=Analysis.Status.APPROVED, schools__in=scope.own)
        return self.filter(scope.organisations("owner__") | about).distinct()


class Analysis(Paper):
    """An analytical note with its conclusion; it counts once it is approved."""

    class Type(models.TextChoices):
        RESULTS = "results", "Анализ результатов процедур"
        DYNAMICS = "dynamics", "Анализ динамики результатов"
        STAFF = "staff", "Анализ кадрового состава"
        OTHER = "other", "Другая аналитическая справка"

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="analyses")
    type = models.CharField("вид", max_length=12, choices=Type)
    day = models.DateField("дата")
    text = models.TextField("выводы")
    schools = models.ManyToManyField(Organisation, related_name="+")

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="analysis_approved_by_somebody",
                condition=~Q(status="approved")
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="analysis_withdrawn_says_why",
                condition=~Q(status="withdrawn") | ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["owner", "type", "-day"], name="analysis_list")]


@reason.register
def _(thing: Analysis, user: User, *, on: date) -> Reason | None:
    found = scope_of(user, on=on).reason_for(thing.owner)
    if found is None and Analysis.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return Reason("", thing.owner.short_name, "Открыто: анализ касается вашей школы.")
    return found
