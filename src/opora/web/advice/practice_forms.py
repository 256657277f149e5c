"""Forms of practices and publications."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from opora.domain.acts.services.files import Upload
from opora.domain.advice import permissions
from opora.domain.advice.models import Practice, Publication
from opora.domain.advice.services.practices import Card, Measured
from opora.domain.advice.services.publications import Published
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.web.advice.forms import YearConditions, upload_of
from opora.web.advice.matching import factor_choices
from opora.web.organisations.forms import DayInput

WORDS = (
    "title", "problem", "target_group", "essence", "resources", "conditions", "materials",
    "contact", "factors", "cluster",
)  # fmt: skip
COUNTS = ("before_good", "before_all", "after_good", "after_all")
_PUBLISHED = ("kind", "owner", "title", "day", "address", "about", "topic", "practice")


def _text(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10**6, required=False)


class CardForm(forms.Form):
    """The card of a practice."""

    owner = forms.ModelChoiceField(
        Organisation.objects.none(), label="Чья практика", empty_label="выберите"
    )
    title = forms.CharField(label="Название", max_length=300)
    problem = _text("Какую проблему решает", required=True)
    target_group = forms.CharField(label="Для кого", max_length=300)
    essence = _text("В чём суть", "Что делают, кто, сколько времени.", required=True)
    resources = _text("Что нужно", "Люди, часы, деньги, оборудование.")
    conditions = _text("При каких условиях работает", "И при каких не работает.")
    materials = _text("Материалы", "Ссылки или названия.")
    contact = forms.CharField(label="К кому обратиться", max_length=300, required=False)
    factors = forms.MultipleChoiceField(
        label="Каким рискам подходит", required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    cluster = forms.IntegerField(
        label="Кластер условий, в котором проверена", min_value=1, max_value=20, required=False
    )
    measured = forms.CharField(
        label="Что измерено", max_length=300, required=False,
        help_text="Например: «достигли базового уровня по математике, 7 класс».",
    )  # fmt: skip
    before_good = _count("До: сколько")
    before_all = _count("До: из скольких")
    after_good = _count("После: сколько")
    after_all = _count("После: из скольких")
    file = forms.FileField(label="Файл", required=False)

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = permissions.organisations_of(user, at=at)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["factors"].choices = factor_choices()  # type: ignore[attr-defined]

    @property
    def card(self) -> Card:
        """The card as the service takes it."""
        given = self.cleaned_data
        counts = {name: given[name] for name in COUNTS}
        measured = Measured(what=given["measured"], **counts)
        return Card(measured=measured, **{name: given[name] for name in WORDS})

    @property
    def upload(self) -> Upload | None:
        """The file, if one was brought."""
        found = upload_of(self)
        return Upload(*found) if found else None


class Verdict(forms.Form):
    """What the experts say."""

    words = forms.CharField(
        label="Заключение", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class AtlasForm(forms.Form):
    """Where a practice stands in the regional atlas."""

    number = forms.CharField(label="Номер в атласе", max_length=40)
    level = forms.ChoiceField(label="Уровень", choices=Practice.Level.choices, required=False)
    day = forms.DateField(label="Внесена", widget=DayInput())


class PublicationForm(forms.Form):
    """What was published and where."""

    kind = forms.ChoiceField(label="Вид", choices=Publication.Kind.choices)
    owner = forms.ModelChoiceField(
        Organisation.objects.none(), label="Чья публикация", empty_label="выберите"
    )
    title = forms.CharField(label="Название", max_length=300)
    day = forms.DateField(label="Опубликовано", widget=DayInput())
    address = forms.CharField(
        label="Адрес", max_length=1000, required=False,
        help_text="Страницу откроет и сохранит программа. Нет адреса — приложите скан.",
    )  # fmt: skip
    about = _text("О чём")
    topic = forms.ChoiceField(label="Какой риск", required=False)
    practice = forms.ModelChoiceField(
        Practice.objects.none(), label="О какой практике", required=False,
        empty_label="не о практике",
    )  # fmt: skip
    file = forms.FileField(label="Скан или снимок", required=False)

    def __init__(self, *args: Any, user: User, at: datetime, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = permissions.organisations_of(user, at=at)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["topic"].choices = [("", "не о риске"), *factor_choices()]  # type: ignore[attr-defined]
        near = Practice.objects.visible_to(user, on=on).filter(owner__in=owners)
        standing = near.exclude(status=Practice.Status.WITHDRAWN).order_by("title")
        self.fields["practice"].queryset = standing  # type: ignore[attr-defined]

    @property
    def published(self) -> Published:
        """The publication as the service takes it."""
        return Published(**{name: self.cleaned_data[name] for name in _PUBLISHED})

    @property
    def upload(self) -> Upload | None:
        """The file, if one was brought."""
        found = upload_of(self)
        return Upload(*found) if found else None


class PracticeConditions(YearConditions):
    """What of the practices is shown."""

    factor = forms.ChoiceField(label="Каким рискам подходит", required=False)
    status = forms.ChoiceField(
        label="Состояние", choices=[("", "любое"), *Practice.Status.choices], required=False
    )

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data, user=user, on=on)
        self.fields["factor"].choices = [("", "любым"), *factor_choices()]  # type: ignore[attr-defined]


class PublicationConditions(YearConditions):
    """What of the publications is shown."""

    type = forms.ChoiceField(
        label="Вид", choices=[("", "любой"), *Publication.Kind.choices], required=False
    )
