"""Files of an activity."""

from __future__ import annotations

from django.db import models

from opora.domain.activities.models.activities import Activity
from opora.domain.acts.models import StoredFile
from opora.domain.people.models import User


class Material(models.Model):
    """A programme, a presentation, a list with signatures, the minutes."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", "программа"
        MATERIAL = "material", "материал"
        ATTENDANCE = "attendance", "лист регистрации"
        MINUTES = "minutes", "протокол"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="materials")
    kind = models.CharField(max_length=12, choices=Kind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="activity_materials")
    name = models.CharField(max_length=255)
    removed = models.BooleanField(default=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["activity", "removed"], name="activity_materials")]

    def __str__(self) -> str:
        return self.name
