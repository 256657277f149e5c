"""Jobs of the queue: thin, idempotent, the clock is read here."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from opora.domain.curators.services import case_log


def escalate_late_steps() -> int:
    """Tell of late steps of the case log up the ladder; return of how many."""
    at = now()
    return case_log.escalate(on=localdate(at), at=at)
