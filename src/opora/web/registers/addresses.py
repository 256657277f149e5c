"""Where the row behind an entry is shown: from its source to the address of a page.

An app that writes entries adds the line of its model here. Not everybody who sees an entry
may open its row (a school sees that results were brought, not the whole file), and to know it
takes a query: lists lead to the address ``entry``, which sends the reader on or draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from opora.domain.people.models import User
from opora.domain.registers.models import Entry


@dataclass(frozen=True, slots=True)
class Page:
    """The name of an address, and the fields of the row that it is asked with."""

    name: str
    fields: tuple[str, ...] = ("pk",)


PAGES: dict[str, Page] = {
    "acts.act": Page("act"),
    "partnerships.agreement": Page("agreement"),
    "partnerships.jointevent": Page("agreement", ("agreement_id",)),
    "development.document": Page("development_document"),
    "development.expertise": Page("expertise"),
    "advice.recommendation": Page("recommendation"),
    "advice.addressee": Page("recommendation", ("recommendation_id",)),
    "advice.practice": Page("practice"),
    "advice.publication": Page("publication"),
    "training.completion": Page("completion"),
    "training.group": Page("training_group"),
    "training.plan": Page("training_plan"),
    "activities.activity": Page("activity"),
    "assessments.import": Page("results_import"),
    "assessments.recheck": Page("results_rechecks", ("school__territory_id",)),
    "context.passport": Page("passport", ("campaign_id", "school_id")),
    "diagnostics.diagnosis": Page("diagnosis"),
    "diagnostics.riskprofile": Page("risk_profile"),
    "diagnostics.staffanalysis": Page("staff_analysis"),
    "diagnostics.surveyedschool": Page("survey_place"),
    "identification.run": Page("run"),
    "identification.analysis": Page("analysis"),
    "curators.enrolment": Page("enrolment"),
    "curators.curatorship": Page("curatorship"),
    "pupils.pupilplan": Page("pupil_plan"),
    "pupils.lessons": Page("extra_lesson"),
    "pupils.enrolment": Page("extra_lesson", ("lessons_id",)),
    "pupils.riskrecord": Page("pupil", ("pupil_id",)),
    "pupils.tutor": Page("pupil", ("pupil_id",)),
    "teams.team": Page("team"),
    "teams.meeting": Page("team_meeting"),
    "roadmaps.edition": Page("roadmap", ("roadmap_id",)),
    "roadmaps.executionreport": Page("execution_report"),
}
"""Label of a model, as ``entries.source_of`` writes it → its page."""


def address_of(entry: Entry) -> str:
    """Return where to read of an entry, without a query: it leads on to what may be opened."""
    return reverse("entry", args=[entry.pk])


def page_of_source(source: str, user: User, *, on: date) -> str:
    """Return the page of the row behind an entry; nothing if the person may not open it."""
    label, _, key = source.partition(":")
    page = PAGES.get(label)
    if page is None:
        return ""
    rows = apps.get_model(label)._default_manager  # noqa: SLF001  # documented
    seen: Any = rows.visible_to(user, on=on) if hasattr(rows, "visible_to") else rows
    known = seen.filter(pk=key).values_list(*page.fields).first()
    return _reversed(page.name, list(known)) if known else ""


def _reversed(name: str, args: Sequence[object]) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
