"""A school of a survey: its groups, their response, and what they said when it is closed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from opora.domain.diagnostics.models import RiskProfile, Survey, SurveyedSchool
from opora.domain.diagnostics.permissions import leads, reads_results
from opora.domain.diagnostics.results import AudienceResult, audience_results, responses
from opora.domain.diagnostics.scoring import ItemResult
from opora.domain.diagnostics.services import surveys as service
from opora.domain.organisations.access import reason
from opora.methodology.questionnaires import load_questionnaires
from opora.reports.tables import Cell, Table
from opora.web.diagnostics.forms import GroupForm
from opora.web.diagnostics.reads import place_of
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at
from opora.web.tables import asked_kind, table_file

AUDIENCES = {
    "administration": "администрация",
    "teachers": "учителя",
    "pupils": "обучающиеся",
    "parents": "родители",
}
HIDDEN = "меньше 5 ответов"


@login_required
@require_GET
def place(request: UserRequest, surveyed_id: int) -> HttpResponseBase:
    """Show the groups of a school, and its results."""
    found = place_of(request, surveyed_id)
    if kind := asked_kind(request):
        if not _shows_results(request, found):
            raise PermissionDenied("Результаты открыты школе и тем, кто ей помогает.")
        return table_file(_table(found, audience_results(found)), kind)
    return _draw(request, found)


@login_required
@require_POST
def add_group(request: UserRequest, surveyed_id: int) -> HttpResponse:
    """Name a group."""
    found = place_of(request, surveyed_id)
    if not leads(request.user, found.school, on=localdate()):
        raise PermissionDenied("Группы называет школа или тот, кто проводит опрос.")
    form = GroupForm(request.POST, asked=found.survey.questionnaires.order_by("audience"))
    if form.is_valid():
        with refusal_at(form):
            service.add_group(place=found, by=request.user, at=now(), **form.cleaned_data)
            return done(
                request, "Группа добавлена. Выпустите для неё ссылки.", "survey_place", found.pk
            )
    return _draw(request, found, form=form, status=422)


def _draw(
    request: UserRequest,
    found: SurveyedSchool,
    *,
    form: GroupForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = localdate()
    may_lead = leads(request.user, found.school, on=today)
    results = audience_results(found) if _shows_results(request, found) else []
    asked = found.survey.questionnaires.order_by("audience")
    context: dict[str, Any] = {
        "place": found,
        "survey": found.survey,
        "school": found.school,
        "responses": responses(found),
        "may_lead": may_lead and found.survey.state == Survey.State.OPEN,
        "form": form or GroupForm(asked=asked),
        "results": [(AUDIENCES[one.form.audience], one, _by_group(one)) for one in results],
        "gates": load_questionnaires().gates,
        "profile": RiskProfile.objects.filter(school=found.school, survey=found.survey)
        .exclude(state="withdrawn").first(),
        "reason": reason(found.survey, request.user, on=today),
    }  # fmt: skip
    return render(request, "web/diagnostics/place.html", context, status=status)


def _shows_results(request: UserRequest, found: SurveyedSchool) -> bool:
    is_closed = found.survey.state == Survey.State.CLOSED
    return is_closed and reads_results(request.user, found.school, on=localdate())


def _by_group(result: AudienceResult) -> list[tuple[ItemResult, list[ItemResult]]]:
    """Return each item with what each group said of it."""
    columns = list(result.groups.values())
    return [(item, [one[at] for one in columns]) for at, item in enumerate(result.items)]


def _table(found: SurveyedSchool, results: list[AudienceResult]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in results:
        said = AUDIENCES[one.form.audience]
        if one.is_hidden:
            rows.append((said, HIDDEN, None, None))
        rows += [
            (said, item.item.text, None if item.score is None else round(item.score), item.n)
            for item in one.items
        ]
    note = (
        "Баллы от 0 до 100, 100 — хуже всего. Вопросы, на которые ответили меньше 5 человек, "
        "скрыты; за школу отвечает администрация."
    )
    title = f"{found.survey.title}: {found.school.short_name}"
    return Table(title, ("Кто отвечал", "Вопрос", "Баллы", "Ответов"), rows, note)
