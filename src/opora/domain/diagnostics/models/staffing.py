"""Vacancies, and analyses of staff as they were approved."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Employment


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    """Reads of vacancies."""

    def visible_to(self, user: User, *, on: date) -> VacancyQuerySet:
        """Vacancies of organisations whose affairs the person sees."""
        if user.is_superuser:
            return self.all()
        return self.filter(scope_of(user, on=on).organisations("organisation__"))

    def on(self, day: date) -> VacancyQuerySet:
        """Vacancies open on that day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Vacancy(models.Model):
    """A post that nobody holds. ``load`` in full posts."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="vacancies")
    post = models.CharField("должность", max_length=16, choices=Employment.Post)
    subject = models.CharField("предмет", max_length=8, blank=True)
    load = models.DecimalField("ставка", max_digits=4, decimal_places=2)
    since = models.DateField("свободна с")
    until = models.DateField("закрыта", null=True)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="vacancy_load", condition=Q(load__gt=0, load__lte=10)
            ),
            models.CheckConstraint(
                name="vacancy_term", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["organisation", "since"], name="vacancy_list")]

    def __str__(self) -> str:
        return f"{self.get_post_display()}, {self.load} ст."


class StaffAnalysisQuerySet(models.QuerySet["StaffAnalysis"]):
    """Reads of analyses."""

    def visible_to(self, user: User, *, on: date) -> StaffAnalysisQuerySet:
        """Analyses of organisations whose affairs the person sees."""
        if user.is_superuser:
            return self.all()
        return self.filter(scope_of(user, on=on).organisations("owner__"))


class StaffAnalysis(models.Model):
    """An approved analysis: the figures as they stood on a day, and what follows from them.

    Of a school when the owner is one, else of all schools of the owner's municipality.
    """

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="staff_analyses")
    as_of = models.DateField("по состоянию на")
    figures = models.JSONField()
    conclusion = models.TextField("вывод")
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Почему отозван.")

    objects = StaffAnalysisQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_analysis_withdrawn_says_why",
                condition=Q(withdrawn_at=None) | ~Q(reason=""),
            )
        ]
        indexes = [models.Index(fields=["owner", "-as_of"], name="staff_analysis_list")]

    def __str__(self) -> str:
        return f"Анализ кадрового состава на {self.as_of:%d.%m.%Y}"


@reason.register
def _(thing: StaffAnalysis, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.owner)


@reason.register
def _(thing: Vacancy, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.organisation)
