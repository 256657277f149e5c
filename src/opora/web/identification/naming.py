"""Schools by their names, by alphabet, as many as a page bears."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from opora.domain.organisations.models import Organisation

MOST_NAMED = 60


@dataclass(frozen=True, slots=True)
class Named:
    """Some schools by name, and how many more there are."""

    count: int
    names: tuple[tuple[int, str], ...]

    @property
    def more(self) -> int:
        """Schools that are not named."""
        return self.count - len(self.names)


def names_of(schools: Iterable[int]) -> dict[int, str]:
    """Return the names of schools by primary key, in the order of the alphabet."""
    found = Organisation.objects.filter(pk__in=schools).order_by("short_name", "pk")
    return dict(found.values_list("pk", "short_name"))


def named(schools: Iterable[int], names: dict[int, str]) -> Named:
    """Name some schools out of those whose names are known."""
    wanted = set(schools)
    told = [(school, name) for school, name in names.items() if school in wanted]
    return Named(len(wanted), tuple(told[:MOST_NAMED]))
