"""Bindings of the demo: the clear ones are confirmed, a few wait for the methodist."""

from __future__ import annotations

from datetime import date

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.roadmaps.models import Edition, Roadmap
from opora.domain.roadmaps.services import bindings

CLEAR = 0.7
"""Proposals of less confidence are left to be looked at."""


def fill(district: District, *, on: date) -> None:
    """Confirm the clear proposals of the plans in force; what was done is followed at once."""
    plans = Edition.objects.filter(status=Edition.Status.IN_FORCE, start__lte=on, end__gte=on)
    own = plans.exclude(roadmap__level=Roadmap.Level.REGION).select_related(
        "roadmap__owner__territory"
    )
    by = district.people["Ремизова"]
    for edition in own.order_by("pk"):
        bindings.confirm_all(edition=edition, by=by, at=moment(on, 8), least=CLEAR)
