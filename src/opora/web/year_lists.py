"""What lists of one school year are narrowed by, whatever they list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.http import HttpRequest, QueryDict

from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.web.years import years_of


class OfOneYear(forms.Form):
    """Words, a school year, a type and a school in sight."""

    q = forms.CharField(required=False, max_length=200)
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    type = forms.ChoiceField(required=False)
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False)

    def __init__(
        self, data: QueryDict, *, user: User, on: date, types: Iterable[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["type"].choices = [("", "любой"), *types]  # type: ignore[attr-defined]
        seen = Organisation.objects.visible_to(user, on=on)
        self.fields["school"].queryset = seen.order_by("short_name")  # type: ignore[attr-defined]

    def school_year(self, request: HttpRequest, on: date) -> SchoolYear:
        """Return the year of the address, else the one that the person looks at."""
        asked = self.cleaned_data["year"] if self.is_valid() else None
        return SchoolYear(asked or years_of(request, on).chosen)
