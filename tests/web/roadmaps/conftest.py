"""A plan written in the browser by services, as people would."""

from datetime import date

import pytest
from django.utils.timezone import now

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import editions, measures

START, END = date(2025, 9, 1), date(2026, 8, 31)


def add_row(edition: Edition, by: User, text: str, day: str, *actors: dict[str, str]) -> None:
    measure = measures.add(edition=edition, text=text, number="1.1", by=by, at=now())
    measures.set_schedule(
        measure=measure,
        schedule=[{"type": "deadline", "date": day}],
        deadline_text=f"до {date.fromisoformat(day):%d.%m.%Y}",
        by=by,
        at=now(),
    )
    measures.set_responsible(
        measure=measure,
        actors=actors,
        responsible_text=", ".join(one["text"] for one in actors),
        by=by,
        at=now(),
    )


SCHOOLS = {"text": "директора школ", "type": "role", "norm": "директора школ"}


@pytest.fixture
def draft(
    authority: Organisation,
    school: Organisation,
    other_school: Organisation,
    coordinator: User,
) -> Edition:
    edition = editions.create_roadmap(
        owner=authority,
        title="План поддержки школ",
        start=START,
        end=END,
        by=coordinator,
        at=now(),
    )
    add_row(edition, coordinator, "Провести семинар", "2025-10-15", SCHOOLS)
    add_row(edition, coordinator, "Подготовить отчёт", "2026-06-20", SCHOOLS)
    return edition


@pytest.fixture
def plan(draft: Edition, coordinator: User) -> Edition:
    editions.send_for_approval(edition=draft, by=coordinator, at=now())
    return editions.approve(edition=draft, by=coordinator, at=now())
