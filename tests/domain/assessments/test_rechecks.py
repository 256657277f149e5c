"""Rechecks of works: entered once, refused where the numbers contradict, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from opora.domain.assessments.models import Recheck, Round, SchoolCount
from opora.domain.assessments.services import rechecks
from opora.domain.assessments.services.rechecks import Checked, RecheckRefused
from opora.domain.indicators.services import values
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import AuditEvent, User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.indicators import stage
from tests.domain.indicators.stage import YEAR, value_of
from tests.factories import NOON, TODAY


@pytest.fixture
def held() -> Round:
    return Round.objects.create(
        code="ВПР-МА-6", year=YEAR.last.year, kind="ВПР", subject="МА", grade=6,
        scale_known=False,
    )  # fmt: skip


@pytest.fixture
def given(school: Organisation, authority: Organisation, held: Round) -> dict[str, Any]:
    SchoolCount.objects.create(school=school, round=held, participants=24, below=3)
    return {
        "school": school, "round": held, "owner": authority, "day": TODAY, "checked": 20,
        "agreed": 18,
    }  # fmt: skip


def record(given: dict[str, Any], by: User, **changed: Any) -> Recheck:
    return rechecks.record(found=Checked(**given | changed), by=by, at=NOON)


def test_a_recheck_leaves_an_entry_and_a_trail(
    given: dict[str, Any], coordinator: User, school: Organisation
) -> None:
    made = record(given, coordinator)
    entry = Entry.objects.get()
    assert (entry.type, entry.parts.get().organisation) == ("recheck", school)
    assert entry.facts["agreed"] == 18
    assert AuditEvent.objects.filter(action="recheck.record").exists()
    assert made in Recheck.objects.standing()


def test_the_share_of_works_assessed_alike_is_computed(
    given: dict[str, Any], coordinator: User, territory: Territory, school: Organisation,
    other_school: Organisation,
) -> None:  # fmt: skip
    made = record(given, coordinator)
    values.recompute(territory, YEAR, at=NOON, only=[stage.definition("I20")])
    assert value_of("I20", territory) == (18, 20)
    lacking = stage.value("I20", other_school)
    assert (lacking.numerator, lacking.reason) == (
        None, "работы ВПР за этот учебный год не перепроверяли",
    )  # fmt: skip
    rechecks.withdraw(recheck=made, reason="Не та работа", by=coordinator, at=NOON)
    values.recompute(territory, YEAR, at=NOON, only=[stage.definition("I20")])
    assert value_of("I20", school) == (None, None)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"agreed": 21}, "Совпавших работ больше"),
        ({"checked": 4, "agreed": 4}, "меньше 5 работ"),
        ({"checked": 30}, "писали 24"),
        ({"day": TODAY + timedelta(days=1)}, "ещё не наступил"),
    ],
)
def test_numbers_that_contradict_are_refused(
    given: dict[str, Any], coordinator: User, changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RecheckRefused, match=sentence):
        record(given, coordinator, **changed)


def test_a_work_that_the_school_did_not_write_is_refused(
    given: dict[str, Any], coordinator: User, other_school: Organisation
) -> None:
    with pytest.raises(RecheckRefused, match="нет результатов"):
        record(given, coordinator, school=other_school)


def test_a_second_recheck_of_a_work_waits_until_the_first_is_withdrawn(
    given: dict[str, Any], coordinator: User
) -> None:
    made = record(given, coordinator)
    with pytest.raises(RecheckRefused, match="уже записана"):
        record(given, coordinator)
    with pytest.raises(RecheckRefused, match="почему"):
        rechecks.withdraw(recheck=made, reason=" ", by=coordinator, at=NOON)
    rechecks.withdraw(recheck=made, reason="Ошибка", by=coordinator, at=NOON)
    assert Entry.objects.get().state == "withdrawn"
    with pytest.raises(RecheckRefused, match="уже отозвана"):
        rechecks.withdraw(recheck=made, reason="Ошибка", by=coordinator, at=NOON)
    record(given, coordinator)


def test_a_school_rechecks_nothing_itself(given: dict[str, Any], school_head: User) -> None:
    with pytest.raises(NotAllowed):
        record(given, school_head)
