"""A consultation or a visit from a phone in half a minute."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from opora.domain.activities.models import Activity
from opora.domain.activities.models.activities import REGISTER, topics
from opora.domain.activities.permissions import schools_for
from opora.domain.activities.services import quick
from opora.domain.activities.services.quick import Done
from opora.domain.organisations.models import Organisation, OrganisationQuerySet
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from opora.methodology.registers import load_registers
from opora.web.organisations.forms import DayInput
from opora.web.requests import UserRequest
from opora.web.steps import refusal_at

MINUTES = (15, 30, 45, 60, 90, 120)
USED = 4
"""Topics the person used lately, at hand; the rest is folded."""
_KEY = 10


class QuickForm(forms.Form):
    """Few fields, large targets."""

    type = forms.ChoiceField(label="Что", widget=forms.RadioSelect)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Школа", empty_label="выберите"
    )
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="С кем", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    whom = forms.CharField(label="С кем, словами", required=False, max_length=120)
    amount = forms.IntegerField(
        label="Сколько человек", required=False, min_value=1, max_value=1000
    )
    topic = forms.ChoiceField(label="Тема", required=False, widget=forms.RadioSelect)
    minutes = forms.TypedChoiceField(
        label="Сколько минут", coerce=int, widget=forms.RadioSelect,
        choices=[(one, str(one)) for one in MINUTES],
    )  # fmt: skip
    line = forms.CharField(label="Одной строкой: что сделали", max_length=500)
    day = forms.DateField(label="День", widget=DayInput())

    def __init__(
        self, *args: Any, schools: OrganisationQuerySet, school: Organisation | None,
        user: User, on: date, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        titles = load_registers().find(REGISTER)
        self.fields["type"].choices = [(one, titles.type_title(one)) for one in quick.TYPES]  # type: ignore[attr-defined]
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        working = Employment.objects.on(on).filter(organisation=school).values("person")
        people = Person.objects.filter(pk__in=working) if school else Person.objects.none()
        self.fields["people"].queryset = people.order_by("search")  # type: ignore[attr-defined]
        leading = Employment.LEADING
        self._first = set(working.filter(post__in=leading).values_list("person", flat=True))
        used = _used_topics(user)
        rest = [code for code in topics() if code not in used]
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", "без темы"), *((code, topics()[code]) for code in (*used, *rest))
        ]  # fmt: skip
        self.at_hand = max(len(used), USED) + 1

    def people_in_two(self) -> tuple[list[Any], list[Any]]:
        """Return the boxes of heads and deputies, and those of all the others."""
        boxes = list(self["people"])
        first = [one for one in boxes if int(str(one.data["value"])) in self._first]
        return first, [one for one in boxes if one not in first]

    def done(self) -> Done:
        """Return what was filled in."""
        told = dict(self.cleaned_data)
        return Done(**{**told, "people": tuple(told["people"])})


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: UserRequest) -> HttpResponse:
    """Enter what was done; the school of last time stands there already."""
    today = localdate()
    schools = schools_for(request.user, on=today).distinct().order_by("short_name")
    if not schools.exists():
        raise PermissionDenied("Консультации и выезды вносят те, кто работает со школами.")
    last = quick.last_of(request.user)
    like = _like(request)
    form = QuickForm(
        request.POST or None, schools=schools, user=request.user, on=today,
        school=_school(request, schools, like or last), initial=_begun(request, like, last),
    )  # fmt: skip
    if form.is_valid():
        with refusal_at(form):
            made = quick.enter(form.done(), by=request.user, at=now())
            messages.success(request, f"Записано: {made.title}.")
            return redirect(f"{reverse('activity_quick')}?saved={made.pk}")
    context = {"form": form, "saved": _own(request, request.GET.get("saved", ""))}
    return render(request, "web/activities/quick.html", context)


def _school(
    request: UserRequest, schools: OrganisationQuerySet, last: Activity | None
) -> Organisation | None:
    """Return the school asked for, else that of the last time, if it is still theirs."""
    asked = request.POST.get("school") or request.GET.get("school", "")
    if asked:
        return schools.filter(pk=asked).first() if _is_key(asked) else None
    return schools.filter(invitations__activity=last).first() if last else None


def _begun(
    request: UserRequest, like: Activity | None, last: Activity | None
) -> dict[str, Any]:
    given = request.GET
    known: dict[str, Any] = {
        "type": quick.TYPES[0], "minutes": 30, "day": localdate(), "topic": "",
        "school": _first_school(last),
    }  # fmt: skip
    if like:
        known |= {
            "type": like.type, "minutes": _nearest(like), "topic": like.topic,
            "school": _first_school(like), "line": like.summary, "amount": like.amount,
            "people": [one.person_id for one in like.participations.exclude(role="leader")],
        }  # fmt: skip
    asked = {
        name: given[name] for name in ("type", "day", "school", "minutes") if name in given
    }
    return known | asked | ({"line": given["title"]} if "title" in given else {})


def _nearest(like: Activity) -> int:
    spent = float(like.hours or 0) * 60
    return min(MINUTES, key=lambda one: abs(one - spent))


def _first_school(activity: Activity | None) -> int | None:
    if activity is None:
        return None
    return activity.invitations.values_list("school", flat=True).first()


def _like(request: UserRequest) -> Activity | None:
    return _own(request, request.GET.get("like", ""))


def _own(request: UserRequest, key: str) -> Activity | None:
    """Return an activity that the person entered, by its key in the address."""
    if not _is_key(key):
        return None
    return get_object_or_404(Activity.objects.filter(entered_by=request.user), pk=key)


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < _KEY


def _used_topics(user: User) -> list[str]:
    lately = Activity.objects.filter(entered_by=user).exclude(topic="").order_by("-pk")
    known = [one for one in lately.values_list("topic", flat=True)[:30] if one in topics()]
    return list(dict.fromkeys(known))[:USED]
