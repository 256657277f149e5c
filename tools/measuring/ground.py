"""What stands before a plan begins: the schools on the list, the people who work in them."""

from __future__ import annotations

from opora.demo import staff
from opora.demo.district import District
from opora.domain.identification.models import SchoolStatus
from opora.domain.indicators.services import definitions
from opora.domain.roadmaps.models import Edition


def lay(edition: Edition, district: District) -> None:
    """Enter the staff of the schools and put the listed ones on the list by the plan's act."""
    staff.fill(district, on=edition.start)
    act = edition.act
    assert act is not None  # noqa: S101  # a plan in force has one
    SchoolStatus.objects.bulk_create(
        SchoolStatus(school=school, property=one, since=edition.start, basis=act)
        for school in district.listed
        for one in SchoolStatus.Property
    )
    definitions.sync(at=edition.approved_at or act.created_at)
