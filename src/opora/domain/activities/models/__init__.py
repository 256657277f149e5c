"""Nouns of activities."""

from opora.domain.activities.models.activities import Activity, ActivityQuerySet, Series
from opora.domain.activities.models.lesson_visits import LessonVisit
from opora.domain.activities.models.materials import Material
from opora.domain.activities.models.people import Invitation, Participation

__all__ = [
    "Activity", "ActivityQuerySet", "Invitation", "LessonVisit", "Material", "Participation",
    "Series",
]  # fmt: skip
