"""Forms of indicators: composing one, a target."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

from django import forms

from opora.domain.indicators.models import Definition, Target
from opora.domain.indicators.places import POPULATIONS
from opora.domain.organisations.models import Organisation
from opora.domain.training.models.courses import topics
from opora.methodology.indicator_definitions import Frequency
from opora.methodology.registers import Register, load_registers
from opora.web.indicators.words import POSTS, WHATS

BETTER = (("up", "больше — лучше"), ("down", "меньше — лучше"), ("none", "не оценивается"))
DIVIDED = (
    ("", "ни на что: число"),
    ("schools", "на число школ: доля школ"),
    ("staff", "на численность сотрудников: доля людей"),
    ("planned", "на намеченное: доля сделанного"),
)
WHEN = (
    ("within", "прошло за период"),
    ("during", "действовало в периоде хотя бы день"),
    ("in_effect", "действует на конец периода"),
)
OWN_POPULATIONS = ("everybody", "all", "low_results", "disadvantaged", "either")


class Filter(forms.Form):
    """Which period, which indicators, which schools."""

    period = forms.ChoiceField(label="Период", required=False)
    columns = forms.ChoiceField(label="Показатели", required=False)
    of = forms.ChoiceField(label="Школы", required=False)
    q = forms.CharField(label="Название", required=False, max_length=120)


class ChooseRegister(forms.Form):
    """From which register an indicator is composed."""

    register = forms.ChoiceField(label="Реестр")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, one.title) for one in load_registers().registers]
        self.fields["register"].choices = choices  # type: ignore[attr-defined]


class Compose(forms.Form):
    """What is counted, among whom, in what period. No code: only what the registers hold."""

    title = forms.CharField(label="Название", max_length=300)
    types = forms.MultipleChoiceField(
        label="Виды записей", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Если не отмечать, считаются все виды реестра.",
    )  # fmt: skip
    what = forms.ChoiceField(label="Что считать")
    topic = forms.ChoiceField(
        label="Тема", required=False, help_text="Фактор риска или дефицит педагогов."
    )
    hours_min = forms.DecimalField(
        label="Не меньше часов", required=False, min_value=Decimal(0), max_value=Decimal(2000)
    )
    posts = forms.MultipleChoiceField(
        label="Должности", required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(POSTS.items()), help_text="Когда считаем людей. Если не отмечать, любые.",
    )  # fmt: skip
    with_partner = forms.BooleanField(
        label="только вместе со школой, с которой действует договор", required=False,
        help_text="Когда считаем организации.",
    )  # fmt: skip
    when = forms.ChoiceField(label="Когда", choices=WHEN)
    population = forms.ChoiceField(
        label="По каким организациям",
        choices=[(one, POPULATIONS[one]) for one in OWN_POPULATIONS],  # type: ignore[index]  # keys of it
    )
    divided = forms.ChoiceField(label="На что делить", choices=DIVIDED, required=False)
    frequency = forms.ChoiceField(
        label="Как часто", choices=[(one, one) for one in get_args(Frequency)]
    )
    better = forms.ChoiceField(label="Направление", choices=BETTER)

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = register
        whats = [(one, WHATS[one]) for one in (*register.counts, "topics")]
        self.fields["types"].choices = [(t.code, t.title) for t in register.types]  # type: ignore[attr-defined]
        self.fields["what"].choices = whats  # type: ignore[attr-defined]
        self.fields["topic"].choices = self._topics()  # type: ignore[attr-defined]
        if "organisations" not in register.counts:
            del self.fields["with_partner"]

    def _topics(self) -> list[tuple[str, str]]:
        """Give risks and deficits, and what an indicator made before asks for."""
        known = topics()
        told = self.initial.get("topic", "")
        kept = [(told, told)] if told and told not in known else []
        return [("", "любая"), *((one, f"{one} {known[one]}") for one in known), *kept]

    def words(self) -> dict[str, Any]:
        """Return what ``definitions.composed`` takes."""
        data = self.cleaned_data
        count = {
            "of": "entries", "register": self.register.code, "what": data["what"],
            "types": data["types"], "topics": [data["topic"]] if data["topic"] else [],
            "when": data["when"], "posts": data["posts"],
        }  # fmt: skip
        if data.get("with_partner"):
            count["with_partner"] = True
        if data["hours_min"] is not None:
            count["hours_min"] = float(data["hours_min"])
        if data["divided"] == "staff":
            count["posts"] = data["posts"] or list(POSTS)
        formula: dict[str, Any] = {"numerator": [count]}
        if below := self._below(count):
            formula["denominator"] = below
        return {
            "title": data["title"], "unit": self._unit(), "population": data["population"],
            "better": data["better"], "frequency": data["frequency"], "formula": formula,
        }  # fmt: skip

    def _below(self, count: dict[str, Any]) -> dict[str, Any]:
        """Return what is divided by, as a formula has it; nothing for a number."""
        match self.cleaned_data["divided"]:
            case "":
                return {}
            case "planned":
                return count | {"state": "planned"}
            case "staff":
                return {"of": "staff", "posts": count["posts"]}
            case divided:
                return {"of": divided}

    def _unit(self) -> str:
        if self.cleaned_data["divided"]:
            return "%"
        return "чел." if self.cleaned_data["what"] in {"people", "amount"} else "ед."


class SetTarget(forms.Form):
    """Which indicator, whose, by when, how much."""

    definition = forms.ModelChoiceField(
        Definition.objects.none(), label="Показатель", empty_label="выберите"
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Школа", required=False,
        empty_label="весь муниципалитет и каждая его школа",
    )  # fmt: skip
    period = forms.ChoiceField(label="Период")
    comparator = forms.ChoiceField(label="Как", choices=Target.Comparator.choices)
    value = forms.DecimalField(
        label="Сколько", min_value=Decimal(0), max_value=Decimal(10**7), decimal_places=1,
        help_text="В единицах показателя: проценты, люди, штуки. Для «да/нет» — 1.",
    )  # fmt: skip
    source = forms.CharField(
        label="Откуда цель", max_length=500, required=False,
        help_text="Например, «приказ № 214-ОД, п. 3.4».",
    )  # fmt: skip

    def __init__(
        self, *args: Any, definitions: Any, schools: Any, periods: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["definition"].queryset = definitions  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = schools  # type: ignore[attr-defined]
        self.fields["period"].choices = periods  # type: ignore[attr-defined]


class Why(forms.Form):
    """A reason that stays on record."""

    reason = forms.CharField(label="Почему", max_length=500)
