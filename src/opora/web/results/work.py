"""One work of a school: scores, tasks, skills, journal, classes, rows of files; tabs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.assessments import queries
from opora.domain.assessments.models import Import, SchoolCount
from opora.domain.assessments.permissions import keeps_results, require_rows
from opora.domain.assessments.services import readings
from opora.domain.organisations.access import reason, scope_of
from opora.reports.tables import Table
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.results import drawings, reads
from opora.web.results.names import round_name
from opora.web.tables import asked_kind, table_file

TABS = (
    ("results_scores", "Баллы"),
    ("results_tasks", "Задания"),
    ("results_skills", "Умения"),
    ("results_journal", "Журнал"),
    ("results_classes", "Классы"),
    ("results_rows", "Строки файлов"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A work of a school as a person sees it.

    Only the school, its curator and the municipality see a work in detail. ``inside`` says
    that the person works at the school: only there a class is shown by itself.
    """

    count: SchoolCount
    inside: bool
    classes: tuple[str, ...]
    class_name: str | None

    @property
    def title(self) -> str:
        """What stands over tables and drawings."""
        school = self.count.school.short_name
        where = f"{school}, {self.class_name}" if self.class_name else school
        return f"{round_name(self.count.round)}: {where}"


@login_required
@require_GET
def scores(request: UserRequest, school_id: int, round_id: int) -> HttpResponseBase:
    """Show how works are spread over scores, with the boundaries of marks."""
    asked = _asked(request, school_id, round_id)
    count = asked.count
    found = readings.distribution(count.school, count.round, class_name=asked.class_name)
    chart = drawings.scores(asked.title, found) if found else None
    more = {"found": found, "chart": chart}
    return _answer(request, asked, "results_scores", more, chart.table if chart else None)


@login_required
@require_GET
def tasks(request: UserRequest, school_id: int, round_id: int) -> HttpResponseBase:
    """Show the tasks: points got of the most, the region beside, bands of ФИОКО."""
    asked = _asked(request, school_id, round_id)
    count = asked.count
    found = readings.tasks(count.school, count.round, class_name=asked.class_name)
    chart = drawings.tasks(asked.title, found) if found else None
    table = drawings.tasks_table(asked.title, found) if found else None
    more = {"found": found, "chart": chart}
    return _answer(request, asked, "results_tasks", more, table)


@login_required
@require_GET
def skills(request: UserRequest, school_id: int, round_id: int) -> HttpResponseBase:
    """Show the skills that were described, with what their tasks say together."""
    asked = _asked(request, school_id, round_id)
    count = asked.count
    found = readings.skills(count.school, count.round, class_name=asked.class_name)
    table = drawings.skills(asked.title, found) if found else None
    return _answer(request, asked, "results_skills", {"found": found}, table)


@login_required
@require_GET
def journal(request: UserRequest, school_id: int, round_id: int) -> HttpResponseBase:
    """Show the marks of the work against those of the journal."""
    asked = _asked(request, school_id, round_id)
    count = asked.count
    found = readings.journal(count.school, count.round, class_name=asked.class_name)
    table = drawings.journal(asked.title, found) if found else None
    return _answer(request, asked, "results_journal", {"found": found}, table)


@login_required
@require_GET
def classes(request: UserRequest, school_id: int, round_id: int) -> HttpResponseBase:
    """Show the classes; outside the school small counts are hidden."""
    asked = _asked(request, school_id, round_id)
    found = readings.classes(asked.count.school, asked.count.round)
    named = [one for one in found if one.class_name]
    table = drawings.classes(asked.title, named, inside=asked.inside) if named else None
    return _answer(request, asked, "results_classes", {"found": named}, table)


@login_required
@require_GET
def rows(request: UserRequest, school_id: int, round_id: int) -> HttpResponseBase:
    """Show the rows of files behind the numbers, for those who may see them."""
    asked = _asked(request, school_id, round_id)
    today = localdate()
    count = asked.count
    found = readings.rows_behind(count.school, count.round, by=request.user, on=today)
    seen = Import.objects.visible_to(request.user, on=today)
    known = {one.import_id for one in found if one.import_id is not None}
    more = {
        "page": page_of(found, request),  # type: ignore[type-var]  # a list of rows
        "files": {*seen.filter(pk__in=known).values_list("pk", flat=True)},
    }
    return _answer(request, asked, "results_rows", more, drawings.rows(asked.title, found))


def _asked(request: UserRequest, school_id: int, round_id: int) -> Asked:
    today = localdate()
    count = reads.count_for(request, school_id, round_id, on=today)
    require_rows(request.user, count.school, on=today)
    scope = scope_of(request.user, on=today)
    inside = school_id in scope.own - scope.curated
    wanted = request.GET.get("class") or None
    if not inside:
        if wanted:
            raise PermissionDenied("Отдельный класс подробно видит только сама школа.")
        return Asked(count, inside, (), None)
    found = readings.classes(count.school, count.round)
    names = tuple(one.class_name for one in found if one.class_name)
    if wanted is not None and wanted not in names:
        raise Http404("no such class")
    return Asked(count, inside, names, wanted)


def _answer(
    request: UserRequest, asked: Asked, tab: str, more: dict[str, Any], table: Table | None
) -> HttpResponseBase:
    if (kind := asked_kind(request)) and table is not None:
        return table_file(table, kind)
    return _draw(request, asked, tab, {**more, "table": table}, localdate())


def _draw(
    request: UserRequest, asked: Asked, tab: str, more: dict[str, Any], today: date
) -> HttpResponse:
    count = asked.count
    context = {
        "asked": asked,
        "count": count,
        "school": count.school,
        "name": round_name(count.round),
        "breaks": queries.breaks_before(count.round),
        "tabs": TABS,
        "tab": tab,
        "may_describe": keeps_results(request.user, count.school.territory, on=today),
        "reason": reason(count.school, request.user, on=today),
        **more,
    }
    return render(request, f"web/results/work_{tab.removeprefix('results_')}.html", context)
