"""A district with a run on the way to its order, and counts of one school over years."""

from collections.abc import Callable

import pytest

from opora.domain.assessments.models import Round, SchoolCount
from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.models import Organisation
from tests import factories
from tests.domain.context.conftest import campaign, filled, keeper  # noqa: F401  # fixtures
from tests.domain.identification.conftest import (  # noqa: F401  # fixtures
    decided_run,
    files,
    open_run,
    run,
    schools,
    store_folder,
    verdict_of,
)

Counted = Callable[..., SchoolCount]
Status = Callable[..., SchoolStatus]


@pytest.fixture
def counted() -> Counted:
    """Return a maker of results: below the boundary and participants of a work of a year."""

    def make(school: Organisation, code: str, year: int, *, below: int, of: int) -> SchoolCount:
        kind, subject, grade = code.split("-")
        round_, _ = Round.objects.get_or_create(
            code=code, year=year,
            defaults={"kind": kind, "subject": subject, "grade": grade, "scale_known": True},
        )  # fmt: skip
        return SchoolCount.objects.create(
            school=school, round=round_, participants=of, below=below
        )

    return make


@pytest.fixture
def given_status(authority: Organisation) -> Status:
    """Return a maker of statuses in effect, each on an order of the authority."""

    def make(school: Organisation, **fields: object) -> SchoolStatus:
        fields.setdefault("property", SchoolStatus.Property.LOW_RESULTS)
        fields.setdefault("since", factories.TODAY)
        fields.setdefault("basis", factories.make_act(authority))
        return SchoolStatus.objects.create(school=school, **fields)

    return make
