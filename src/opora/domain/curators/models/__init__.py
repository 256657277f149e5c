"""Models, enrolments, curatorships, the case log."""

from opora.domain.curators.models.curatorships import (
    CaseStep,
    CaseStepQuerySet,
    Curatorship,
    CuratorshipQuerySet,
)
from opora.domain.curators.models.enrolments import (
    Enrolment,
    EnrolmentQuerySet,
    ModelMeasure,
    Participant,
    SupportModel,
    SupportModelQuerySet,
)

__all__ = [
    "CaseStep",
    "CaseStepQuerySet",
    "Curatorship",
    "CuratorshipQuerySet",
    "Enrolment",
    "EnrolmentQuerySet",
    "ModelMeasure",
    "Participant",
    "SupportModel",
    "SupportModelQuerySet",
]
