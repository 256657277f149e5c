"""A roadmap of a school answers an obligation of the district."""

from __future__ import annotations

from datetime import date

import pytest

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.roadmaps.models import Edition, Obligation, Roadmap
from opora.domain.roadmaps.services import children, editions, obligations
from opora.domain.roadmaps.services.states import WrongState
from opora.domain.roadmaps.templates import load_template
from tests import factories
from tests.domain.roadmaps.conftest import NOON
from tests.domain.roadmaps.readings import a_reading

State = Obligation.State


def test_the_template_gives_a_plan_of_the_school_year(
    owed: Obligation, school_head: User, school: Organisation
) -> None:
    edition = children.open_child(obligation=owed, by=school_head, at=NOON)
    assert (edition.start, edition.end) == (date(2025, 9, 1), date(2026, 8, 31))
    assert edition.roadmap.level == Roadmap.Level.SCHOOL
    assert edition.measures.count() == 10
    assert {
        one.organisation for m in edition.measures.all() for one in m.responsible.all()
    } == {school}
    owed.refresh_from_db()
    assert owed.state == State.IN_WORK


def test_every_row_of_the_template_gives_days() -> None:
    rows = [row for part in load_template().sections for row in part.measures]
    assert all(row.schedule(2025) and row.deadline_text(2025) for row in rows)


def test_approval_of_the_child_hands_the_obligation_in(
    owed: Obligation, school_head: User, coordinator: User, school: Organisation
) -> None:
    child = children.open_child(obligation=owed, by=school_head, at=NOON)
    editions.approve(edition=child, by=school_head, at=NOON)
    owed.refresh_from_db()
    assert (owed.state, owed.submitted_by) == (State.SUBMITTED, school_head)
    assert "Дорожная карта поддержки школы" in owed.report
    assert set(child.roadmap.obligations.values_list("organisation", flat=True)) == {school.pk}
    obligations.accept(obligation=owed, by=coordinator, at=NOON)


def test_one_roadmap_answers_one_obligation(owed: Obligation, school_head: User) -> None:
    children.open_child(obligation=owed, by=school_head, at=NOON)
    with pytest.raises(children.ChildExists):
        children.open_child(obligation=owed, by=school_head, at=NOON)


def test_what_cannot_be_opened_is_refused(
    plan: Edition, owed: Obligation, school_head: User, other_head: User, coordinator: User
) -> None:
    with pytest.raises(NotAllowed):
        children.open_child(obligation=owed, by=other_head, at=NOON)
    with pytest.raises(children.NoLastYear):
        children.open_child(obligation=owed, by=school_head, at=NOON, source="last_year")
    with pytest.raises(children.DraftNeeded):
        children.open_child(obligation=owed, by=school_head, at=NOON, source="draft")
    seminar = Obligation.objects.get(measure__number="1.")
    with pytest.raises(children.NotForChildren):
        children.open_child(obligation=seminar, by=coordinator, at=NOON)
    obligations.waive(obligation=owed, reason="Закрыта", by=coordinator, at=NOON)
    with pytest.raises(WrongState):
        children.open_child(obligation=owed, by=school_head, at=NOON)


def test_last_year_comes_with_its_days_moved(
    owed: Obligation, school: Organisation, school_head: User
) -> None:
    reading = a_reading(period={"start": "2024-09-01", "end": "2025-08-31"})
    reading["roadmap"]["title"] = "Карта на 2024-2025 учебный год"
    for row in reading["roadmap"]["items"]:
        row["deadline_text"] = "до 01.12.2024"
        row["schedule"] = [{"type": "deadline", "date": "2024-12-01"}]
    draft = factories.make_draft(school, by=school_head, reading=reading)
    old = editions.create_from_draft(draft=draft, owner=school, by=school_head, at=NOON)
    editions.approve(edition=old, by=school_head, at=NOON)

    new = children.open_child(obligation=owed, by=school_head, at=NOON, source="last_year")
    assert (new.title, new.start) == ("Карта на 2025-2026 учебный год", date(2025, 9, 1))
    first = new.measures.get(number="1.")
    assert first.schedule == [{"type": "deadline", "date": "2025-12-01"}]
    assert (first.deadline_text, first.previous) == ("до 01.12.2025", None)
    assert old.measures.get(number="1.").deadline_text == "до 01.12.2024"


def test_a_document_of_the_school_answers_too(
    owed: Obligation, school: Organisation, school_head: User
) -> None:
    draft = factories.make_draft(school, by=school_head, reading=a_reading())
    edition = children.open_child(
        obligation=owed, by=school_head, at=NOON, source="draft", draft=draft
    )
    assert edition.roadmap.parent == owed
    assert edition.roadmap.owner == school
