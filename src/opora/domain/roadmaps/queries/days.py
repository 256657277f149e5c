"""«Мой день» and lists of obligations: what waits for this person."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import overload

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from opora.domain.organisations.access import (
    CHECKING_ROLES,
    REPORTING_ROLES,
    Scope,
    scope_of,
)
from opora.domain.organisations.models import Role
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Obligation, ObligationQuerySet, Roadmap
from opora.reading.words import lemmas

SOON = timedelta(days=14)
State = Obligation.State


@dataclass(frozen=True, slots=True)
class Listing:
    """The first rows of a list and how many there are in all.

    Rows come with ``measure``, ``measure.section``, ``measure.binding``, ``progress``,
    ``occurrence``, ``roadmap``, ``organisation``, ``person``, ``submitted_by`` and
    ``decided_by`` at hand.
    """

    rows: tuple[Obligation, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MyDay:
    """What waits for a person, most urgent first."""

    overdue: Listing
    returned: Listing
    to_check: Listing
    soon: Listing


@dataclass(frozen=True, slots=True)
class ObligationFilters:
    """Conditions of the list of obligations, as they stand in the address."""

    state: str = ""
    late: bool = False
    come_due: bool = False
    month: date | None = None
    school_year: int | None = None
    organisation: int | None = None
    roadmap: int | None = None
    measure: int | None = None
    occurrence: int | None = None
    territory: int | None = None
    kind: str = ""
    search: str = ""
    mine: bool = False
    to_check: bool = False


def with_names(obligations: ObligationQuerySet) -> ObligationQuerySet:
    """Bring along everything that a row of a list names, and how far entries took it."""
    return obligations.select_related(
        "measure__section",
        "measure__binding",
        "progress",
        "occurrence",
        "roadmap",
        "organisation",
        "person",
        "submitted_by",
        "decided_by",
    )


def listing(
    obligations: ObligationQuerySet, *order: str | OrderBy, limit: int, total: int | None = None
) -> Listing:
    """Cut a list to its first rows, in three queries, or in two where the total is known."""
    rows = cut_out(obligations, *order, cut=slice(limit))
    return Listing(tuple(rows), obligations.count() if total is None else total)


def cut_out(
    obligations: ObligationQuerySet, *order: str | OrderBy, cut: slice
) -> list[Obligation]:
    """Cut rows out of a list; none are asked for where no key is found.

    The database sorts bare keys and only the cut gets its names. Both in one query would make
    PostgreSQL join all rows before it cuts.
    """
    keys = list(obligations.order_by(*order, "pk").values_list("pk", flat=True)[cut])
    named = {row.pk: row for row in with_names(Obligation.objects.filter(pk__in=keys))}
    return [named[key] for key in keys if key in named]


class ByDay(Sequence[Obligation]):
    """Obligations in the order of their days, those without a day last, for a pager.

    The two parts are read apart: an index gives each its order, and SQLite has none for NULLs
    that come last.
    """

    def __init__(self, found: ObligationQuerySet) -> None:
        self._found = found

    def __len__(self) -> int:
        """Count them all."""
        return self._found.count()

    @overload
    def __getitem__(self, cut: int) -> Obligation: ...

    @overload
    def __getitem__(self, cut: slice) -> list[Obligation]: ...

    def __getitem__(self, cut: int | slice) -> Obligation | list[Obligation]:
        """Cut a page out: two queries while days last, then five."""
        if isinstance(cut, int):
            return self[cut : cut + 1][0]
        dated = self._found.filter(control__isnull=False)
        rows = cut_out(dated, "control", cut=cut)
        if len(rows) == cut.stop - cut.start:
            return rows
        passed = dated.count()
        rest = slice(max(0, cut.start - passed), max(0, cut.stop - passed))
        return rows + cut_out(self._found.filter(control=None), cut=rest)


def mine(scope: Scope) -> Q:
    """Obligations that this person carries out: by name, or for their organisations.

    The head of a school keeps in sight what was given to somebody of the school.
    """
    reporting = scope.in_roles(REPORTING_ROLES | {Role.CURATOR})
    own = {member.organisation_id for member in reporting}
    headed = {m.organisation_id for m in scope.in_roles(frozenset({Role.SCHOOL_HEAD}))}
    return (
        Q(person=scope.user) | Q(person=None, organisation__in=own) | Q(organisation__in=headed)
    )


def to_check(scope: Scope) -> Q:
    """Obligations whose evidence this person checks.

    A region checks what its own roadmaps ask; a municipality and a curator check the rest.
    """
    territories = {m.organisation.territory_id for m in scope.in_roles(CHECKING_ROLES)}
    of_region = Q(roadmap__level=Roadmap.Level.REGION)
    near = Q(territory__in=territories) | Q(organisation__in=scope.curated)
    below = Q(territory__parent__in=scope.regions) | Q(territory__in=scope.regions)
    return (near & ~of_region) | (below & of_region)


def my_day(user: User, *, on: date, only_mine: bool = False, limit: int = 20) -> MyDay:
    """Return what waits for a person. Thirteen queries at most, whatever the rows.

    Parameters
    ----------
    user : User
        Whose day.
    on : date
        Today.
    only_mine : bool, default False
        Leave out what others of the organisations in sight are late with.
    limit : int, default 20
        Rows shown of each list.
    """
    scope = scope_of(user, on=on)
    own = Obligation.objects.filter(mine(scope))
    seen = own if only_mine else Obligation.objects.visible_to(user, on=on)
    check = Obligation.objects.filter(to_check(scope)).awaiting_check()
    soon = own.filter(state__in=Obligation.OWED, control__range=(on, on + SOON))
    return MyDay(
        overdue=listing(seen.overdue(on=on), "control", limit=limit),
        returned=listing(own.filter(state=State.RETURNED), "-decided_at", limit=limit),
        to_check=listing(check, "submitted_at", limit=limit),
        soon=listing(soon, "control", limit=limit),
    )


def obligation_list(
    user: User, *, on: date, filters: ObligationFilters | None = None
) -> ObligationQuerySet:
    """Return the obligations that a person sees under conditions, earliest day first."""
    wanted = filters or ObligationFilters()
    found = Obligation.objects.visible_to(user, on=on).filter(_conditions(wanted))
    scope = scope_of(user, on=on)
    if wanted.late:
        found = found.overdue(on=on)
    if wanted.come_due:
        found = found.come_due(on=on)
    if wanted.mine:
        found = found.filter(mine(scope))
    if wanted.to_check:
        found = found.filter(to_check(scope)).awaiting_check()
    return with_names(found).order_by(F("control").asc(nulls_last=True), "pk")


def in_month(day: date) -> Q:
    """Control days of the month of a day, as a range that an index serves."""
    last = monthrange(day.year, day.month)[1]
    return Q(control__gte=day.replace(day=1), control__lte=day.replace(day=last))


def _conditions(wanted: ObligationFilters) -> Q:
    named = {
        "state": wanted.state,
        "school_year": wanted.school_year,
        "organisation": wanted.organisation,
        "roadmap": wanted.roadmap,
        "measure": wanted.measure,
        "occurrence": wanted.occurrence,
        "measure__kind": wanted.kind,
    }
    found = Q(**{name: value for name, value in named.items() if value not in {None, ""}})
    if wanted.month is not None:
        found &= in_month(wanted.month)
    if wanted.territory is not None:
        found &= Q(territory=wanted.territory) | Q(territory__parent=wanted.territory)
    for lemma in lemmas(wanted.search):
        found &= Q(measure__search__contains=f" {lemma}")
    return found
