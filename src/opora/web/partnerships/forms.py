"""Forms of agreements: terms, signature, end, a joint event."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation
from opora.domain.partnerships import permissions
from opora.domain.partnerships.models import REGISTER, Agreement
from opora.domain.partnerships.services.agreements import Terms
from opora.domain.people.models import User
from opora.methodology.registers import load_registers
from opora.web.organisations.forms import DayInput


def types() -> list[tuple[str, str]]:
    """Types of agreements as choices."""
    return [(one.code, one.title) for one in load_registers().find(REGISTER).types]


class TermsForm(forms.Form):
    """What an agreement says."""

    type = forms.ChoiceField(label="Вид договора")
    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Кому помогают", empty_label="выберите"
    )
    leader = forms.ModelChoiceField(
        Organisation.objects.none(), label="Школа-лидер", empty_label="выберите"
    )
    centre = forms.ModelChoiceField(
        Organisation.objects.none(), label="Третья сторона", required=False,
        empty_label="нет",
    )  # fmt: skip
    subject = forms.CharField(label="Предмет договора", max_length=300)
    since = forms.DateField(label="Действует с", widget=DayInput())
    until = forms.DateField(label="Действует по", widget=DayInput())
    goals = forms.CharField(label="Цели", required=False, widget=forms.Textarea({"rows": 3}))
    duties_leader = forms.CharField(
        label="Что делает школа-лидер", required=False, widget=forms.Textarea({"rows": 6})
    )
    duties_school = forms.CharField(
        label="Что делает школа", required=False, widget=forms.Textarea({"rows": 6})
    )
    why = forms.CharField(
        label="Почему эта школа", required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(
        self, data: QueryDict | None, *, user: User, at: Any, on: date, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        mine = permissions.schools_of(user, at=at)
        near = Organisation.objects.open_on(on).filter(
            Q(territory__organisations__in=mine) | Q(pk__in=mine)
        )
        near = near.distinct().order_by("short_name")
        sources = {
            "school": mine,
            "leader": near.filter(kind=Organisation.Kind.SCHOOL),
            "centre": near.filter(
                kind__in=(Organisation.Kind.METHODICAL, Organisation.Kind.AUTHORITY)
            ),
        }
        for name, rows in sources.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["type"].choices = types()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say at the field that a term ends before it begins."""
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "Договор кончается раньше, чем начинается.")
        return given

    @property
    def terms(self) -> Terms:
        """The terms as the service takes them."""
        return Terms(**self.cleaned_data)


class Signature(forms.Form):
    """When and under what number both sides signed."""

    number = forms.CharField(label="Номер", max_length=40, required=False)
    day = forms.DateField(label="День подписания", widget=DayInput())
    file = forms.FileField(label="Подписанный договор", required=False)

    @property
    def paper(self) -> Upload | None:
        """The file, if one was brought."""
        file = self.cleaned_data["file"]
        return Upload(file.read(), file.name) if file else None


class Report(forms.Form):
    """What the agreement gave."""

    report = forms.CharField(
        label="Что дало сотрудничество", widget=forms.Textarea({"rows": 5}),
        help_text="Что сделано вместе, что изменилось у учителей и учеников, что дальше.",
    )  # fmt: skip


class Ending(forms.Form):
    """Why and when an agreement ended early."""

    reason = forms.CharField(label="Почему", max_length=300)
    day = forms.DateField(label="С какого дня", widget=DayInput())


class Words(forms.Form):
    """A reason."""

    reason = forms.CharField(label="Почему", max_length=300)


class EventForm(forms.Form):
    """A line of the plan of joint events."""

    day = forms.DateField(label="День", widget=DayInput())
    title = forms.CharField(label="Что проводим вместе", max_length=300)
    responsible = forms.CharField(label="Ответственный", max_length=160, required=False)


class HeldForm(forms.Form):
    """When a joint event was held."""

    day = forms.DateField(label="Проведено", widget=DayInput())
    note = forms.CharField(label="Итог", max_length=300, required=False)


class Conditions(forms.Form):
    """What of the agreements is shown."""

    q = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(
        label="Состояние", choices=[("", "любое"), *Agreement.Status.choices], required=False
    )
    type = forms.ChoiceField(label="Вид", required=False)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Школа", required=False, empty_label="любая"
    )
    ending = forms.BooleanField(label="срок кончается", required=False)

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data)
        seen = Agreement.objects.visible_to(user, on=on)
        schools = Organisation.objects.filter(
            Q(pk__in=seen.values("school")) | Q(pk__in=seen.values("leader"))
        )
        self.fields["school"].queryset = schools.order_by("short_name")  # type: ignore[attr-defined]
        self.fields["type"].choices = [("", "любой"), *types()]  # type: ignore[attr-defined]
