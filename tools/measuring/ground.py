"""What stands before a plan begins: the schools on the list, the people who work in them."""

from __future__ import annotations

from opora.demo import staff
from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.acts.models import Act
from opora.domain.acts.services import acts
from opora.domain.identification.models import SchoolStatus
from opora.domain.indicators.services import definitions
from opora.domain.roadmaps.models import Edition


def lay(edition: Edition, district: District) -> None:
    """Enter the staff of the schools and put the listed ones on the list by an order."""
    staff.fill(district, on=edition.start)
    act = _order(edition, district)
    SchoolStatus.objects.bulk_create(
        SchoolStatus(school=school, property=one, since=edition.start, basis=act)
        for school in district.listed
        for one in SchoolStatus.Property
    )
    definitions.sync(at=moment(edition.start))


def _order(edition: Edition, district: District) -> Act:
    return acts.register(
        kind="order", number="1-список", date=edition.start,
        issuer=district.organisations["authority"], title="О списке школ",
        by=district.people["Воронцова"], at=moment(edition.start),
    )  # fmt: skip
