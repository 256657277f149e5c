"""The measures of an edition with only what the person may see counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from opora.domain.organisations.access import Scope
from opora.domain.roadmaps.queries import Dot, MeasureFilters, MeasureRow, Tally, measure_rows
from opora.web.roadmaps.frame import Frame


@dataclass(frozen=True, slots=True)
class InSight(MeasureFilters):
    """Filters that count obligations in the scope of a person and of no one else."""

    scope: Scope | None = None

    def of_obligations(self) -> Q:
        """Whose obligations are counted."""
        limits = MeasureFilters.of_obligations(self)
        if self.scope is None:
            return limits
        seen = self.scope.organisations("organisation__") | Q(person=self.scope.user)
        return limits & seen


def rows_in_sight(frame: Frame, filters: MeasureFilters | None = None) -> list[MeasureRow]:
    """Return the measures that the filters leave, in printed order.

    The words of a plan are open to all whom it obliges; counts of other schools are not. So a
    school reads every measure, and finds its own obligations counted in those that oblige it.
    Four queries, eight for a part of the plan.
    """
    wanted = filters or MeasureFilters()
    if frame.sees_all:
        return measure_rows(frame.edition, on=frame.today, filters=wanted)
    limited = measure_rows(frame.edition, on=frame.today, filters=_limited(wanted, frame.scope))
    if wanted.of_obligations() or wanted.late or wanted.month:
        return limited
    own = {row.measure.pk: row for row in limited}
    every = measure_rows(frame.edition, on=frame.today, filters=wanted)
    return [own.get(row.measure.pk) or _uncounted(row) for row in every]


def _limited(wanted: MeasureFilters, scope: Scope) -> InSight:
    return InSight(
        late=wanted.late,
        month=wanted.month,
        school_year=wanted.school_year,
        user=wanted.user,
        organisation=wanted.organisation,
        territory=wanted.territory,
        section=wanted.section,
        kind=wanted.kind,
        responsible=wanted.responsible,
        search=wanted.search,
        scope=scope,
    )


def _uncounted(row: MeasureRow) -> MeasureRow:
    dots = tuple(replace(dot, state="none", tally=Tally()) for dot in row.dots)
    return replace(row, dots=dots, tally=Tally())


def in_month(dot: Dot, month: date) -> bool:
    """Whether an occurrence has its control day in the month."""
    return dot.control is not None and dot.control.replace(day=1) == month.replace(day=1)
