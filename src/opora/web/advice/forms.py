"""Forms of recommendations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from opora.domain.acts.services.files import Upload
from opora.domain.advice import permissions
from opora.domain.advice.models import Addressee, Recommendation
from opora.domain.advice.services.recommendations import Advice, To
from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Organisation, OrganisationQuerySet
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Roadmap
from opora.domain.staff.models import Employment, Person
from opora.domain.teams.models import Team
from opora.web.advice.matching import factor_choices
from opora.web.organisations.forms import DayInput

_BACK, _AHEAD = 4, 1
_GIVEN = (
    "owner", "title", "text", "basis", "basis_address", "topic", "audience", "due",
)  # fmt: skip


def upload_of(form: forms.Form) -> tuple[bytes, str] | None:
    """Return the content and the name of the file of a form, if one was brought."""
    file = form.cleaned_data["file"]
    return (file.read(), file.name) if file else None


class NewRecommendation(forms.Form):
    """What is advised, on what grounds, to whom."""

    GROUPS = (
        ("", "только выбранным"),
        ("listed", "всем школам списка"),
        ("all", "всем школам"),
    )

    owner = forms.ModelChoiceField(
        Organisation.objects.none(), label="От кого", empty_label=None
    )
    title = forms.CharField(label="О чём", max_length=300)
    text = forms.CharField(label="Что сделать", widget=forms.Textarea(attrs={"rows": 6}))
    basis = forms.CharField(
        label="На основании чего", max_length=300,
        help_text="Анализ, выявление, экспертиза, результаты: с датой.",
    )  # fmt: skip
    basis_address = forms.CharField(
        label="Где это прочитать", max_length=1000, required=False,
        help_text="Адрес страницы здесь («/identification/…») или на сайте.",
    )  # fmt: skip
    group = forms.ChoiceField(label="Каким школам", choices=GROUPS, required=False)
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label="Организации", required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), label="Команды и сообщества", required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text="Отвечает руководитель или секретарь команды.",
    )  # fmt: skip
    people = forms.CharField(
        label="Лично", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Фамилия, имя, отчество сотрудника, по одному в строке.",
    )  # fmt: skip
    audience = forms.ChoiceField(
        label="Кому в организации", choices=Recommendation.Audience.choices, required=False
    )
    topic = forms.ChoiceField(label="Какой риск", required=False)
    due = forms.DateField(label="Ответить до", required=False, widget=DayInput())
    file = forms.FileField(label="Файл", required=False)

    def __init__(self, *args: Any, user: User, at: datetime, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._on = user, on
        owner, organisations = self.fields["owner"], self.fields["organisations"]
        owner.queryset = permissions.offices_of(user, at=at)  # type: ignore[attr-defined]
        near = Organisation.objects.visible_to(user, on=on).open_on(on)
        organisations.queryset = near.order_by("short_name")  # type: ignore[attr-defined]
        seen = Team.objects.visible_to(user, on=on).working_within(on, on)
        teams = seen.filter(status__in=Team.STANDING)
        by_name = teams.select_related("owner").order_by("name", "pk")
        self.fields["teams"].queryset = by_name  # type: ignore[attr-defined]
        self.fields["topic"].choices = [("", "не о риске"), *factor_choices()]  # type: ignore[attr-defined]

    def clean_people(self) -> list[To]:
        """Find each named person among the staff in sight."""
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines()]
        return [self._found(line) for line in lines if line]

    def _found(self, name: str) -> To:
        seen = Person.objects.visible_to(self._user, on=self._on)
        norm = name.casefold().replace("ё", "е")
        people = Employment.objects.on(self._on).filter(
            person__in=seen, person__search__startswith=norm
        )
        rows = list(people.select_related("person", "organisation").order_by("pk")[:5])
        if not rows:
            raise forms.ValidationError(f"Среди сотрудников нет «{name}».")
        if len({row.person_id for row in rows}) > 1:
            named = ", ".join(f"{row.person.full_name} ({row.organisation})" for row in rows)
            raise forms.ValidationError(f"«{name}» — это кто из них: {named}? Допишите имя.")
        return To(rows[0].organisation, rows[0].person)

    @property
    def to(self) -> list[To]:
        """All addressees."""
        given = self.cleaned_data
        schools = [*self._group(given["group"]), *given["organisations"]]
        teams = [To(one.owner, team=one) for one in given["teams"]]
        return [*(To(one) for one in schools), *teams, *given["people"]]

    def _group(self, group: str) -> OrganisationQuerySet:
        if not group:
            return Organisation.objects.none()
        territory = self.cleaned_data["owner"].territory
        seen = Organisation.objects.visible_to(self._user, on=self._on).open_on(self._on)
        schools = seen.schools()
        if territory.parent_id:
            schools = schools.filter(territory=territory)
        if group == "listed":
            listed = SchoolStatus.objects.on(self._on).values("school")
            schools = schools.filter(pk__in=listed)
        return schools

    @property
    def advice(self) -> Advice:
        """What is advised, as the service takes it."""
        return Advice(**{name: self.cleaned_data[name] for name in _GIVEN})

    @property
    def upload(self) -> Upload | None:
        """The file, if one was brought."""
        found = upload_of(self)
        return Upload(*found) if found else None


class Answer(forms.Form):
    """What an addressee answers."""

    STATUSES = (
        (Addressee.Status.ANSWERED, "сделаем"),
        (Addressee.Status.DONE, "сделано"),
        (Addressee.Status.REFUSED, "не будем, и вот почему"),
    )
    status = forms.ChoiceField(
        label="Ответ", choices=STATUSES, widget=forms.RadioSelect,
        initial=Addressee.Status.ANSWERED,
    )  # fmt: skip
    words = forms.CharField(label="Что именно", widget=forms.Textarea(attrs={"rows": 4}))


class PlanForm(forms.Form):
    """Into which plan a recommendation goes as a measure."""

    text = forms.CharField(label="Мероприятие", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(user, on=on)
        seen = Roadmap.objects.visible_to(user, on=on).select_related("owner__territory")
        drawn = [one.pk for one in seen if scope.may_plan_for(one.owner)]
        plans = Roadmap.objects.filter(pk__in=drawn).select_related("owner")
        self.fields["roadmap"] = _PlanField(
            plans.order_by("owner__short_name", "title"), label="В какой план",
            empty_label="выберите",
            help_text="Мероприятие встанет в черновик плана или в изменения к нему.",
        )  # fmt: skip


class _PlanField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A plan by its owner and title."""

    def label_from_instance(self, obj: Roadmap) -> str:
        return f"{obj.owner.short_name}: {obj.title[:80]}"


class Reason(forms.Form):
    """Why a record is withdrawn."""

    reason = forms.CharField(label="Почему", max_length=300)


class YearConditions(forms.Form):
    """What every list is narrowed by: words, a school year, a school."""

    q = forms.CharField(required=False, max_length=200)
    year = forms.TypedChoiceField(
        label="Учебный год", choices=(), coerce=int, required=False, empty_value=None
    )
    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Организация", required=False, empty_label="любая"
    )

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data)
        this = SchoolYear.of(on).start
        years = range(this + _AHEAD, this - _BACK - 1, -1)
        labels = [(year, SchoolYear(year).label) for year in years]
        self.fields["year"].choices = [("", "любой"), *labels]  # type: ignore[attr-defined]
        near = Organisation.objects.visible_to(user, on=on).order_by("short_name")
        self.fields["school"].queryset = near  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """The conditions that are valid; the others count for nothing."""
        self.is_valid()
        return self.cleaned_data

    @property
    def words(self) -> list[str]:
        """The words to look for."""
        return str(self.wanted.get("q", "")).replace("\0", " ").split()

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day of the chosen year."""
        if not self.wanted.get("year"):
            return None
        year = SchoolYear(self.wanted["year"])
        return year.first_day, year.last_day


class Conditions(YearConditions):
    """What of the recommendations is shown."""

    topic = forms.ChoiceField(label="Риск", required=False)
    late = forms.BooleanField(label="срок ответа вышел", required=False)

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        super().__init__(data, user=user, on=on)
        self.fields["topic"].choices = [("", "любой"), *factor_choices()]  # type: ignore[attr-defined]
