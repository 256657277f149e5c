"""Forms of written analyses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from opora.domain.acts.services.files import Upload
from opora.domain.identification.models import Analysis
from opora.domain.identification.services.analyses import Written
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.web.imports.forms import planned_by
from opora.web.organisations.forms import DayInput


class NewAnalysis(forms.Form):
    """What was analysed, when, about which schools, with which conclusions."""

    owner = forms.ModelChoiceField(Organisation.objects.none(), label="Кто проводил")
    type = forms.ChoiceField(label="Вид", choices=Analysis.Type.choices)
    title = forms.CharField(label="Название", max_length=300)
    day = forms.DateField(label="Дата", widget=DayInput())
    text = forms.CharField(label="Выводы", widget=forms.Textarea(attrs={"rows": 8}))
    schools = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label="О каких школах", required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Не выбрано ничего — анализ о территории в целом.",
    )  # fmt: skip
    file = forms.FileField(label="Файл справки", required=False)

    def __init__(self, *args: Any, user: User, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = planned_by(user, on=on)
        self.fields["owner"] = forms.ModelChoiceField(
            owners, label="Кто проводил", initial=owners.first(), empty_label=None
        )
        schools = self.fields["schools"]
        assert isinstance(schools, forms.ModelMultipleChoiceField)  # noqa: S101  # tells mypy
        seen = Organisation.objects.visible_to(user, on=on).schools().open_on(on)
        schools.queryset = seen.order_by("short_name")

    def written(self) -> Written:
        """Return what a valid form says."""
        wanted = self.cleaned_data
        return Written(**{name: wanted[name] for name in ("type", "title", "day", "text")})

    def upload(self) -> Upload | None:
        """Return the file, if there is one."""
        found = self.cleaned_data["file"]
        return Upload(found, found.name) if found else None


class Narrow(forms.Form):
    """What of the list is shown."""

    type = forms.ChoiceField(
        label="Вид", choices=[("", "любой"), *Analysis.Type.choices], required=False
    )
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Школа", required=False, empty_label="любая"
    )
    q = forms.CharField(label="Слова", required=False, max_length=100)

    def __init__(self, *args: Any, user: User, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        seen = Organisation.objects.visible_to(user, on=on).schools()
        school.queryset = seen.order_by("short_name")
