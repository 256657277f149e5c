"""Agreements, the plan of joint events and the files of an agreement."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from opora.domain.acts.models import StoredFile
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User

REGISTER = "agreements"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Reads of agreements."""

    def visible_to(self, user: User, *, on: date) -> AgreementQuerySet:
        """Agreements in which an organisation open to the person is a side."""
        scope = scope_of(user, on=on)
        return self.filter(
            scope.organisations("school__")
            | scope.organisations("leader__")
            | scope.organisations("centre__")
        )

    def in_force(self, *, on: date) -> AgreementQuerySet:
        """Agreements signed whose term holds the day."""
        return self.filter(status=Agreement.Status.SIGNED, since__lte=on, until__gte=on)


class Agreement(models.Model):
    """Who helps whom, for how long, with what.

    draft → on approval → signed → done or terminated; what is not signed may be withdrawn.
    That a term has run out is computed, not stored.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Черновик"
        ON_APPROVAL = "on_approval", "На согласовании"
        SIGNED = "signed", "Подписан"
        DONE = "done", "Исполнен"
        TERMINATED = "terminated", "Расторгнут"
        WITHDRAWN = "withdrawn", "Запись отозвана"

    UNSIGNED = (Status.DRAFT, Status.ON_APPROVAL)
    CONCLUDED = (Status.SIGNED, Status.DONE, Status.TERMINATED)

    type = models.CharField(max_length=24)
    school = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreements_for", help_text="Кому помогают."
    )
    leader = models.ForeignKey(
        Organisation, models.PROTECT, related_name="agreements_of", help_text="Кто помогает."
    )
    centre = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="agreements_with",
        help_text="Третья сторона: методическая служба или управление.",
    )  # fmt: skip
    subject = models.CharField("предмет договора", max_length=300)
    goals = models.TextField("цели", blank=True)
    duties_leader = models.TextField("что делает школа-лидер", blank=True)
    duties_school = models.TextField("что делает школа", blank=True)
    number = models.CharField("номер", max_length=40, blank=True)
    signed_on = models.DateField("подписан", null=True)
    since = models.DateField("действует с")
    until = models.DateField("действует по")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    why = models.TextField("почему эта школа", blank=True)
    report = models.TextField("что дало сотрудничество", blank=True)
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    warned_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_has_two_sides", condition=~Q(school=F("leader"))
            ),
            models.CheckConstraint(name="agreement_term", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="agreement_signed_has_its_day",
                condition=~Q(status__in=["signed", "done", "terminated"])
                | Q(signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_ended_says_how",
                condition=(
                    ~Q(status__in=["terminated", "withdrawn"]) | ~Q(ended_reason="")
                ) & (~Q(status="done") | ~Q(report="")),
            ),
            models.UniqueConstraint(
                "school", "leader", "subject", "since",
                condition=~Q(status="withdrawn"), name="agreement_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["school", "-since"], name="agreement_school"),
            models.Index(fields=["leader", "-since"], name="agreement_leader"),
            models.Index(fields=["status", "until"], name="agreement_ending"),
        ]

    def __str__(self) -> str:
        return f"{self.school} и {self.leader}: {self.subject}"[:200]

    def days_left(self, *, on: date) -> int | None:
        """Days to the end of the term, None unless it is signed. [days]."""
        return (self.until - on).days if self.status == self.Status.SIGNED else None

    def is_over(self, *, on: date) -> bool:
        """Whether the term ran out and nobody reported."""
        return self.status == self.Status.SIGNED and self.until < on


class JointEvent(models.Model):
    """A line of the plan of joint events; done on a day of fact."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="events")
    day = models.DateField()
    title = models.CharField(max_length=300)
    responsible = models.CharField(max_length=160, blank=True)
    done_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agreement", "day"], name="joint_event_plan")]

    def __str__(self) -> str:
        return self.title


@reason.register
def _(thing: Agreement, user: User, *, on: date) -> Reason | None:
    scope = scope_of(user, on=on)
    sides = (thing.school, thing.leader, thing.centre)
    return next(filter(None, (scope.reason_for(side) for side in sides if side)), None)
