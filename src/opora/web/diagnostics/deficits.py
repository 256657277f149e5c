"""Deficits of teachers: by name to those who help, in numbers to those who plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.analytics.disclosure import is_telling
from opora.domain.diagnostics.models import Deficit, Diagnosis, GrowthPlan
from opora.domain.diagnostics.permissions import diagnoses
from opora.domain.diagnostics.services import diagnoses as service
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.school_years import SchoolYear
from opora.methodology.competences import load_competences
from opora.reports.tables import Table
from opora.web.diagnostics.forms import ReasonForm
from opora.web.diagnostics.reads import diagnosed_schools, number_of, seen_schools
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.results.guard import unordered
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file
from opora.web.years import years_of

HIDDEN = "скрыто: меньше 5"


@dataclass(frozen=True, slots=True)
class CompetenceCount:
    """How many teachers were diagnosed in a competence, and how many need help in it.

    ``lacking`` is None where so few stand behind it that it is hidden. [people]
    """

    title: str
    diagnosed: int
    lacking: int | None


@login_required
@require_GET
@unordered
def deficits(request: UserRequest) -> HttpResponseBase:
    """List results by name where the person may read them; numbers where they may not."""
    today = localdate()
    chosen = _filtered(request, today)
    if kind := asked_kind(request):
        table = _table(chosen) if request.GET.get("what") != "counts" else _counted(request)
        return table_file(table, kind)
    context = {
        "page": page_of(chosen, request),
        "counts": _counts(request),
        "reads_counts": _reads_counts(request, today),
        "competences": load_competences().titles().items(),
        "levels": load_competences().levels,
        "sources": Diagnosis.Source.choices,
        "may_enter": diagnosed_schools(request.user, on=today).exists(),
        "may_assess": _own_post(request, today),
        "today": today,
        "routes": GrowthPlan.objects.visible_to(request.user, on=today)
        .filter(state=GrowthPlan.State.OPEN)
        .select_related("person", "organisation")
        .order_by("until")[:20],
    }
    return render(request, "web/diagnostics/deficits.html", context)


def _reads_counts(request: UserRequest, today: date) -> bool:
    """Whether numbers help to plan: to those who lead or help schools, not to a teacher."""
    scope = scope_of(request.user, on=today)
    above = scope.municipalities or scope.regions or scope.curated
    return bool(above) or diagnosed_schools(request.user, on=today).exists()


def _own_post(request: UserRequest, today: date) -> bool:
    person = getattr(request.user, "person", None)
    return person is not None and person.employments.on(today).exists()


def _year(request: UserRequest) -> SchoolYear:
    return SchoolYear(years_of(request, localdate()).chosen)


def _filtered(request: UserRequest, today: date) -> QuerySet[Deficit]:
    given, year = request.GET, _year(request)
    found = (
        Deficit.objects.visible_to(request.user, on=today)
        .standing()
        .select_related("diagnosis__person", "diagnosis__organisation")
    )
    if given.get("year") != "all":
        found = found.filter(diagnosis__day__range=(year.first_day, year.last_day))
    if given.get("competence"):
        found = found.filter(competence=given["competence"])
    if given.get("source") in Diagnosis.Source:
        found = found.filter(diagnosis__source=given["source"])
    if school := number_of(request, "school"):
        found = found.filter(diagnosis__organisation=school)
    if given.get("lacking"):
        found = found.needing_help()
    for word in words_of(request).split():
        folded = word.casefold().replace("ё", "е")
        found = found.filter(diagnosis__person__search__contains=folded)
    return found.order_by("diagnosis__person__search", "-diagnosis__day", "competence")


def _counts(request: UserRequest) -> list[CompetenceCount]:
    """Count teachers by competence over the schools in sight. One query."""
    year = _year(request)
    found = Deficit.objects.standing().filter(
        diagnosis__organisation__in=seen_schools(request.user, on=localdate()),
        diagnosis__day__range=(year.first_day, year.last_day),
    )
    lacking = [one.code for one in load_competences().levels.levels if one.is_deficit]
    person = "diagnosis__person"
    rows = (
        found.values_list("competence")
        .annotate(
            diagnosed=Count(person, distinct=True),
            lacking=Count(person, distinct=True, filter=Q(level__in=lacking)),
        )
        .order_by("competence")
    )
    counted = {code: (whole, part) for code, whole, part in rows}
    return [
        CompetenceCount(
            title, counted[code][0],
            None if is_telling(counted[code][1], counted[code][0]) else counted[code][1],
        )
        for code, title in load_competences().titles().items()
        if code in counted
    ]  # fmt: skip


def _table(chosen: QuerySet[Deficit]) -> Table:
    rows = (
        (
            one.diagnosis.person.full_name, one.diagnosis.organisation.short_name, one.title,
            float(one.percent), one.level_title, one.diagnosis.get_source_display(),
            one.diagnosis.instrument, one.diagnosis.day,
        )
        for one in chosen.iterator(chunk_size=2000)
    )  # fmt: skip
    columns = (
        "Учитель", "Школа", "Компетенция", "Процент", "Уровень", "Откуда", "Чем", "День",
    )  # fmt: skip
    note = "Видят сам учитель, руководители его школы и методист. Учителя по алфавиту."
    return Table("Диагностика компетенций учителей", columns, rows, note)


def _counted(request: UserRequest) -> Table:
    rows = [
        (one.title, one.diagnosed, HIDDEN if one.lacking is None else one.lacking)
        for one in _counts(request)
    ]
    columns = ("Компетенция", "Учителей прошли диагностику", "Из них с дефицитом")
    note = (
        "Один учитель считается один раз. Числа скрыты, если за ними меньше 5 человек или "
        "диагностику прошли меньше 10."
    )
    return Table(f"Дефициты по компетенциям, {_year(request)}", columns, rows, note)


def diagnosis_of(request: UserRequest, diagnosis_id: int) -> Diagnosis:
    """Return a diagnosis that the person may read."""
    seen = Diagnosis.objects.visible_to(request.user, on=localdate())
    found = seen.select_related("person", "organisation__territory", "entered_by")
    return get_object_or_404(found, pk=diagnosis_id)


@login_required
@require_GET
def diagnosis(request: UserRequest, diagnosis_id: int) -> HttpResponse:
    """Show one diagnosis of a teacher."""
    today = localdate()
    found = diagnosis_of(request, diagnosis_id)
    results = list(found.deficits.order_by("competence"))
    is_own = found.person.user_id == request.user.pk
    may_enter = diagnoses(request.user, found.organisation, on=today)
    context = {
        "diagnosis": found,
        "results": results,
        "lacking": any(one.needs_help for one in results),
        "levels": load_competences().levels,
        "routes": found.person.growth_plans.filter(organisation=found.organisation),
        "today": today,
        "may_plan": (is_own or may_enter) and found.withdrawn_at is None,
        "may_withdraw": found.withdrawn_at is None
        and (may_enter or (is_own and found.source == Diagnosis.Source.SELF)),
        "reason": reason(found, request.user, on=today),
    }
    return render(request, "web/diagnostics/diagnosis.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, diagnosis_id: int) -> HttpResponse:
    """Withdraw a diagnosis with a reason."""
    found = diagnosis_of(request, diagnosis_id)
    is_own = found.person.user_id == request.user.pk and found.source == Diagnosis.Source.SELF
    if not (is_own or diagnoses(request.user, found.organisation, on=localdate())):
        raise PermissionDenied("Диагностику отзывает тот, кто её вносит.")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            service.withdraw(diagnosis=found, by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Диагностика отозвана.", "deficits")
    context = {"form": form, "what": str(found), "crumb": found, "words": ""}
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/withdraw.html", context, status=status)
