"""Forms of models, enrolments, curators and the case log."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from opora.domain.curators.models import Enrolment, SupportModel
from opora.domain.curators.models.enrolments import REGISTER
from opora.domain.curators.permissions import schools_above
from opora.domain.curators.services.curatorships import Appointment
from opora.domain.curators.services.enrolments import Term
from opora.domain.curators.services.models import Draft, Row
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Role
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from opora.methodology.kinds import load_kinds
from opora.methodology.registers import load_registers
from opora.web.act_choice import ActChoice
from opora.web.organisations.forms import DayInput, PersonField, Places

LONGEST_KEY = 10
CURATOR = "curator"
UNTIL = "Пусто: бессрочно."


def types() -> list[tuple[str, str]]:
    """Return the types of enrolments; curators have a form of their own."""
    found = load_registers().find(REGISTER).types
    return [(one.code, one.title) for one in found if one.code != CURATOR]


class People(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """People of a school to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Person) -> str:
        """Write the full name."""
        return obj.full_name


class TermForm(forms.Form):
    """Into which model, from when, by what, why."""

    since = forms.DateField(label="С какого дня", widget=DayInput())
    until = forms.DateField(
        label="По какой день", required=False, widget=DayInput(), help_text=UNTIL
    )
    why = forms.CharField(
        label="Почему", required=False, max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text="Что из результатов или профиля школы к этому привело.",
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = SupportModel.objects.visible_to(by, on=on).filter(in_use=True)
        self.fields["model"] = forms.ModelChoiceField(
            models.order_by("title"), label="Модель", required=False, empty_label="не модель"
        )
        self.fields["act"] = ActChoice(user=by, on=on, label="Приказ", required=False)


class EnrolForm(TermForm):
    """Which schools go into what."""

    type = forms.ChoiceField(label="Во что вступают")
    title = forms.CharField(
        label="Название проекта или программы", required=False, max_length=300,
        help_text="Для модели не нужно.",
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, by=by, on=on, **kwargs)
        self.fields["type"].choices = [("", "выберите"), *types()]  # type: ignore[attr-defined]
        self.fields["schools"] = Places(
            schools_above(by, on=on).order_by("short_name"), label="Школы"
        )
        self.order_fields(["type", "model", "title", "schools", "since", "until", "act", "why"])

    def clean(self) -> dict[str, Any]:
        """Ask for a model or for a title, whichever the type needs."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        is_model = told.get("type") == "model"
        if is_model and not told.get("model"):
            self.add_error("model", "Выберите модель. Нет в списке? Возьмите её в «Моделях».")
        if told.get("type") and not is_model and not told.get("title", "").strip():
            self.add_error("title", "Назовите проект или программу.")
        return told

    def term(self) -> Term:
        """Return what was filled in; the field that the type does not need is left."""
        told = dict(self.cleaned_data)
        told.pop("schools")
        unused = {"title": ""} if told["type"] == "model" else {"model": None}
        return Term(**{**told, **unused})


class ChangeForm(TermForm):
    """The next model of a school."""

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, by=by, on=on, **kwargs)
        self.fields["model"].required = True
        self.order_fields(["model", "since", "until", "act", "why"])

    def term(self) -> Term:
        """Return what was filled in."""
        return Term(type="model", **self.cleaned_data)


class ApproveForm(forms.Form):
    """The document of an enrolment."""

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActChoice(user=by, on=on, label="Приказ")


class EndForm(forms.Form):
    """The last day and what it came to."""

    on = forms.DateField(label="Последний день", widget=DayInput())
    reason = forms.CharField(label="Чем закончилось", max_length=300)


class ReasonForm(forms.Form):
    """Why a record is withdrawn."""

    reason = forms.CharField(label="Почему", max_length=300)


class PeopleForm(forms.Form):
    """Who of the school takes part."""

    def __init__(self, *args: Any, enrolment: Enrolment, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Employment.objects.on(on).filter(organisation=enrolment.school)
        staff = Person.objects.filter(pk__in=here.values("person")).order_by("search", "pk")
        self.fields["people"] = People(staff, label="Кто участвует", required=False)


class ModelForm(forms.Form):
    """What a model is."""

    title = forms.CharField(label="Название", max_length=300)
    for_whom = forms.CharField(label="Для кого", required=False, max_length=500)
    summary = forms.CharField(
        label="В чём состоит", required=False, max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip


class RowForm(forms.Form):
    """A measure of a model; a row without words is left out."""

    text = forms.CharField(
        label="Что сделать", required=False, max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="Вид")
    after = forms.IntegerField(
        label="Через сколько дней", min_value=0, max_value=1100, initial=30
    )
    responsible = forms.ChoiceField(
        label="Кто отвечает", choices=Role.choices, initial=Role.SCHOOL_HEAD
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.kind, one.title) for one in load_kinds().kinds]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def row(self) -> Row | None:
        """Return the measure, or nothing for a row without words."""
        told = self.cleaned_data
        return Row(**told) if told.get("text", "").strip() else None


Rows = forms.formset_factory(RowForm, extra=4, max_num=60, validate_max=True)


def model_draft(form: ModelForm, rows: Any) -> Draft:
    """Join the words of a model with its rows."""
    return Draft(**form.cleaned_data, rows=[one for f in rows if (one := f.row())])


class CuratorForm(forms.Form):
    """Who follows which school."""

    since = forms.DateField(label="С какого дня", widget=DayInput())
    until = forms.DateField(
        label="По какой день", required=False, widget=DayInput(), help_text=UNTIL
    )
    load = forms.DecimalField(
        label="Часов в месяц", required=False, localize=True, decimal_places=1,
        min_value=Decimal("0.5"), max_value=Decimal(744), help_text="Пусто: нет данных.",
    )  # fmt: skip
    despite = forms.CharField(
        label="Почему назначаем, если есть замечания", required=False, max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = schools_above(by, on=on).order_by("short_name")
        self.fields["school"] = forms.ModelChoiceField(
            schools, label="Школа", empty_label="выберите"
        )
        self.fields["curator"] = PersonField(
            _colleagues(by, on), label="Куратор", empty_label="выберите"
        )
        self.fields["act"] = ActChoice(user=by, on=on, label="Приказ", empty_label="выберите")
        self.order_fields(["curator", "school", "act", "since", "until", "load", "despite"])

    def appointment(self) -> Appointment:
        """Return what was filled in."""
        return Appointment(**self.cleaned_data)


def _colleagues(by: User, on: date) -> QuerySet[User]:
    """Return people with an account in the municipality."""
    rows = User.objects.filter(is_active=True)
    if not by.is_superuser:
        homes = scope_of(by, on=on).municipalities
        rows = rows.filter(memberships__organisation__territory__in=homes)
    return rows.distinct().order_by("last_name", "first_name", "pk")


class NoteForm(forms.Form):
    """What was agreed and what is next; filled in on a phone."""

    day = forms.DateField(label="День", widget=DayInput())
    agreed = forms.CharField(
        label="О чём договорились", max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    step = forms.CharField(label="Следующий шаг", required=False, max_length=300)
    due = forms.DateField(label="Срок шага", required=False, widget=DayInput())


class FinishForm(forms.Form):
    """When a step was done and what came of it."""

    on = forms.DateField(label="Сделано", widget=DayInput())
    outcome = forms.CharField(label="Чем кончилось", required=False, max_length=300)


def begun_with(address: QueryDict, *, on: date) -> dict[str, Any]:
    """Return what is known before a form is filled, from the address."""
    school = address.get("school", "")
    known = school.isdecimal() and len(school) < LONGEST_KEY
    return {
        "type": address.get("type", ""),
        "title": address.get("title", "")[:300],
        "since": address.get("day", "") or on,
        "schools": [int(school)] if known else [],
        "school": int(school) if known else None,
    }
