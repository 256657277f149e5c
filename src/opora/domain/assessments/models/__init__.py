"""Imports of files, rounds of assessments, and what the marks store says of each school."""

from opora.domain.assessments.models.counts import (
    CheckSign,
    SchoolCodeDecision,
    SchoolCount,
    SchoolCountQuerySet,
)
from opora.domain.assessments.models.imports import (
    Import,
    ImportFinding,
    ImportFix,
    ImportQuerySet,
    ImportSchool,
)
from opora.domain.assessments.models.rechecks import Recheck, RecheckQuerySet
from opora.domain.assessments.models.rounds import Dataset, Round, Task

__all__ = [
    "CheckSign",
    "Dataset",
    "Import",
    "ImportFinding",
    "ImportFix",
    "ImportQuerySet",
    "ImportSchool",
    "Recheck",
    "RecheckQuerySet",
    "Round",
    "SchoolCodeDecision",
    "SchoolCount",
    "SchoolCountQuerySet",
    "Task",
]
