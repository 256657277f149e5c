"""The risk profile of a school: scores of factors, and what both sides say of each."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from opora.domain.diagnostics.models.surveys import Survey
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User


class RiskProfileQuerySet(models.QuerySet["RiskProfile"]):
    """Reads of profiles."""

    def visible_to(self, user: User, *, on: date) -> RiskProfileQuerySet:
        """Profiles of schools whose affairs the person sees."""
        if user.is_superuser:
            return self.all()
        return self.filter(scope_of(user, on=on).organisations("school__"))


class RiskProfile(models.Model):
    """The profile of a school for a school year, by one edition of the list of factors.

    ``year`` is the calendar year in which the school year ends. Verified once, by a person
    of the side that checks; then it is changed no more, a new one is made.
    """

    class State(models.TextChoices):
        OPEN = "open", "На верификации"
        VERIFIED = "verified", "Верифицирован"
        WITHDRAWN = "withdrawn", "Отозван"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="risk_profiles")
    year = models.PositiveSmallIntegerField()
    edition = models.CharField(max_length=12)
    survey = models.ForeignKey(Survey, models.PROTECT, null=True, related_name="profiles")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True, help_text="Почему отозван.")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verified_on = models.DateField(null=True)

    objects = RiskProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", "year", condition=~Q(state="withdrawn"), name="risk_profile_once"
            ),
            models.CheckConstraint(
                name="risk_profile_verified_by_somebody",
                condition=~Q(state="verified")
                | Q(verified_by__isnull=False, verified_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["year", "school"], name="risk_profile_list")]

    def __str__(self) -> str:
        return f"Рисковый профиль {self.year_label}, {self.school}"

    @property
    def year_label(self) -> str:
        """The school year in words: «2025/26»."""
        return f"{self.year - 1}/{self.year % 100:02d}"


class FactorLine(models.Model):
    """One factor of a profile. ``score`` from 0 to 100, 100 is the worst; null: no data.

    ``components`` say of each its code, score and on how many answers it stands.
    """

    class Word(models.TextChoices):
        NONE = "", "не сказано"
        CONFIRMED = "confirmed", "подтверждён"
        REFUTED = "refuted", "не подтверждён"

    profile = models.ForeignKey(RiskProfile, models.CASCADE, related_name="lines")
    code = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    score = models.FloatField(null=True)
    significance = models.CharField(max_length=12, blank=True)
    components = models.JSONField(default=list)
    school_word = models.CharField(max_length=12, choices=Word, blank=True)
    school_comment = models.TextField(blank=True)
    checker_word = models.CharField(max_length=12, choices=Word, blank=True)
    checker_comment = models.TextField(blank=True)
    active = models.BooleanField("в работе", default=False)
    measures = models.TextField("краткое описание мер", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("profile", "code", name="factor_line_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@reason.register
def _(thing: RiskProfile, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.school)
