"""The form of a report on the execution of a plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import ExecutionReport, Roadmap
from opora.domain.roadmaps.services.reports import Written
from opora.web.imports.forms import planned_by
from opora.web.organisations.forms import DayInput


class NewReport(forms.Form):
    """On which plan, for which days, with which words; the figures are taken by themselves."""

    roadmap = forms.ModelChoiceField(Roadmap.objects.none(), label="Дорожная карта")
    owner = forms.ModelChoiceField(Organisation.objects.none(), label="Кто отчитывается")
    type = forms.ChoiceField(label="Вид", choices=ExecutionReport.Kind.choices)
    title = forms.CharField(label="Название", max_length=300)
    since = forms.DateField(label="Период с", widget=DayInput())
    until = forms.DateField(label="по", widget=DayInput())
    text = forms.CharField(
        label="Текст", widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Числа исполнения карты добавятся сами в день утверждения.",
    )  # fmt: skip
    file = forms.FileField(label="Файл", required=False)

    def __init__(self, *args: Any, user: User, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = planned_by(user, on=on)
        plans = Roadmap.objects.visible_to(user, on=on).filter(editions__isnull=False)
        self.fields["roadmap"] = forms.ModelChoiceField(
            plans.distinct().order_by("-pk"), label="Дорожная карта"
        )
        self.fields["owner"] = forms.ModelChoiceField(
            owners, label="Кто отчитывается", initial=owners.first(), empty_label=None
        )

    def written(self) -> Written:
        """Return what a valid form says."""
        wanted = self.cleaned_data
        return Written(
            kind=wanted["type"], title=wanted["title"], since=wanted["since"],
            until=wanted["until"], text=wanted["text"],
        )  # fmt: skip

    def upload(self) -> Upload | None:
        """Return the file, if there is one."""
        found = self.cleaned_data["file"]
        return Upload(found, found.name) if found else None


class Narrow(forms.Form):
    """What of the list is shown."""

    type = forms.ChoiceField(
        label="Вид", choices=[("", "любой"), *ExecutionReport.Kind.choices], required=False
    )
    q = forms.CharField(label="Слова", required=False, max_length=100)
