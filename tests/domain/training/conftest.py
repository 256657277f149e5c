"""A programme, somebody who learns and their certificate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.staff.models import Person
from opora.domain.training.models import Course
from opora.domain.training.services import courses
from opora.domain.training.services.completions import Certificate
from opora.domain.training.services.courses import Programme
from tests.factories import NOON, make_person

Make = Callable[..., Certificate]


@pytest.fixture
def learner(school: Organisation) -> Person:
    return make_person(school, last_name="Барсукова", first_name="Анна")


@pytest.fixture
def course(school: Organisation, coordinator: User) -> Course:
    programme = Programme(
        owner=school, title="Формирующее оценивание", provider="ИРО", hours=36, topic="МЕ-2"
    )
    return courses.enter(programme=programme, by=coordinator, at=NOON)


@pytest.fixture
def certificate(learner: Person, school: Organisation) -> Make:
    """Say what a certificate says, but for what the test says itself."""

    def made(**told: object) -> Certificate:
        given = {
            "person": learner, "organisation": school, "title": "Формирующее оценивание",
            "provider": "ГАУ ДПО «ИРО»", "hours": 36, "issued": date(2025, 10, 31),
            "number": "ПК-0123",
        }  # fmt: skip
        return Certificate(**(given | told))  # type: ignore[arg-type]

    return made
