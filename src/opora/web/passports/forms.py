"""Forms of campaigns and of decisions on passports."""

from __future__ import annotations

from django import forms

from opora.web.organisations.forms import DayInput


class OpenCampaign(forms.Form):
    """When the state is taken and until when passports are handed in."""

    year = forms.TypedChoiceField(label="Учебный год", coerce=int)
    as_of = forms.DateField(label="По состоянию на", widget=DayInput())
    due = forms.DateField(label="Сдать до", widget=DayInput())

    def __init__(self, *args: object, years: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django passes them
        self.fields["year"].choices = years  # type: ignore[attr-defined]  # a choice field


class ExtendCampaign(forms.Form):
    """Until when passports are handed in now."""

    due = forms.DateField(label="Новый срок", widget=DayInput())


class Decision(forms.Form):
    """Accept, or return with a remark."""

    decision = forms.ChoiceField(choices=[("accept", "Принять"), ("return", "Вернуть")])
    remark = forms.CharField(
        label="Что исправить", required=False, max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip


class NewScale(forms.Form):
    """Why the index is measured on a new scale."""

    reason = forms.CharField(
        label="Почему шкала меняется", max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text="Решение и его причина: их увидят все, кто открывает индекс.",
    )  # fmt: skip


class PassportFile(forms.Form):
    """A filled template."""

    file = forms.FileField(label="Заполненный шаблон, XLSX")
