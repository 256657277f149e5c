"""A choice of people in a form."""

from __future__ import annotations

from django import forms

from opora.domain.people.models import User


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # it takes none
    """A choice of people by name, without the address of their mail."""

    def label_from_instance(self, obj: User) -> str:
        """Name a person."""
        return obj.short_name
