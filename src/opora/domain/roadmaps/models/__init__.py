"""Roadmaps with their editions, measures, occurrences, obligations and evidence."""

from opora.domain.roadmaps.models.evidence import Evidence, EvidenceQuerySet
from opora.domain.roadmaps.models.plans import (
    Edition,
    EditionQuerySet,
    Measure,
    Obligation,
    ObligationQuerySet,
    Occurrence,
    Responsible,
    Roadmap,
    RoadmapQuerySet,
    Section,
)

__all__ = [
    "Edition",
    "EditionQuerySet",
    "Evidence",
    "EvidenceQuerySet",
    "Measure",
    "Obligation",
    "ObligationQuerySet",
    "Occurrence",
    "Responsible",
    "Roadmap",
    "RoadmapQuerySet",
    "Section",
]
