"""Risk profiles: the factors of all schools of a district, and one profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.development.models import Document
from opora.domain.diagnostics.models import FactorLine, RiskProfile, Survey
from opora.domain.diagnostics.models.deficits import HEADS
from opora.domain.diagnostics.permissions import checks, speaks_for
from opora.domain.diagnostics.services import profiles as service
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.models import Organisation
from opora.methodology.packs import label_of
from opora.methodology.questionnaires import component_titles
from opora.methodology.risk_factors import RiskFactor, load_risk_factors
from opora.reports.tables import Table
from opora.web.diagnostics.forms import NewProfile
from opora.web.diagnostics.reads import back, number_of, seen_schools
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.results.guard import unordered
from opora.web.schools.reads import schools_for
from opora.web.steps import refusal_at
from opora.web.tables import asked_kind, table_file
from opora.web.years import label, years_of


@dataclass(frozen=True, slots=True)
class Row:
    """A school with its profile of the year and the lines of the factors in their order."""

    school: Organisation
    profile: RiskProfile | None
    lines: tuple[FactorLine | None, ...]
    earlier: RiskProfile | None = None


@login_required
@require_GET
@unordered
def profiles(request: UserRequest) -> HttpResponseBase:
    """Show factors by school for a school year, schools in the order of the alphabet."""
    year = number_of(request, "year") or years_of(request, localdate()).chosen
    schools = schools_for(request.user, words_of(request), on=localdate())
    factors = load_risk_factors().in_edition(service.EDITION)
    if kind := asked_kind(request):
        return table_file(_table(year, factors, _rows(schools, year, factors)), kind)
    page = page_of(schools, request, per_page=30)
    today = localdate()
    context = {
        "page": page,
        "rows": _rows(list(page), year, factors),
        "factors": factors,
        "year": year,
        "year_label": label(year),
        "cuts": load_risk_factors().cuts,
        "may_start": _may_start(request),
        "today": today,
    }
    return render(request, "web/diagnostics/profiles.html", context)


def _may_start(request: UserRequest) -> bool:
    scope = scope_of(request.user, on=localdate())
    return bool(scope.municipalities or scope.curated or _own(request))


def _own(request: UserRequest) -> set[int]:
    members = scope_of(request.user, on=localdate()).in_roles(HEADS)
    return {one.organisation_id for one in members}


def _rows(
    schools: Sequence[Organisation] | QuerySet[Organisation],
    year: int,
    factors: Sequence[RiskFactor],
) -> list[Row]:
    """Return schools with their profiles. Three queries beside that of the schools."""
    standing = RiskProfile.objects.exclude(state=RiskProfile.State.WITHDRAWN)
    here = standing.filter(school__in=schools)
    found = here.filter(year=year + 1).prefetch_related(
        Prefetch("lines", FactorLine.objects.defer("components"))
    )
    by_school = {one.school_id: one for one in found}
    before = {one.school_id: one for one in here.filter(year__lte=year).order_by("year")}
    return [_row(one, by_school.get(one.pk), before.get(one.pk), factors) for one in schools]


def _row(
    school: Organisation,
    profile: RiskProfile | None,
    earlier: RiskProfile | None,
    factors: Sequence[RiskFactor],
) -> Row:
    lines = {one.code: one for one in profile.lines.all()} if profile else {}
    return Row(school, profile, tuple(lines.get(one.code) for one in factors), earlier)


def _table(year: int, factors: Sequence[RiskFactor], rows: list[Row]) -> Table:
    told = [
        (
            row.school.short_name,
            row.profile.get_state_display() if row.profile else "нет профиля",
            *(_cell(row, line) for line in row.lines),
        )
        for row in rows
    ]
    legend = "; ".join(f"{one.code} {one.title}" for one in factors)
    note = f"Школы по алфавиту. Баллы 0–100, 100 — хуже всего. {legend}."
    columns = ("Школа", "Профиль", *(one.code for one in factors))
    return Table(f"Факторы риска школ, {label(year)}", columns, told, note)


def _cell(row: Row, line: FactorLine | None) -> str:
    if row.profile is None:
        return ""
    if line is None or line.score is None:
        words = "нет данных"
    else:
        words = f"{line.significance}, {line.score:.0f}"
    return f"{words}, в работе" if line and line.active else words


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Make the profile of a school."""
    schools = _sided(request)
    if not _may_start(request):
        raise PermissionDenied("Профиль составляют школа, её куратор и муниципалитет.")
    surveys = Survey.objects.filter(
        state=Survey.State.CLOSED, places__school__in=schools.values("pk")
    ).distinct()
    form = NewProfile(
        request.POST or None,
        schools=schools,
        surveys=surveys.order_by("-closes"),
        initial={
            "school": number_of(request, "school"),
            "survey": number_of(request, "survey") or surveys.order_by("-closes").first(),
        },
    )
    if form.is_valid():
        with refusal_at(form):
            made = service.compute(by=request.user, at=now(), **form.cleaned_data)
            messages.success(request, "Профиль составлен. Теперь его сверяют школа и куратор.")
            return redirect(back(request, "risk_profile", made.pk))
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/profile_new.html", {"form": form}, status=status)


def _sided(request: UserRequest) -> QuerySet[Organisation]:
    """Return the schools for which the person is one of the two sides."""
    scope = scope_of(request.user, on=localdate())
    sides = Q(pk__in=scope.curated | _own(request)) | Q(territory__in=scope.municipalities)
    return seen_schools(request.user, on=localdate()).filter(sides)


def profile_of(request: UserRequest, profile_id: int) -> RiskProfile:
    """Return a profile in sight."""
    seen = RiskProfile.objects.visible_to(request.user, on=localdate())
    found = seen.select_related("school__territory", "survey", "verified_by")
    return get_object_or_404(found, pk=profile_id)


@login_required
@require_GET
def profile(request: UserRequest, profile_id: int) -> HttpResponseBase:
    """Show a profile; as a file it is the table of self-diagnosis in two columns."""
    found = profile_of(request, profile_id)
    if kind := asked_kind(request):
        return table_file(_self_diagnosis(found), kind)
    return draw(request, found)


def draw(
    request: UserRequest, found: RiskProfile, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """Show a profile with what each side may say."""
    today = localdate()
    is_open = found.state == RiskProfile.State.OPEN
    is_school = speaks_for(request.user, found.school, on=today)
    is_checker = checks(request.user, found.school, on=today)
    titles = component_titles()
    lines = list(found.lines.order_by("code"))
    programmes = _programmes(request, found)
    context = {
        "profile": found,
        "lines": [
            (
                one,
                [(titles.get(part["code"], ""), part) for part in one.components],
                programmes.get(one.code),
            )
            for one in lines
        ],
        "active": sum(one.active for one in lines),
        "most": service.MOST_ACTIVE,
        "words": FactorLine.Word.choices,
        "school_side": is_open and is_school,
        "checker_side": is_open and is_checker and not is_school,
        "year": found.year - 1,
        "writes_programmes": is_school and found.state == RiskProfile.State.VERIFIED,
        "may_say": is_open and (is_school or is_checker),
        "may_verify": is_open and is_checker,
        "may_withdraw": is_checker and found.state != RiskProfile.State.WITHDRAWN,
        "confidence": label_of(load_risk_factors().cuts.confidence),
        "cuts": load_risk_factors().cuts,
        "problem": problem,
        "reason": reason(found, request.user, on=today),
    }
    return render(request, "web/diagnostics/profile.html", context, status=status)


def _programmes(request: UserRequest, found: RiskProfile) -> dict[str, Document]:
    """Return programmes of the school against its risks, by factor."""
    seen = Document.objects.visible_to(request.user, on=localdate())
    kept = seen.filter(school=found.school, type=Document.Type.ANTIRISK)
    kept = kept.exclude(status=Document.Status.WITHDRAWN).filter(year__gte=found.year - 1)
    return {one.factor: one for one in kept.order_by("-year")}


def _self_diagnosis(found: RiskProfile) -> Table:
    rows = [
        (one.title, one.measures or None) for one in found.lines.order_by("code") if one.active
    ]
    columns = ("Факторы риска (только актуальные для ОО)", "Краткое описание мер")
    return Table(f"Самодиагностика: {found.school.short_name}", columns, rows, str(found))
