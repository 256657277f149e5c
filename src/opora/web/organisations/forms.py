"""Forms of roles: who, where, as what, from when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from opora.domain.organisations.models import Organisation, Role, Territory
from opora.domain.people.models import User


class DayInput(forms.DateInput):
    """A day chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Places(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Schools to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Organisation) -> str:
        """Write the short name."""
        return obj.short_name


class GrantRole(forms.Form):
    """A role of a person who has an account already."""

    user = forms.ModelChoiceField(User.objects.none(), label="Кому")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Где")
    role = forms.TypedChoiceField(
        label="Роль", choices=[("", "выберите"), *Role.choices], coerce=Role
    )
    post = forms.CharField(
        label="Должность",
        max_length=160,
        required=False,
        help_text="Как в приказе, если нужна.",
    )
    since = forms.DateField(label="С какого дня", required=False, widget=DayInput())
    until = forms.DateField(
        label="По какой день", required=False, widget=DayInput(), help_text="Пусто — бессрочно."
    )

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Organisation.objects.visible_to(by, on=on).open_on(on).order_by("short_name")
        staff = User.objects.filter(is_active=True, memberships__organisation__in=seen)
        self.fields["organisation"] = forms.ModelChoiceField(
            seen, label="Где", empty_label="выберите"
        )
        self.fields["user"] = PersonField(
            staff.order_by("last_name", "first_name", "pk").distinct(),
            label="Кому",
            empty_label="выберите",
        )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A person, named in full."""

    def label_from_instance(self, obj: User) -> str:
        """Write the name with the address that tells namesakes apart."""
        return f"{obj.last_name} {obj.first_name} {obj.patronymic} ({obj.email})"


class EndRole(forms.Form):
    """The last day of a role and why it ends."""

    on = forms.DateField(label="Последний день", widget=DayInput())
    reason = forms.CharField(label="Почему", required=False, max_length=300)


class Narrow(forms.Form):
    """What of the staff is shown."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), required=False)
    role = forms.ChoiceField(
        label="Роль", choices=[("", "любая"), *Role.choices], required=False
    )
    q = forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Organisation.objects.visible_to(by, on=on).order_by("short_name")
        self.fields["organisation"] = forms.ModelChoiceField(
            seen, required=False, label="Организация", empty_label="любая"
        )


class Roster(forms.Form):
    """A table of organisations or people, and whose they are."""

    file = forms.FileField(
        label="Файл",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text="XLSX, XLS, ODS или CSV. Сначала покажем, что станет с каждой строкой; "
        "ничего не запишется, пока вы не подтвердите.",
    )
    territory = forms.ModelChoiceField(Territory.objects.none(), label="Чей список")

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"] = forms.ModelChoiceField(
            territories, label="Чей список", initial=territories.first(), empty_label=None
        )


class ConfirmRoster(forms.Form):
    """The table that was shown, by its hash, so that another is not written instead."""

    key = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput())


class Lines(forms.CharField):
    """Several short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """Write a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Read lines as a list; empty ones are left out."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class EditOrganisation(forms.Form):
    """What is said of an organisation."""

    name = forms.CharField(
        label="Полное наименование", max_length=300, help_text="Как в уставе."
    )
    short_name = forms.CharField(
        label="Краткое наименование", max_length=120, help_text="Так она стоит в списках."
    )
    kind = forms.ChoiceField(label="Вид", choices=Organisation.Kind.choices)
    address = forms.CharField(label="Адрес", max_length=300, required=False)
    pupils = forms.IntegerField(label="Учеников", min_value=0, required=False)
    latitude = forms.FloatField(
        label="Широта", min_value=-90, max_value=90, required=False,
        help_text="Для карты района, например 56.1234.",
    )  # fmt: skip
    longitude = forms.FloatField(label="Долгота", min_value=-180, max_value=180, required=False)
    aliases = Lines(
        label="Другие названия",
        required=False,
        help_text="Как ещё её пишут в приказах, по одному на строке: по ним она узнаётся.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse half of a place on the map."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if (told.get("latitude") is None) != (told.get("longitude") is None):
            self.add_error("longitude", "Впишите и широту, и долготу, или ни одной.")
        return told


class AddOrganisation(EditOrganisation):
    """A new organisation, and whose it is."""

    territory = forms.ModelChoiceField(Territory.objects.none(), label="Где")

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = Organisation.Kind.SCHOOL
        self.fields["territory"] = forms.ModelChoiceField(
            territories, label="Где", initial=territories.first(), empty_label=None
        )


class CloseOrganisation(forms.Form):
    """From which day an organisation is closed and why."""

    on = forms.DateField(label="С какого дня", widget=DayInput())
    reason = forms.CharField(
        label="Почему", max_length=300, help_text="Например, приказ о реорганизации."
    )
