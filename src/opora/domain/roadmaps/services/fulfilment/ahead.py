"""What is planned towards an obligation: begun in a register and not carried out yet."""

from __future__ import annotations

from opora.domain.registers.models import Entry
from opora.domain.roadmaps.models import Binding, Obligation
from opora.domain.roadmaps.services.fulfilment.matching import traces_of
from opora.domain.roadmaps.windows import windows_of


def planned_for(obligation: Obligation, binding: Binding, *, most: int) -> list[Entry]:
    """Return planned entries that will count for the obligation, the nearest first.

    Parameters
    ----------
    obligation : Obligation
        With its measure and edition at hand.
    binding : Binding
        Of its measure.
    most : int
        How many are wanted.
    """
    edition = binding.measure.edition
    times = list(binding.measure.occurrences.all())
    windows = [
        one
        for one in windows_of(times, start=edition.start, end=edition.end)
        if one.occurrence == obligation.occurrence_id
    ]
    is_pooled = binding.scope == Binding.Scope.TOGETHER
    traces = traces_of(binding, windows, None if is_pooled else [obligation.organisation_id])
    keys = [one.pk for one in traces if one.planned and one.day <= windows[0].until]
    rows = Entry.objects.filter(pk__in=keys).select_related("owner").order_by("day", "pk")
    return list(rows[:most])
