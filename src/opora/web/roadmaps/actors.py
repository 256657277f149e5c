"""Whom a printed responsible party means: a person decides where the program could not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from opora.domain.organisations.models import Membership, Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Responsible
from opora.domain.roadmaps.services import responsibles
from opora.web.requests import UserRequest
from opora.web.roadmaps.drafts import draft_of
from opora.web.roadmaps.frame import Frame, show
from opora.web.roadmaps.people_field import PersonField
from opora.web.steps import done, refusal_at


class MeaningForm(forms.Form):
    """Whom of ours the words mean."""

    meaning = forms.ChoiceField(
        label="Кого это значит",
        choices=Responsible.Meaning.choices,
        widget=forms.RadioSelect,
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Организация",
        required=False,
        empty_label="не выбрана",
    )
    person = PersonField(
        User.objects.none(), label="Человек", required=False, empty_label="не выбран"
    )
    schools = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Выбранные школы",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, frame: Frame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = frame.roadmap.owner.territory_id
        near = Q(territory=here) | Q(territory__parent=here)
        organisations = Organisation.objects.filter(near).open_on(frame.today)
        staff = Membership.objects.on(frame.today).filter(organisation__territory=here)
        people = User.objects.filter(pk__in=staff.values("user"), is_active=True)
        querysets: dict[str, Any] = {
            "organisation": organisations.order_by("short_name", "pk"),
            "person": people.order_by("last_name", "pk"),
            "schools": organisations.schools().order_by("short_name", "pk"),
        }
        for name, rows in querysets.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # tells mypy
            field.queryset = rows


@login_required
@require_http_methods(["GET", "POST"])
def actor(request: UserRequest, roadmap_id: int, actor_id: int) -> HttpResponse:
    """Show whom a party means, or set it."""
    frame, edition = draft_of(request, roadmap_id)
    rows = Responsible.objects.filter(measure__edition=edition).select_related("measure")
    found = get_object_or_404(rows, pk=actor_id)
    if request.method == "GET":
        initial = {
            "meaning": found.meaning,
            "organisation": found.organisation_id,
            "person": found.person_id,
            "schools": found.schools.all(),
        }
        return _draw(request, frame, found, MeaningForm(frame=frame, initial=initial))
    form = MeaningForm(request.POST, frame=frame)
    if form.is_valid():
        with refusal_at(form):
            responsibles.set_meaning(
                responsible=found, by=request.user, at=now(), **form.cleaned_data
            )
            said = "Записано, кого обязывает строка."
            return done(request, said, "draft_row", roadmap_id, found.measure_id)
    return _draw(request, frame, found, form, status=422)


def _draw(
    request: UserRequest,
    frame: Frame,
    found: Responsible,
    form: MeaningForm,
    *,
    status: int = 200,
) -> HttpResponse:
    more = {"form": form, "actor": found, "measure": found.measure, "draft": frame.pending}
    return show(request, frame, "actor", more, status=status)
