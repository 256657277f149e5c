"""The page of an unfinished edition: its rows, and the form that puts it in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse

from opora.domain.acts.models import Act
from opora.domain.organisations.models import Organisation
from opora.domain.roadmaps.models import Edition
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

    def __init__(self, *args: Any, owner: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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


def draw_draft(
    request: UserRequest,
    frame: Frame,
    edition: Edition,
    more: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw the editor; ``more`` holds forms with what could not be done."""
    rows = edition.measures.select_related("section").order_by("order")
    context: dict[str, Any] = {
        "draft": edition,
        "rows": rows.prefetch_related("responsible"),
        "is_open": edition.status == Edition.Status.DRAFT and frame.may_plan,
        "approval": ApprovalForm(owner=frame.roadmap.owner, initial={"act": edition.act_id}),
        "has_before": any(one.number < edition.number for one in frame.editions),
    }
    return show(request, frame, "draft", context | dict(more or {}), status=status)
