"""The audit trail: every service that changes something records it here, in its transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from opora.domain.people.models import AuditEvent, User


def record(  # noqa: PLR0913  # the six words of a trace: what, on what, who, when, before-after, why
    action: str,
    *,
    target: models.Model,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write one event. ``before`` and ``after`` hold JSON values of the fields that changed."""
    return AuditEvent.objects.create(
        action=action,
        target_type=target._meta.label_lower,  # noqa: SLF001  # Django's documented API
        target_id=str(target.pk),
        target_name=str(target)[:300],
        by=by,
        at=at,
        before=before or {},
        after=after or {},
        reason=reason,
    )
