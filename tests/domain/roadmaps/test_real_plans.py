"""The five hand-checked documents become living plans; skipped where they are not at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import Edition, Obligation, Responsible
from opora.domain.roadmaps.services import editions
from tests import factories
from tests.domain.roadmaps.conftest import NOON

GOLDEN = Path(__file__).resolve().parents[4] / "shared" / "golden"


@pytest.mark.usefixtures("methodical", "school", "other_school")
@pytest.mark.parametrize(
    ("name", "rows"),
    [("kosa", 17), ("gubakha", 16), ("lesosibirsk", 14), ("kaitag", 21), ("gorodets", 40)],
)
def test_a_real_plan_takes_force(
    name: str, rows: int, authority: Organisation, coordinator: User
) -> None:
    path = GOLDEN / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    reading = json.loads(path.read_text("utf-8"))
    draft = factories.make_draft(authority, by=coordinator, reading=reading)
    edition = editions.create_from_draft(draft=draft, owner=authority, by=coordinator, at=NOON)
    editions.approve(edition=edition, by=coordinator, at=NOON)

    assert edition.measures.count() == rows
    shown = queries.measure_rows(Edition.objects.get(pk=edition.pk), on=factories.TODAY)
    assert all(row.dots and row.tally.total for row in shown)
    nobody = Responsible.objects.filter(meaning=Responsible.Meaning.NOBODY)
    assert all(one.note for one in nobody)
    dated = Obligation.objects.filter(control__isnull=False).count()
    assert dated > 0
