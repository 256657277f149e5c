"""The school's pupils, its risk group, those who wait; and counts for those above."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.analytics.pupils import rule_size
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Territory
from opora.domain.pupils import queries
from opora.domain.pupils.models import Pupil, RiskRecord
from opora.domain.pupils.permissions import works_in
from opora.domain.pupils.queries import Line, TerritoryCounts
from opora.domain.pupils.services import risk
from opora.methodology.pupil_support import load_pupil_support
from opora.reports.tables import Table
from opora.web.paging import page_of
from opora.web.panel.reads import territories_of
from opora.web.pupils.forms import Filter, ReasonForm
from opora.web.pupils.places import Place, place_of
from opora.web.requests import UserRequest, inside, words_of
from opora.web.steps import refusal_as_message
from opora.web.tables import asked_kind, table_file

NO_NAMES = "Имена в файл не выгружаются: ученик назван классом и псевдонимом."
HIDDEN = "скрыто"
FEW = (
    "Скрыты числа меньше 5 и те, по которым их можно вычислить. Сведения об учениках за "
    "пределы школы не выходят. Школы по алфавиту."
)


@login_required
@require_GET
def pupils(request: UserRequest) -> HttpResponseBase:
    """Show the pupils to their school, and to everybody else counts of schools."""
    if not works_in(request.user, on=localdate()):
        return counts(request)
    place = place_of(request)
    lines = lines_in_sight(request, place)
    classes = list(dict.fromkeys(one.pupil.class_name for one in lines))
    form = Filter(request.GET or None, classes=classes)
    chosen = _chosen(lines, form, words_of(request))
    if kind := asked_kind(request):
        return table_file(_table("Обучающиеся", chosen), kind)
    context = {"form": form, "total": len(lines), **_paged(chosen, request)}
    return show(request, place, "pupils", context)


@login_required
@require_GET
def silent(request: UserRequest) -> HttpResponseBase:
    """List those whose confirmed risk has waited for a plan too long, or for a decision."""
    place = place_of(request)
    seen = lines_in_sight(request, place)
    lines = queries.silent(seen, on=place.today)
    undecided = queries.undecided(seen)
    if kind := asked_kind(request):
        table = _table("Сигнал есть, действия нет", _once([*lines, *undecided]))
        return table_file(table, kind)
    context = {
        "patience": load_pupil_support().days_without_action,
        "undecided": undecided,
        **_paged(lines, request),
    }
    return show(request, place, "silent", context)


@login_required
@require_GET
def risks(request: UserRequest) -> HttpResponseBase:
    """Show what the rule has found: what waits for a decision first."""
    place = place_of(request)
    rows = RiskRecord.objects.visible_to(request.user, on=place.today).filter(
        pupil__school=place.school, until__gte=place.today
    )
    status = request.GET.get("status", RiskRecord.Status.PROPOSED)
    if status not in RiskRecord.Status.values:
        status = RiskRecord.Status.PROPOSED
    found = rows.filter(status=status).select_related("pupil", "decided_by")
    found = found.order_by("pupil__class_name", "pk")
    if kind := asked_kind(request):
        return table_file(_risk_table(list(found)), kind)
    tallies = {value: rows.filter(status=value).count() for value in RiskRecord.Status.values}
    context = {
        "page": page_of(found, request),
        "status": status,
        "statuses": [
            (value, label, tallies[value]) for value, label in RiskRecord.Status.choices
        ],
        "form": ReasonForm(),
    }
    return show(request, place, "risk", context)


@login_required
@require_POST
def decide(request: UserRequest, pupil_risk_id: int) -> HttpResponse:
    """Confirm a signal or dismiss it with a reason."""
    rows = RiskRecord.objects.visible_to(request.user, on=localdate())
    record = get_object_or_404(rows.select_related("pupil__school"), pk=pupil_risk_id)
    by, at = request.user, now()
    with refusal_as_message(request):
        if request.POST.get("decision") == "confirmed":
            risk.confirm(record=record, by=by, at=at)
            messages.success(request, f"{record.pupil}: группа риска. Составьте маршрут.")
        else:
            risk.dismiss(record=record, reason=request.POST.get("reason", ""), by=by, at=at)
            messages.success(request, f"{record.pupil}: сигнал снят.")
    back = inside(request, request.POST.get("next"))
    return redirect(back) if back else redirect("pupils_risk")


def counts(request: UserRequest) -> HttpResponseBase:
    """Show counts by school to those who work above schools, small ones hidden."""
    today = localdate()
    scope = scope_of(request.user, on=today)
    rows = territories_of(request.user, on=today).filter(kind=Territory.Kind.MUNICIPALITY)
    if scope.curated:
        rows = Territory.objects.filter(organisations__in=scope.curated).distinct()
    page = page_of(rows.order_by("name", "pk"), request, per_page=5)
    found = [queries.counts_of(one, on=today) for one in page]
    only = scope.curated if not (scope.municipalities or scope.regions) else None
    shown = [(one, _rows_of(one, only)) for one in found]
    if kind := asked_kind(request):
        return table_file(_counts_table(shown), kind)
    context = {"page": page, "places": shown, "note": FEW, "is_region": len(found) > 1}
    return render(request, "web/pupils/counts.html", context)


def lines_in_sight(request: UserRequest, place: Place) -> list[Line]:
    """Return the pupils of a school whom the person sees, in order."""
    seen = Pupil.objects.visible_to(request.user, on=place.today)
    rows = seen.filter(school=place.school).learning(on=place.today)
    return queries.lines_of(rows, on=place.today)


def show(
    request: HttpRequest, place: Place, here: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page of the register; no copy of it is kept by browsers and proxies."""
    most_points, signs = rule_size()
    told = {
        "place": place, "school": place.school, "today": place.today, "here": here,
        "most_points": most_points, "signs": signs,
    }  # fmt: skip
    answer = render(request, f"web/pupils/{here}.html", told | context, status=status)
    add_never_cache_headers(answer)
    return answer


def _paged(lines: list[Line], request: UserRequest) -> dict[str, Any]:
    by_pupil = {one.pupil.pk: one for one in lines}
    page = page_of([one.pupil for one in lines], request)
    return {"page": page, "lines": [by_pupil[one.pk] for one in page]}


def _rows_of(found: TerritoryCounts, only: frozenset[int] | None) -> list[queries.Counts]:
    rows = [one for one in found.schools if only is None or one.school_id in only]
    return rows if only is not None else [*rows, found.total]


def _chosen(lines: list[Line], form: Filter, words: str) -> list[Line]:
    told = form.cleaned_data if form.is_valid() else {}
    kept = queries.with_words(lines, words)
    if told.get("class_name"):
        kept = [one for one in kept if one.pupil.class_name == told["class_name"]]
    state = told.get("state", "")
    return [one for one in kept if _fits(one, state)]


def _once(lines: list[Line]) -> list[Line]:
    return list({one.pupil.pk: one for one in lines}.values())


def _fits(line: Line, state: str) -> bool:
    fits = {
        "signal": line.signal is not None,
        "risk": line.risk is not None,
        "plan": line.plan is not None,
        "waits": line.waits,
        "untutored": line.risk is not None and not line.tutors,
    }
    return fits.get(state, True)


def _level(line: Line) -> str:
    if line.risk:
        return line.risk.level
    return "сигнал ждёт решения" if line.signal else "нет"


def _table(title: str, lines: list[Line]) -> Table:
    return Table(
        title,
        ("Класс", "Псевдоним", "Группа риска", "Маршрут до", "Тьютор"),
        [
            (
                one.pupil.class_name,
                one.pupil.code,
                _level(one),
                one.plan.until if one.plan else None,
                ", ".join(one.tutors),
            )
            for one in lines
        ],
        NO_NAMES,
    )


def _risk_table(found: list[RiskRecord]) -> Table:
    rows = [
        (
            one.pupil.class_name, one.pupil.code, one.level, one.points,
            "; ".join(one.reasons), one.unknown, one.get_status_display(),
        )
        for one in found
    ]  # fmt: skip
    columns = (
        "Класс", "Псевдоним", "Уровень", "Баллы правила", "Почему", "Чего не знаем", "Решение",
    )  # fmt: skip
    return Table("Группа риска", columns, rows, NO_NAMES)


def _counts_table(places: list[tuple[TerritoryCounts, list[queries.Counts]]]) -> Table:
    rows = [
        (
            found.territory.name, one.name, *(
                (HIDDEN if number is None else number) if one.is_known else "нет данных"
                for number in (
                    one.risk, one.planned, one.unplanned, one.lessons, one.attending,
                )
            ),
        )
        for found, lines in places
        for one in lines
    ]  # fmt: skip
    columns = (
        "Муниципалитет", "Школа", "В группе риска", "С маршрутом", "Без маршрута",
        "Мест на дополнительных занятиях", "Посещают не меньше 70 %",
    )  # fmt: skip
    return Table("Обучающиеся: числа по школам", columns, rows, FEW)
