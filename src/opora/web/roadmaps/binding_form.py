"""The form of a binding: what is counted in a register and how much is enough."""

from __future__ import annotations

from typing import Any

from django import forms

from opora.domain.roadmaps.models import Binding
from opora.domain.roadmaps.services.bindings import Chosen
from opora.domain.staff.models import Employment
from opora.methodology.bindings import topic_titles
from opora.methodology.registers import Count, load_registers

_COUNTS: dict[Count, str] = {
    "entries": Binding.Counts.ENTRIES,
    "organisations": Binding.Counts.ORGANISATIONS,
    "people": Binding.Counts.PEOPLE,
    "amount": Binding.Counts.PEOPLE,
    "hours": Binding.Counts.HOURS,
}
_POSTS = [(post.value, post.label) for post in Employment.Post if post != Employment.Post.OTHER]


class BindingForm(forms.Form):
    """Types, target and whose entries; the register stands in the address."""

    register = forms.CharField(widget=forms.HiddenInput)
    types = forms.MultipleChoiceField(
        label="Какие записи", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Ничего не отмечено — любые записи реестра.",
    )  # fmt: skip
    words = forms.CharField(
        label="Слова в названии", required=False, max_length=200,
        help_text="Через запятую, в начальной форме: хотя бы одно стоит в названии записи.",
    )  # fmt: skip
    topic = forms.ChoiceField(label="Тема", required=False)
    hours_min = forms.IntegerField(
        label="Часов в записи, не меньше", required=False, min_value=1, max_value=1000
    )
    counts = forms.ChoiceField(label="Что считается")
    target = forms.IntegerField(
        label="Сколько нужно", required=False, min_value=1, max_value=100_000
    )
    share = forms.DecimalField(
        label="или доля, %", required=False, min_value=0, max_value=100, decimal_places=2,
        help_text="Укажите либо число, либо долю.",
    )  # fmt: skip
    denominator = forms.ChoiceField(
        label="Доля от кого", required=False, choices=[("", "—"), *Binding.Denominator.choices]
    )
    posts = forms.MultipleChoiceField(
        label="Должности", required=False, choices=_POSTS,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    scope = forms.ChoiceField(
        label="Чьи записи", choices=Binding.Scope.choices, widget=forms.RadioSelect
    )

    def __init__(
        self, data: Any = None, *, register: str, binding: Binding | None = None
    ) -> None:
        super().__init__(data, initial=_initial(register, binding))
        shelf = load_registers().find(register)
        choices = {
            "types": [(one.code, one.title) for one in shelf.types],
            "topic": [
                ("", "любая"),
                *topic_titles().items(),
            ],
            "counts": _counts(shelf.counts),
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # tells mypy
            field.choices = found


def _counts(allowed: tuple[Count, ...]) -> list[tuple[str, str]]:
    codes = dict.fromkeys(_COUNTS[one] for one in allowed)
    return [(code, str(Binding.Counts(code).label)) for code in codes]


def _initial(register: str, binding: Binding | None) -> dict[str, Any]:
    if binding is None or binding.register != register:
        return {
            "register": register, "counts": Binding.Counts.ENTRIES, "target": 1,
            "scope": binding.scope if binding else Binding.Scope.TOGETHER,
        }  # fmt: skip
    names = ("types", "topic", "hours_min", "counts", "target", "share", "denominator",
             "posts", "scope")  # fmt: skip
    known = {name: getattr(binding, name) for name in names}
    return {"register": register, "words": ", ".join(binding.words), **known}


def chosen_of(register: str, form: BindingForm) -> Chosen:
    """Return what a valid form says."""
    wanted = form.cleaned_data
    words = [one.strip().lower() for one in wanted["words"].split(",") if one.strip()]
    return Chosen(
        register=register, types=wanted["types"], topic=wanted["topic"], words=words,
        hours_min=wanted["hours_min"], counts=wanted["counts"], target=wanted["target"],
        share=wanted["share"], denominator=wanted["denominator"], posts=wanted["posts"],
        scope=wanted["scope"],
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why a measure leaves no trace in a register."""

    reason = forms.CharField(
        label="Почему исполняется отчётом", max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
