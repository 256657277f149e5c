"""Jobs of the queue: thin, idempotent, the clock is read here."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from opora.domain.assessments.models import Import
from opora.domain.assessments.services import adding, dry_runs, projection, signs
from opora.domain.organisations.models import Territory

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


def give_up_stuck_imports() -> int:
    """End imports whose jobs died, and bring the counts in step with the stores."""
    at = now()
    ended = adding.give_up_stuck(started_before=at - PATIENCE, at=at)
    for root in Territory.objects.filter(kind=Territory.Kind.REGION):
        ended += projection.reconcile(root=root, at=at)
    return ended
