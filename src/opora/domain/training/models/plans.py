"""Plan-schedules: who learns what in a school year, and why."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Case, Q, Value, When

from opora.domain.diagnostics.models.deficits import theirs
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.domain.training.models.completions import Completion
from opora.domain.training.models.courses import Course, near_to, topics
from opora.methodology.training import load_training

DEFICIT = "deficit"


class PlanQuerySet(models.QuerySet["Plan"]):
    """Reads of plan-schedules."""

    def visible_to(self, user: User, *, on: date) -> PlanQuerySet:
        """Plans of open organisations, and those with a line of the person or their school."""
        scope = scope_of(user, on=on)
        lines = PlanLine.objects.filter(
            Q(organisation__in=scope.own) | Q(person__user=user.pk)
        ).values("plan")
        return self.filter(scope.organisations("owner__") | Q(pk__in=lines))

    def standing(self) -> PlanQuerySet:
        """Those not withdrawn."""
        return self.exclude(state=Plan.State.WITHDRAWN)


class Plan(models.Model):
    """The plan-schedule of an organisation for a school year."""

    class State(models.TextChoices):
        DRAFT = "draft", "Черновик"
        APPROVED = "approved", "Утверждён"
        WITHDRAWN = "withdrawn", "Отозван"

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="training_plans")
    year = models.PositiveSmallIntegerField("учебный год", help_text="Год его начала.")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    number = models.CharField("номер приказа", max_length=40, blank=True)
    approved_on = models.DateField("утверждён", null=True)
    reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner", "year", condition=~Q(state="withdrawn"), name="training_plan_once"
            ),
            models.CheckConstraint(
                name="training_plan_approved_has_its_day",
                condition=~Q(state="approved") | Q(approved_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"План-график повышения квалификации, {SchoolYear(self.year).label}"


class PlanLineQuerySet(models.QuerySet["PlanLine"]):
    """Reads of lines."""

    def named_to(self, user: User, *, on: date) -> PlanLineQuerySet:
        """Lines whose people the person reads by name."""
        return self.filter(near_to(user, on=on, prefix=""))

    def with_right_to_deficits(self, user: User, *, on: date) -> PlanLineQuerySet:
        """Annotate ``is_told``: whether the person may read what the teacher lacks."""
        told = Case(
            When(~Q(motive=DEFICIT) | theirs(user, on=on), then=Value(value=True)),
            default=Value(value=False),
        )
        return self.annotate(is_told=told)


class PlanLine(models.Model):
    """A person is to learn something by a day."""

    class State(models.TextChoices):
        PLANNED = "planned", "Намечено"
        DONE = "done", "Пройдено"
        CANCELLED = "cancelled", "Снято"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    motive = models.CharField("мотив выбора", max_length=12)
    topic = models.CharField("о чём", max_length=12, blank=True)
    course = models.ForeignKey(Course, models.PROTECT, null=True, related_name="+")
    term = models.DateField("пройти до")
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    completion = models.OneToOneField(
        Completion, models.PROTECT, null=True, related_name="line"
    )
    reason = models.CharField(max_length=300, blank=True)

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "plan", "person", "course",
                condition=Q(state="planned"), name="plan_line_once",
            ),
            models.CheckConstraint(
                name="plan_line_done_has_its_certificate",
                condition=~Q(state="done") | Q(completion__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["person", "state"], name="plan_line_person")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id}"

    @property
    def topic_title(self) -> str:
        """What is to be learned in words."""
        return topics().get(self.topic, self.topic)

    @property
    def motive_title(self) -> str:
        """Why, in words."""
        known = {one.code: one.title for one in load_training().motives}
        return known.get(self.motive, self.motive)


@reason.register
def _(thing: Plan, user: User, *, on: date) -> Reason | None:
    if not Plan.objects.visible_to(user, on=on).filter(pk=thing.pk).exists():
        return None
    return scope_of(user, on=on).reason_for(thing.owner) or Reason(
        "", thing.owner.short_name, "Открыто: в плане есть ваши люди."
    )
