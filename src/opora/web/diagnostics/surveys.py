"""Surveys: which there are, how many answered, opening and closing one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.diagnostics.models import Questionnaire, Survey, Ticket
from opora.domain.diagnostics.permissions import leads, starts_surveys
from opora.domain.diagnostics.results import PlaceLine, place_lines
from opora.domain.diagnostics.services import questionnaires as kept
from opora.domain.diagnostics.services import surveys as service
from opora.domain.organisations.access import reason, scope_of
from opora.domain.organisations.school_years import SchoolYear
from opora.reports.tables import Table
from opora.web.diagnostics.forms import ChangeSurvey, ReasonForm, SurveyForm
from opora.web.diagnostics.reads import (
    back,
    day_of,
    led_schools,
    number_of,
    owners_of,
    seen_schools,
    survey_of,
)
from opora.web.paging import page_of
from opora.web.requests import UserRequest, words_of
from opora.web.steps import done, refusal_as_message, refusal_at
from opora.web.tables import asked_kind, table_file
from opora.web.years import years_of

USUAL = timedelta(days=14)


@login_required
@require_GET
def surveys(request: UserRequest) -> HttpResponseBase:
    """List the surveys in sight, the newest first."""
    today = localdate()
    chosen = _filtered(request, today)
    if kind := asked_kind(request):
        return table_file(_list_table(chosen), kind)
    page = page_of(chosen, request)
    context = {
        "page": page,
        "lines": _with_response(list(page)),
        "today": today,
        "states": Survey.State.choices,
        "may_start": starts_surveys(request.user, on=today),
        "school": seen_schools(request.user, on=today)
        .filter(pk=number_of(request, "school") or 0)
        .first(),
    }
    return render(request, "web/diagnostics/surveys.html", context)


def _filtered(request: UserRequest, today: date) -> QuerySet[Survey]:
    given, year = request.GET, SchoolYear(years_of(request, today).chosen)
    found = Survey.objects.visible_to(request.user, on=today).select_related("owner")
    if given.get("year") != "all":
        found = found.filter(opens__lte=year.last_day, closes__gte=year.first_day)
    if given.get("state") in Survey.State:
        found = found.filter(state=given["state"])
    if school := number_of(request, "school"):
        found = found.filter(places__school=school)
    for word in words_of(request).split():
        # SQLite folds no Cyrillic case in ``icontains``.
        found = found.filter(title__iregex=re.escape(word))
    return found.order_by("-opens", "-pk")


def _with_response(page: list[Survey]) -> list[tuple[Survey, int, int]]:
    """Return surveys with their schools and answers. Two queries."""
    places = dict(
        Survey.objects.filter(pk__in=[one.pk for one in page])
        .values_list("pk")
        .annotate(Count("places"))
        .order_by()
    )
    spent = Ticket.objects.filter(group__place__survey__in=page, spent=True)
    answers = dict(spent.values_list("group__place__survey").annotate(Count("pk")).order_by())
    return [(one, places.get(one.pk, 0), answers.get(one.pk, 0)) for one in page]


def _list_table(chosen: QuerySet[Survey]) -> Table:
    rows = [
        (one.title, one.owner.short_name, one.opens, one.closes, one.get_state_display(),
         places, answers)
        for one, places, answers in _with_response(list(chosen))
    ]  # fmt: skip
    columns = ("Анкетирование", "Кто проводит", "С", "По", "Состояние", "Школ", "Ответов")
    return Table("Анкетирования", columns, rows)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Open a survey."""
    today = localdate()
    if not starts_surveys(request.user, on=today):
        raise PermissionDenied(
            "Анкетирование проводят школа, управление образования и методическая служба."
        )
    form = _form(request, today)
    if form.is_valid():
        given = form.cleaned_data
        owner = given.pop("owner")
        asked = service.Asked(
            **given | {name: list(given[name]) for name in ("schools", "questionnaires")}
        )
        with refusal_at(form):
            made = service.open_(owner=owner, asked=asked, by=request.user, at=now())
            messages.success(
                request, "Анкетирование открыто. Назовите группы и выпустите ссылки."
            )
            return redirect(back(request, "survey", made.pk))
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/survey_new.html", {"form": form}, status=status)


def _form(request: UserRequest, today: date) -> SurveyForm:
    kept.of_methodology(at=now())
    owners, given = owners_of(request.user, on=today), request.GET
    latest = Questionnaire.objects.visible_to(request.user, on=today).filter(
        pk__in=_latest(request, today)
    )
    return SurveyForm(
        request.POST or None,
        owners=owners,
        schools=led_schools(request.user, on=today),
        questionnaires=latest.order_by("audience", "title"),
        initial={
            "title": given.get("title", "")[:200] or "Анкетирование для рискового профиля",
            "owner": owners.first(),
            "opens": day_of(request, today),
            "closes": day_of(request, today) + USUAL,
            "schools": [number_of(request, "school")] if number_of(request, "school") else [],
            "questionnaires": [
                one.pk for one in latest if one.owner_id is None
            ],
        },
    )  # fmt: skip


def _latest(request: UserRequest, today: date) -> list[int]:
    """Return the latest version of each questionnaire in sight."""
    seen = Questionnaire.objects.visible_to(request.user, on=today).order_by("version")
    return list(dict(seen.values_list("family", "pk")).values())


@login_required
@require_GET
def survey(request: UserRequest, survey_id: int) -> HttpResponseBase:
    """Show a survey: its schools with their response, never who."""
    today = localdate()
    found = survey_of(request, survey_id)
    seen = scope_of(request.user, on=today).organisations("school__")
    places = found.places.filter(seen).select_related("school").order_by("school__short_name")
    if kind := asked_kind(request):
        return table_file(_survey_table(found, place_lines(places)), kind)
    page = page_of(places, request)
    context = {
        "survey": found,
        "questionnaires": found.questionnaires.order_by("audience"),
        "page": page,
        "lines": place_lines(page),
        "today": today,
        "leads": leads(request.user, found.owner, on=today),
        "reason": reason(found, request.user, on=today),
    }
    return render(request, "web/diagnostics/survey.html", context)


def _survey_table(found: Survey, lines: list[PlaceLine]) -> Table:
    rows = [(one.place.school.short_name, one.invited, one.answered) for one in lines]
    note = f"{found.get_state_display()}, с {found.opens:%d.%m.%Y} по {found.closes:%d.%m.%Y}."
    return Table(found.title, ("Школа", "Приглашено", "Ответили"), rows, note)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: UserRequest, survey_id: int) -> HttpResponse:
    """Rename a survey or move its last day."""
    found = _led(request, survey_id)
    initial = {"title": found.title, "closes": found.closes}
    form = ChangeSurvey(request.POST or None, initial=initial)
    if form.is_valid():
        with refusal_at(form):
            service.change(survey=found, by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Изменено.", "survey", found.pk)
    context = {"form": form, "survey": found}
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/survey_edit.html", context, status=status)


@login_required
@require_POST
def close(request: UserRequest, survey_id: int) -> HttpResponse:
    """Close a survey; its results open."""
    found = _led(request, survey_id)
    with refusal_as_message(request):
        service.close(survey=found, by=request.user, at=now())
        messages.success(
            request, "Анкетирование закрыто. Результаты открыты на страницах школ."
        )
    return redirect("survey", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, survey_id: int) -> HttpResponse:
    """Withdraw a survey with a reason."""
    found = _led(request, survey_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusal_at(form):
            service.withdraw(survey=found, by=request.user, at=now(), **form.cleaned_data)
            return done(request, "Анкетирование отозвано.", "survey", found.pk)
    context = {
        "form": form, "what": f"анкетирование «{found.title}»", "crumb": found,
        "words": "Записи реестра снимутся, ответы останутся закрытыми навсегда.",
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/withdraw.html", context, status=status)


def _led(request: UserRequest, survey_id: int) -> Survey:
    found = survey_of(request, survey_id)
    if not leads(request.user, found.owner, on=localdate()):
        raise PermissionDenied("Анкетирование ведёт тот, кто его открыл.")
    return found
