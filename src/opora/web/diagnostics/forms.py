"""Forms of surveys, profiles and vacancies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from opora.domain.diagnostics.models import Questionnaire
from opora.domain.organisations.models import Organisation
from opora.domain.staff.models import Employment
from opora.methodology.subjects import load_subjects
from opora.web.organisations.forms import DayInput


class Questionnaires(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as below
    """Questionnaires by who answers them."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the audience and the version."""
        return f"{obj.get_audience_display()}: {obj}"


class SurveyForm(forms.Form):
    """What is asked, where and until when."""

    title = forms.CharField(label="Название", max_length=200)
    owner = forms.ModelChoiceField(Organisation.objects.none(), label="Кто проводит")
    opens = forms.DateField(label="Первый день", widget=DayInput())
    closes = forms.DateField(label="Последний день", widget=DayInput())
    questionnaires = Questionnaires(
        Questionnaire.objects.none(),
        label="Анкеты",
        widget=forms.CheckboxSelectMultiple,
        help_text="Не больше одной для каждых отвечающих.",
    )
    everywhere = forms.BooleanField(label="во всех школах списка", required=False)
    schools = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Школы",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        owners: QuerySet[Organisation],
        schools: QuerySet[Organisation],
        questionnaires: QuerySet[Questionnaire],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("owner", owners), ("schools", schools), ("questionnaires", questionnaires),
        ):  # fmt: skip
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # choice fields

    def clean(self) -> dict[str, Any]:
        """Take all schools of the list where that is ticked."""
        given = super().clean() or {}
        if given.pop("everywhere", False):
            given["schools"] = self.fields["schools"].queryset  # type: ignore[attr-defined]
        return given


class ChangeSurvey(forms.Form):
    """A new name or another last day."""

    title = forms.CharField(label="Название", max_length=200)
    closes = forms.DateField(label="Последний день", widget=DayInput())


class GroupForm(forms.Form):
    """A class, its parents, or teachers, and how many they are."""

    questionnaire = forms.ModelChoiceField(Questionnaire.objects.none(), label="Кто отвечает")
    title = forms.CharField(label="Группа", max_length=80, help_text="Например «6 А».")
    invited = forms.IntegerField(label="Сколько человек", min_value=1, max_value=5000)

    def __init__(self, *args: Any, asked: QuerySet[Questionnaire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"] = QuestionnaireChoice(
            asked, label="Кто отвечает", empty_label="выберите"
        )


class QuestionnaireChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A questionnaire by who answers it."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the audience."""
        return str(obj.get_audience_display())


class ReasonForm(forms.Form):
    """Why something is withdrawn."""

    reason = forms.CharField(label="Причина", max_length=1000)


class NewProfile(forms.Form):
    """For which school, from which survey."""

    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Школа", empty_label="выберите"
    )
    survey = forms.ModelChoiceField(
        Organisation.objects.none(), label="По анкетированию", required=False,
        empty_label="без анкет, вручную",
    )  # fmt: skip

    def __init__(
        self, *args: Any, schools: QuerySet[Organisation], surveys: QuerySet[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]  # a choice field
        self.fields["survey"].queryset = surveys  # type: ignore[attr-defined]  # as above


class VacancyForm(forms.Form):
    """A post that nobody holds."""

    post = forms.ChoiceField(label="Должность", choices=Employment.Post.choices)
    subject = forms.ChoiceField(label="Предмет", required=False)
    load = forms.DecimalField(
        label="Ставка", min_value=0, max_value=10, max_digits=4, decimal_places=2
    )
    since = forms.DateField(label="Свободна с", widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = [(one.code, one.name) for one in load_subjects().subjects]
        self.fields["subject"].choices = [("", "без предмета"), *subjects]  # type: ignore[attr-defined]


class ConclusionForm(forms.Form):
    """What follows from the figures."""

    conclusion = forms.CharField(
        label="Вывод", widget=forms.Textarea({"rows": 4}), max_length=4000
    )
