"""Nouns of identification: runs and verdicts, what schools answer, statuses."""

from opora.domain.identification.models.analyses import Analysis, AnalysisQuerySet
from opora.domain.identification.models.replies import Answer, Reply
from opora.domain.identification.models.runs import (
    Correction,
    Exclusion,
    Run,
    Scenario,
    Verdict,
)
from opora.domain.identification.models.statuses import SchoolStatus

__all__ = [
    "Analysis",
    "AnalysisQuerySet",
    "Answer",
    "Correction",
    "Exclusion",
    "Reply",
    "Run",
    "Scenario",
    "SchoolStatus",
    "Verdict",
]
