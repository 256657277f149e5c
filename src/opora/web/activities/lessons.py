"""Sheets of visited lessons: filled, read, withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.domain.activities.models import Activity, LessonVisit
from opora.domain.activities.permissions import visits_lessons
from opora.domain.activities.services import lesson_visits
from opora.domain.activities.services.lesson_visits import Lesson
from opora.domain.diagnostics.permissions import diagnoses
from opora.domain.organisations.access import reason
from opora.domain.organisations.models import Organisation
from opora.domain.staff.models import Employment
from opora.methodology.lesson_sheet import MOST, LessonSheet, load_lesson_sheet
from opora.methodology.packs import label_of
from opora.web.activities.reads import activity_of
from opora.web.organisations.forms import DayInput
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_as_message, refusal_at

UNSEEN = "не смотрели"


class TeacherField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A teacher in a school."""

    def label_from_instance(self, obj: Employment) -> str:
        """Write the name and the school."""
        return f"{obj.person.full_name}, {obj.organisation.short_name}"


class SheetForm(forms.Form):
    """Which lesson, and a score for each line of the sheet."""

    teacher = TeacherField(Employment.objects.none(), label="Учитель", empty_label="выберите")
    day = forms.DateField(label="День урока", widget=DayInput())
    subject = forms.CharField(label="Предмет", max_length=80)
    class_name = forms.CharField(label="Класс", max_length=12)
    lesson_topic = forms.CharField(label="Тема урока", max_length=200, required=False)
    strengths = forms.CharField(
        label="Что получилось", max_length=4000, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    advice = forms.CharField(
        label="Что попробовать", max_length=4000, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = load_lesson_sheet()
        schools = Organisation.objects.schools().filter(invitations__activity=activity)
        teachers = Employment.objects.on(localdate()).filter(
            organisation__in=schools, post__in=Employment.TEACHING
        )
        self.fields["teacher"].queryset = teachers.select_related(  # type: ignore[attr-defined]
            "person", "organisation"
        ).order_by("organisation__short_name", "person__search")
        for one in self.sheet.criteria:
            self.fields[one.code] = _score_field(one.title, one.seen, self.sheet)

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the lines of the sheet in its parts."""
        return [
            (part.title, [self[one.code] for one in part.criteria]) for part in self.sheet.parts
        ]

    def lesson(self) -> Lesson:
        """Return what was filled in."""
        told = self.cleaned_data
        post = told["teacher"]
        codes = [one.code for one in self.sheet.criteria]
        same = ("day", "subject", "class_name", "lesson_topic", "strengths", "advice")
        return Lesson(
            school=post.organisation, teacher=post.person,
            scores={code: int(told[code]) for code in codes if told[code] != ""},
            **{name: told[name] for name in same},
        )  # fmt: skip


def _score_field(title: str, seen: str, sheet: LessonSheet) -> forms.ChoiceField:
    words = [(str(score), word) for score, word in enumerate(sheet.scale)]
    return forms.ChoiceField(
        label=title, help_text=f"«{sheet.scale[-1].capitalize()}»: {seen}.", required=False,
        choices=[*reversed(words), ("", UNSEEN)], widget=forms.RadioSelect,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new(request: UserRequest, activity_id: int) -> HttpResponse:
    """Fill the sheet of a visited lesson."""
    found = activity_of(request, activity_id)
    if not visits_lessons(request.user, found, on=localdate()):
        raise PermissionDenied("Листы заполняют организатор и педагоги школ, что участвуют.")
    start = {"day": min(found.day, localdate())}
    form = SheetForm(request.POST or None, activity=found, initial=start)
    if form.is_valid():
        with refusal_at(form):
            visit = lesson_visits.fill(
                activity=found, lesson=form.lesson(), by=request.user, at=now()
            )
            return done(
                request,
                "Лист заполнен. Его увидят учитель, директор и методисты.",
                "lesson_visit",
                visit.pk,
            )
    sheet = load_lesson_sheet()
    context = {
        "activity": found, "form": form, "parts": form.parts(),
        "label": label_of(sheet.provenance.confidence),
    }  # fmt: skip
    return render(request, "web/activities/lesson_new.html", context)


@login_required
@require_GET
def visit(request: UserRequest, visit_id: int) -> HttpResponse:
    """Show a sheet to those whom it concerns."""
    found = _visit(request, visit_id)
    sheet = load_lesson_sheet()
    lines = [
        (part.title, [(one.title, _word(found, one.code, sheet)) for one in part.criteria])
        for part in sheet.parts
    ]
    points, most = found.total
    context = {
        "visit": found, "lines": lines, "points": points, "most": most,
        "seen": len(found.scores), "criteria": len(sheet.criteria),
        "may_withdraw": found.entered_by_id == request.user.pk and not found.withdrawn_reason,
        "may_diagnose": not found.withdrawn_reason
        and diagnoses(request.user, found.school, on=localdate()),
        "reason": reason(found, request.user, on=localdate()),
    }  # fmt: skip
    return render(request, "web/activities/lesson.html", context)


@login_required
@require_POST
def withdraw(request: UserRequest, visit_id: int) -> HttpResponse:
    """Withdraw a sheet filled by mistake."""
    found = _visit(request, visit_id)
    with refusal_as_message(request):
        lesson_visits.withdraw(
            visit=found, reason=request.POST.get("reason", "")[:300], by=request.user, at=now()
        )
        messages.success(request, "Лист отозван.")
    return redirect("lesson_visit", found.pk)


def _visit(request: UserRequest, visit_id: int) -> LessonVisit:
    """Return a sheet; who sees the activity and not the sheet is told whose it is."""
    rows = LessonVisit.objects.select_related("activity", "teacher", "school", "entered_by")
    activities = Activity.objects.visible_to(request.user, on=localdate())
    seen = LessonVisit.objects.visible_to(request.user, on=localdate())
    near = Q(pk__in=seen.values("pk")) | Q(activity__in=activities.values("pk"))
    found = get_object_or_404(rows.filter(near), pk=visit_id)
    if not seen.filter(pk=found.pk).exists():
        raise PermissionDenied("Лист видят учитель, кто посетил урок, директор и методисты.")
    return found


def _word(found: LessonVisit, code: str, sheet: LessonSheet) -> str:
    score = found.scores.get(code)
    return UNSEEN if score is None else f"{sheet.scale[score]} ({score} из {MOST})"
