"""Curators of schools and what they agree on."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import Act
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people.models import User

_NEAR = frozenset({Role.SCHOOL_HEAD, Role.DEPUTY_HEAD, Role.CURATOR})


class CuratorshipQuerySet(models.QuerySet["Curatorship"]):
    """Reads of curatorships."""

    def visible_to(self, user: User, *, on: date) -> CuratorshipQuerySet:
        """Curatorships of schools open to the person, and the person's own."""
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        return self.filter(scope.organisations("school__") | Q(curator=user))

    def standing(self) -> CuratorshipQuerySet:
        """Curatorships that are not withdrawn."""
        return self.filter(withdrawn_reason="")

    def on(self, day: date) -> CuratorshipQuerySet:
        """Curatorships in effect on that day."""
        return self.standing().filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Curatorship(models.Model):
    """A person follows a school by an order, for a time. ``load``: hours a month [h].

    ``despite`` keeps why the appointment was made although conflicts were seen.
    """

    curator = models.ForeignKey(User, models.PROTECT, related_name="curatorships")
    school = models.ForeignKey(Organisation, models.PROTECT, related_name="curatorships")
    act = models.ForeignKey(Act, models.PROTECT, related_name="curatorships")
    since = models.DateField("с какого дня")
    until = models.DateField("по какой день", null=True)
    load = models.DecimalField("часов в месяц", max_digits=5, decimal_places=1, null=True)
    conflicts = models.JSONField(default=list)
    despite = models.TextField(blank=True)
    membership = models.ForeignKey(
        Membership, models.SET_NULL, null=True, related_name="curatorships"
    )
    ended_reason = models.CharField(max_length=300, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = CuratorshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "curator", "school", condition=Q(until=None, withdrawn_reason=""),
                name="curatorship_once",
            ),
            models.CheckConstraint(
                name="curatorship_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="curatorship_load", condition=Q(load=None) | Q(load__gt=0, load__lte=744)
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["school", "-since"], name="curatorship_school")]

    def __str__(self) -> str:
        return f"{self.curator.short_name}: {self.school.short_name}"

    @property
    def is_standing(self) -> bool:
        """Whether it is not withdrawn."""
        return not self.withdrawn_reason


class CaseStepQuerySet(models.QuerySet["CaseStep"]):
    """Reads of the case log."""

    def visible_to(self, user: User, *, on: date) -> CaseStepQuerySet:
        """Return notes on schools the person heads, curates or works above in a municipality.

        The region does not read what curators agree with schools.
        """
        if user.is_superuser:
            return self.all()
        scope = scope_of(user, on=on)
        near = {one.organisation_id for one in scope.in_roles(_NEAR)}
        return self.filter(Q(school__in=near) | Q(school__territory__in=scope.municipalities))

    def open(self) -> CaseStepQuerySet:
        """Return steps that are promised and not done."""
        return self.exclude(step="").filter(done_on=None, removed="")


class CaseStep(models.Model):
    """One line of the log: what was agreed, the next step and its deadline.

    ``rung``: how high on the ladder its lateness was told.
    """

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="case_steps")
    day = models.DateField()
    agreed = models.TextField("о чём договорились")
    step = models.CharField("следующий шаг", max_length=300, blank=True)
    due = models.DateField("до какого дня", null=True)
    done_on = models.DateField(null=True)
    outcome = models.CharField("чем кончилось", max_length=300, blank=True)
    removed = models.CharField(max_length=300, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = CaseStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_step_has_a_deadline",
                condition=Q(step="", due=None) | (~Q(step="") & Q(due__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "-day"], name="case_step_school"),
            models.Index(fields=["due"], condition=Q(done_on=None), name="case_step_open"),
        ]

    def __str__(self) -> str:
        return f"{self.school.short_name}, {self.day:%d.%m.%Y}"

    def days_late(self, *, on: date) -> int:
        """Return how many days an open step is late, 0 if it is not."""
        if not self.due or self.done_on or self.removed:
            return 0
        return max(0, (on - self.due).days)


@reason.register
def _(thing: Curatorship, user: User, *, on: date) -> Reason | None:
    if not Curatorship.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.school) or Reason(
        "", thing.school.short_name, "Открыто: вы куратор этой школы."
    )


@reason.register
def _(thing: CaseStep, user: User, *, on: date) -> Reason | None:
    if not CaseStep.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.school)
