"""What an act leaves in the register of documents."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from opora.domain.acts.models import Act
from opora.domain.people.models import User
from opora.domain.registers.services import entries
from opora.domain.registers.services.entries import Trace


def of_act(act: Act, *, by: User, at: datetime) -> None:
    """Enter a registered act with the requisites that evidence is checked by."""
    trace = Trace(
        register="acts", type=act.kind, owner=act.issuer, day=act.date or localdate(at),
        title=act.title or str(act),
        facts={
            "number": act.number, "date": act.date.isoformat() if act.date else "",
            "signatory": act.signatory_name, "files": [act.file_id] if act.file_id else [],
        },
    )  # fmt: skip
    entries.put(act, trace, by=by, at=at)
