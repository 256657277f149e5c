"""What stands before a plan begins: the schools on the list, the people who work in them."""

from __future__ import annotations

from datetime import date, timedelta

from opora.demo import staff
from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.acts.models import Act
from opora.domain.acts.services import acts
from opora.domain.identification.models import SchoolStatus
from opora.domain.indicators.services import definitions
from opora.domain.roadmaps.models import Edition

_BEFORE = timedelta(days=365)
"""How long before the plan the list was approved: a plan is made for schools that are on it."""


def lay(edition: Edition, district: District) -> None:
    """Enter the staff of the schools and put the listed ones on the list by an order."""
    staff.fill(district, on=edition.start)
    since = edition.start - _BEFORE
    act = _order(since, district)
    SchoolStatus.objects.bulk_create(
        SchoolStatus(school=school, property=one, since=since, basis=act)
        for school in district.listed
        for one in SchoolStatus.Property
    )
    definitions.sync(at=moment(edition.start))


def _order(day: date, district: District) -> Act:
    return acts.register(
        kind="order", number="1-список", date=day,
        issuer=district.organisations["authority"], title="О списке школ",
        by=district.people["Воронцова"], at=moment(day),
    )  # fmt: skip
