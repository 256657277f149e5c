"""A plan begun in the browser: empty, from a template, or from an earlier plan."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Roadmap
from opora.domain.roadmaps.services import beginnings, editions
from opora.web.requests import UserRequest
from opora.web.steps import done, refusal_at

KEY_LIFE = 24 * 60 * 60
"""How long a form may lie open. [seconds]"""


class EditionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # it takes none
    """A choice of plans by title and period."""

    def label_from_instance(self, obj: Edition) -> str:
        """Name a plan."""
        return f"{obj.title[:90]} ({obj.start:%d.%m.%Y} – {obj.end:%d.%m.%Y})"


class StartForm(forms.Form):
    """What the first page of a plan says, and from what it begins."""

    owner = forms.ModelChoiceField(
        Organisation.objects.none(), label="Чья карта", empty_label=None
    )
    title = forms.CharField(
        label="Название", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    start = forms.DateField(
        label="Первый день", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(
        label="Последний день",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source = forms.ChoiceField(
        label="С чего начать",
        choices=[
            ("empty", "С пустой таблицы"),
            ("template", "С образца школьной карты"),
            ("copy", "С прошлой карты, даты сдвинуты на год вперёд"),
        ],
        widget=forms.RadioSelect,
        initial="empty",
    )
    copied = EditionField(
        Edition.objects.none(), label="Прошлая карта", required=False, empty_label="не выбрана"
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner, copied = self.fields["owner"], self.fields["copied"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        assert isinstance(copied, forms.ModelChoiceField)  # noqa: S101  # as above
        planned = planned_by(user, on=on)
        owner.queryset = planned
        seen = Edition.objects.filter(roadmap__in=Roadmap.objects.visible_to(user, on=on))
        finished = ["in_force", "closed"]
        copied.queryset = seen.filter(status__in=finished).order_by("-start", "-pk")

    def clean(self) -> dict[str, Any]:
        """Ask for the plan to copy, and for days in order."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("source") == "copy" and not given.get("copied"):
            self.add_error("copied", "Выберите карту, с которой начать.")
        start, end = given.get("start"), given.get("end")
        if start and end and end < start:
            self.add_error("end", "Последний день раньше первого.")
        return given


def planned_by(user: User, *, on: date) -> Any:
    """Return the organisations whose plans the person draws up, authorities first."""
    scope = scope_of(user, on=on)
    seen = Organisation.objects.visible_to(user, on=on).open_on(on).select_related("territory")
    mine = [one.pk for one in seen if scope.may_plan_for(one)]
    return Organisation.objects.filter(pk__in=mine).order_by("kind", "short_name", "pk")


@login_required
@require_http_methods(["GET", "POST"])
def new_roadmap(request: UserRequest) -> HttpResponse:
    """Ask what the plan is, and begin it; a second press of the same form begins no second."""
    today = localdate()
    if not planned_by(request.user, on=today).exists():
        raise PermissionDenied
    if request.method == "GET":
        form = StartForm(user=request.user, on=today, initial=_initial(today))
        return render(request, "web/roadmaps/new.html", {"form": form})
    form = StartForm(request.POST, user=request.user, on=today)
    if form.is_valid() and not _is_first_press(request, form.cleaned_data["key"]):
        messages.info(request, "Эта карта уже создана, вторая не нужна.")
        return redirect("roadmaps")
    if form.is_valid():
        key = form.cleaned_data["key"]
        with refusal_at(form):
            edition = begin(form.cleaned_data, by=request.user, at=now())
            return done(
                request,
                "Карта создана. Добавьте мероприятия.",
                "draft_edition",
                edition.roadmap_id,
            )
        cache.delete(_press(request, key))
    return render(request, "web/roadmaps/new.html", {"form": form}, status=422)


def _initial(today: date) -> dict[str, object]:
    year = SchoolYear.of(today)
    title = f"План мероприятий («дорожная карта») поддержки школ на {year} учебный год"
    return {
        "start": year.first_day,
        "end": year.last_day,
        "title": title,
        "source": "empty",
        "key": secrets.token_urlsafe(16),
    }


def _is_first_press(request: UserRequest, key: str) -> bool:
    return bool(cache.add(_press(request, key), 1, KEY_LIFE))


def _press(request: UserRequest, key: str) -> str:
    return f"roadmap:{request.user.pk}:{key}"


@transaction.atomic
def begin(given: dict[str, Any], *, by: User, at: datetime) -> Edition:
    """Create the plan whole or not at all."""
    edition = editions.create_roadmap(
        owner=given["owner"],
        title=given["title"],
        start=given["start"],
        end=given["end"],
        by=by,
        at=at,
    )
    if given["source"] == "template":
        beginnings.fill_from_template(edition=edition, by=by, at=at)
    elif given["source"] == "copy":
        beginnings.fill_from_earlier(edition=edition, source=given["copied"], by=by, at=at)
    return edition
