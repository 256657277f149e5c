"""How complete the results of a territory are: by round, by municipality, school by school."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Sum

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


def coverage(territory: Territory, *, year: int, user: User, on: date) -> list[RoundCoverage]:
    """Return the rounds of a year with how many schools have them; three queries."""
    counts = _counts(territory, year, user, on)
    grades = {
        (kind, grade): schools
        for kind, grade, schools in counts.values_list("round__kind", "round__grade").annotate(
            schools=Count("school", distinct=True)
        )
    }
    told = counts.values("round").annotate(have=Count("pk"), pupils=Sum("participants"))
    by_round = {row["round"]: row for row in told}
    rounds = Round.objects.filter(pk__in=by_round).order_by("grade", "kind", "subject")
    everybody = _everybody()
    return [
        RoundCoverage(
            one,
            have=by_round[one.pk]["have"],
            expected=grades[one.kind, one.grade] if one.subject in everybody else None,
            participants=by_round[one.pk]["pupils"],
        )
        for one in rounds
    ]


def places(region: Territory, *, year: int, user: User, on: date) -> list[PlaceCoverage]:
    """Return the municipalities of a region by the alphabet; five queries."""
    counts = _counts(region, year, user, on)
    by_place = counts.values_list("school__territory")
    schools = dict(by_place.annotate(schools=Count("school", distinct=True)))
    due = counts.filter(round__subject__in=_everybody())
    have = dict(due.values_list("school__territory").annotate(results=Count("pk")))
    expected = _results_expected(counts)
    return [
        PlaceCoverage(one, schools.get(one.pk, 0), have.get(one.pk, 0), expected[one.pk])
        for one in region.children.order_by("name")
    ]


def without(schools: OrganisationQuerySet, round_: Round) -> OrganisationQuerySet:
    """Select schools where the grade has results of the year, but none of this round."""
    own = SchoolCount.objects.filter(school=OuterRef("pk"))
    beside = own.filter(
        round__year=round_.year, round__kind=round_.kind, round__grade=round_.grade
    )
    return schools.filter(Exists(beside)).exclude(Exists(own.filter(round=round_)))


def _results_expected(counts: SchoolCountQuerySet) -> Counter[int]:
    """Add up by municipality: schools with any result of a grade times the works all sit."""
    everybody = _everybody()
    works: dict[tuple[str, int], int] = defaultdict(int)
    rounds = counts.values_list("round__kind", "round__grade", "round__subject").distinct()
    for kind, grade, subject in rounds:
        works[kind, grade] += subject in everybody
    found: Counter[int] = Counter()
    grades = counts.values_list("school__territory", "round__kind", "round__grade")
    for place, kind, grade, schools in grades.annotate(schools=Count("school", distinct=True)):
        found[place] += schools * works[kind, grade]
    return found


def _counts(territory: Territory, year: int, user: User, on: date) -> SchoolCountQuerySet:
    found = SchoolCount.objects.visible_to(user, on=on).filter(round__year=year).order_by()
    if territory.kind == Territory.Kind.REGION:
        below = found.filter(school__territory__parent=territory)
        return below | found.filter(school__territory=territory)
    return found.filter(school__territory=territory)


def _everybody() -> frozenset[str]:
    return frozenset(one.code for one in load_subjects().subjects if one.everybody)
