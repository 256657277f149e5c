"""A table of the school's own is brought; points of tasks are taken from known works."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.assessments.models import Round
from opora.domain.pupils.services import class_results, loading
from opora.domain.pupils.services.loading import About
from opora.domain.pupils.tables import TableRefused, read_table
from opora.domain.pupils.terms import Term
from opora.domain.refusals import Refused
from opora.reports.tables import Table
from opora.results.refusals import ResultsRefused
from opora.web.pupils.forms import RoundForm, TableForm
from opora.web.pupils.lists import show
from opora.web.pupils.places import Place, leading_place, place_of
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message
from opora.web.tables import table_file

MOST_BYTES = 4 * 2**20
COLUMNS = (
    "ФИО", "Класс", "Код участника", "«2» за четверть", "«3» за четверть",
    "Пропущено уроков, %", "Выполнено базовых заданий, %", "Снижение к прошлой ВПР, п. п.",
    "Предмет", "Отметка за ВПР", "Отметка по журналу", "Задание 1 (макс. 1)",
    "Задание 2 (макс. 2)",
)  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def load(request: UserRequest) -> HttpResponse:
    """Take a table: pupils, works, signals; what was not taken is told row by row."""
    place = place_of(request)
    form = _form(request, place)
    if not form.is_valid():
        return _draw(request, place, form, status=422 if form.is_bound else 200)
    try:
        done = loading.load(
            school=place.school, table=read_table(_content(form)),
            about=About(
                form.asked_term, form.cleaned_data["title"], form.cleaned_data["subject"]
            ),
            by=request.user, at=now(),
        )  # fmt: skip
    except (Refused, ResultsRefused) as refusal:
        form.add_error(None, str(refusal))
        return _draw(request, place, form, status=422)
    return _draw(request, place, form, {"done": done})


@login_required
@require_POST
def take_results(request: UserRequest) -> HttpResponse:
    """Take points of tasks of a work from the kept file, by codes of participants."""
    place = leading_place(request)
    form = RoundForm(request.POST, rounds=_rounds(place))
    if not form.is_valid():
        messages.error(request, "Выберите работу из списка.")
        return redirect("pupils_load")
    round_ = Round.objects.get(pk=form.cleaned_data["round"])
    with refusal_as_message(request):
        taken = class_results.take(
            school=place.school, round_=round_, by=request.user, at=now()
        )
        messages.success(request, f"Взято работ: {taken}. Ученики узнаны по кодам участников.")
    return redirect("pupils_load")


@login_required
@require_GET
def template(request: UserRequest) -> HttpResponseBase:
    """Give an empty table with the headings that are understood."""
    place_of(request)
    return table_file(Table("Сведения об учениках", COLUMNS, []), "xlsx")


def _form(request: UserRequest, place: Place) -> TableForm:
    term = Term.of(place.today)
    return TableForm(request.POST or None, request.FILES or None, term=term)


def _content(form: TableForm) -> bytes:
    upload = form.cleaned_data["file"]
    if upload is None:
        return str(form.cleaned_data["pasted"]).encode()
    if upload.size > MOST_BYTES:
        raise TableRefused("Файл больше 4 МБ: оставьте в нём только таблицу учеников.")
    content: bytes = upload.read()
    return content


def _rounds(place: Place) -> list[tuple[int, str]]:
    return [(one.pk, str(one)) for one in class_results.rounds_of(place.school)]


def _draw(
    request: UserRequest,
    place: Place,
    form: TableForm,
    more: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    rounds = _rounds(place) if place.leads else []
    context = {"form": form, "round_form": RoundForm(rounds=rounds) if rounds else None}
    return show(request, place, "load", context | (more or {}), status=status)
