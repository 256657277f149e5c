"""Keys of municipalities that a region trusts, packages sent and received, their rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from opora.domain.acts.models import StoredFile
from opora.domain.organisations.access import Reason, reason, scope_of
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User


def _in_regions(user: User, on: date) -> Q:
    """Condition on things of a territory that only the region above it sees."""
    return Q() if user.is_superuser else Q(territory__parent__in=scope_of(user, on=on).regions)


class TrustedKeyQuerySet(models.QuerySet["TrustedKey"]):
    """Reads of keys."""

    def visible_to(self, user: User, *, on: date) -> TrustedKeyQuerySet:
        """Keys of municipalities of the regions that the person coordinates."""
        return self.filter(_in_regions(user, on))

    def live(self) -> TrustedKeyQuerySet:
        """Keys by which packages are taken."""
        return self.filter(revoked_at=None)


class TrustedKey(models.Model):
    """A public key by which the region knows a municipality; checked by telephone."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="trusted_keys")
    public = models.CharField(max_length=44)
    fingerprint = models.CharField(max_length=24)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = TrustedKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "territory", "public", condition=Q(revoked_at=None), name="trusted_key_once"
            ),
            models.CheckConstraint(
                name="trusted_key_revoked_by_and_at",
                condition=Q(revoked_by=None, revoked_at=None)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.fingerprint}"


class SendingQuerySet(models.QuerySet["Sending"]):
    """Reads of packages made here."""

    def visible_to(self, user: User, *, on: date) -> SendingQuerySet:
        """Leave packages of the municipalities the person works for, and of those below."""
        if user.is_superuser:
            return self
        scope = scope_of(user, on=on)
        return self.filter(
            Q(territory__in=scope.municipalities) | Q(territory__parent__in=scope.regions)
        )


class Sending(models.Model):
    """A package that a municipality made for its region."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="sendings")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    rows = models.JSONField(help_text="Сколько строк в каждом разделе.")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = SendingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("territory", "number", name="sending_number_unique")
        ]

    def __str__(self) -> str:
        return f"Пакет № {self.number}, {self.territory}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads of packages received."""

    def visible_to(self, user: User, *, on: date) -> DeliveryQuerySet:
        """Leave packages of municipalities of the regions that the person coordinates."""
        return self.filter(_in_regions(user, on))


class Delivery(models.Model):
    """A package that came with a good signature; it counts once a person accepts it."""

    class Status(models.TextChoices):
        CHECKED = "checked", "Ждёт решения"
        ACCEPTED = "accepted", "Принят"
        REJECTED = "rejected", "Отклонён"

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(help_text="Когда составлен отправителем.")
    program = models.CharField(max_length=200)
    key = models.ForeignKey(TrustedKey, models.PROTECT, related_name="deliveries")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    status = models.CharField(max_length=8, choices=Status, default=Status.CHECKED)
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict, help_text="Что изменил принятый пакет, числами.")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("territory", "file", name="delivery_once"),
            models.UniqueConstraint(
                "territory", "number", condition=Q(status="accepted"), name="delivery_number"
            ),
            models.CheckConstraint(
                name="delivery_decided_by_and_at",
                condition=Q(status="checked", decided_by=None, decided_at=None)
                | ~Q(status="checked") & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_rejected_says_why",
                condition=~Q(status="rejected") | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["territory", "-received_at"], name="delivery_list")]

    def __str__(self) -> str:
        return f"Пакет № {self.number} ({self.get_status_display().lower()})"


class ReceivedQuerySet(models.QuerySet["Received"]):
    """Reads of what was received."""

    def visible_to(self, user: User, *, on: date) -> ReceivedQuerySet:
        """Rows of municipalities of the regions that the person coordinates."""
        return self.filter(_in_regions(user, on))


class Received(models.Model):
    """A row of the last accepted package: what the municipality says, not what we computed."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="received")
    section = models.CharField(max_length=16)
    key = models.CharField(max_length=300)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    delivery = models.ForeignKey(
        Delivery,
        models.PROTECT,
        related_name="rows",
        help_text="Пакет, в котором она такой стала.",
    )  # fmt: skip

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("territory", "section", "key", name="received_once")
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.section} {self.key}"


@reason.register
def _(thing: Sending, user: User, *, on: date) -> Reason | None:
    return reason(thing.territory, user, on=on)


@reason.register
def _(thing: Delivery, user: User, *, on: date) -> Reason | None:
    seen = Delivery.objects.visible_to(user, on=on).filter(pk=thing.pk).exists()
    return reason(thing.territory, user, on=on) if seen else None
