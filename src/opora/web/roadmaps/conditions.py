"""Conditions of the table of a plan, as they stand in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation, Responsible, Roadmap, Section
from opora.domain.roadmaps.queries import MeasureFilters, MeasureRow
from opora.methodology.kinds import load_kinds
from opora.web.looks import STATES
from opora.web.roadmaps.frame import Frame
from opora.web.words import MONTH_NAMES

STATE_CHOICES = ("late", "returned", "submitted", "in_work", "planned", "accepted")


class Conditions(forms.Form):
    """Which measures are shown. Unknown values of the address are refused."""

    q = forms.CharField(label="Слова", required=False, max_length=200)
    state = forms.ChoiceField(label="Состояние", required=False)
    section = forms.ModelChoiceField(
        Section.objects.none(), label="Раздел", required=False, empty_label="любой"
    )
    responsible = forms.ChoiceField(label="Ответственный", required=False)
    kind = forms.ChoiceField(label="Вид", required=False)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="Организация", required=False, empty_label="любая"
    )
    month = forms.DateField(label="Месяц", required=False, input_formats=["%Y-%m"])
    late = forms.BooleanField(label="Просроченные", required=False)
    mine = forms.BooleanField(label="Только моё", required=False)

    def __init__(self, data: QueryDict, *, frame: Frame) -> None:
        super().__init__(data)
        self.address = data
        edition = frame.edition
        self._choose("state", [(key, STATES[key].label) for key in STATE_CHOICES], "любое")
        self._choose("kind", kinds_of(frame), "любой")
        self._choose("responsible", _responsible_of(frame), "любой")
        self._query("section", edition.sections.order_by("order"))
        self._query("school", schools_of(frame))
        if frame.roadmap.level == Roadmap.Level.REGION:
            # A list of 1,500 schools helps nobody: the page of organisations chooses one.
            self.fields["school"].widget = forms.HiddenInput()

    def _choose(self, name: str, choices: list[tuple[str, str]], empty: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # tells mypy
        field.choices = [("", empty), *choices]

    def _query(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        field.queryset = rows

    def filters(self, user: User) -> MeasureFilters:
        """Return what the database is asked for."""
        wanted = self.cleaned_data
        return MeasureFilters(
            late=wanted["late"] or wanted["state"] == "late",
            month=wanted["month"],
            user=user if wanted["mine"] else None,
            organisation=wanted["school"].pk if wanted["school"] else None,
            section=wanted["section"].pk if wanted["section"] else None,
            kind=wanted["kind"],
            responsible=wanted["responsible"],
            search=wanted["q"],
        )

    def keeps(self, row: MeasureRow) -> bool:
        """Whether a row has an occurrence in the state that is asked for."""
        state = self.cleaned_data["state"]
        return not state or any(dot.state == state for dot in row.dots)

    def chips(self) -> Iterator[tuple[str, str]]:
        """Give each applied condition: its words and the address without it."""
        for name, value in self.cleaned_data.items():
            if value:
                left = self.address.copy()
                left.pop(name, None)
                yield WORDS[name](value), f"?{left.urlencode()}"


WORDS: dict[str, Callable[[Any], str]] = {
    "q": lambda value: f"Слова: {value}",
    "state": lambda value: f"Состояние: {STATES[value].label.lower()}",
    "section": lambda value: f"Раздел: {value}"[:70],
    "responsible": lambda value: f"Ответственный: {value}"[:70],
    "kind": lambda value: f"Вид: {kind_title(value)}",
    "school": str,
    "month": lambda value: f"{MONTH_NAMES[value.month - 1]} {value.year}",
    "late": lambda _value: "Просроченные",
    "mine": lambda _value: "Только моё",
}


def kind_title(code: str) -> str:
    """Return the Russian name of a kind of measure; the code itself if it is not known."""
    known = {kind.kind: kind.title for kind in load_kinds().kinds}
    return known.get(code, code)


def kinds_of(frame: Frame) -> list[tuple[str, str]]:
    """Return the kinds that measures of the edition have."""
    codes = frame.edition.measures.exclude(kind="").order_by("kind").values_list("kind")
    return [(code, kind_title(code)) for (code,) in codes.distinct()]


def _responsible_of(frame: Frame) -> list[tuple[str, str]]:
    named = Responsible.objects.filter(measure__edition=frame.edition)
    norms = named.order_by("norm").values_list("norm", flat=True).distinct()
    return [(norm, norm) for norm in norms]


def schools_of(frame: Frame) -> Any:
    """Return the organisations in sight that owe something by this plan, by the alphabet."""
    seen = Obligation.objects.visible_to(frame.scope.user, on=frame.today)
    owing = seen.filter(roadmap=frame.roadmap).order_by().values("organisation")
    return Organisation.objects.filter(pk__in=owing).order_by("short_name", "pk")
