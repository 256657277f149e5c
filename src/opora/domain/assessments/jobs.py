"""Jobs of the queue: thin, idempotent, the clock is read here."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from opora.domain.assessments import stored
from opora.domain.assessments.models import Import
from opora.domain.assessments.services import adding, dry_runs, projection, signs
from opora.domain.organisations.models import Territory
from opora.results.store import StoreBusy

PATIENCE = timedelta(minutes=30)
"""Three attempts of five minutes each, and the pauses between them."""


def dry_run(import_id: int) -> None:
    """Read and check one file that waits."""
    dry_runs.dry_run(import_id, at=now())


def add(import_id: int) -> None:
    """Add one confirmed file, then look for signs in the years it changed."""
    imported = adding.add(import_id, at=now())
    if imported is not None and imported.status == Import.Status.ADDED:
        for year in sorted({one["year"] for one in imported.procedures}):
            signs.refresh(root=imported.root, year=year)


def refresh_signs(root_id: int, year: int) -> None:
    """Look for signs again in a year of a region."""
    signs.refresh(root=Territory.objects.get(pk=root_id), year=year)


def compact_stores() -> int:
    """Join the small files of every region's store; data sets and lists stay the same.

    A store to which a file is being added is left for the next night.

    Returns
    -------
    int
        How many files are fewer.
    """
    regions = Territory.objects.filter(kind=Territory.Kind.REGION).order_by("pk")
    return sum(_compacted(root) for root in regions if stored.dataset_of(root) is not None)


def _compacted(root: Territory) -> int:
    try:
        return stored.store_of(root).compact()
    except StoreBusy:
        return 0


def give_up_stuck_imports() -> int:
    """End imports whose jobs died, and bring the counts in step with the stores."""
    at = now()
    ended = adding.give_up_stuck(started_before=at - PATIENCE, at=at)
    for root in Territory.objects.filter(kind=Territory.Kind.REGION):
        ended += projection.reconcile(root=root, at=at)
    return ended
