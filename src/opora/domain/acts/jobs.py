"""Jobs of the queue: thin, idempotent, the clock is read here."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from opora.domain.acts.services import drafts

PATIENCE = timedelta(minutes=30)
"""Three attempts of five minutes each, and the pauses between them."""


def read_draft(draft_id: int) -> None:
    """Read one draft that waits."""
    drafts.read_queued(draft_id, at=now())


def give_up_stuck_drafts() -> int:
    """Refuse drafts whose reading never ended."""
    at = now()
    return drafts.give_up_stuck(started_before=at - PATIENCE, at=at)
