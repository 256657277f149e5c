"""Pupils of the demo: in three schools, two years of signals, plans, lessons, one by one.

Names are invented and of no one; each school's own pages show them, nothing else does.
"""

from __future__ import annotations

from datetime import date, timedelta

from opora.analytics.pupils import PupilFacts
from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.pupils.models import Check, Pupil, PupilPlan
from opora.domain.pupils.services import (
    lessons,
    loading,
    plans,
    prevention,
    pupils,
    risk,
    tutors,
)
from opora.domain.pupils.services.lessons import Timetable
from opora.domain.pupils.services.pupils import Who
from opora.domain.pupils.terms import Term
from opora.methodology.pupil_support import load_prevention_checklist

SCHOOLS = {"petrushino": 9, "kamenny": 7, "talovka": 5}
"""Pupils whom the rule looks at, by school."""

SURNAMES = (
    "Лисин", "Беляев", "Чижов", "Кротов", "Ершов", "Щукин", "Грачёв", "Зайцев", "Совин",
    "Рыбаков", "Ястребов", "Дроздов", "Сомов", "Барсуков",
)  # fmt: skip
NAMES = ("Егор", "Иван", "Пётр", "Семён", "Тимур", "Глеб", "Матвей")
SKILLS = (
    ("1", "сравнивать обыкновенные дроби", 2), ("2", "решать задачи на движение", 2),
    ("3", "читать таблицы и диаграммы", 1), ("4", "переводить единицы величин", 1),
    ("5", "раскрывать скобки", 2),
)  # fmt: skip
_QUIET = 3
"""Every third pupil at risk still waits for a plan."""


def fill(district: District, *, on: date) -> None:
    """Play two school years of work with pupils through the services of the product.

    Parameters
    ----------
    on : date
        Today.
    """
    year = SchoolYear.of(on)
    for number, (key, count) in enumerate(SCHOOLS.items()):
        school = district.organisations[key]
        head = district.reporter(school)
        _past(school, head, year.previous, count // 3, number)
        _present(school, head, count, number, on=on)


def _past(school: Organisation, head: User, year: SchoolYear, count: int, number: int) -> None:
    """Play the year before: plans that were carried out and closed."""
    begun = date(year.start, 11, 10)
    for place in range(count):
        pupil = _pupil(school, head, place, number, f"{5 + place % 4}А", on=begun)
        plan = _plan(pupil, head, place, on=begun)
        ended = plan.until
        for step in plan.steps.all():
            plans.mark_step(step=step, day=step.due, by=head, at=moment(ended))
        for check in plan.checks.all():
            plans.hold_check(
                check=check, day=check.due, result=f"{3 + place % 3} из 5 заданий", by=head,
                at=moment(ended),
            )  # fmt: skip
        outcome = PupilPlan.Outcome.PROLONGED if place % 4 == 1 else PupilPlan.Outcome.REMOVED
        plans.close(plan=plan, outcome=outcome, conclusion="", by=head, at=moment(ended, 15))


def _present(school: Organisation, head: User, count: int, number: int, *, on: date) -> None:
    """Play this year up to today: signals, decisions, plans, lessons, the checklist."""
    begun = on - timedelta(days=40)
    found = [
        _pupil(school, head, place, number, f"{6 + place % 4}А", on=begun)
        for place in range(count)
    ]
    helper = _helper(school) or head
    for place, pupil in enumerate(found):
        _work(pupil, place, on=begun)
        _signal(pupil, place, on=begun)
        if place % 5 == 4:  # noqa: PLR2004  # some wait for a teacher's decision
            continue
        risk.confirm(record=pupil.risks.get(), by=head, at=moment(begun + timedelta(days=2)))
        if place % _QUIET:
            plan = _plan(pupil, head, place, on=begun + timedelta(days=4))
            _carry_on(plan, head, on=on)
            tutors.appoint(
                pupil=pupil, user=helper, since=begun + timedelta(days=5), by=head,
                at=moment(begun + timedelta(days=5)),
            )  # fmt: skip
    _lessons(school, head, found[: count * 2 // 3], on=on)
    _class(school, head, helper, on=begun)
    _checklist(school, head, on=on - timedelta(days=12))


def _pupil(  # noqa: PLR0913  # who, where, when
    school: Organisation, head: User, place: int, number: int, class_name: str, *, on: date
) -> Pupil:
    surname = SURNAMES[(place + 3 * number) % len(SURNAMES)]
    name = f"{surname} {NAMES[(place + number) % len(NAMES)]}"
    who = Who(name, class_name, f"{70000 + 100 * number + place}")
    return pupils.enter(school=school, who=who, by=head, at=moment(on))


def _signal(pupil: Pupil, place: int, *, on: date) -> None:
    facts = PupilFacts(
        term_twos=place % 2,
        threes=2 + place % 3,
        absences=float(4 + 3 * (place % 4)),
        failed_subjects=frozenset({"МА"}),
    )
    risk.assess(pupil=pupil, term=Term.of(on).previous, facts=facts)
    if not pupil.risks.filter(until__gte=on + timedelta(days=2)).exists():
        pupil.risks.all().delete()
        risk.assess(pupil=pupil, term=Term.of(on), facts=facts)


def _work(pupil: Pupil, place: int, *, on: date) -> None:
    """Bring the work by whose tasks a plan is drafted."""
    tasks: list[dict[str, object]] = [
        {"label": label, "got": int((place + order) % 3 == 0), "most": most, "skill": skill}
        for order, (label, skill, most) in enumerate(SKILLS)
    ]
    loading.keep_work(
        pupil=pupil, title="Входная диагностика", subject="математика", year=on.year,
        tasks=tasks, mark=2 + place % 2,
        journal=3, at=moment(on),
    )  # fmt: skip


def _plan(pupil: Pupil, head: User, place: int, *, on: date) -> PupilPlan:
    _work(pupil, place, on=on)
    drafted = plans.draft(pupils=[pupil], by=head, at=moment(on))
    return plans.approve(plan=drafted, by=head, at=moment(on, 12))


def _carry_on(plan: PupilPlan, head: User, *, on: date) -> None:
    """Carry out what was due by today, and acquaint the parents."""
    for step in plan.steps.filter(due__lte=on):
        plans.mark_step(step=step, day=step.due, by=head, at=moment(on))
    middle = plan.checks.filter(kind=Check.Kind.MIDDLE, due__lte=on).first()
    if middle is not None:
        plans.hold_check(
            check=middle, day=middle.due, result="2 из 5 заданий", by=head, at=moment(on)
        )
    shown = plan.start + timedelta(days=3)
    plans.acquaint_parents(member=plan.members.get(), day=shown, by=head, at=moment(on))


def _lessons(school: Organisation, head: User, members: list[Pupil], *, on: date) -> None:
    timetable = Timetable(
        subject="математика", title="Дроби и задачи, 6–9 классы", schedule="вт и чт, 14:10",
        teacher=_helper(school) or head, start=on - timedelta(days=35),
        until=on + timedelta(days=30),
    )  # fmt: skip
    planned = lessons.plan(
        school=school, timetable=timetable, pupils=members, by=head, at=moment(timetable.start)
    )
    for held in range(6):
        day = timetable.start + timedelta(days=5 * held)
        came = {one.pk for place, one in enumerate(members) if (place + held) % 4}
        lessons.mark_day(lessons=planned, day=day, came=came, by=head, at=moment(day, 16))


def _class(school: Organisation, head: User, helper: User, *, on: date) -> None:
    """Give a class to the teacher of the school who has an account, if there is one."""
    teaches = Membership.objects.filter(
        user=helper, organisation=school, role=Role.TEACHER
    ).exists()
    if teaches:
        pupils.give_class(school=school, user=helper, class_name="7А", by=head, at=moment(on))


def _checklist(school: Organisation, head: User, *, on: date) -> None:
    answers = {
        one.code: ("partly" if place % 3 == 2 else "yes", "")  # noqa: PLR2004  # some of the items
        for place, one in enumerate(load_prevention_checklist().items)
    }
    prevention.answer(school=school, answers=answers, day=on, by=head, at=moment(on))


def _helper(school: Organisation) -> User | None:
    """Return a teacher or deputy of the school who has an account."""
    roles = [Role.TEACHER, Role.DEPUTY_HEAD]
    member = (
        Membership.objects.filter(organisation=school, role__in=roles).order_by("pk").first()
    )
    return member.user if member else None
