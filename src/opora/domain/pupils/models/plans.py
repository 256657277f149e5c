"""ИОМ: the plan of help for a pupil or a group, its steps and checks, its page for parents."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models.pupils import Pupil
from opora.domain.pupils.permissions import led_by, taught_by


class PlanQuerySet(models.QuerySet["PupilPlan"]):
    """Reads of plans."""

    def visible_to(self, user: User, *, on: date) -> PlanQuerySet:
        """Plans of the school that the person leads, of own pupils, and drawn up by them."""
        members = PlanPupil.objects.filter(pupil__in=Pupil.objects.visible_to(user, on=on))
        own = Q(created_by=user, school__in=taught_by(user, on=on))
        return self.filter(
            Q(school__in=led_by(user, on=on)) | own | Q(pk__in=members.values("plan"))
        )

    def in_effect_on(self, day: date) -> PlanQuerySet:
        """Approved plans whose term holds the day."""
        return self.filter(status=PupilPlan.Status.ACTIVE, approved_on__lte=day, until__gte=day)


class PupilPlan(models.Model):
    """An individual plan («ИОМ»), or one of a group.

    A plan is drafted, approved, closed with a conclusion, or withdrawn with a reason; it is
    never deleted.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Проект"
        ACTIVE = "active", "Действует"
        CLOSED = "closed", "Завершён"
        WITHDRAWN = "withdrawn", "Отозван"

    class Outcome(models.TextChoices):
        REMOVED = "removed", "дефициты сняты"
        PROLONGED = "prolonged", "продлён"
        COUNCIL = "council", "направлен в ППк"

    school = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_group = models.BooleanField(default=False)
    title = models.CharField("название", max_length=160)
    basis = models.CharField("основание", max_length=200)
    level = models.CharField("исходный уровень", max_length=300, blank=True)
    goal = models.CharField("цель", max_length=300)
    start = models.DateField("начало")
    until = models.DateField("окончание")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    conclusion = models.CharField("вывод", max_length=500, blank=True)
    closed_on = models.DateField(null=True)
    anonymised_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pupil_plan_term", condition=Q(until__gte=F("start"))
            ),
            models.CheckConstraint(
                name="pupil_plan_approved_by_somebody",
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(approved_by__isnull=False, approved_on__isnull=False),
            ),
            models.CheckConstraint(
                name="pupil_plan_closed_with_outcome",
                condition=~Q(status="closed") | Q(closed_on__isnull=False) & ~Q(outcome=""),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["school", "status", "until"], name="pupil_plan_list")]

    def __str__(self) -> str:
        kind = "Групповой маршрут" if self.is_group else "ИОМ"
        return f"{kind} № {self.pk} с {self.start:%d.%m.%Y}"


class PlanPupil(models.Model):
    """A pupil in a plan, and the day on which the parents were acquainted with it."""

    plan = models.ForeignKey(PupilPlan, models.CASCADE, related_name="members")
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="plans")
    parents_on = models.DateField("родители ознакомлены", null=True)

    class Meta:
        constraints = [models.UniqueConstraint("plan", "pupil", name="plan_pupil_once")]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.pupil_id}"


class Deficit(models.Model):
    """What the pupil cannot do yet: subject, skill, tasks in which it was seen."""

    plan = models.ForeignKey(PupilPlan, models.CASCADE, related_name="deficits")
    order = models.PositiveSmallIntegerField()
    subject = models.CharField("предмет", max_length=60)
    skill = models.CharField("умение", max_length=300)
    tasks = models.CharField("задания", max_length=120, blank=True)
    level = models.CharField("как выполнено", max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("plan", "order", name="deficit_order")]

    def __str__(self) -> str:
        return f"{self.plan_id}.{self.order}"


class Step(models.Model):
    """One piece of work of a plan: topic, form, term, teacher; and when it was done."""

    plan = models.ForeignKey(PupilPlan, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    topic = models.CharField("тема", max_length=300)
    form = models.CharField("форма", max_length=16, help_text="Код формы методики.")
    due = models.DateField("срок")
    teacher = models.CharField("учитель", max_length=120, blank=True)
    done_on = models.DateField("проведено", null=True)

    class Meta:
        constraints = [models.UniqueConstraint("plan", "order", name="step_order")]

    def __str__(self) -> str:
        return f"{self.plan_id}.{self.order}"


class Check(models.Model):
    """A check of progress: when it is due, when it was held, what it showed."""

    class Kind(models.TextChoices):
        MIDDLE = "middle", "промежуточный срез"
        FINAL = "final", "итоговый срез"

    plan = models.ForeignKey(PupilPlan, models.CASCADE, related_name="checks")
    kind = models.CharField("вид", max_length=8, choices=Kind)
    due = models.DateField("срок")
    held_on = models.DateField("проведён", null=True)
    result = models.CharField("результат", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="check_held_with_result",
                condition=Q(held_on=None, result="") | Q(held_on__isnull=False) & ~Q(result=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind} {self.due:%d.%m.%Y}"


class ParentLink(models.Model):
    """A link by which parents read the plan of their child without an account."""

    member = models.ForeignKey(PlanPupil, models.CASCADE, related_name="links")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="parent_link_expires", condition=Q(expires_at__gt=F("created_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} до {self.expires_at:%d.%m.%Y}"

    def is_live(self, *, at: datetime) -> bool:
        """Whether it still opens the plan."""
        return self.revoked_at is None and at < self.expires_at
