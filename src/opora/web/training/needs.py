"""What teachers lack and what could help: for those who read diagnoses."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from opora.domain.organisations.school_years import SchoolYear
from opora.domain.training import permissions
from opora.domain.training.models import Plan
from opora.domain.training.queries.needs import deficits_of, needs_of
from opora.methodology.competences import load_competences
from opora.reports.tables import Table
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.tables import asked_kind, table_file

COLUMNS = ("Учитель", "Школа", "Компетенция", "Результат, %", "День", "Подходит")
MOST = 2000
"""So many rows of a file: a district's teachers, not a region's."""


@login_required
@require_GET
def needs(request: UserRequest) -> HttpResponseBase:
    """List standing deficits with programmes about them, what is planned and learned."""
    today = localdate()
    rows = deficits_of(request.user, on=today)
    competence = request.GET.get("competence", "")
    titles = load_competences().titles()
    if competence in titles:
        rows = rows.filter(competence=competence)
    for word in words_of(request).split():
        folded = word.casefold().replace("ё", "е")
        rows = rows.filter(diagnosis__person__search__contains=folded)
    if kind := asked_kind(request):
        found = needs_of(list(rows[:MOST]), request.user, on=today)
        cells = (
            (one.deficit.diagnosis.person.full_name,
             one.deficit.diagnosis.organisation.short_name, one.deficit.title,
             float(one.deficit.percent), one.deficit.diagnosis.day,
             "; ".join(course.title for course in one.courses))
            for one in found
        )  # fmt: skip
        return table_file(Table("Дефициты и программы", COLUMNS, cells), kind)
    page = page_of(rows, request)
    plans = Plan.objects.visible_to(request.user, on=today).standing()
    plan = plans.filter(
        year=SchoolYear.of(today).start,
        owner__in=permissions.kept_by(request.user, on=today).values("pk"),
    ).order_by("owner__kind", "pk")  # fmt: skip
    context = {
        "page": page, "needs": needs_of(list(page.object_list), request.user, on=today),
        "competences": titles.items(),
        "plan_of": {one.owner_id: one.pk for one in plan},
        "enters": permissions.course_owners(request.user, on=today).exists(),
    }  # fmt: skip
    return render(request, "web/training/needs.html", context)
