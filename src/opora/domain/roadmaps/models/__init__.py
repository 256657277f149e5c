"""Roadmaps with their editions, measures, occurrences, obligations and evidence."""

from opora.domain.roadmaps.models.bindings import (
    Binding,
    BindingQuerySet,
    EvidenceVerdict,
    Fulfilment,
    Progress,
    ReadMark,
)
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
from opora.domain.roadmaps.models.reports import ExecutionReport, ExecutionReportQuerySet

__all__ = [
    "Binding",
    "BindingQuerySet",
    "Edition",
    "EditionQuerySet",
    "Evidence",
    "EvidenceQuerySet",
    "EvidenceVerdict",
    "ExecutionReport",
    "ExecutionReportQuerySet",
    "Fulfilment",
    "Measure",
    "Obligation",
    "ObligationQuerySet",
    "Occurrence",
    "Progress",
    "ReadMark",
    "Responsible",
    "Roadmap",
    "RoadmapQuerySet",
    "Section",
]
