"""Entering diagnoses: one teacher, oneself, or a file of test results."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from opora.domain.diagnostics.models import Diagnosis
from opora.domain.diagnostics.services import diagnoses as service
from opora.domain.diagnostics.services import diagnosis_files
from opora.domain.diagnostics.services.diagnoses import Found
from opora.domain.organisations.models import Organisation
from opora.domain.staff.models import Employment, Person
from opora.methodology.competences import load_competences
from opora.web.diagnostics.reads import back, day_of, diagnosed_schools, number_of
from opora.web.organisations.forms import DayInput
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at
from opora.web.tables import KINDS

LARGEST = 10 * 2**20
OWN_WORDS = (
    (0, "пока не умею"),
    (40, "умею с помощью"),
    (70, "умею сам"),
    (90, "умею и могу научить коллег"),
)
"""Steps of self-assessment with their percent."""


class Percents(forms.Form):
    """Fields of all competences, by groups; ``percents`` gives those that are filled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, title in load_competences().titles().items():
            self.fields[f"c-{code}"] = self.percent_field(f"{code} {title}")

    def percent_field(self, label: str) -> forms.Field:
        """Return the field of one competence."""
        return forms.DecimalField(
            label=label, required=False, min_value=0, max_value=100, decimal_places=1,
            widget=forms.NumberInput({"inputmode": "decimal"}),
        )  # fmt: skip

    def percents(self) -> dict[str, Decimal]:
        """Return what is filled, by code of competence."""
        return {
            name.removeprefix("c-"): Decimal(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("c-") and value is not None
        }

    def competence_fields(self) -> list[forms.BoundField]:
        """Return the fields of competences."""
        return [one for one in self if one.name.startswith("c-")]


class SelfAssessment(Percents):
    """What a teacher says of themselves."""

    def percent_field(self, label: str) -> forms.Field:
        """Offer words instead of percent."""
        steps: list[tuple[int | str, str]] = [("", "не отвечаю"), *OWN_WORDS]
        return forms.TypedChoiceField(
            label=label, required=False, coerce=int, empty_value=None, choices=steps
        )


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A person, named in full."""

    def label_from_instance(self, obj: Person) -> str:
        """Name in full."""
        return obj.full_name


class DiagnosisForm(Percents):
    """Who was diagnosed, by what, when."""

    person = PersonChoice(Person.objects.none(), label="Учитель", empty_label="выберите")
    source = forms.ChoiceField(
        label="Откуда", choices=[(one.value, one.label) for one in diagnosis_files.SOURCES]
    )
    instrument = forms.CharField(
        label="Чем диагностировали", max_length=200,
        help_text="Название теста или листа анализа урока. Результаты ВПР сюда не вносят.",
    )  # fmt: skip
    day = forms.DateField(label="День", widget=DayInput())

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a choice field


class FileForm(forms.Form):
    """A filled template and what it holds."""

    instrument = forms.CharField(label="Чем диагностировали", max_length=200)
    source = forms.ChoiceField(
        label="Откуда", choices=[(one.value, one.label) for one in diagnosis_files.SOURCES]
    )
    day = forms.DateField(label="День", widget=DayInput())
    file = forms.FileField(label="Заполненный шаблон, XLSX")

    def clean_file(self) -> Any:
        """Refuse what is too large to be a list."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("Файл больше 10 МБ, такими списки не бывают.")
        return file


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Enter the diagnosis of one teacher."""
    today = localdate()
    schools = _schools(request)
    chosen = number_of(request, "school")
    school = schools.filter(pk=chosen).first() if chosen else None
    if school is None and len(schools[:2]) == 1:
        school = schools[0]
    if school is None:
        choices = {"schools": schools[:400], "query": request.GET}
        return render(request, "web/diagnostics/diagnosis_school.html", choices)
    initial = {
        "day": day_of(request, today),
        "instrument": request.GET.get("title", "")[:200],
        "person": number_of(request, "person"),
        "source": request.GET.get("source"),
    }
    people = _people(school, today)
    form = DiagnosisForm(request.POST or None, people=people, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        found = Found(
            person=given["person"], organisation=school, source=given["source"],
            instrument=given["instrument"], day=given["day"], percents=form.percents(),
        )  # fmt: skip
        if made := _enter(request, form, found):
            return redirect(back(request, "diagnosis", made.pk))
    context = {"form": form, "school": school, "several": len(schools[:2]) > 1}
    status = 422 if form.is_bound else 200
    return render(request, "web/diagnostics/diagnosis_new.html", context, status=status)


def _schools(request: UserRequest) -> QuerySet[Organisation]:
    schools = diagnosed_schools(request.user, on=localdate())
    if not schools.exists():
        raise PermissionDenied(
            "Диагностику учителей вносят директор, заместитель и методист муниципалитета."
        )
    return schools


def _people(school: Organisation, today: date) -> QuerySet[Person]:
    staff = Employment.objects.on(today).filter(organisation=school)
    return Person.objects.filter(pk__in=staff.values("person")).order_by("search", "pk")


def _enter(request: UserRequest, form: forms.Form, found: Found) -> Diagnosis | None:
    with refusal_at(form):
        made = service.enter(found=found, by=request.user, at=now())
        messages.success(request, "Диагностика внесена.")
        return made
    return None


@login_required
@require_http_methods(["GET", "POST"])
def assess_self(request: UserRequest) -> HttpResponse:
    """Let a teacher assess themselves."""
    today = localdate()
    person: Person | None = getattr(request.user, "person", None)
    post = _post_of(person, today) if person else None
    if person is None or post is None:
        if request.method == "POST":
            raise PermissionDenied("Самооценку вносит учитель, который работает в школе.")
        return render(request, "web/diagnostics/assess_self.html", {"form": None})
    form = SelfAssessment(request.POST or None)
    if form.is_valid():
        found = Found(
            person=person, organisation=post.organisation, source=Diagnosis.Source.SELF,
            instrument="Самооценка", day=today, percents=form.percents(),
        )  # fmt: skip
        if made := _enter(request, form, found):
            return redirect(back(request, "diagnosis", made.pk))
    status = 422 if form.is_bound else 200
    context = {"form": form, "school": post.organisation}
    return render(request, "web/diagnostics/assess_self.html", context, status=status)


def _post_of(person: Person, today: date) -> Employment | None:
    found = person.employments.on(today).filter(organisation__kind="school")
    return found.select_related("organisation__territory").order_by("pk").first()


@login_required
@require_http_methods(["GET", "POST"])
def take_file(request: UserRequest) -> HttpResponse:
    """Take a file of test results."""
    schools = _schools(request)
    form = FileForm(request.POST or None, request.FILES or None, initial={"day": localdate()})
    taken = None
    if form.is_valid():
        given = form.cleaned_data
        test = diagnosis_files.Check(
            source=given["source"], instrument=given["instrument"], day=given["day"]
        )
        with refusal_at(form):
            taken = diagnosis_files.take(
                content=given["file"].read(), name=given["file"].name, test=test,
                schools=list(schools), by=request.user, at=now(),
            )  # fmt: skip
    status = 422 if form.is_bound and taken is None else 200
    context = {"form": form, "taken": taken}
    return render(request, "web/diagnostics/diagnosis_import.html", context, status=status)


@login_required
@require_GET
def template(request: UserRequest) -> HttpResponse:
    """Give the workbook with the teachers in it."""
    content = diagnosis_files.template(_schools(request), on=localdate())
    return HttpResponse(
        content,
        content_type=KINDS["xlsx"],
        headers={"Content-Disposition": 'attachment; filename="diagnostics.xlsx"'},
    )
