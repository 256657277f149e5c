"""Where each register is opened, and where an entry of it is begun: names of addresses.

A form that begins an entry takes ``type``, ``title``, ``school``, ``day`` and ``next`` from the
address, so that an obligation leads straight to the work that fulfils it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Door:
    """The list of a register, and the form that begins an entry (of these types, or any)."""

    opened: str
    begun: str = ""


DOORS: dict[str, Door] = {
    "acts": Door("documents", "act_new"),
    "collections": Door("results", "results_imports"),
    "analyses": Door("analyses", "analysis_new"),
    "diagnostics": Door("diagnostics", "survey_new"),
    "teams": Door("teams", "team_new"),
    "activities": Door("activities", "activity_new"),
    "training": Door("training", "course_new"),
    "agreements": Door("agreements", "agreement_new"),
    "enrolments": Door("models", "enrolment_new"),
    "pupils": Door("pupils", "pupil_plan_new"),
    "development": Door("development", "development_new"),
    "advice": Door("advice", "recommendation_new"),
    "practices": Door("practices", "publication_new"),
    "monitoring": Door("execution_reports", "execution_report_new"),
}
BY_TYPE: dict[tuple[str, str], Door] = {
    ("acts", "roadmap"): Door("roadmaps", "new_roadmap"),
    ("analyses", "identification"): Door("identification", "identification"),
    ("analyses", "context"): Door("passports", "passports"),
    ("collections", "passport"): Door("passports", "passports"),
    ("monitoring", "correction"): Door("roadmaps", "roadmaps"),
    ("training", "course"): Door("training", "completion_new"),
    ("training", "retraining"): Door("training", "completion_new"),
    ("training", "plan"): Door("training_plans", "training_plan_new"),
    ("analyses", "staff"): Door("staff_analyses", "staff_analyses"),
    ("diagnostics", "risk_profile"): Door("risk_profiles", "risk_profile_new"),
    ("diagnostics", "competence"): Door("deficits", "diagnosis_new"),
    ("development", "expertise"): Door("expertises", "expertise_new"),
    ("practices", "practice"): Door("practices", "practice_new"),
    ("practices", "atlas"): Door("practices", "practice_new"),
    ("pupils", "risk"): Door("pupils_risk", "pupils_load"),
    ("pupils", "failing"): Door("pupils_risk", "pupils_load"),
    ("pupils", "lessons"): Door("extra_lessons", "extra_lessons_new"),
    ("pupils", "attending"): Door("extra_lessons", "extra_lessons_new"),
    ("pupils", "tutor"): Door("pupils", "pupils"),
    ("pupils", "prevention_check"): Door("pupils_prevention", "pupils_prevention"),
    ("pupils", "prevention_system"): Door("pupils_prevention", "pupils_prevention"),
}
"""Types that are begun elsewhere than the rest of their register."""


def opened(register: str) -> str:
    """Return the address of the list of a register."""
    return _address(DOORS[register].opened)


def begun(register: str, type_: str = "", **given: object) -> str:
    """Return the address where an entry is begun with what is known, or nothing."""
    door = BY_TYPE.get((register, type_), DOORS[register])
    address = _address(door.begun)
    known = {key: value for key, value in {"type": type_, **given}.items() if value}
    return f"{address}?{urlencode(known)}" if address and known else address


def _address(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""
