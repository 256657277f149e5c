"""Reports on how a plan is carried out, with the figures of their day."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.papers import Paper
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models.plans import Roadmap


class ExecutionReportQuerySet(models.QuerySet["ExecutionReport"]):
    """Reads of reports on the execution of plans."""

    def visible_to(self, user: User, *, on: date) -> ExecutionReportQuerySet:
        """Leave reports of plans open to the person; drafts to those of their organisation."""
        scope = scope_of(user, on=on)
        plans = Roadmap.objects.visible_to(user, on=on).values("pk")
        if user.is_superuser:
            return self.all()
        approved = Q(status=ExecutionReport.Status.APPROVED, roadmap__in=plans)
        return self.filter(approved | scope.organisations("owner__"))


class ExecutionReport(Paper):
    """A report on how a plan is carried out, or an analytical note; approved by a person.

    ``figures`` keep the totals of the plan on the day of approval.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "Отчёт об исполнении"
        NOTE = "note", "Аналитическая справка"
        EFFECT = "effect", "Анализ эффективности мер"

    roadmap = models.ForeignKey(Roadmap, models.PROTECT, related_name="reports")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("вид", max_length=8, choices=Kind, default=Kind.REPORT)
    since = models.DateField("с")
    until = models.DateField("по")
    text = models.TextField("текст")
    figures = models.JSONField(default=dict)

    objects = ExecutionReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="execution_report_period", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="execution_report_approved_by_somebody",
                condition=~Q(status="approved")
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["roadmap", "-until"], name="execution_report_list")]
