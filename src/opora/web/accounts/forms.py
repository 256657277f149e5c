"""What a person may set about themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms

from opora.domain.people.models import ApiToken


class SignIn(LoginForm):  # type: ignore[misc]
    """Address and password; help with a lost password stands once, below the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Адрес почты"
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Запомнить меня на этом компьютере"


class Profile(forms.Form):
    """How the site behaves for the person."""

    single_keys = forms.BooleanField(
        label="Одиночные клавиши",
        required=False,
        help_text="«/» — поиск, «X» — выбрать, «1» — принять. "
        "Выключите, если мешают голосовому вводу.",
    )
    wants_digest = forms.BooleanField(
        label="Сводка по почте",
        required=False,
        help_text="Не чаще одного письма в день и только если есть о чём сказать.",
    )


class NewKey(forms.Form):
    """A key for a program: what it opens and until when."""

    name = forms.CharField(
        label="Название", max_length=80, help_text="Какая программа будет читать данные."
    )
    scopes = forms.MultipleChoiceField(
        label="Что открывает",
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Программа увидит часть того, что видите вы, и не больше.",
    )
    days = forms.TypedChoiceField(
        label="Сколько действует",
        coerce=int,
        choices=[(30, "30 дней"), (90, "90 дней"), (180, "полгода"), (365, "год")],
    )


class SchoolYear(forms.Form):
    """Which school year lists and figures show."""

    year = forms.IntegerField(min_value=2000, max_value=2100)
    next = forms.CharField(required=False)
