"""Evidence: what shows that an obligation was carried out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from opora.domain.acts.models import StoredFile
from opora.domain.people.models import User
from opora.domain.roadmaps.models.plans import Obligation


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reads of evidence."""

    def standing(self) -> EvidenceQuerySet:
        """Evidence not taken back."""
        return self.filter(removed_at=None)


class Evidence(models.Model):
    """A file or a link that shows what was done. Taken back, never deleted."""

    class Link(models.TextChoices):
        UNCHECKED = "unchecked", "ещё не проверена"
        REACHED = "reached", "открывается, копия сохранена"
        LOST = "lost", "не открывается"
        REFUSED = "refused", "адрес внутри сети, не проверяется"

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="evidence")
    name = models.CharField(max_length=255, blank=True)
    address = models.URLField(max_length=1000, blank=True)
    link_state = models.CharField(max_length=16, choices=Link, default=Link.UNCHECKED)
    link_checked_at = models.DateTimeField(null=True)
    link_answer = models.CharField(max_length=200, blank=True)
    copy = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_is_a_file_or_a_link",
                condition=Q(file__isnull=False, address="") | (Q(file=None) & ~Q(address="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address
