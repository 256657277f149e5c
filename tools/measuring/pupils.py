"""Work with pupils: who is at risk, plans, extra lessons, tutors, the school's checklist."""

from __future__ import annotations

from datetime import timedelta

from measuring.work import Work
from opora.analytics.pupils import PupilFacts
from opora.domain.pupils.models import Pupil
from opora.domain.pupils.services import lessons, plans, prevention, pupils, risk, tutors
from opora.domain.pupils.terms import Term
from opora.methodology.pupil_support import load_prevention_checklist

_FAILING = PupilFacts(term_twos=1, threes=4, absences=12.0, failed_subjects=frozenset({"МА"}))
_MOST = 40
_HELD = 3
_SPARE = 1
"""Of those at risk one waits: a share of all would not tell work from its absence."""


def pupil(work: Work) -> None:
    """Approve a plan of a pupil, hold extra lessons, appoint a tutor, answer the checklist."""
    kind = work.first_of("plan", "group_plan", "lessons", "attending", "tutor", "risk",
                         "failing", "prevention_check", "prevention_system")  # fmt: skip
    {
        "plan": _plans, "group_plan": _plans, "lessons": _lessons, "attending": _lessons,
        "tutor": _tutor, "risk": _risk, "failing": _risk, "prevention_check": _checklist,
        "prevention_system": _checklist,
    }[kind](work)  # fmt: skip


def _risk(work: Work) -> None:
    _at_risk(work, max(work.needed, 1))


def _at_risk(work: Work, count: int) -> list[Pupil]:
    """Enter pupils whom the rule finds, and confirm its answer as their school does."""
    head = work.district.reporter(work.school)
    term = Term.of(work.day)
    if term.previous.acted_on_until >= work.day:
        term = term.previous
    found = []
    for _ in range(count):
        who = pupils.Who(name=f"Учеников Иван {work.serial()}", class_name="7 А")
        one = pupils.enter(school=work.school, who=who, by=head, at=work.at)
        record = risk.assess(pupil=one, term=term, facts=_FAILING)
        assert record is not None  # noqa: S101  # these facts are above every threshold
        risk.confirm(record=record, by=head, at=work.at)
        found.append(one)
    return found


def _plans(work: Work) -> None:
    head = work.district.reporter(work.school)
    content = plans.Content(
        words=plans.Words(
            title="Маршрут", basis="ВПР", level="базовый", goal="Закрыть пробелы",
            start=work.day, until=work.day + timedelta(days=90),
        ),
        deficits=[plans.DeficitLine("МА", "Дроби")],
        steps=[plans.StepLine("Дроби", "занятие", work.day + timedelta(days=20))],
        checks=[plans.CheckLine("final", work.day + timedelta(days=60))],
    )  # fmt: skip
    for one in _at_risk(work, max(work.needed, 1) + _SPARE)[:-_SPARE]:
        plan = plans.draft(pupils=[one], by=head, at=work.at, start=work.day)
        plan = plans.edit(plan=plan, content=content, by=head, at=work.at)
        plans.approve(plan=plan, by=head, at=work.at, on=work.day)


def _lessons(work: Work) -> None:
    """Hold extra lessons to their end: then it is known who attended."""
    head = work.district.reporter(work.school)
    attending = _at_risk(work, min(max(work.needed, 2), _MOST))
    timetable = lessons.Timetable(
        subject="МА", title="Занятия по математике", teacher=head, schedule="каждый день",
        start=work.day, until=work.day + timedelta(days=_HELD - 1),
    )  # fmt: skip
    made = lessons.plan(
        school=work.school, timetable=timetable, pupils=attending, by=head, at=work.at
    )
    came = [one.pk for one in attending]
    for step in map(timedelta, range(_HELD)):
        lessons.mark_day(
            lessons=made, day=work.day + step, came=came, by=head, at=work.at + step
        )
    lessons.close(lessons=made, by=head, at=work.at + timedelta(days=_HELD))


def _tutor(work: Work) -> None:
    head = work.district.reporter(work.school)
    for one in _at_risk(work, max(work.needed, 1)):
        tutors.appoint(pupil=one, user=head, since=work.day, by=head, at=work.at)


def _checklist(work: Work) -> None:
    answers = {one.code: ("yes", "") for one in load_prevention_checklist().items}
    head = work.district.reporter(work.school)
    prevention.answer(school=work.school, answers=answers, day=work.day, by=head, at=work.at)
