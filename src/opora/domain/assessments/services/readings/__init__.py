"""What the marks of a school say, read from the store when a page asks, kept by data hash.

Shares are counts over counts. Difficulty and skill of a task are what a person described; where
nobody did, a task has its share and no verdict.
"""

from opora.domain.assessments.services.readings.marks import (
    Distribution,
    Journal,
    MarkCounts,
    classes,
    distribution,
    journal,
)
from opora.domain.assessments.services.readings.rows import RowBehind, rows_behind
from opora.domain.assessments.services.readings.tasks import (
    SkillLine,
    TaskLine,
    skills,
    tasks,
)
from opora.domain.refusals import NotAllowed

__all__ = [
    "Distribution",
    "Journal",
    "MarkCounts",
    "NotAllowed",
    "RowBehind",
    "SkillLine",
    "TaskLine",
    "classes",
    "distribution",
    "journal",
    "rows_behind",
    "skills",
    "tasks",
]
