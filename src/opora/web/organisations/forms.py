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


class GrantRole(forms.Form):
    """A role of a person who has an account already."""

    user = forms.ModelChoiceField(User.objects.none(), label="Кому")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Где")
    role = forms.TypedChoiceField(label="Роль", choices=Role.choices, coerce=Role)
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
        self.fields["organisation"] = forms.ModelChoiceField(seen, label="Где")
        self.fields["user"] = PersonField(
            staff.order_by("last_name", "first_name", "pk").distinct(), label="Кому"
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
