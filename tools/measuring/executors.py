"""Who carries out the work of each register. One line a register: add yours here."""

from __future__ import annotations

from collections.abc import Callable

from measuring import analysing, documents, people
from measuring.work import Work

Executor = Callable[[Work], None]

EXECUTORS: dict[str, Executor] = {
    "acts": documents.act,
    "collections": analysing.collection,
    "analyses": analysing.analysis,
    "diagnostics": people.diagnosis,
    "teams": people.team,
    "activities": people.activity,
    "agreements": people.agreement,
    "pupils": people.pupil,
    "monitoring": documents.report,
}
"""Register → what makes one entry of it through the services that the pages use."""
