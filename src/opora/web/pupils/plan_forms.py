"""The form of a draft: what stands above its tables, and the rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet

from opora.domain.pupils.models import Check, PupilPlan
from opora.domain.pupils.services.plans import (
    CheckLine,
    Content,
    DeficitLine,
    StepLine,
    Words,
)
from opora.methodology.pupil_support import load_pupil_support
from opora.web.organisations.forms import DayInput
from opora.web.pupils.forms import as_choices

SPARE = 2
MOST_LINES = 30


def _wide() -> forms.TextInput:
    return forms.TextInput({"size": 44})


class WordsForm(forms.Form):
    """What stands above the tables."""

    title = forms.CharField(label="Название", max_length=160)
    basis = forms.CharField(
        label="Основание", max_length=200, required=False,
        help_text="Результат какой работы: «ВПР по математике, 2026».",
    )  # fmt: skip
    level = forms.CharField(label="Исходный уровень", max_length=300, required=False)
    goal = forms.CharField(
        label="Цель", max_length=300, required=False,
        widget=forms.Textarea({"rows": 2}), help_text="Такая, чтобы её можно было проверить.",
    )  # fmt: skip
    start = forms.DateField(label="Начало", widget=DayInput())
    until = forms.DateField(label="Окончание", widget=DayInput())


class DeficitForm(forms.Form):
    """A deficit."""

    subject = forms.CharField(label="Предмет", max_length=60)
    skill = forms.CharField(label="Умение", max_length=300, widget=_wide())
    tasks = forms.CharField(label="Задания", max_length=120, required=False)
    level = forms.CharField(label="Как выполнено", max_length=120, required=False)


class StepForm(forms.Form):
    """A step."""

    topic = forms.CharField(label="Тема", max_length=300, widget=_wide())
    form = forms.ChoiceField(label="Форма")
    due = forms.DateField(label="Срок", widget=DayInput())
    teacher = forms.CharField(label="Учитель", max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A spare row begins with nothing chosen, or it would count as filled in.
        known = [(one.code, one.title) for one in load_pupil_support().forms]
        as_choices(self.fields["form"], [("", "выберите"), *known])


class CheckForm(forms.Form):
    """A check."""

    kind = forms.ChoiceField(label="Срез", choices=Check.Kind.choices)
    due = forms.DateField(label="Срок", widget=DayInput())


_Deficits = forms.formset_factory(
    DeficitForm, extra=SPARE, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_LINES
)
_Steps = forms.formset_factory(
    StepForm, extra=SPARE, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_LINES
)
_Checks = forms.formset_factory(
    CheckForm, extra=0, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_LINES
)


class PlanForm:
    """All forms of a draft as one: filled from the plan, or from what was typed."""

    def __init__(self, plan: PupilPlan, data: Any = None) -> None:
        self.words = WordsForm(data, initial=_initial(plan, WordsForm.base_fields))
        self.deficits = _Deficits(
            data, prefix="deficits",
            initial=[_initial(one, DeficitForm.base_fields) for one in
                     plan.deficits.order_by("order")],
        )  # fmt: skip
        self.steps = _Steps(
            data, prefix="steps",
            initial=[_initial(one, StepForm.base_fields) for one in
                     plan.steps.order_by("order")],
        )  # fmt: skip
        self.checks = _Checks(
            data, prefix="checks",
            initial=[_initial(one, CheckForm.base_fields) for one in
                     plan.checks.order_by("due", "pk")],
        )  # fmt: skip

    @property
    def parts(self) -> tuple[WordsForm | BaseFormSet[Any], ...]:
        """The forms it is made of."""
        return self.words, self.deficits, self.steps, self.checks

    def is_valid(self) -> bool:
        """Whether all of them can be kept; each shows its own errors."""
        told = [one.is_valid() for one in self.parts]
        return all(told)

    @property
    def content(self) -> Content:
        """What was typed, as the service takes it."""
        return Content(
            Words(**self.words.cleaned_data),
            [DeficitLine(**one) for one in _kept(self.deficits)],
            [StepLine(**one) for one in _kept(self.steps)],
            [CheckLine(**one) for one in _kept(self.checks)],
        )


class CloseForm(forms.Form):
    """With what a plan ends."""

    outcome = forms.ChoiceField(
        label="Вывод", choices=[("", "выберите"), *PupilPlan.Outcome.choices], required=False
    )
    conclusion = forms.CharField(
        label="Пояснение", max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )


class DayForm(forms.Form):
    """On which day something was."""

    day = forms.DateField(label="День", widget=DayInput())


class ResultForm(DayForm):
    """What a check has shown."""

    result = forms.CharField(label="Результат", max_length=300, required=False)


def _initial(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _kept(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    told = [one.cleaned_data for one in rows if one.cleaned_data]
    return [
        {name: value for name, value in one.items() if name != "DELETE"}
        for one in told
        if not one.get("DELETE")
    ]
