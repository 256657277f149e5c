"""What may be tried in «что, если»: numbers and readings of the rule, weights of the index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from opora.domain.context.fields import index_fields
from opora.domain.context.services.weights import HEAVIEST
from opora.domain.identification.models import Run
from opora.domain.identification.questions import rule_of
from opora.domain.identification.services.scenarios import Grid
from opora.methodology.rules import Rule
from opora.web.identification.forms import LONGEST

AROUND = (-5, 0, 5)
"""Thresholds and minimal n beside the chosen ones, over which stability is counted."""
SLIDERS = ("threshold", "window", "minimal_n")
USUAL = 1
"""The weight of an item as in the scale."""


class Slider(forms.NumberInput):
    """A number chosen by moving a slider, between what makes sense for it."""

    input_type = "range"

    def __init__(self) -> None:
        super().__init__({"class": "form-range", "step": 1})


class Numbers(forms.Form):
    """What to try; the numbers of the run to begin with."""

    threshold = forms.IntegerField(
        label="Порог, %", min_value=10, max_value=60, widget=Slider()
    )
    window = forms.IntegerField(label="Окно, лет", min_value=1, max_value=5, widget=Slider())
    minimal_n = forms.IntegerField(
        label="Минимум участников", min_value=1, max_value=30, widget=Slider()
    )
    rules = forms.MultipleChoiceField(
        label="Прочтения правила", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, rules: Sequence[Rule], has_index: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["rules"].choices = [(one.code, one.title) for one in rules]
        self._codes = [one.code for one in index_fields()] if has_index else []
        for one in index_fields():
            if one.code in self._codes:
                fields[_name(one.code)] = forms.IntegerField(
                    label=one.title, min_value=0, max_value=HEAVIEST, required=False,
                    initial=USUAL, widget=Slider(),
                )  # fmt: skip

    @property
    def sliders(self) -> list[BoundField]:
        """The numbers of the rule."""
        return [self[name] for name in SLIDERS]

    @property
    def weights(self) -> list[tuple[BoundField, int]]:
        """The weights of the index, each with what it stands at."""
        bound = [self[_name(code)] for code in self._codes]
        return [(one, _stands_at(one.value())) for one in bound]

    @property
    def times(self) -> dict[str, int]:
        """How many times heavier items are, of those that are not as in the scale."""
        told = {code: self.cleaned_data.get(_name(code)) for code in self._codes}
        return {code: one for code, one in told.items() if one is not None and one != USUAL}

    @property
    def grid(self) -> Grid:
        """The one combination that is chosen, under every reading that is ticked."""
        told = self.cleaned_data
        return Grid(
            tuple(told["rules"]), (told["threshold"],), (told["window"],),
            (told["minimal_n"],), tuple(self.times.items()),
        )  # fmt: skip

    @property
    def around(self) -> Grid:
        """Combinations beside the chosen one."""
        told = self.cleaned_data
        thresholds = {told["threshold"] + step for step in AROUND}
        smallest = {max(1, told["minimal_n"] + step) for step in AROUND}
        return Grid(
            tuple(told["rules"]),
            tuple(sorted(one for one in thresholds if 1 <= one <= 100)),  # noqa: PLR2004  # a per cent
            (told["window"],),
            tuple(sorted(smallest)),
        )


class Kept(forms.Form):
    """Why somebody looked."""

    reason = forms.CharField(
        label="Зачем нужен этот вариант", max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip


def as_in_run(run: Run) -> dict[str, Any]:
    """Return the numbers of a run, as the form takes them."""
    rule = rule_of(run)
    return {
        "threshold": rule.threshold.value, "window": rule.window.value,
        "minimal_n": rule.minimal_n.value, "rules": [rule.code],
    }  # fmt: skip


def _name(code: str) -> str:
    return f"w-{code}"


def _stands_at(typed: Any) -> int:
    return int(typed) if str(typed).isdecimal() else USUAL
