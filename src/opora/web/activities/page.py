"""The page of one activity."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.activities import queries
from opora.domain.activities.models import Activity, LessonVisit, Material
from opora.domain.activities.permissions import leads, reads_papers, visits_lessons
from opora.domain.organisations.access import reason
from opora.domain.people.models import AuditEvent
from opora.domain.teams.models import Team
from opora.methodology.lesson_sheet import load_lesson_sheet
from opora.web.activities.papers import AttachForm
from opora.web.activities.reads import activity_of, named
from opora.web.requests import UserRequest

MOST_NAMES = 50
"""Names on the page itself; all of them stand on the page of participants."""
LESSONS = ("lesson_visit", "methodical_day", "visit", "teacher_work")
"""Types at which lessons are visited."""


@login_required
@require_GET
def activity(request: UserRequest, activity_id: int) -> HttpResponse:
    """Show an activity: the promise, the fact, schools, people, papers."""
    today = localdate()
    found = activity_of(request, activity_id)
    attendance = queries.attendance(found)
    may_lead = leads(request.user, found.organiser, on=today)
    context = {
        "activity": found,
        "today": today,
        "waits": found.waits(on=today),
        "may_lead": may_lead and found.is_standing,
        "attendance": attendance,
        "came": sum(one.came for one in attendance),
        "expected": sum(one.expected for one in attendance),
        "invited_only": bool(attendance) and not any(one.expected for one in attendance),
        "sees_team": _sees_team(request, found),
        "people": named(request, found).order_by("role", "pk")[:MOST_NAMES],
        "entered": AuditEvent.objects.about(found).order_by("at").select_related("by").first(),
        "reason": reason(found, request.user, on=today),
        **_papers(request, found, may_lead=may_lead),
        **_lessons(request, found),
    }
    return render(request, "web/activities/activity.html", context)


def _sees_team(request: UserRequest, found: Activity) -> bool:
    seen = Team.objects.visible_to(request.user, on=localdate())
    return found.team_id is not None and seen.filter(pk=found.team_id).exists()


def _papers(request: UserRequest, found: Activity, *, may_lead: bool) -> dict[str, object]:
    if not reads_papers(request.user, found, on=localdate()):
        return {"reads_papers": False}
    files: list[Material] = list(
        found.materials.filter(removed=False).select_related("file", "added_by").order_by("pk")
    )
    form = AttachForm() if may_lead and found.is_standing else None
    return {"reads_papers": True, "files": files, "attach_form": form}


def _lessons(request: UserRequest, found: Activity) -> dict[str, object]:
    if found.type not in LESSONS:
        return {}
    seen = LessonVisit.objects.visible_to(request.user, on=localdate()).filter(
        activity=found, withdrawn_reason=""
    )
    return {
        "shows_lessons": True,
        "lessons": list(seen.select_related("teacher", "entered_by").order_by("-day", "-pk")),
        "hidden_lessons": found.lesson_visits.filter(withdrawn_reason="").count(),
        "criteria": len(load_lesson_sheet().criteria),
        "may_visit": found.is_standing and visits_lessons(request.user, found, on=localdate()),
    }
