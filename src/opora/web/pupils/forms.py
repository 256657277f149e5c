"""Forms about pupils, their risk, tutors and classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from opora.domain.pupils.models import PreventionCheck
from opora.domain.pupils.terms import LAST, Term
from opora.methodology.pupil_support import load_prevention_checklist
from opora.web.organisations.forms import DayInput

LONGEST_PASTE = 400_000


def as_choices(field: forms.Field, choices: Sequence[tuple[Any, str]]) -> None:
    """Give a field of choice what may be chosen."""
    field.choices = choices  # type: ignore[attr-defined]  # a field of choice has them


class PupilForm(forms.Form):
    """A pupil: the name stays in the school."""

    name = forms.CharField(
        label="Фамилия и имя", max_length=160,
        help_text="Хранится зашифрованным и виден только сотрудникам школы, которые работают с учеником.",  # noqa: E501
    )  # fmt: skip
    class_name = forms.CharField(label="Класс", max_length=12, help_text="Например «7А».")
    participant = forms.CharField(
        label="Код участника", max_length=24, required=False,
        help_text="Код в протоколах ВПР, чтобы взять баллы за задания из файлов.",
    )  # fmt: skip


class LeaveForm(forms.Form):
    """When a pupil left."""

    day = forms.DateField(label="Выбыл", widget=DayInput())


class Filter(forms.Form):
    """What of the pupils is shown."""

    STATES = [
        ("", "все"),
        ("signal", "сигнал ждёт решения"),
        ("risk", "в группе риска"),
        ("waits", "в группе риска без маршрута"),
        ("untutored", "в группе риска без тьютора"),
        ("plan", "с маршрутом"),
    ]
    q = forms.CharField(required=False)
    class_name = forms.ChoiceField(label="Класс", required=False)
    state = forms.ChoiceField(label="Показать", required=False, choices=STATES)

    def __init__(self, *args: Any, classes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "все классы"), *((one, one) for one in classes)]
        as_choices(self.fields["class_name"], choices)


class TableForm(forms.Form):
    """A table of the school's own: a file, or rows pasted from a spreadsheet."""

    term = forms.ChoiceField(label="Четверть, о которой таблица")
    file = forms.FileField(label="Файл XLSX, XLS, ODS или CSV", required=False)
    pasted = forms.CharField(
        label="Или вставьте строки из таблицы", required=False, max_length=LONGEST_PASTE,
        widget=forms.Textarea({"rows": 6}), help_text="Вместе со строкой заголовков.",
    )  # fmt: skip
    title = forms.CharField(
        label="Работа", required=False, max_length=120,
        help_text="Если в таблице баллы за задания: «ВПР», «Входная диагностика».",
    )  # fmt: skip
    subject = forms.CharField(
        label="Предмет", required=False, max_length=60,
        help_text="Если в таблице нет столбца «Предмет».",
    )  # fmt: skip

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = [term, term.previous, term.previous.previous]
        choices = [(f"{one.year}-{one.number}", str(one)) for one in terms]
        as_choices(self.fields["term"], choices)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        told: dict[str, Any] = super().clean() or {}
        if not told.get("file") and not (told.get("pasted") or "").strip():
            raise forms.ValidationError("Выберите файл или вставьте строки таблицы.")
        return told

    @property
    def asked_term(self) -> Term:
        """The term that was chosen."""
        year, _, number = self.cleaned_data["term"].partition("-")
        return Term(int(year), min(int(number), LAST))


class RoundForm(forms.Form):
    """Of which work points are taken."""

    round = forms.TypedChoiceField(label="Работа", coerce=int)

    def __init__(self, *args: Any, rounds: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_choices(self.fields["round"], rounds)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="Причина", max_length=500, strip=True)


class TutorForm(forms.Form):
    """Who becomes the tutor, from which day, by which order."""

    user = forms.TypedChoiceField(label="Тьютор", coerce=int)
    since = forms.DateField(label="С какого дня", widget=DayInput())
    order = forms.CharField(label="Приказ", max_length=80, required=False)

    def __init__(self, *args: Any, staff: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_choices(self.fields["user"], [("", "выберите"), *staff])


class ClassForm(forms.Form):
    """Which class a teacher gets."""

    user = forms.TypedChoiceField(label="Учитель", coerce=int)
    class_name = forms.CharField(label="Класс", max_length=12, help_text="Например «7А».")

    def __init__(self, *args: Any, staff: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_choices(self.fields["user"], [("", "выберите"), *staff])


class ChecklistForm(forms.Form):
    """The checklist: an answer and a note to each item."""

    day = forms.DateField(label="День проверки", widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in load_prevention_checklist().items:
            self.fields[f"a-{item.code}"] = forms.ChoiceField(
                label=item.title, choices=PreventionCheck.Answer.choices,
                required=False,
                widget=forms.RadioSelect({"class": "form-check-input"}),
            )  # fmt: skip
            self.fields[f"n-{item.code}"] = forms.CharField(
                label="Пояснение", required=False, max_length=300
            )

    @property
    def answers(self) -> dict[str, tuple[str, str]]:
        """What was answered, by the code of the item."""
        told = self.cleaned_data
        return {
            one.code: (told.get(f"a-{one.code}", ""), told.get(f"n-{one.code}", ""))
            for one in load_prevention_checklist().items
        }
