"""Forms of results: files, withdrawal, tasks of a work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from opora.domain.organisations.models import Organisation
from opora.web.imports.forms import Files, ManyFiles

ACCEPT = ".xlsx,.xls,.ods,.csv,.txt,.html,.htm"
_CUT = "Файл загружен не полностью: связь прервалась. Загрузите его ещё раз."


class Upload(forms.Form):
    """Files and for whom they are brought."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Кто загружает")
    uploads = Files(label="Файлы", widget=ManyFiles(attrs={"accept": ACCEPT}))

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ModelChoiceField(
            organisations, label="Кто загружает", initial=organisations.first(),
            empty_label=None,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a form whose end did not arrive: its last file may be cut."""
        if self.data.get("whole") != "1":
            raise forms.ValidationError(_CUT)
        return self.cleaned_data


class Withdrawal(forms.Form):
    """Why a file counts no longer; the service says when a reason is needed."""

    reason = forms.CharField(
        label="Почему файл отзывается", required=False, max_length=250,
        widget=forms.Textarea({"rows": 2}),
        help_text="Это увидят все, кого касаются результаты.",
    )  # fmt: skip
