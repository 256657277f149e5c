"""The page of an unfinished edition: its rows, and the form that puts it in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.timezone import now

from opora.domain.acts.models import Act
from opora.domain.organisations.models import Organisation
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services.generation import ScheduleRefused
from opora.domain.roadmaps.services.past import how_many_past
from opora.web import words
from opora.web.requests import UserRequest
from opora.web.roadmaps.frame import Frame, show


class ApprovalForm(forms.Form):
    """By which act an edition takes force: one of the registry, or a new one."""

    act = forms.ModelChoiceField(
        Act.objects.none(),
        label="Зарегистрированный документ",
        required=False,
        empty_label="новый, впишу ниже",
    )
    kind = forms.ChoiceField(label="Вид документа", choices=Act.Kind.choices, required=False)
    number = forms.CharField(label="Номер", max_length=60, required=False)
    date = forms.DateField(
        label="Дата", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    title = forms.CharField(label="О чём документ", max_length=500, required=False)
    past = forms.ChoiceField(
        choices=[
            ("keep", "Оставить просроченными"),
            ("waive", "Снять с причиной: исполнялось до начала работы в Опоре"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, owner: Organisation, past: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if past:
            many = words.counted(past, "обязательства,обязательств,обязательств")
            self.fields["past"].label = f"У {many} срок уже прошёл"
        else:
            del self.fields["past"]
        field = self.fields["act"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        known = Act.objects.filter(issuer=owner, status=Act.Status.IN_FORCE)
        field.queryset = known.order_by("-date", "-pk")

    def clean(self) -> dict[str, Any]:
        """Ask for the number and the date of an act that is written down here."""
        given: dict[str, Any] = super().clean() or {}
        begun = given.get("number") or given.get("date") or given.get("title")
        if not given.get("act") and begun and not (given.get("number") and given.get("date")):
            raise forms.ValidationError("У нового документа укажите и номер, и дату.")
        return given


def approval_form(
    frame: Frame, edition: Edition, data: Mapping[str, Any] | None = None
) -> ApprovalForm:
    """Return the form for an edition, empty or with what was typed."""
    given = {"act": edition.act_id, "past": "keep"}
    past = _past_of(frame, edition)
    return ApprovalForm(data, owner=frame.roadmap.owner, past=past, initial=given)


def _past_of(frame: Frame, edition: Edition) -> int:
    """Count the days passed, for who is about to approve; a wrong schedule is told then."""
    if edition.status != Edition.Status.ON_APPROVAL or not frame.may_approve:
        return 0
    try:
        return how_many_past(edition, at=now())
    except ScheduleRefused:
        return 0


def draw_draft(
    request: UserRequest,
    frame: Frame,
    edition: Edition,
    approval: ApprovalForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw the editor; ``approval`` holds what was typed and could not be done."""
    rows = edition.measures.select_related("section").order_by("order")
    context: dict[str, Any] = {
        "draft": edition,
        "rows": rows.prefetch_related("responsible"),
        "is_open": edition.status == Edition.Status.DRAFT and frame.may_plan,
        "approval": approval or approval_form(frame, edition),
        "has_before": any(one.number < edition.number for one in frame.editions),
    }
    return show(request, frame, "draft", context, status=status)
