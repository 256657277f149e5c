"""What a person may set about themselves."""

from __future__ import annotations

from django import forms


class Profile(forms.Form):
    """How the site behaves for the person."""

    single_keys = forms.BooleanField(
        label="Одиночные клавиши",
        required=False,
        help_text="«/» — поиск, «X» — выбрать, «1» — принять. Выключите, если мешают голосовому вводу.",
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
