"""How many of those who work on a day are trained, by school and by municipality.

A person is one of the headcount of each school they work in, and one in the municipality. A
certificate counts wherever its holder works.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Territory
from opora.domain.staff.models import Employment, EmploymentQuerySet
from opora.domain.training.models import Completion
from opora.methodology.training import load_training


@dataclass(frozen=True, slots=True)
class Fraction:
    """Trained people of people employed, each once."""

    trained: int
    employed: int

    @property
    def percent(self) -> float | None:
        """The share, None where nobody is employed. [%]."""
        return 100 * self.trained / self.employed if self.employed else None


@dataclass(frozen=True, slots=True)
class Share:
    """The fractions of a school or a municipality."""

    place: Organisation | Territory
    heads: Fraction
    teachers: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """On what day people are counted, and certificates of what days are."""

    on: date
    first: date

    @property
    def hours(self) -> int:
        """Fewest hours of a certificate. [h]."""
        return load_training().least.course


def shares_of_schools(schools: Collection[Organisation], asked: Asked) -> list[Share]:
    """Return the fractions of each school, in the order given; one query."""
    rows = _counted("organisation", asked, Q(organisation__in=schools))
    return [_share(one, rows.get(one.pk, {})) for one in schools]


def shares_of_territories(
    territories: Collection[Territory], schools: OrganisationQuerySet, asked: Asked
) -> list[Share]:
    """Return the fractions of each municipality over these schools; one query."""
    condition = Q(organisation__in=schools, organisation__territory__in=territories)
    rows = _counted("organisation__territory", asked, condition)
    return [_share(one, rows.get(one.pk, {})) for one in territories]


def people_of(school: Organisation, asked: Asked) -> EmploymentQuerySet:
    """Return the rows behind a school's fractions, annotated with ``is_trained``."""
    return (
        _employed(asked).filter(organisation=school).select_related("person")
        .order_by("person__search", "pk")
    )  # fmt: skip


def _employed(asked: Asked) -> EmploymentQuerySet:
    trained = Completion.objects.counted(
        first=asked.first, last=asked.on, hours=asked.hours
    ).filter(person=OuterRef("person"))
    counted = (*Employment.LEADING, *Employment.TEACHING)
    rows = Employment.objects.on(asked.on).filter(post__in=counted)
    return rows.annotate(is_trained=Exists(trained))


def _counted(place: str, asked: Asked, condition: Q) -> dict[int, dict[str, int]]:
    leading, teaching = Q(post__in=Employment.LEADING), Q(post__in=Employment.TEACHING)
    trained = Q(is_trained=True)
    found = _employed(asked).filter(condition).values(place).annotate(
        heads=Count("person", filter=leading, distinct=True),
        heads_trained=Count("person", filter=leading & trained, distinct=True),
        teachers=Count("person", filter=teaching, distinct=True),
        teachers_trained=Count("person", filter=teaching & trained, distinct=True),
    ).order_by()  # fmt: skip
    return {row.pop(place): row for row in found}


def _share(place: Organisation | Territory, row: dict[str, int]) -> Share:
    return Share(
        place,
        Fraction(row.get("heads_trained", 0), row.get("heads", 0)),
        Fraction(row.get("teachers_trained", 0), row.get("teachers", 0)),
    )
