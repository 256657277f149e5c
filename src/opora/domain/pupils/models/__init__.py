"""Pupils, their risk, plans, lessons, tutors, and what the school keeps about it."""

from opora.domain.pupils.models.lessons import Attendance, Enrolment, Lessons, LessonsQuerySet
from opora.domain.pupils.models.plans import (
    Check,
    Deficit,
    ParentLink,
    PlanPupil,
    PlanQuerySet,
    PupilPlan,
    Step,
)
from opora.domain.pupils.models.pupils import (
    Opening,
    Pupil,
    PupilQuerySet,
    TeacherClass,
    Tutor,
)
from opora.domain.pupils.models.risk import RiskQuerySet, RiskRecord, Work
from opora.domain.pupils.models.school import PreventionCheck, PreventionQuerySet

__all__ = [
    "Attendance",
    "Check",
    "Deficit",
    "Enrolment",
    "Lessons",
    "LessonsQuerySet",
    "Opening",
    "ParentLink",
    "PlanPupil",
    "PlanQuerySet",
    "PreventionCheck",
    "PreventionQuerySet",
    "Pupil",
    "PupilPlan",
    "PupilQuerySet",
    "RiskQuerySet",
    "RiskRecord",
    "Step",
    "TeacherClass",
    "Tutor",
    "Work",
]
