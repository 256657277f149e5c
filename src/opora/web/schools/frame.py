"""The frame of a school's page: the school as the gate opens it, its head, its tabs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from opora.domain.identification.queries import statuses
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.models import Organisation, Role
from opora.web.requests import UserRequest
from opora.web.schools.reads import staff_of

TABS = (
    ("school", "Обзор"),
    ("school_results", "Результаты"),
    ("school_context", "Контекст"),
    ("school_why", "Почему в списке"),
    ("school_indicators", "Показатели"),
    ("school_roadmaps", "Дорожная карта"),
    ("school_obligations", "Обязательства"),
    ("school_staff", "Сотрудники"),
    ("school_history", "История"),
)


def school_for(request: UserRequest, school_id: int, today: date) -> Organisation:
    """Return a school that the person sees; 404 for all others."""
    seen = Organisation.objects.visible_to(request.user, on=today)
    return get_object_or_404(seen.select_related("territory__parent"), pk=school_id)


def show_tab(
    request: UserRequest, school: Organisation, today: date, name: str, more: dict[str, Any]
) -> HttpResponse:
    """Draw a tab with the head that all tabs share."""
    scope = scope_of(request.user, on=today)
    context = {
        "today": today,
        "school": school,
        "tabs": TABS,
        "tab": name,
        "heads": staff_of(school, on=today).filter(role=Role.SCHOOL_HEAD),
        "statuses": statuses.current([school], on=today).get(school.pk, ()),
        "is_own": school.pk in scope.own - scope.curated,
        "reason": reason(school, request.user, on=today),
        **more,
    }
    return render(request, f"web/schools/{name}.html", context)
