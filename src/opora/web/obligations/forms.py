"""Conditions of a list of obligations, as they stand in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Measure, Obligation, Roadmap
from opora.web import years

ANY = ("", "любое")
FLAGS = {
    "late": "Просроченные",
    "come_due": "Срок наступил",
    "mine": "Только моё",
    "to_check": "Ждут моей проверки",
}


class Conditions(forms.Form):
    """What of the obligations in sight is shown. Unknown values of the address are refused."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(
        label="Состояние", choices=[ANY, *Obligation.State.choices], required=False
    )
    late = forms.BooleanField(required=False)
    come_due = forms.BooleanField(required=False)
    mine = forms.BooleanField(required=False)
    to_check = forms.BooleanField(required=False)
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    month = forms.DateField(required=False, input_formats=["%Y-%m"])
    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    until = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    ahead = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False)
    person = forms.ModelChoiceField(User.objects.none(), required=False)
    roadmap = forms.ModelChoiceField(Roadmap.objects.none(), required=False)
    territory = forms.ModelChoiceField(Territory.objects.all(), required=False)
    measure = forms.ModelChoiceField(Measure.objects.none(), required=False)
    kind = forms.SlugField(required=False)

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data)
        self.address = data
        seen = Obligation.objects.visible_to(user, on=on)
        limits = {
            "school": Organisation.objects.visible_to(user, on=on),
            "person": User.objects.filter(obligations__in=seen).distinct(),
            "measure": Measure.objects.filter(obligations__in=seen).distinct(),
            "roadmap": Roadmap.objects.visible_to(user, on=on),
        }
        for name, rows in limits.items():
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101  # tells mypy
            chosen.queryset = rows

    def chips(self) -> Iterator[tuple[str, str]]:
        """Give each applied condition: its words and the address without it."""
        for name, value in self.cleaned_data.items():
            if value:
                left = self.address.copy()
                left.pop(name, None)
                left.pop("page", None)
                yield _words(name, value), f"?{left.urlencode()}"


def _words(name: str, value: Any) -> str:
    return FLAGS[name] if name in FLAGS else WORDS[name](value)


WORDS: dict[str, Callable[[Any], str]] = {
    "q": lambda value: f"Слова: {value}",
    "state": lambda value: str(Obligation.State(value).label),
    "year": lambda value: f"Учебный год {years.label(value)}",
    "month": lambda value: f"Месяц: {value:%m.%Y}",
    "day": lambda value: f"Срок {value:%d.%m.%Y}",
    "until": lambda value: f"Не сдано, срок до {value:%d.%m.%Y}",
    "ahead": lambda value: f"Не сдано, срок с {value:%d.%m.%Y}",
    "school": str,
    "person": lambda value: value.short_name,
    "roadmap": lambda value: f"Карта: {value.title[:60]}",
    "measure": lambda value: f"Мероприятие {value}"[:80],
    "territory": str,
    "kind": lambda value: f"Вид: {value}",
}
