"""Forms of exchange."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from opora.domain.organisations.models import Territory


class Receive(forms.Form):
    """A package and for which region it is taken."""

    region = forms.ModelChoiceField(Territory.objects.none(), label="Регион")
    file = forms.FileField(
        label="Пакет", widget=forms.FileInput({"accept": ".zip"}),
        help_text="Файл ZIP, который муниципалитет скачал на своей странице «Обмен».",
    )  # fmt: skip

    def __init__(self, *args: Any, regions: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"] = forms.ModelChoiceField(
            regions, label="Регион", initial=regions.first(), empty_label=None
        )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            raise forms.ValidationError("Файл слишком велик для пакета.")
        return file


class Trust(forms.Form):
    """The public key of a municipality."""

    territory = forms.ModelChoiceField(Territory.objects.none(), label="Муниципалитет")
    text = forms.CharField(
        label="Открытый ключ", max_length=100,
        help_text="44 знака со страницы «Обмен» муниципалитета. Сверьте отпечаток по телефону.",
    )  # fmt: skip

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"] = forms.ModelChoiceField(
            territories, label="Муниципалитет", empty_label="выберите"
        )


class Decision(forms.Form):
    """Accept a package as it was compared, or reject it with the reason."""

    decision = forms.ChoiceField(choices=[("accept", "Принять"), ("reject", "Отклонить")])
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Почему отклоняете", required=False, max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
