"""Who carries out the work of each register. One line a register: add yours here."""

from __future__ import annotations

from collections.abc import Callable

from measuring import analysing, documents, people, pupils, schools
from measuring.work import Work

Executor = Callable[[Work], None]

EXECUTORS: dict[str, Executor] = {
    "acts": documents.act,
    "collections": analysing.collection,
    "analyses": analysing.analysis,
    "diagnostics": people.diagnosis,
    "teams": people.team,
    "activities": people.activity,
    "training": schools.training,
    "agreements": people.agreement,
    "enrolments": schools.enrolment,
    "pupils": pupils.pupil,
    "development": schools.development,
    "advice": schools.advice,
    "practices": schools.practice,
    "monitoring": documents.report,
}
"""Register → what makes one entry of it through the services that the pages use."""
