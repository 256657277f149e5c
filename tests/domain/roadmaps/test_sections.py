"""Sections of a draft edition: added, renamed, moved with their rows, removed."""

from __future__ import annotations

import pytest

from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import measures, sections
from opora.domain.roadmaps.services.drafting import EditionNotDraft
from tests.domain.roadmaps.conftest import NOON


def titles(edition: Edition) -> list[tuple[int, str]]:
    return [(one.order, one.title) for one in edition.sections.order_by("order")]


def rows(edition: Edition) -> list[tuple[int, str, str]]:
    found = edition.measures.select_related("section").order_by("order")
    return [(one.order, one.number, one.section.title if one.section else "") for one in found]


@pytest.fixture
def pair(edition: Edition, coordinator: User) -> Edition:
    """Two sections with two rows each, and nothing else."""
    edition.sections.all().delete()
    edition.measures.all().delete()
    for part in ("А", "Б"):
        section = sections.add(edition=edition, title=part, by=coordinator, at=NOON)
        for number in ("1", "2"):
            measures.add(
                edition=edition,
                section=section,
                text="Дело",
                number=part + number,
                by=coordinator,
                at=NOON,
            )
    return edition


def test_a_section_is_added_last_and_recorded(pair: Edition, coordinator: User) -> None:
    section = sections.add(edition=pair, title=" В ", number="3.", by=coordinator, at=NOON)
    assert titles(pair) == [(1, "А"), (2, "Б"), (3, "В")]
    event = AuditEvent.objects.about(section).get()
    assert (event.action, event.after) == ("section.add", {"number": "3.", "title": "В"})


def test_a_section_is_renamed_and_keeps_its_rows(pair: Edition, coordinator: User) -> None:
    section = pair.sections.get(title="А")
    sections.rename(section=section, title="Кадры", number="I", by=coordinator, at=NOON)
    assert rows(pair)[:2] == [(1, "А1", "Кадры"), (2, "А2", "Кадры")]
    event = AuditEvent.objects.about(section).get(action="section.rename")
    assert (event.before["title"], event.after["title"]) == ("А", "Кадры")


@pytest.mark.parametrize(("order", "first"), [(1, "Б"), (-3, "Б"), (2, "А"), (99, "А")])
def test_a_section_moves_with_its_rows(
    pair: Edition, coordinator: User, order: int, first: str
) -> None:
    sections.move(section=pair.sections.get(title="Б"), order=order, by=coordinator, at=NOON)
    assert titles(pair)[0] == (1, first)
    assert [row[2] for row in rows(pair)][:2] == [first, first]
    assert [row[0] for row in rows(pair)] == [1, 2, 3, 4]


def test_a_row_without_a_section_goes_with_the_row_above_it(
    pair: Edition, coordinator: User
) -> None:
    above = pair.measures.get(number="А2")
    measures.add(edition=pair, text="Дело", number="без", after=above, by=coordinator, at=NOON)
    sections.move(section=pair.sections.get(title="Б"), order=1, by=coordinator, at=NOON)
    assert [row[1] for row in rows(pair)] == ["Б1", "Б2", "А1", "А2", "без"]


def test_rows_of_a_removed_section_stay_without_one(pair: Edition, coordinator: User) -> None:
    sections.remove(section=pair.sections.get(title="А"), by=coordinator, at=NOON)
    assert titles(pair) == [(1, "Б")]
    assert rows(pair)[:2] == [(1, "А1", ""), (2, "А2", "")]
    assert AuditEvent.objects.get(action="section.remove").before["title"] == "А"


def test_a_new_row_stands_at_the_end_of_its_section(pair: Edition, coordinator: User) -> None:
    first = pair.sections.get(title="А")
    measures.add(edition=pair, section=first, text="Дело", number="А3", by=coordinator, at=NOON)
    assert [row[1] for row in rows(pair)] == ["А1", "А2", "А3", "Б1", "Б2"]


def test_wrong_changes_of_sections_are_refused(
    pair: Edition, coordinator: User, school_head: User
) -> None:
    section = pair.sections.get(title="А")
    with pytest.raises(sections.EmptySection):
        sections.add(edition=pair, title="  ", by=coordinator, at=NOON)
    with pytest.raises(sections.EmptySection):
        sections.rename(section=section, title="", number="1.", by=coordinator, at=NOON)
    with pytest.raises(NotAllowed):
        sections.move(section=section, order=2, by=school_head, at=NOON)
    assert titles(pair) == [(1, "А"), (2, "Б")]


def test_sections_of_a_plan_in_force_stay(plan: Edition, coordinator: User) -> None:
    section = plan.sections.order_by("order").first()
    assert section is not None
    with pytest.raises(EditionNotDraft):
        sections.remove(section=section, by=coordinator, at=NOON)
