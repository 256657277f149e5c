"""The case log: notes, steps done, lateness told up the ladder once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opora.domain.curators.models import CaseStep
from opora.domain.curators.services import case_log
from opora.domain.curators.services.case_log import CaseRefused
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import Notice, User
from opora.domain.refusals import NotAllowed
from opora.methodology.curatorship import load_curatorship
from tests.factories import NOON, TODAY


def note(
    school: Organisation, by: User, *, step: str = "Прислать листы", due: date | None = TODAY,
    day: date = TODAY,
) -> CaseStep:  # fmt: skip
    return case_log.note(
        school=school, day=day, agreed="Посетить уроки", step=step, due=due, by=by, at=NOON
    )


def test_a_curator_notes_and_the_head_marks_the_step(
    school: Organisation, curator: User, school_head: User
) -> None:
    step = note(school, curator)
    case_log.finish(step=step, on=TODAY, outcome="Прислали", by=school_head, at=NOON)
    with pytest.raises(CaseRefused, match="уже отмечен"):
        case_log.finish(step=step, on=TODAY, outcome="", by=school_head, at=NOON)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"day": TODAY + timedelta(days=1)}, "ещё не наступил"),
        ({"due": None}, "нужен срок"),
        ({"step": ""}, "нужен срок"),
        ({"due": TODAY - timedelta(days=1)}, "раньше дня записи"),
    ],
)
def test_a_wrong_note_is_refused_in_words(
    given: dict[str, object], words: str, school: Organisation, curator: User
) -> None:
    with pytest.raises(CaseRefused, match=words):
        note(school, curator, **given)  # type: ignore[arg-type]


def test_a_note_without_a_step_has_nothing_to_finish(
    school: Organisation, curator: User
) -> None:
    plain = note(school, curator, step="", due=None)
    with pytest.raises(CaseRefused, match="нет шага"):
        case_log.finish(step=plain, on=TODAY, outcome="", by=curator, at=NOON)


def test_a_step_is_done_between_the_note_and_today(school: Organisation, curator: User) -> None:
    step = note(school, curator)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(CaseRefused, match="между"):
            case_log.finish(step=step, on=day, outcome="", by=curator, at=NOON)


def test_a_removed_note_stays_struck_out(school: Organisation, curator: User) -> None:
    step = note(school, curator)
    with pytest.raises(CaseRefused, match="причину"):
        case_log.remove(step=step, reason="", by=curator, at=NOON)
    case_log.remove(step=step, reason="Не та школа", by=curator, at=NOON)
    with pytest.raises(CaseRefused, match="снята"):
        case_log.finish(step=step, on=TODAY, outcome="", by=curator, at=NOON)
    assert not CaseStep.objects.open().exists()


def test_heads_and_teachers_write_no_notes_and_teachers_read_none(  # noqa: PLR0917  # the cast
    school: Organisation, curator: User, school_head: User, teacher: User, stranger: User,
    regional_coordinator: User,
) -> None:  # fmt: skip
    note(school, curator)
    for person in (school_head, teacher, stranger):
        with pytest.raises(NotAllowed):
            note(school, person)
    seen = [
        CaseStep.objects.visible_to(one, on=TODAY).exists()
        for one in (curator, school_head, teacher, stranger, regional_coordinator)
    ]
    assert seen == [True, True, False, False, False]


def test_lateness_goes_up_the_ladder_rung_by_rung_and_once(
    school: Organisation, curator: User, coordinator: User, authority_head: User
) -> None:
    step = note(school, curator)
    told: list[list[str]] = []
    for days in (0, 1, 1, 6, 40, 60):
        case_log.escalate(on=TODAY + timedelta(days=days), at=NOON)
        people = Notice.objects.filter(kind="case.late").order_by("pk")
        told.append([one.user.last_name for one in people.select_related("user")])
    ladder = ["Мохова", "Лукина", "Державин"]
    assert told == [[], ladder[:1], ladder[:1], ladder[:2], ladder, ladder]
    step.refresh_from_db()
    assert step.rung == len(load_curatorship().ladder)


def test_a_step_that_is_done_is_not_told_of(school: Organisation, curator: User) -> None:
    step = note(school, curator)
    case_log.finish(step=step, on=TODAY, outcome="", by=curator, at=NOON)
    assert case_log.escalate(on=TODAY + timedelta(days=30), at=NOON) == 0
