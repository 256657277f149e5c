"""Recommendations with their addressees; practices; publications."""

from opora.domain.advice.models.practices import Practice, PracticeQuerySet
from opora.domain.advice.models.publications import Publication, PublicationQuerySet
from opora.domain.advice.models.recommendations import (
    Addressee,
    AddresseeQuerySet,
    Recommendation,
    RecommendationQuerySet,
)

ADVICE = "advice"
PRACTICES = "practices"
"""Codes of the two registers."""

__all__ = [
    "ADVICE", "PRACTICES", "Addressee", "AddresseeQuerySet", "Practice", "PracticeQuerySet",
    "Publication", "PublicationQuerySet", "Recommendation", "RecommendationQuerySet",
]  # fmt: skip
