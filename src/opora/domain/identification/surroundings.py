"""The social context of the schools of a run: which index, and what it says of each school."""

from __future__ import annotations

from opora.domain.context.models import ContextRun
from opora.domain.identification.evidence import root_of
from opora.domain.identification.results import Conditions
from opora.domain.organisations.models import Territory
from opora.methodology.rules import Residual, Rule


def needs_index(rule: Rule) -> bool:
    """Whether the rule asks what the context of a school lets expect."""
    return isinstance(rule.predicate, Residual)


def index_for(territory: Territory, year: int) -> ContextRun | None:
    """Return the newest index of the region of a territory, of no later year than results."""
    found = ContextRun.objects.filter(root=root_of(territory), year__lte=year)
    return found.select_related("scale").order_by("-year", "-computed_at", "-pk").first()


def conditions_of(index_id: int) -> Conditions:
    """Return the conditions of schools by an index, which once computed never changes."""
    rows = list(
        ContextRun.objects.get(pk=index_id)
        .scores.filter(points__isnull=False)
        .values_list("school_id", "points", "settlement")
    )
    return Conditions(
        {str(school): points for school, points, _ in rows if points is not None},
        {str(school): place for school, _, place in rows},
    )
