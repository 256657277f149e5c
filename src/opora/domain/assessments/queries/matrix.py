"""What we have and what is missing: schools by assessments of a year, and a school by years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef

from opora.domain.assessments.models import CheckSign, Round, SchoolCount
from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Territory
from opora.domain.people.models import User
from opora.methodology.comparability import Break, load_comparability
from opora.methodology.subjects import AssessmentKind, load_subjects

_NEARLY_ALL = 85
"""Per cent of the fullest work of the grade from which a work counts as complete."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A school in a round; ``count`` is None where there is no result.

    ``expected`` is inferred: the most who sat another work of the same grade and year, of those
    that everybody sits. None where there is nothing to infer from.
    """

    round: Round
    count: SchoolCount | None
    expected: int | None

    @property
    def is_missing(self) -> bool:
        """Whether others of the grade were tested in this school and this work is not there."""
        return self.count is None and self.expected is not None

    @property
    def is_incomplete(self) -> bool:
        """Whether noticeably fewer sat this work than another of the same grade."""
        return (
            self.count is not None
            and self.expected is not None
            and 100 * self.count.participants < _NEARLY_ALL * self.expected
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A school with its cells, in the order of the rounds, and its signs of the year."""

    school: Organisation
    cells: tuple[Cell, ...]
    signs: tuple[CheckSign, ...]

    @property
    def missing(self) -> int:
        """How many works are not there."""
        return sum(cell.is_missing for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Schools × assessments of one year.

    ``breaks`` say by code of the assessment why it may not be compared with the year before.
    """

    year: int
    rounds: tuple[Round, ...]
    rows: tuple[Row, ...]
    breaks: dict[str, tuple[Break, ...]] = field(default_factory=dict)

    def have(self, round_: Round) -> int:
        """Return in how many schools there is a result of the round."""
        place = self.rounds.index(round_)
        return sum(row.cells[place].count is not None for row in self.rows)


def years(territory: Territory) -> list[int]:
    """Return the years of which there is anything in the territory, the latest first."""
    here = SchoolCount.objects.filter(
        round=OuterRef("pk"), school__in=_schools_of(territory).values("pk")
    )
    found = Round.objects.filter(Exists(here)).values_list("year", flat=True)
    return sorted({*found}, reverse=True)


def matrix(
    territory: Territory,
    *,
    year: int,
    user: User,
    on: date,
    schools: Sequence[Organisation] | None = None,
) -> Matrix:
    """Return what there is of the schools that the person sees, in a year: four queries.

    Parameters
    ----------
    territory : Territory
        A municipality or a region.
    year : int
        The year of the assessments.
    user : User
        Who asks.
    on : date
        Today.
    schools : sequence of Organisation, optional
        A page of the schools; all of the territory by default.
    """
    if schools is None:
        here = _schools_of(territory).visible_to(user, on=on).open_on(on)
        schools = list(here.order_by("short_name", "pk"))
    counts = {
        (one.school_id, one.round_id): one
        for one in SchoolCount.objects.visible_to(user, on=on).filter(
            school__in=schools, round__year=year
        )
    }
    rounds = tuple(Round.objects.filter(pk__in={pk for _, pk in counts}).order_by(*_ORDER))
    signs = signs_of(schools, year=year)
    return Matrix(
        year=year,
        rounds=rounds,
        rows=tuple(_row(school, rounds, counts, signs) for school in schools),
        breaks={one.code: breaks_before(one) for one in rounds},
    )


_ORDER = ("kind", "grade", "subject")


def _schools_of(territory: Territory) -> OrganisationQuerySet:
    found = Organisation.objects.schools()
    if territory.kind == Territory.Kind.REGION:
        return found.filter(territory__parent=territory) | found.filter(territory=territory)
    return found.filter(territory=territory)


def _row(
    school: Organisation,
    rounds: Sequence[Round],
    counts: dict[tuple[int, int], SchoolCount],
    signs: dict[int, tuple[CheckSign, ...]],
) -> Row:
    own = {one.pk: counts.get((school.pk, one.pk)) for one in rounds}
    expected, everybody = _expected(rounds, own), _everybody()
    cells = tuple(
        Cell(
            one,
            own[one.pk],
            expected.get((one.kind, one.grade)) if one.subject in everybody else None,
        )
        for one in rounds
    )
    return Row(school, cells, signs.get(school.pk, ()))


def _expected(
    rounds: Iterable[Round], own: dict[int, SchoolCount | None]
) -> dict[tuple[str, int], int]:
    """Infer how many pupils a grade has from the works that everybody sits.

    A work chosen by lot is sat by one class: nothing is expected of it.
    """
    everybody = _everybody()
    most: dict[tuple[str, int], int] = defaultdict(int)
    for one in rounds:
        count = own[one.pk]
        if count is not None and one.subject in everybody:
            key = (one.kind, one.grade)
            most[key] = max(most[key], count.participants)
    return dict(most)


def _everybody() -> frozenset[str]:
    return frozenset(one.code for one in load_subjects().subjects if one.everybody)


def signs_of(schools: Iterable[Organisation], *, year: int) -> dict[int, tuple[CheckSign, ...]]:
    """Return the signs of these schools in a year, the surest first; one query."""
    found: dict[int, list[CheckSign]] = defaultdict(list)
    signs = CheckSign.objects.filter(school__in=list(schools), year=year)
    for sign in signs.order_by("false_alarms", "kind"):
        found[sign.school_id].append(sign)
    return {school: tuple(ones) for school, ones in found.items()}


def breaks_before(round_: Round) -> tuple[Break, ...]:
    """Return why a round may not be compared with the year before it; empty if it may."""
    return breaks_between(round_, round_.year - 1)


def breaks_between(round_: Round, year: int) -> tuple[Break, ...]:
    """Return why a round may not be compared with another year of the same assessment."""
    kind: AssessmentKind = load_subjects().assessment(round_.code).kind
    return load_comparability().between(
        year, round_.year, kind=kind, subject=round_.subject, grade=round_.grade
    )


@dataclass(frozen=True, slots=True)
class Point:
    """A year of an assessment of a school, and what forbids a line to the year before."""

    count: SchoolCount
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One assessment of a school over the years, in their order."""

    code: str
    points: tuple[Point, ...]


def series(school: Organisation) -> list[Series]:
    """Return all results of a school by assessment; one query. Visibility is the caller's."""
    found: dict[str, list[SchoolCount]] = defaultdict(list)
    counts = SchoolCount.objects.filter(school=school).select_related("round", "origin")
    for one in counts.order_by("round__kind", "round__grade", "round__subject", "round__year"):
        found[one.round.code].append(one)
    return [Series(code, tuple(_points(ones))) for code, ones in found.items()]


def _points(counts: Sequence[SchoolCount]) -> Iterable[Point]:
    before: SchoolCount | None = None
    for count in counts:
        breaks = breaks_between(count.round, before.round.year) if before else ()
        yield Point(count, breaks)
        before = count
