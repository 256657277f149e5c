"""What a person may set about themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms


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


class SchoolYear(forms.Form):
    """Which school year lists and figures show."""

    year = forms.IntegerField(min_value=2000, max_value=2100)
    next = forms.CharField(required=False)
