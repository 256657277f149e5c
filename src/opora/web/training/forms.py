"""Forms of training: a programme, a certificate, a group, a plan-schedule."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from opora.domain.acts.services.files import Upload
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Person, PersonQuerySet
from opora.domain.training.models import Course, CourseQuerySet
from opora.domain.training.models.courses import Kind, topics
from opora.domain.training.services.completions import Certificate
from opora.domain.training.services.courses import Programme
from opora.domain.training.services.groups import Gathering
from opora.domain.training.services.plans import Wish
from opora.methodology.training import load_training
from opora.web.organisations.forms import DayInput


def topic_choices(empty: str) -> list[tuple[str, str]]:
    """Competences and factors of risk as choices."""
    return [("", empty), *((code, f"{code} {title}") for code, title in topics().items())]


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A person, named in full."""

    def label_from_instance(self, obj: Person) -> str:
        """Name in full."""
        return obj.full_name


class PeopleChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    """People, named in full."""

    def label_from_instance(self, obj: Person) -> str:
        """Name in full."""
        return obj.full_name


class TermForm(forms.Form):
    """Anything with a first and a last day."""

    def clean(self) -> dict[str, Any]:
        """Say at the field that it ends before it begins."""
        given = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "Кончается раньше, чем начинается.")
        return given


class ProgrammeForm(TermForm):
    """What a provider offers."""

    owner = forms.ModelChoiceField(Organisation.objects.none(), label="Кто вносит")
    title = forms.CharField(label="Программа", max_length=300)
    provider = forms.CharField(label="Кто обучает", max_length=200)
    kind = forms.ChoiceField(label="Вид", choices=Kind.choices)
    hours = forms.IntegerField(label="Часов", min_value=1, max_value=3000)
    form = forms.ChoiceField(label="Форма", required=False)
    topic = forms.ChoiceField(
        label="Чему учит", required=False,
        help_text="По этому коду программа предлагается тем, у кого такой дефицит.",
    )  # fmt: skip
    since = forms.DateField(label="Начало", required=False, widget=DayInput())
    until = forms.DateField(label="Окончание", required=False, widget=DayInput())
    cost = forms.IntegerField(
        label="Стоимость за человека, ₽", required=False, min_value=0, max_value=10_000_000,
        help_text="0 — бесплатно, пусто — нет данных.",
    )  # fmt: skip
    address = forms.URLField(
        label="Страница программы", required=False, max_length=200, assume_scheme="https"
    )

    def __init__(
        self, data: QueryDict | None, *, owners: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        choices = [("", "не указана"), *((f.code, f.title) for f in load_training().forms)]
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["form"].choices = choices  # type: ignore[attr-defined]
        self.fields["topic"].choices = topic_choices("не указано")  # type: ignore[attr-defined]

    @property
    def programme(self) -> Programme:
        """The programme as the service takes it."""
        return Programme(**self.cleaned_data)


class CertificateForm(TermForm):
    """What a certificate says; a chosen programme fills what is left empty."""

    person = PersonChoice(Person.objects.none(), label="Кто обучен", empty_label="выберите")
    course = forms.ModelChoiceField(
        Course.objects.none(), label="Программа из списка", required=False,
        empty_label="другая, впишу сам(а)",
    )  # fmt: skip
    title = forms.CharField(label="Программа", max_length=300, required=False)
    provider = forms.CharField(label="Кто обучал", max_length=200, required=False)
    hours = forms.IntegerField(label="Часов", min_value=1, max_value=3000, required=False)
    kind = forms.ChoiceField(label="Вид", choices=Kind.choices, required=False)
    topic = forms.ChoiceField(label="Чему учили", required=False)
    number = forms.CharField(
        label="Номер удостоверения", max_length=60, required=False,
        help_text="Без номера подтвердить обучение будет нечем.",
    )  # fmt: skip
    since = forms.DateField(label="Начало обучения", required=False, widget=DayInput())
    until = forms.DateField(label="Окончание обучения", required=False, widget=DayInput())
    issued = forms.DateField(label="Дата выдачи", widget=DayInput())

    def __init__(
        self,
        data: QueryDict | None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        people: PersonQuerySet,
        courses: CourseQuerySet,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]
        self.fields["topic"].choices = topic_choices("не указано")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Take from the programme what is left empty; ask for what nobody told."""
        given = super().clean()
        course: Course | None = given.get("course")
        if course is not None:
            for name in ("title", "provider", "hours", "topic"):
                given[name] = given.get(name) or getattr(course, name)
            given["kind"] = course.kind
        given["kind"] = given.get("kind") or Kind.COURSE
        for name in ("title", "provider", "hours"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, "Впишите или выберите программу из списка.")
        return given

    def certificate(self, organisation: Organisation) -> Certificate:
        """Return the certificate as the service takes it."""
        names = Certificate.__dataclass_fields__
        given = {name: one for name, one in self.cleaned_data.items() if name in names}
        return Certificate(organisation=organisation, **given)


class NewCertificateForm(CertificateForm):
    """A certificate with its file."""

    file = forms.FileField(label="Скан удостоверения", required=False)

    @property
    def paper(self) -> Upload | None:
        """The file, if one was brought."""
        file = self.cleaned_data["file"]
        return Upload(file.read(), file.name) if file else None


class GroupForm(TermForm):
    """A group before it learns."""

    owner = forms.ModelChoiceField(Organisation.objects.none(), label="Кто собирает")
    course = forms.ModelChoiceField(
        Course.objects.none(), label="Программа", empty_label="выберите"
    )
    title = forms.CharField(label="Название группы", max_length=160)
    since = forms.DateField(label="Начало", widget=DayInput())
    until = forms.DateField(label="Окончание", widget=DayInput())

    def __init__(
        self,
        data: QueryDict | None,
        *,
        owners: QuerySet[Organisation],
        courses: CourseQuerySet,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]

    @property
    def gathering(self) -> Gathering:
        """The group as the service takes it."""
        return Gathering(**self.cleaned_data)


class SendForm(forms.Form):
    """Whom an organisation sends."""

    people = PeopleChoice(
        Person.objects.none(), label="Кого направляем", widget=forms.CheckboxSelectMultiple()
    )

    def __init__(self, data: QueryDict | None, *, people: PersonQuerySet) -> None:
        super().__init__(data)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """A line of a plan-schedule."""

    person = PersonChoice(Person.objects.none(), label="Кто учится", empty_label="выберите")
    motive = forms.ChoiceField(label="Мотив выбора")
    topic = forms.ChoiceField(label="Чему учиться", required=False)
    course = forms.ModelChoiceField(
        Course.objects.none(), label="Программа", required=False, empty_label="ещё не выбрана"
    )
    term = forms.DateField(label="Пройти до", widget=DayInput())

    def __init__(
        self,
        data: QueryDict | None,
        *,
        people: PersonQuerySet,
        courses: CourseQuerySet,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        motives = [(one.code, one.title) for one in load_training().motives]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["course"].queryset = courses  # type: ignore[attr-defined]
        self.fields["motive"].choices = motives  # type: ignore[attr-defined]
        self.fields["topic"].choices = topic_choices("по программе")  # type: ignore[attr-defined]

    def wish(self, organisation: Organisation) -> Wish:
        """Return the line as the service takes it."""
        return Wish(organisation=organisation, **self.cleaned_data)


class Approval(forms.Form):
    """By what and when a plan-schedule was approved."""

    number = forms.CharField(label="Номер приказа", max_length=40, required=False)
    day = forms.DateField(label="День утверждения", widget=DayInput())


class Words(forms.Form):
    """A reason."""

    reason = forms.CharField(label="Почему", max_length=300)


class FileForm(forms.Form):
    """The scan of a certificate."""

    file = forms.FileField(label="Скан удостоверения")


class TableForm(forms.Form):
    """A table of certificates."""

    file = forms.FileField(label="Таблица", help_text="XLSX, XLS, ODS или CSV, до 10 МБ.")


MOST_SCHOOLS = 100
"""More schools than these are not listed to choose from: words find them by name."""


class Conditions(forms.Form):
    """What of the certificates is shown."""

    q = forms.CharField(required=False, max_length=200)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Школа", required=False, empty_label="любая"
    )
    type = forms.ChoiceField(
        label="Вид", required=False, choices=[("", "любой"), *Kind.choices]
    )
    topic = forms.ChoiceField(label="Чему учили", required=False)
    nofile = forms.BooleanField(label="без скана", required=False)

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data)
        seen = Organisation.objects.visible_to(user, on=on).order_by("short_name")
        self.fields["school"].queryset = seen  # type: ignore[attr-defined]
        if seen[MOST_SCHOOLS : MOST_SCHOOLS + 1].exists():
            self.fields["school"].widget = forms.HiddenInput()
        self.fields["topic"].choices = topic_choices("любое")  # type: ignore[attr-defined]
