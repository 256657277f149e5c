"""The audit trail: every service that changes something records it here, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from opora.domain.people.models import AuditEvent, User

BATCH = 2000


def record(  # noqa: PLR0913  # the six words of a trace: what, on what, who, when, before-after, why
    action: str,
    *,
    target: models.Model,
    by: User | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
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
        before=_plain(before or {}),
        after=_plain(after or {}),
        reason=reason,
    )


def record_many(  # noqa: PLR0913  # as above
    action: str,
    *,
    targets: Iterable[models.Model],
    by: User | None,
    at: datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> None:
    """Write the same change of many things, an event for each."""
    events = (
        AuditEvent(
            action=action,
            target_type=target._meta.label_lower,  # noqa: SLF001  # as above
            target_id=str(target.pk),
            target_name=str(target)[:300],
            by=by,
            at=at,
            before=_plain(before),
            after=_plain(after),
            reason=reason,
        )
        for target in targets
    )
    AuditEvent.objects.bulk_create(events, batch_size=BATCH)


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values that differ, as they were and as they are.

    Examples
    --------
    >>> changes({"name": "СОШ № 5", "pupils": 310}, {"name": "СОШ № 5", "pupils": 305})
    ({'pupils': 310}, {'pupils': 305})
    """
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in keys}, {key: after.get(key) for key in keys}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    """Days, exact numbers and rows of other tables as JSON holds them."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    return value
