"""Conditions of the list of schools as they stand in the address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django import forms
from django.http import QueryDict

from opora.domain.organisations.models import OrganisationQuerySet, Territory
from opora.domain.people.models import User
from opora.web.panel.reads import territories_of
from opora.web.schools.conditions import FILTERS, Sight, condition
from opora.web.schools.reads import of_territory

ALWAYS = ("status", "curator")
"""Conditions offered at once; the others unfold."""


class SchoolFilters(forms.Form):
    """Which schools in sight are shown. Unknown values of the address are refused."""

    territory = forms.ModelChoiceField(
        Territory.objects.none(), required=False, label="Территория", empty_label="все"
    )

    def __init__(self, address: QueryDict, *, user: User, on: date) -> None:
        super().__init__(address)
        self.address = address
        place = self.fields["territory"]
        assert isinstance(place, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        place.queryset = territories_of(user, on=on)
        for name, one in FILTERS.items():
            choices = [("", "все"), *one.words.items()]
            self.fields[name] = forms.ChoiceField(
                label=one.label, choices=choices, required=False
            )

    def narrow(self, schools: OrganisationQuerySet, sight: Sight) -> OrganisationQuerySet:
        """Leave the schools under the conditions; none if the address makes no sense."""
        if not self.is_valid():
            return schools.none()
        place = self.cleaned_data["territory"]
        found = of_territory(schools, place) if place else schools
        for name in FILTERS:
            if value := self.cleaned_data[name]:
                found = found.filter(condition(sight, name, value))
        return found

    def chips(self) -> Iterator[tuple[str, str]]:
        """Give each applied condition: its words and the address without it."""
        if not self.is_valid():
            return
        for name, value in self.cleaned_data.items():
            if value:
                left = self.address.copy()
                for gone in (name, "page", "as"):
                    left.pop(gone, None)
                yield _words(name, value), f"?{left.urlencode()}"

    @property
    def offered(self) -> list[forms.BoundField]:
        """Fields that are always in sight; a territory only where there are several."""
        place = self.fields["territory"]
        assert isinstance(place, forms.ModelChoiceField)  # noqa: S101  # tells mypy
        several = place.queryset is not None and place.queryset[:2].count() > 1
        names = ("territory", *ALWAYS) if several else ALWAYS
        return [self[name] for name in names]

    @property
    def folded(self) -> list[forms.BoundField]:
        """The other fields."""
        return [self[name] for name in FILTERS if name not in ALWAYS]

    @property
    def is_unfolded(self) -> bool:
        """Whether one of the folded conditions is applied."""
        return any(one.value() for one in self.folded)


def _words(name: str, value: object) -> str:
    if name == "territory":
        return str(value)
    one = FILTERS[name]
    return f"{one.label}: {one.words[str(value)]}"
