"""Models of diagnostics, by subject."""

from opora.domain.diagnostics.models.deficits import Deficit, Diagnosis
from opora.domain.diagnostics.models.growth import GrowthPlan, GrowthStep
from opora.domain.diagnostics.models.profiles import FactorLine, RiskProfile
from opora.domain.diagnostics.models.staffing import StaffAnalysis, Vacancy
from opora.domain.diagnostics.models.surveys import (
    Answer,
    Group,
    Questionnaire,
    Survey,
    SurveyedSchool,
    Ticket,
)

__all__ = [
    "Answer",
    "Deficit",
    "Diagnosis",
    "FactorLine",
    "Group",
    "GrowthPlan",
    "GrowthStep",
    "Questionnaire",
    "RiskProfile",
    "StaffAnalysis",
    "Survey",
    "SurveyedSchool",
    "Ticket",
    "Vacancy",
]
