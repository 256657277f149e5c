"""Participants of an activity: expected, come, from the staff, from a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from opora.domain.activities.models import Activity, Participation
from opora.domain.activities.participant_table import Row, read_file, read_text
from opora.domain.activities.services import participants
from opora.domain.organisations.models import Organisation
from opora.domain.staff.models import Employment, Person
from opora.reports.tables import Table
from opora.web.activities.reads import led_activity, named
from opora.web.paging import page_of
from opora.web.requests import UserRequest
from opora.web.steps import refusal_as_message, refusal_at
from opora.web.tables import asked_kind, table_file
from opora.web.words import counted

PER_PAGE = 100
PEOPLE = "человек,человека,человек"
LONGEST_KEY = 10
NOTE = (
    "Заполните столбцы «ФИО» и «Организация» и загрузите таблицу на странице участников. "
    "Остальные столбцы при загрузке не читаются."
)


class ListForm(forms.Form):
    """Names pasted, or in a table."""

    text = forms.CharField(
        label="Список", required=False, widget=forms.Textarea({"rows": 5}),
        help_text="По человеку на строке: фамилия, имя, отчество; организация. "
        "Можно вставить два столбца из таблицы.",
    )  # fmt: skip
    file = forms.FileField(
        label="Или таблица", required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )  # fmt: skip
    home = forms.ModelChoiceField(
        Organisation.objects.none(), label="Если организация не указана, то это",
        required=False, empty_label="строка не берётся",
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [one.pk for one in places]
        self.fields["home"].queryset = Organisation.objects.filter(pk__in=ids).order_by(  # type: ignore[attr-defined]
            "short_name"
        )

    def clean(self) -> dict[str, Any]:
        """Read the names, or say why they cannot be read."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        upload = told.get("file")
        with refusal_at(self, "file" if upload else "text"):
            told["rows"] = self._read(upload, told.get("text") or "")
            if not told["rows"]:
                self.add_error("text", "Вставьте список или выберите файл.")
        return told

    def _read(self, upload: Any, text: str) -> list[Row]:
        return read_file(upload.read(), upload.name) if upload else read_text(text)


@login_required
@require_http_methods(["GET", "POST"])
def people(request: UserRequest, activity_id: int) -> HttpResponseBase:
    """Show who is expected and who came; a POST marks who of those shown came."""
    found = led_activity(request, activity_id)
    if kind := asked_kind(request):
        return table_file(_table(request, found), kind)
    if request.method == "POST":
        return _mark(request, found)
    return _draw(request, found)


def _mark(request: UserRequest, found: Activity) -> HttpResponse:
    shown, came = (_keys(request, name) for name in ("shown", "came"))
    with refusal_as_message(request):
        count = participants.mark(
            activity=found, shown=shown, came=came, by=request.user, at=now()
        )
        messages.success(request, f"Отмечено, что всего были {counted(count, PEOPLE)}.")
    return redirect("activity_people", found.pk)


@login_required
@require_POST
def add_staff(request: UserRequest, activity_id: int) -> HttpResponse:
    """Put ticked people of one organisation's staff on the list."""
    found = led_activity(request, activity_id)
    home = _home(request, found, request.POST.get("school", ""))
    chosen = Person.objects.filter(
        pk__in=_keys(request, "person"), employments__organisation=home
    ).distinct()
    if home is None or not chosen:
        messages.error(request, "Отметьте, кого внести.")
        return redirect("activity_people", found.pk)
    with refusal_as_message(request):
        taken = participants.add_people(
            activity=found, people=[(one, home) for one in chosen],
            came=found.day <= localdate(), by=request.user, at=now(),
        )  # fmt: skip
        _say(request, taken)
    return redirect("activity_people", found.pk)


@login_required
@require_POST
def take_list(request: UserRequest, activity_id: int) -> HttpResponse:
    """Take pasted names or a table; lines that are not clear are shown with the reason."""
    found = led_activity(request, activity_id)
    places = participants.places_of(found, by=request.user)
    form = ListForm(request.POST, request.FILES, places=places)
    if not form.is_valid():
        return _draw(request, found, {"list_form": form}, status=422)
    told = form.cleaned_data
    source = Participation.Source.XLSX if told["file"] else Participation.Source.LIST
    with refusal_at(form):
        taken = participants.take_rows(
            activity=found, rows=told["rows"], home=told["home"], source=source,
            by=request.user, at=now(),
        )  # fmt: skip
        _say(request, taken)
        if not taken.findings:
            return redirect("activity_people", found.pk)
        return _draw(request, found, {"findings": taken.findings})
    return _draw(request, found, {"list_form": form}, status=422)


@login_required
@require_POST
def remove(request: UserRequest, activity_id: int, participation_id: int) -> HttpResponse:
    """Take a person off the list."""
    found = led_activity(request, activity_id)
    row = get_object_or_404(found.participations, pk=participation_id)
    with refusal_as_message(request):
        participants.remove(participation=row, by=request.user, at=now())
        messages.success(request, "Строка убрана из списка.")
    return redirect("activity_people", found.pk)


def _say(request: UserRequest, taken: participants.Taken) -> None:
    words = f"Внесено: {counted(taken.added, PEOPLE)}."
    if taken.known:
        words += f" Уже стояли в списке: {taken.known}."
    messages.success(request, words)


def _draw(
    request: UserRequest, found: Activity, more: dict[str, Any] | None = None, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = named(request, found).order_by("organisation__short_name", "pk")
    places = participants.places_of(found, by=request.user)
    home = _home(request, found, request.GET.get("school", ""))
    context = {
        "activity": found,
        "today": localdate(),
        "page": page_of(rows, request, per_page=PER_PAGE),
        "came": rows.filter(came=True).count(),
        "list_form": ListForm(places=places),
        "places": sorted(places, key=lambda one: one.short_name),
        "home": home,
        "staff": _staff(found, home) if home else [],
        "findings": [],
        **(more or {}),
    }
    return render(request, "web/activities/people.html", context, status=status)


def _staff(found: Activity, home: Organisation) -> list[Employment]:
    """People who work there on the day and are not on the list yet, by name."""
    listed = found.participations.filter(person__isnull=False).values("person")
    posts = Employment.objects.on(found.day).filter(organisation=home)
    free = posts.exclude(person__in=listed).select_related("person")
    by_person = {one.person_id: one for one in free.order_by("person__search", "pk")}
    return list(by_person.values())


def _home(request: UserRequest, found: Activity, key: str) -> Organisation | None:
    """Return an organisation whose people may stand on the list, by its key in a form."""
    if not key.isdecimal() or len(key) >= LONGEST_KEY:
        return None
    places = participants.places_of(found, by=request.user)
    return next((one for one in places if one.pk == int(key)), None)


def _keys(request: UserRequest, name: str) -> set[int]:
    values = request.POST.getlist(name)
    return {int(one) for one in values if one.isdecimal() and len(one) < LONGEST_KEY}


def _table(request: UserRequest, found: Activity) -> Table:
    rows = named(request, found).order_by("organisation__short_name", "pk")
    cells = (
        (one.shown_name, one.organisation.short_name, one.get_role_display(),
         "да" if one.came else "нет", one.get_source_display())
        for one in rows
    )  # fmt: skip
    columns = ("ФИО", "Организация", "В качестве кого", "Пришёл", "Как внесён")
    return Table(f"Участники: {found.title}", columns, cells, NOTE)
