"""Campaigns, passports with each answer's origin, scales of the index and scores of schools."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import StoredFile
from opora.domain.context.fields import field_of
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Reads of campaigns."""

    def visible_to(self, user: User, *, on: date) -> CampaignQuerySet:
        """Campaigns of the territories the person works for, and of the person's schools."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        return self.filter(
            Q(territory__in=scope.municipalities | scope.regions)
            | Q(territory__parent__in=scope.regions)
            | Q(territory__organisations__in=scope.own)
        ).distinct()


class Campaign(models.Model):
    """A municipality asks its schools for the social passport of a school year.

    ``year`` is the calendar year in which the school year ends.
    """

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="campaigns")
    year = models.PositiveSmallIntegerField()
    as_of = models.DateField(help_text="На какую дату состояние.")
    due = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("territory", "year", name="campaign_once_a_year"),
            models.CheckConstraint(
                name="campaign_due_after_state", condition=Q(due__gte=F("as_of"))
            ),
        ]

    def __str__(self) -> str:
        return f"Социальный паспорт {self.year - 1}/{self.year % 100:02d}, {self.territory}"


class PassportQuerySet(models.QuerySet["Passport"]):
    """Reads of passports."""

    def visible_to(self, user: User, *, on: date) -> PassportQuerySet:
        """Passports of schools whose affairs the person sees."""
        return self.filter(scope_of(user, on=on).organisations("school__"))

    def handed_in(self) -> PassportQuerySet:
        """Passports that count: submitted or accepted."""
        return self.filter(status__in=Passport.HANDED_IN)


class Passport(models.Model):
    """The social passport of one school for one year.

    ``version`` counts changes: an answer typed on an older version of the same question is a
    conflict, shown, never lost.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Заполняется"
        SUBMITTED = "submitted", "Сдан, ждёт проверки"
        RETURNED = "returned", "Возвращён"
        ACCEPTED = "accepted", "Принят"

    OPEN = (Status.DRAFT, Status.RETURNED)
    HANDED_IN = (Status.SUBMITTED, Status.ACCEPTED)

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="passports")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="passports")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=0)
    remark = models.TextField(blank=True, help_text="За что возвращён.")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="passports")
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    objects = PassportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("campaign", "school", name="passport_once_a_campaign"),
            models.CheckConstraint(
                name="passport_handed_in_by_somebody",
                condition=~Q(status__in=["submitted", "accepted"])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="passport_returned_says_why",
                condition=~Q(status="returned") | ~Q(remark=""),
            ),
            models.CheckConstraint(
                name="passport_decided_by_somebody",
                condition=~Q(status__in=["returned", "accepted"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["school", "campaign"], name="passport_of_school")]

    def __str__(self) -> str:
        return f"{self.school} {self.campaign_id} ({self.get_status_display()})"

    @property
    def is_open(self) -> bool:
        """Whether the school may change it."""
        return self.status in self.OPEN

    def answers(self) -> dict[str, int | str | None]:
        """Return the answers by code of question; prefetch ``values`` for many passports."""
        return {one.item: one.answer for one in self.values.all()}


class PassportValue(models.Model):
    """One answer: a count or a choice, or why there is none; and where it came from."""

    class Source(models.TextChoices):
        TYPED = "typed", "Вписано"
        FILE = "file", "Из файла"
        LAST_YEAR = "last_year", "Из прошлого года, не подтверждено"

    passport = models.ForeignKey(Passport, models.CASCADE, related_name="values")
    item = models.CharField(max_length=12)
    number = models.PositiveIntegerField(null=True)
    choice = models.CharField(max_length=12, blank=True)
    absent = models.CharField(max_length=200, blank=True, help_text="Почему данных нет.")
    source = models.CharField(max_length=12, choices=Source)
    origin = models.CharField(max_length=300, blank=True, help_text="Файл, лист и строка.")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("passport", "item", name="passport_answer_once"),
            models.CheckConstraint(
                name="passport_answer_is_one_thing",
                condition=Q(number__isnull=True) | Q(choice="", absent=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passport_id} {self.item}"

    @property
    def answer(self) -> int | str | None:
        """The number or the choice; None where there is neither."""
        return self.choice or None if field_of(self.item).choice else self.number


class ContextScale(models.Model):
    """The scale of the index, fitted once on a region and kept for the years that follow."""

    root = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    fitted_on = models.PositiveSmallIntegerField(help_text="Год паспортов.")
    schools = models.PositiveIntegerField()
    parameters = models.JSONField()
    content = models.JSONField(help_text="Шкала: направления, пределы, средние, веса.")
    cuts = models.JSONField(help_text="Границы групп по баллам, по возрастанию.")
    reason = models.TextField(blank=True)
    fitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    fitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("root", "number", name="context_scale_number")]

    def __str__(self) -> str:
        return f"Шкала {self.number} ({self.fitted_on} год, школ {self.schools})"


class ContextRunQuerySet(models.QuerySet["ContextRun"]):
    """Reads of runs."""

    def visible_to(self, user: User, *, on: date) -> ContextRunQuerySet:
        """Return runs of the regions in which the person has something to see."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        places = {one.organisation.territory for one in scope.memberships}
        return self.filter(root__in={one.parent_id or one.pk for one in places})


class ContextRun(models.Model):
    """The index of all schools of a region for a year, from one state of their passports."""

    root = models.ForeignKey(Territory, models.PROTECT, related_name="context_runs")
    year = models.PositiveSmallIntegerField()
    scale = models.ForeignKey(ContextScale, models.PROTECT, related_name="runs")
    data_hash = models.CharField(max_length=64)
    computed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    computed_at = models.DateTimeField()

    objects = ContextRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "root", "year", "scale", "data_hash", name="context_run_once"
            )
        ]
        indexes = [
            models.Index(fields=["root", "year", "-computed_at"], name="context_run_list")
        ]

    def __str__(self) -> str:
        return f"Индекс {self.year}, {self.root}"


class ContextScoreQuerySet(models.QuerySet["ContextScore"]):
    """Reads of scores."""

    def visible_to(self, user: User, *, on: date) -> ContextScoreQuerySet:
        """Scores of the schools whose affairs the person sees."""
        return self.filter(scope_of(user, on=on).organisations("school__"))


class ContextScore(models.Model):
    """The index of one school: points around 50, ten a standard deviation of the region.

    ``points`` is null where too many items are missing. ``group`` counts from 1, the worst
    context; ``chances`` are probabilities of the groups; ``items`` say of each item the share,
    its contribution in points, and whether it had to be inferred.
    """

    run = models.ForeignKey(ContextRun, models.CASCADE, related_name="scores")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="context_scores")
    points = models.FloatField(null=True)
    error = models.FloatField(null=True)
    group = models.PositiveSmallIntegerField(null=True)
    chances = models.JSONField(default=list)
    items = models.JSONField(default=list)
    missing = models.PositiveSmallIntegerField(default=0)
    pupils = models.PositiveIntegerField(null=True)
    settlement = models.CharField(max_length=12, blank=True)

    objects = ContextScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "school", name="context_score_once"),
            models.CheckConstraint(
                name="context_score_whole_or_none",
                condition=Q(points__isnull=True, error__isnull=True, group__isnull=True)
                | Q(points__isnull=False, error__isnull=False, group__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["school", "run"], name="context_score_of_school")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.points}"


@reason.register
def _(thing: Passport, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.school)


@reason.register
def _(thing: Campaign, user: User, *, on: date) -> Reason | None:
    return reason(thing.territory, user, on=on)


@reason.register
def _(thing: ContextScore, user: User, *, on: date) -> Reason | None:
    return scope_of(user, on=on).reason_for(thing.school)
