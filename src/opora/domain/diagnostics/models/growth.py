"""The individual route of a teacher (ИОМ педагога): from deficits to steps that are done."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.diagnostics.models.deficits import theirs
from opora.domain.organisations.access import Reason, reason
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Person


class GrowthPlanQuerySet(models.QuerySet["GrowthPlan"]):
    """Reads of routes."""

    def visible_to(self, user: User, *, on: date) -> GrowthPlanQuerySet:
        """Routes that the person may read: as diagnoses, they name deficits."""
        return self.filter(theirs(user, on=on))


class GrowthPlan(models.Model):
    """What a teacher learns, from which deficits, by when, with whose help."""

    class State(models.TextChoices):
        OPEN = "open", "Выполняется"
        DONE = "done", "Завершён"
        CANCELLED = "cancelled", "Прекращён"

    person = models.ForeignKey(Person, models.PROTECT, related_name="growth_plans")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    competences = models.JSONField(default=list, help_text="Коды компетенций.")
    goal = models.CharField("цель", max_length=500)
    mentor = models.CharField("кто помогает", max_length=160, blank=True)
    since = models.DateField("начало")
    until = models.DateField("окончание")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    outcome = models.TextField("что получилось", blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = GrowthPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="growth_plan_term", condition=Q(until__gte=F("since"))
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Маршрут педагога с {self.since:%d.%m.%Y}"


class GrowthStep(models.Model):
    """One step of a route."""

    class Kind(models.TextChoices):
        FORMAL = "formal", "курсы повышения квалификации"
        NONFORMAL = "nonformal", "вебинар, стажировка, наставничество"
        INFORMAL = "informal", "самообразование"

    plan = models.ForeignKey(GrowthPlan, models.CASCADE, related_name="steps")
    kind = models.CharField("вид", max_length=12, choices=Kind)
    title = models.CharField("что", max_length=300)
    due = models.DateField("срок")
    done_on = models.DateField("сделано", null=True)
    result = models.CharField("результат", max_length=300, blank=True)

    def __str__(self) -> str:
        return self.title


@reason.register
def _(thing: GrowthPlan, user: User, *, on: date) -> Reason | None:
    if not GrowthPlan.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return Reason("", "", "Открыто учителю, руководителям его школы и методисту.")
