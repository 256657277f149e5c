"""Jobs of the queue: thin, idempotent, the clock is read here."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from opora.domain.diagnostics.services import surveys


def close_surveys() -> int:
    """Close the surveys whose last day has passed; return how many."""
    at = now()
    late = surveys.overdue(on=localdate(at))
    for survey in late:
        surveys.close(survey=survey, by=None, at=at)
    return len(late)
