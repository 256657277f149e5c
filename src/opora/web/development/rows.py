"""Schools against documents: what each has, in which state, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from opora.domain.development.models import Document
from opora.domain.development.models.documents import factor_title
from opora.domain.diagnostics.models import FactorLine, RiskProfile
from opora.domain.diagnostics.models.profiles import RiskProfileQuerySet
from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.models import Organisation, OrganisationQuerySet
from opora.domain.organisations.school_years import SchoolYear
from opora.reports.tables import Cell

Type = Document.Type
COLUMNS = (
    "Школа", "Концепция развития", "Среднесрочная программа", "Антирисковые программы",
    "Чего нет",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """A document that a school should have and has not."""

    type: str
    title: str
    factor: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A school with its documents of a year."""

    school: Organisation
    concept: Document | None
    programme: Document | None
    antirisk: tuple[Document, ...]
    gaps: tuple[Gap, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The row as it is exported."""
        return (
            self.school.short_name, _state(self.concept), _state(self.programme),
            "; ".join(f"{one.title}: {_state(one)}" for one in self.antirisk) or "нет",
            "; ".join(gap.title for gap in self.gaps) or "всё есть",
        )  # fmt: skip


def expected(
    schools: OrganisationQuerySet, year: SchoolYear, *, on: date
) -> OrganisationQuerySet:
    """Narrow to schools of which documents are expected.

    Those are schools with a status, with a risk profile of the year, or with any document.
    """
    statuses = SchoolStatus.objects.on(on).values("school")
    profiles = _profiles(year).values("school")
    documents = Document.objects.standing().filter(year=year.start).values("school")
    return schools.filter(Q(pk__in=statuses) | Q(pk__in=profiles) | Q(pk__in=documents))


def rows_of(schools: Iterable[Organisation], year: SchoolYear) -> list[Row]:
    """Return the rows of these schools in two queries, whatever their number."""
    listed = list(schools)
    documents: dict[int, list[Document]] = defaultdict(list)
    for one in Document.objects.standing().filter(school__in=listed, year=year.start):
        documents[one.school_id].append(one)
    factors: dict[int, list[FactorLine]] = defaultdict(list)
    for line in _active(listed, year):
        factors[line.profile.school_id].append(line)
    return [_row(one, documents[one.pk], factors[one.pk]) for one in listed]


def _profiles(year: SchoolYear) -> RiskProfileQuerySet:
    standing = RiskProfile.objects.exclude(state=RiskProfile.State.WITHDRAWN)
    return standing.filter(year=year.start + 1)


def _active(schools: list[Organisation], year: SchoolYear) -> Iterable[FactorLine]:
    lines = FactorLine.objects.filter(
        active=True, profile__school__in=schools, profile__year=year.start + 1
    ).exclude(profile__state=RiskProfile.State.WITHDRAWN)
    return lines.select_related("profile").order_by("code")


def _row(school: Organisation, documents: list[Document], factors: list[FactorLine]) -> Row:
    of_type = {one.type: one for one in documents}
    against = sorted(
        (one for one in documents if one.type == Type.ANTIRISK), key=lambda one: one.factor
    )
    gaps = [
        Gap(str(kind), str(kind.label))
        for kind in (Type.CONCEPT, Type.PROGRAMME)
        if kind not in of_type
    ]
    known = {one.factor for one in against}
    gaps += [
        Gap(str(Type.ANTIRISK), f"Антирисковая программа: {factor_title(line.code)}", line.code)
        for line in factors
        if line.code not in known
    ]
    return Row(
        school, of_type.get(Type.CONCEPT), of_type.get(Type.PROGRAMME), tuple(against),
        tuple(gaps),
    )  # fmt: skip


def _state(document: Document | None) -> str:
    return document.get_status_display().lower() if document else "нет"
