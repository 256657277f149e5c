"""Forms of identification: the question, replies and answers, decisions, the order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from opora.domain.acts.models import Act
from opora.domain.identification.clauses import reason_words
from opora.domain.identification.models import Answer, Run, Verdict
from opora.domain.identification.questions import LIMITS, rule_of, window_of
from opora.domain.identification.services.replies import Claim
from opora.domain.identification.words import procedure
from opora.domain.organisations.models import Organisation
from opora.methodology.rules import load_rules
from opora.web.organisations.forms import DayInput

LONGEST = 2000
MOST_PUPILS = 100_000
_COMPUTED = frozenset({"SMALL", "NODATA"})
"""Reasons that the calculation finds itself; a person does not give them."""


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def _whole(label: str, name: str) -> forms.IntegerField:
    least, most = LIMITS[name]
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=most,
        help_text=f"Пусто — как в правиле. От {least} до {most}.",
    )  # fmt: skip


class Question(forms.Form):
    """Which year, by which rule, with which numbers in place of the rule's own."""

    year = forms.TypedChoiceField(label="Год результатов", coerce=int)
    rule = forms.ChoiceField(label="Правило", widget=forms.RadioSelect)
    threshold = _whole("Порог, %", "threshold")
    window = _whole("Окно, лет", "window")
    minimal_n = _whole("Минимум участников", "minimal_n")
    assessments = forms.MultipleChoiceField(
        label="Процедуры", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Ни одной не отмечено — все процедуры правила.",
    )  # fmt: skip
    named = forms.TypedMultipleChoiceField(
        label="Школы, названные в приказе региона", required=False, coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Только для правила «Перечень региона».",
    )  # fmt: skip

    def __init__(
        self, *args: Any, years: Sequence[int], schools: Sequence[Organisation] = (),
        assessments: Sequence[str] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["year"].choices = [(one, str(one)) for one in years]
        rules = load_rules().rules.values()
        fields["rule"].choices = [(rule.code, rule.title) for rule in rules]
        fields["assessments"].choices = [(code, procedure(code)) for code in assessments]
        fields["named"].choices = [(one.pk, one.short_name) for one in schools]

    @property
    def parameters(self) -> dict[str, Any]:
        """What the person changed in the rule."""
        told = {name: self.cleaned_data.get(name) for name in LIMITS}
        changed: dict[str, Any] = {
            name: number for name, number in told.items() if number is not None
        }
        for name in ("assessments", "named"):
            if chosen := self.cleaned_data.get(name):
                changed[name] = chosen
        return changed


class OpenReplies(forms.Form):
    """Until which day schools may answer."""

    due = forms.DateField(label="Ответы школ до", widget=DayInput())


class ExtendReplies(forms.Form):
    """Until which later day schools may answer, and why."""

    due = forms.DateField(label="Новый срок ответов", widget=DayInput())
    reason = forms.CharField(
        label="Почему", max_length=LONGEST, widget=_area(2), help_text="Это увидят школы."
    )


class Why(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label="Почему", max_length=LONGEST, widget=_area(2))


class Exclude(forms.Form):
    """Which results do not count, why, on what paper."""

    school = forms.ModelChoiceField(Organisation.objects.none(), label="Школа")
    reason = forms.ChoiceField(label="Причина")
    assessment = forms.ChoiceField(label="Процедура", required=False)
    year = forms.TypedChoiceField(label="Год", required=False, coerce=int, empty_value=None)
    document = forms.CharField(
        label="Документ", max_length=300, help_text="Номер, дата и чей: на чём основано."
    )
    file = forms.FileField(label="Файл документа", required=False)

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule, fields = rule_of(run), dict[str, Any](self.fields)
        schools = Organisation.objects.filter(verdicts__run=run).order_by("short_name", "pk")
        fields["school"].queryset = schools
        fields["school"].label_from_instance = lambda one: one.short_name
        fields["reason"].choices = [
            (code, reason_words(code)) for code in rule.exclusions if code not in _COMPUTED
        ]
        fields["assessment"].choices = [
            ("", "все процедуры"),
            *((code, procedure(code)) for code in rule.assessments.codes),
        ]
        years = [(year, str(year)) for year in window_of(rule, run.year)]
        fields["year"].choices = [("", "все годы окна"), *years]


class SchoolReply(forms.Form):
    """The school agrees, or contests one number with evidence."""

    AGREE, CONTEST = "agree", "contest"

    kind = forms.ChoiceField(
        label="Согласны ли вы с числами?", widget=forms.RadioSelect,
        choices=[(AGREE, "Согласны"), (CONTEST, "Возражаем против отдельного числа")],
    )  # fmt: skip
    number = forms.ChoiceField(label="Какое число", required=False)
    below = forms.IntegerField(
        label="Ниже границы", required=False, min_value=0, max_value=MOST_PUPILS
    )
    participants = forms.IntegerField(
        label="Участников", required=False, min_value=1, max_value=MOST_PUPILS
    )
    text = forms.CharField(label="Почему", required=False, max_length=LONGEST, widget=_area())
    file = forms.FileField(
        label="Приложить протокол", required=False, help_text="PDF, DOCX, XLSX или снимок."
    )

    def __init__(self, *args: Any, verdict: Verdict, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["number"].choices = number_choices(verdict)

    def clean(self) -> dict[str, Any]:
        """Ask for the number and the reason of who contests."""
        told: dict[str, Any] = self.cleaned_data
        if told.get("kind") != self.CONTEST:
            return told
        for name in ("number", "below", "participants", "text"):
            if name not in self.errors and told.get(name) in (None, ""):
                self.add_error(name, "Заполните: без этого возражение не рассмотреть.")
        return told

    @property
    def claim(self) -> Claim:
        """What the school holds to be right."""
        told = self.cleaned_data
        assessment, year = told["number"].rsplit(":", 1)
        return Claim(assessment, int(year), told["below"], told["participants"], told["text"])


def number_choices(verdict: Verdict) -> list[tuple[str, str]]:
    """Return the numbers of a school that may be contested, the newest year first."""
    told = sorted(verdict.clauses, key=lambda one: (-one["year"], one["assessment"]))
    return [
        (f"{one['assessment']}:{one['year']}", f"{_named(one)}: {_counts(one)}") for one in told
    ]


def _named(clause: dict[str, Any]) -> str:
    return f"{procedure(clause['assessment'])}, {clause['year']}"


def _counts(clause: dict[str, Any]) -> str:
    return f"{clause['below']} из {clause['participants']}"


class CoordinatorAnswer(forms.Form):
    """What is said to a contested number, and how it is put right."""

    ACCEPT_RUN, ACCEPT_FILE, REJECT = "run", "file", "reject"

    decision = forms.ChoiceField(
        label="Решение", widget=forms.RadioSelect,
        choices=[
            (ACCEPT_RUN, "Принять: учесть поправку при пересчёте"),
            (ACCEPT_FILE, "Принять: загрузим исправленный файл"),
            (REJECT, "Отклонить"),
        ],
    )  # fmt: skip
    text = forms.CharField(label="Что ответить школе", max_length=LONGEST, widget=_area(2))

    @property
    def remedy(self) -> str:
        """How an accepted number is put right."""
        chosen = self.cleaned_data["decision"]
        return Answer.Remedy.FILE if chosen == self.ACCEPT_FILE else Answer.Remedy.RUN


class PersonDecides(forms.Form):
    """Whether a school is on the list where the rule has too little to say it."""

    listed = forms.TypedChoiceField(
        label="Решение", widget=forms.RadioSelect, coerce=lambda typed: typed == "yes",
        choices=[("yes", "Включить в список"), ("no", "Не включать")],
    )  # fmt: skip
    reason = forms.CharField(
        label="На чём основано", max_length=LONGEST, widget=_area(2),
        help_text="Например, протокол комиссии с номером и датой.",
    )  # fmt: skip


class Order(forms.Form):
    """Requisites of the order with the list."""

    issuer = forms.ModelChoiceField(Organisation.objects.none(), label="Чей приказ")
    day = forms.DateField(label="Дата", widget=DayInput())
    number = forms.CharField(
        label="Номер", max_length=60, required=False,
        help_text="Пусто в проекте: в файле останется строка.",
    )  # fmt: skip
    place = forms.CharField(label="Место", max_length=120, required=False)
    signatory_post = forms.CharField(label="Должность подписавшего", max_length=200)
    signatory_name = forms.CharField(
        label="Кто подписывает", max_length=120, help_text="Например, И. О. Фамилия."
    )
    basis = forms.CharField(
        label="В соответствии с", required=False, max_length=LONGEST, widget=_area(2),
        help_text="Каждый документ с новой строки, в творительном падеже: «приказом от…».",
    )  # fmt: skip
    roadmaps_due = forms.DateField(
        label="Дорожные карты школ до", required=False, widget=DayInput()
    )
    support = forms.CharField(
        label="Кто ведёт сопровождение", required=False, max_length=300,
        help_text="В именительном падеже; пусто — без этого пункта.",
    )  # fmt: skip
    control = forms.CharField(
        label="Контроль возложить на", required=False, max_length=300,
        help_text="В винительном падеже; пусто — контроль остаётся за подписавшим.",
    )  # fmt: skip
    executor = forms.CharField(
        label="Исполнитель", required=False, max_length=200, help_text="Фамилия и телефон."
    )

    def __init__(self, *args: Any, issuers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["issuer"].queryset = issuers
        fields["issuer"].empty_label = None


class Registered(forms.Form):
    """The order of the registry that puts the list in force, where it is there already."""

    act = forms.ModelChoiceField(
        Act.objects.none(), label="Приказ из реестра", empty_label="выберите"
    )

    def __init__(self, *args: Any, acts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["act"].queryset = acts
