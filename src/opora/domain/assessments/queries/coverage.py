"""How complete the results of a territory are: by round, by municipality, school by school."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Sum

from opora.domain.assessments.models import Round, SchoolCount, SchoolCountQuerySet
from opora.domain.organisations.models import OrganisationQuerySet, Territory
from opora.domain.people.models import User
from opora.methodology.subjects import load_subjects


@dataclass(frozen=True, slots=True)
class RoundCoverage:
    """In how many schools there is a result of a round, of those where one is expected.

    ``expected`` is inferred: schools with any result of the same grade and year. None for a
    work that is chosen by lot or by the pupil, of which nothing is expected.
    """

    round: Round
    have: int
    expected: int | None
    participants: int

    @property
    def missing(self) -> int:
        """How many results are expected and not there."""
        return self.expected - self.have if self.expected is not None else 0


@dataclass(frozen=True, slots=True)
class PlaceCoverage:
    """A municipality: schools with any result of the year, results there are and expected."""

    territory: Territory
    schools: int
    have: int
    expected: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How complete a year of a territory is, by round and (of a region) by municipality."""

    rounds: list[RoundCoverage]
    places: list[PlaceCoverage]


def coverage(territory: Territory, *, year: int, user: User, on: date) -> Coverage:
    """Return how complete a year is; four queries, of a region five."""
    counted = _counted(territory, year, user, on)
    is_region = territory.kind == Territory.Kind.REGION
    return Coverage(_by_round(counted), _by_place(territory, counted) if is_region else [])


def without(schools: OrganisationQuerySet, round_: Round) -> OrganisationQuerySet:
    """Select schools where the grade has results of the year, but none of this round."""
    own = SchoolCount.objects.filter(school=OuterRef("pk"))
    beside = own.filter(
        round__year=round_.year, round__kind=round_.kind, round__grade=round_.grade
    )
    return schools.filter(Exists(beside)).exclude(Exists(own.filter(round=round_)))


@dataclass(frozen=True, slots=True)
class _Counted:
    """What there is, counted once by the database for all that is told of it.

    A school is of one municipality: schools of a region are the sum of its municipalities.

    Attributes
    ----------
    rounds : list of Round
        In the order of a page.
    results : dict of (int, int) to tuple of int
        Results and participants, by municipality and round.
    grades : dict of (int, str, int) to int
        Schools with any result of the grade, by municipality, kind and grade.
    schools : dict of int to int
        Schools with any result of the year, by municipality.
    """

    rounds: list[Round]
    results: dict[tuple[int, int], tuple[int, int]]
    grades: dict[tuple[int, str, int], int]
    schools: dict[int, int]


def _counted(territory: Territory, year: int, user: User, on: date) -> _Counted:
    counts = _counts(territory, year, user, on)
    schools = Count("school", distinct=True)
    results = {
        (place, one): (have, pupils)
        for place, one, have, pupils in counts.values_list(
            "school__territory", "round"
        ).annotate(have=Count("pk"), pupils=Sum("participants"))
    }
    grades = counts.values_list("school__territory", "round__kind", "round__grade")
    rounds = Round.objects.filter(pk__in={one for _, one in results})
    return _Counted(
        rounds=list(rounds.order_by("grade", "kind", "subject")),
        results=results,
        grades={
            (place, kind, grade): have
            for place, kind, grade, have in grades.annotate(schools=schools)
        },
        schools=dict(counts.values_list("school__territory").annotate(schools=schools)),
    )


def _by_round(counted: _Counted) -> list[RoundCoverage]:
    grades: Counter[tuple[str, int]] = Counter()
    for (_, kind, grade), schools in counted.grades.items():
        grades[kind, grade] += schools
    have: Counter[int] = Counter()
    pupils: Counter[int] = Counter()
    for (_, one), (results, participants) in counted.results.items():
        have[one] += results
        pupils[one] += participants
    everybody = _everybody()
    return [
        RoundCoverage(
            one,
            have=have[one.pk],
            expected=grades[one.kind, one.grade] if one.subject in everybody else None,
            participants=pupils[one.pk],
        )
        for one in counted.rounds
    ]


def _by_place(region: Territory, counted: _Counted) -> list[PlaceCoverage]:
    """Tell of each municipality by the alphabet; only works that all sit are expected."""
    everybody = _everybody()
    due = {one.pk: one for one in counted.rounds if one.subject in everybody}
    works = Counter((one.kind, one.grade) for one in due.values())
    have: Counter[int] = Counter()
    for (place, one), (results, _) in counted.results.items():
        have[place] += results if one in due else 0
    expected: Counter[int] = Counter()
    for (place, kind, grade), schools in counted.grades.items():
        expected[place] += schools * works[kind, grade]
    return [
        PlaceCoverage(one, counted.schools.get(one.pk, 0), have[one.pk], expected[one.pk])
        for one in region.children.order_by("name")
    ]


def _counts(territory: Territory, year: int, user: User, on: date) -> SchoolCountQuerySet:
    here = Q(school__territory=territory)
    if territory.kind == Territory.Kind.REGION:
        here |= Q(school__territory__parent=territory)
    found = SchoolCount.objects.visible_to(user, on=on).filter(here, round__year=year)
    return found.order_by()


def _everybody() -> frozenset[str]:
    return frozenset(one.code for one in load_subjects().subjects if one.everybody)
