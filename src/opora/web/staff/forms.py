"""Forms of people, their posts and the end of a post."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, OrganisationQuerySet
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from opora.domain.staff.services.staff import Name, Place
from opora.methodology.subjects import load_subjects
from opora.web.organisations.forms import DayInput, PersonField

YEARS_OF_WORK = range(1930, 2015)
NAME = r"[А-ЯЁа-яё][А-ЯЁа-яё'’\- ]*"
ANOTHER = "another"


def kept_by(user: User, *, on: date) -> OrganisationQuerySet:
    """Organisations whose staff list the person keeps."""
    scope = scope_of(user, on=on)
    seen = Organisation.objects.visible_to(user, on=on).select_related("territory")
    kept = [one.pk for one in seen if scope.may_plan_for(one)]
    return Organisation.objects.filter(pk__in=kept).order_by("short_name")


class PlaceForm(forms.Form):
    """A post with its conditions."""

    post = forms.ChoiceField(label="Должность", choices=Employment.Post.choices)
    title = forms.CharField(
        label="Как в штатном расписании", max_length=160, required=False,
        help_text="Если отличается: «учитель-логопед», «тьютор».",
    )  # fmt: skip
    subject = forms.ChoiceField(label="Предмет", required=False)
    load = forms.DecimalField(
        label="Ставка", min_value=0, max_value=3, decimal_places=2, required=False,
        localize=True, help_text="1 — полная. Пусто — нет данных.",
    )  # fmt: skip
    part_time = forms.BooleanField(label="внешний совместитель", required=False)
    category = forms.ChoiceField(
        label="Категория", choices=Employment.Category.choices, required=False
    )
    since = forms.DateField(label="Работает с", required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = [(one.code, one.name) for one in load_subjects().subjects]
        self.fields["subject"] = forms.ChoiceField(
            label="Предмет", required=False, choices=[("", "не ведёт"), *subjects]
        )

    def clean_load(self) -> Any:
        """Refuse a post of nothing."""
        load = self.cleaned_data["load"]
        if load == 0:
            raise forms.ValidationError("Ставка должна быть больше нуля. Если её нет, сотрите.")
        return load

    @property
    def place(self) -> Place:
        """The post as the service takes it."""
        given = self.cleaned_data
        return Place(**{name: given[name] for name in PLACE})


PLACE = ("post", "title", "subject", "load", "part_time", "category", "since")


class PersonForm(PlaceForm):
    """A person who comes to work: the name and the post."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Организация", empty_label="выберите"
    )
    last_name = forms.RegexField(NAME, label="Фамилия", max_length=80)
    first_name = forms.RegexField(NAME, label="Имя", max_length=80)
    patronymic = forms.RegexField(NAME, label="Отчество", max_length=80, required=False)
    birth_year = forms.IntegerField(
        label="Год рождения", required=False, min_value=1920, max_value=2015,
        help_text="Помогает различить однофамильцев.",
    )  # fmt: skip
    same = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("organisation", "last_name", "first_name", "patronymic", "birth_year")

    def __init__(self, data: QueryDict | None, *, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        organisations = self.fields["organisation"]
        organisations.queryset = kept_by(user, on=on)  # type: ignore[attr-defined]
        for field in ("last_name", "first_name", "patronymic"):
            self.fields[field].error_messages["invalid"] = "Русскими буквами, без инициалов."

    @property
    def name(self) -> Name:
        """The name as the service takes it."""
        given = self.cleaned_data
        return Name(
            last_name=given["last_name"], first_name=given["first_name"],
            patronymic=given["patronymic"], birth_year=given["birth_year"],
        )  # fmt: skip

    def chosen(self, people: tuple[Person, ...]) -> Person | None:
        """Which of the namesakes the person meant, None if none of them."""
        same = self.cleaned_data["same"]
        return next((one for one in people if str(one.pk) == same), None)


class AnotherPost(PlaceForm):
    """A further post of a known person."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Организация", empty_label="выберите"
    )
    field_order = ("organisation",)

    def __init__(self, data: QueryDict | None, *, user: User, on: date) -> None:
        super().__init__(data)
        organisations = self.fields["organisation"]
        organisations.queryset = kept_by(user, on=on)  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """A staff list in a table, and whose people they are where a row does not say."""

    file = forms.FileField(
        label="Файл",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text="XLSX, XLS, ODS или CSV. Сначала покажем, что станет с каждой строкой; "
        "ничего не запишется, пока вы не подтвердите.",
    )
    home = forms.ModelChoiceField(
        Organisation.objects.none(), label="Если организация не указана, то это",
        required=False, empty_label="строка не берётся",
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home = self.fields["home"]
        rows = Organisation.objects.filter(pk__in=[one.pk for one in places])
        home.queryset = rows.order_by("short_name")  # type: ignore[attr-defined]
        home.initial = places[0] if len(places) == 1 else None


class Leave(forms.Form):
    """The last day of a post."""

    on = forms.DateField(label="Последний день работы", widget=DayInput())


class AccountForm(forms.Form):
    """The account with which a person signs in."""

    def __init__(self, *args: Any, person: Person, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        homes = person.employments.on(on).values("organisation")
        taken = Person.objects.exclude(user=None).exclude(pk=person.pk).values("user")
        near = User.objects.filter(is_active=True, memberships__organisation__in=homes)
        self.fields["user"] = PersonField(
            near.exclude(pk__in=taken).distinct().order_by("last_name", "first_name", "pk"),
            label="Учётная запись", required=False, empty_label="учётной записи нет",
            help_text="Учётные записи людей той же организации, ещё ничьи.",
        )  # fmt: skip


class Conditions(forms.Form):
    """What of the staff is shown."""

    q = forms.CharField(required=False, max_length=100)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Организация", required=False, empty_label="любая"
    )
    post = forms.ChoiceField(
        label="Должность", choices=[("", "любая"), *Employment.Post.choices], required=False
    )
    day = forms.DateField(label="На дату", required=False, widget=DayInput())

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data)
        employed = Employment.objects.visible_to(user, on=on).values("organisation")
        schools = Organisation.objects.filter(pk__in=employed).order_by("short_name")
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
