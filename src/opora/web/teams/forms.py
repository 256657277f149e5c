"""Forms of teams: what they are, who joins, how they meet and end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from opora.domain.organisations.access import scope_of
from opora.domain.people.models import User
from opora.domain.teams.models import REGISTER, Meeting, Member, Team
from opora.domain.teams.permissions import owners_for
from opora.domain.teams.services.teams import Charter
from opora.methodology.registers import load_registers
from opora.web.act_choice import ActChoice
from opora.web.organisations.forms import DayInput, Places

LONGEST_KEY = 10


def types() -> list[tuple[str, str]]:
    """Return the types of teams for a list of choices."""
    return [(one.code, one.title) for one in load_registers().find(REGISTER).types]


class People(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Members to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Member) -> str:
        """Write the name and the organisation."""
        return f"{obj.person.full_name}, {obj.organisation.short_name}"


class CharterForm(forms.Form):
    """What a team is."""

    type = forms.ChoiceField(label="Вид")
    name = forms.CharField(label="Название", max_length=300)
    purpose = forms.CharField(
        label="Зачем создана", required=False, max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    since = forms.DateField(label="Работает с", widget=DayInput())
    until = forms.DateField(
        label="Работает по", required=False, widget=DayInput(), help_text="Пусто: бессрочно."
    )

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = owners_for(by, on=on)
        self.fields["type"].choices = [("", "выберите"), *types()]  # type: ignore[attr-defined]
        self.fields["owner"] = forms.ModelChoiceField(
            owners.order_by("kind", "short_name"), label="Кто создаёт", empty_label="выберите"
        )
        self.fields["act"] = ActChoice(
            user=by, on=on, label="Приказ, протокол или положение", required=False
        )
        self.fields["schools"] = Places(
            owners.schools().order_by("short_name"), label="Для каких школ", required=False
        )

    def charter(self) -> Charter:
        """Return what was filled in."""
        told = dict(self.cleaned_data)
        return Charter(**{**told, "schools": tuple(told["schools"])})


class EndForm(forms.Form):
    """Why a record is withdrawn."""

    reason = forms.CharField(label="Почему", max_length=300)


class CloseForm(forms.Form):
    """When and with what the work ended."""

    on = forms.DateField(label="Последний день", widget=DayInput())
    reason = forms.CharField(
        label="С каким итогом", required=False, max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip


class JoinForm(forms.Form):
    """As what and from when people join."""

    role = forms.ChoiceField(label="Роль", choices=Member.Role.choices, initial="member")
    since = forms.DateField(label="В составе с", widget=DayInput())


class LeaveForm(forms.Form):
    """The last day of a member."""

    on = forms.DateField(label="Последний день в составе", widget=DayInput())


class AgendaForm(forms.Form):
    """A meeting ahead."""

    day = forms.DateField(label="День", widget=DayInput())
    agenda = forms.CharField(
        label="Повестка", max_length=8000, widget=forms.Textarea({"rows": 4}),
        help_text="По вопросу на строке.",
    )  # fmt: skip


class MinutesForm(AgendaForm):
    """How a meeting went."""

    number = forms.CharField(label="Номер протокола", max_length=40, required=False)
    decisions = forms.CharField(
        label="Решили", max_length=20_000, widget=forms.Textarea({"rows": 5}),
        help_text="По решению на строке: строки будут пронумерованы.",
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = meeting.team.members.on(meeting.day) | meeting.team.members.filter(
            meetings=meeting
        )
        self.fields["present"] = People(
            members.distinct().select_related("person", "organisation").order_by("pk"),
            label="Кто был", required=False,
        )  # fmt: skip


class FileForm(forms.Form):
    """A signed file of minutes."""

    file = forms.FileField(label="Подписанный протокол")


def begun_with(address: QueryDict, *, by: User, on: date) -> dict[str, Any]:
    """Return what is known before the form is filled: from the address, and of the person."""
    own = [one.organisation_id for one in scope_of(by, on=on).memberships]
    school = address.get("school", "")
    known = school.isdecimal() and len(school) < LONGEST_KEY
    return {
        "type": address.get("type", ""),
        "name": address.get("title", "")[:300],
        "since": address.get("day", "") or on,
        "schools": [int(school)] if known else [],
        "owner": owners_for(by, on=on).filter(pk__in=own).order_by("kind", "pk").first(),
    }


def filled_from(team: Team) -> dict[str, Any]:
    """Return the fields of the form as the team stands."""
    same = ("type", "name", "purpose", "since", "until", "owner", "act")
    return {
        **{name: getattr(team, name) for name in same},
        "schools": list(team.schools.values_list("pk", flat=True)),
    }
