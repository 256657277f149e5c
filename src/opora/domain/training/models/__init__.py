"""Rows of training."""

from opora.domain.training.models.completions import Completion, CompletionQuerySet
from opora.domain.training.models.courses import REGISTER, Course, CourseQuerySet
from opora.domain.training.models.groups import Group, GroupQuerySet, Learner
from opora.domain.training.models.plans import Plan, PlanLine, PlanLineQuerySet, PlanQuerySet

__all__ = [
    "REGISTER",
    "Completion",
    "CompletionQuerySet",
    "Course",
    "CourseQuerySet",
    "Group",
    "GroupQuerySet",
    "Learner",
    "Plan",
    "PlanLine",
    "PlanLineQuerySet",
    "PlanQuerySet",
]
