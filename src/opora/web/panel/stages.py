"""Which runs of identification count now, and at what stage each municipality is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from opora.domain.identification.models import Reply, Run, Verdict
from opora.domain.identification.models.replies import ReplyQuerySet
from opora.domain.identification.models.runs import RunQuerySet, VerdictQuerySet
from opora.domain.organisations.access import scope_of
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User

NO_RUN = "none"
STAGES = {
    NO_RUN: "Расчёта нет",
    Run.Status.DRAFT: "Черновик",
    Run.Status.REPLIES: "Ответы школ",
    Run.Status.ON_APPROVAL: "На утверждении",
    Run.Status.APPROVED: "Утверждён",
}
_HEAVY = ("rule", "parameters", "frozen", "sources", "summary", "stability")


@dataclass(frozen=True, slots=True)
class CurrentRuns:
    """The run of each territory that counts now.

    Where a municipality has a run of its own, that of its region does not count for its
    schools.
    """

    by_territory: Mapping[int, Run]

    def of(self, territory: Territory) -> Run | None:
        """Return the run that speaks of the territory: its own, else that of its region."""
        own = self.by_territory.get(territory.pk)
        return own or self.by_territory.get(territory.parent_id or 0)

    def stage_of(self, territory: Territory) -> str:
        """Return the code of the stage at which the territory is."""
        run = self.of(territory)
        return run.status if run else NO_RUN

    def verdicts(self) -> VerdictQuerySet:
        """Select the verdicts that count now, one a school."""
        region = Territory.Kind.REGION
        regional = [one for one in self.by_territory.values() if one.territory.kind == region]
        municipal = [one for one in self.by_territory.values() if one not in regional]
        if not regional:
            return Verdict.objects.filter(run__in=municipal)
        having = [one.territory_id for one in municipal]
        return Verdict.objects.filter(
            Q(run__in=municipal) | Q(run__in=regional) & ~Q(school__territory__in=having)
        )

    def replies(self) -> ReplyQuerySet:
        """Select what schools said of these runs and of those that they replaced."""
        firsts = [run.first_id or run.pk for run in self.by_territory.values()]
        return Reply.objects.filter(
            Q(verdict__run__in=firsts) | Q(verdict__run__first__in=firsts)
        )


def runs_for(user: User, *, on: date) -> RunQuerySet:
    """Select the runs that the person leads or whose list their municipality was shown."""
    municipal = scope_of(user, on=on).municipalities
    shown = Q(territory__children__in=municipal, opened_at__isnull=False)
    seen = Run.objects.visible_to(user, on=on).values("pk")
    return Run.objects.filter(Q(pk__in=seen) | shown)


def current_runs(runs: RunQuerySet, *, last_year: int) -> CurrentRuns:
    """Pick of each territory the newest run, of results not after a year. One query."""
    standing = runs.filter(replaced_by=None, year__lte=last_year).exclude(
        status__in=[Run.Status.CANCELLED, Run.Status.COMPUTING]
    )
    found = standing.select_related("territory").defer(*_HEAVY).order_by("year", "number")
    return CurrentRuns({run.territory_id: run for run in found})
