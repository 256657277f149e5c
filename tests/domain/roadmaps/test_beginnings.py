"""An empty plan is filled from the template or from an earlier plan, once."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import beginnings, editions
from opora.domain.roadmaps.services.drafting import EditionNotDraft
from opora.domain.roadmaps.templates import load_template
from tests.domain.roadmaps.conftest import NOON


@pytest.fixture
def empty(authority: Organisation, coordinator: User) -> Edition:
    return editions.create_roadmap(
        owner=authority,
        title="План на 2027-2028 учебный год",
        start=date(2027, 9, 1),
        end=date(2028, 8, 31),
        by=coordinator,
        at=NOON,
    )


def test_the_template_comes_with_columns_sections_and_actors(
    empty: Edition, coordinator: User
) -> None:
    edition = beginnings.fill_from_template(edition=empty, by=coordinator, at=NOON)
    parts = load_template().sections
    assert [one.title for one in edition.sections.order_by("order")] == [
        part.title for part in parts
    ]
    rows = list(edition.measures.order_by("order"))
    assert [row.order for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0].number == "1.1"
    assert all(row.responsible.exists() and row.cells["expected_result"] for row in rows)
    assert "expected_result" in {one["role"] for one in edition.columns}
    assert AuditEvent.objects.about(edition).filter(action="edition.fill").count() == 1


def test_an_earlier_plan_comes_years_later(
    plan: Edition, empty: Edition, coordinator: User
) -> None:
    beginnings.fill_from_earlier(edition=empty, source=plan, by=coordinator, at=NOON)
    first = empty.measures.get(number="1.")
    assert first.schedule == [{"type": "deadline", "date": "2027-12-01"}]
    assert first.deadline_text == "до 01.12.2027"
    assert "2027" in first.search
    assert first.previous is None
    assert plan.measures.get(number="1.").deadline_text == "до 01.12.2025"
    assert empty.sections.count() == plan.sections.count() == 2


def test_a_plan_with_rows_is_not_filled_over(
    plan: Edition, edition: Edition, empty: Edition, coordinator: User, school_head: User
) -> None:
    beginnings.fill_from_template(edition=empty, by=coordinator, at=NOON)
    with pytest.raises(beginnings.NotEmpty, match="уже есть"):
        beginnings.fill_from_earlier(edition=empty, source=plan, by=coordinator, at=NOON)
    with pytest.raises(EditionNotDraft):
        beginnings.fill_from_template(edition=plan, by=coordinator, at=NOON)
    with pytest.raises(NotAllowed):
        beginnings.fill_from_template(edition=empty, by=school_head, at=NOON)


@pytest.mark.parametrize(
    ("clause", "moved"),
    [
        (
            {"type": "deadline", "date": "2024-02-29"},
            {"type": "deadline", "date": "2025-02-28"},
        ),
        (
            {"type": "window", "start": "2024-09-01", "end": "2025-05-31"},
            {"type": "window", "start": "2025-09-01", "end": "2026-05-31"},
        ),
        (
            {"type": "school_year", "year": "2024-2025"},
            {"type": "school_year", "year": "2025-2026"},
        ),
        ({"type": "event", "event": "ВПР"}, {"type": "event", "event": "ВПР"}),
    ],
)
def test_days_of_every_kind_of_clause_are_moved(
    clause: dict[str, str], moved: dict[str, str]
) -> None:
    assert beginnings.shift_clause(clause, 1) == moved
