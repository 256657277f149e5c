"""What people write at an obligation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from opora.domain.acts.models import Draft
from opora.domain.organisations.models import Membership
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation
from opora.web.roadmaps.people_field import PersonField


def form_key(obligation: Obligation) -> str:
    """Return the version of an obligation that a form was drawn for."""
    return f"{obligation.changed_at:%Y%m%d%H%M%S%f}"


class ReportForm(forms.Form):
    """What was done. ``key`` tells a second press, and another's change, from the first."""

    report = forms.CharField(
        label="Что сделано", required=False, max_length=20_000, widget=forms.Textarea
    )
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, obligation: Obligation) -> ReportForm:
        """Return the form with what is written so far."""
        return cls(initial={"report": obligation.report, "key": form_key(obligation)})


class LinkForm(forms.Form):
    """A link as evidence."""

    address = forms.CharField(
        label="Ссылка", max_length=1000, widget=forms.TextInput(attrs={"inputmode": "url"})
    )


class WordsForm(forms.Form):
    """A remark or a reason; whether it may be empty, the service decides."""

    words = forms.CharField(
        label="Замечание", required=False, max_length=4000, widget=forms.Textarea
    )


class PersonForm(forms.Form):
    """Who carries the obligation out: somebody of the organisation, or nobody by name."""

    person = PersonField(
        User.objects.none(),
        label="Исполнитель",
        required=False,
        empty_label="вся организация",
    )

    def __init__(self, *args: Any, obligation: Obligation, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Membership.objects.on(at.date()).filter(organisation=obligation.organisation)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        people = User.objects.filter(pk__in=staff.values("user"), is_active=True)
        field.queryset = people.order_by("last_name", "pk")


class ChildForm(forms.Form):
    """From what the roadmap of the level below begins."""

    SOURCES = (("template", ""), ("last_year", ""), ("draft", ""))

    source = forms.ChoiceField(choices=SOURCES)
    draft = forms.ModelChoiceField(Draft.objects.none(), label="Документ", required=False)

    def __init__(self, *args: Any, obligation: Obligation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["draft"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        field.queryset = Draft.objects.filter(
            organisation=obligation.organisation, status=Draft.Status.READY
        ).order_by("-uploaded_at")
