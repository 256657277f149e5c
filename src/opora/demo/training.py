"""Training of the demo: programmes, last year's groups with certificates, this year's plans."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.staff.models import Employment, Person
from opora.domain.training.models import Course, Plan
from opora.domain.training.services import completions, courses, groups, plans
from opora.domain.training.services.completions import Certificate
from opora.domain.training.services.courses import Programme
from opora.domain.training.services.groups import Gathering
from opora.domain.training.services.plans import Wish

PROVIDER = "Заречный институт развития образования"
PROGRAMMES = (
    ("Формирующее оценивание на уроке", 36, "МЕ-2"),
    ("Работа с обучающимися разного уровня", 36, "МЕ-3"),
    ("Функциональная грамотность: задания и проверка", 24, "МЕ-4"),
    ("Управление школой, где результаты ниже ожидаемых", 72, ""),
)
A_GROUP = 3
"""So many teachers of a school learn together a year."""
TERMS = ("Осенняя", "Весенняя")


def fill(district: District, *, on: date) -> None:
    """Live two school years of training, up to a day."""
    centre, by = district.organisations["centre"], district.people["Лукина"]
    this = SchoolYear.of(on)
    at = moment(date(this.start - 1, 9, 5))
    offered = [
        courses.enter(
            programme=Programme(
                owner=centre, title=title, provider=PROVIDER, hours=hours, topic=topic,
                form="mixed", cost=0,
            ),
            by=by, at=at,
        )
        for title, hours, topic in PROGRAMMES
    ]  # fmt: skip
    first = date(this.start - 1, 10, 13)
    for number, begun in enumerate((first, date(this.start, 2, 9), date(this.start, 10, 12))):
        if begun < on:
            _learn(district, offered[number], begun, number, on=on)
    _lead(district, offered[-1], first, at=moment(first + timedelta(days=40)))
    for school in district.listed[:3]:
        _plan(district, school, offered, this, on=on)


def _learn(district: District, course: Course, begun: date, number: int, *, on: date) -> None:
    """Let teachers of the listed schools learn together; all but the last finish."""
    common: dict[str, Any] = {"by": district.people["Лукина"], "at": moment(begun)}
    ended = begun + timedelta(days=24)
    gathering = Gathering(
        owner=district.organisations["centre"], course=course,
        title=f"{TERMS[number % 2]} группа", since=begun, until=ended,
    )  # fmt: skip
    group = groups.gather(gathering=gathering, **common)
    for school in district.listed:
        people = _teachers(school, begun)[number : number + A_GROUP]
        groups.send(group=group, organisation=school, people=people, **common)
    if ended <= on:
        keys = list(group.learners.order_by("pk").values_list("pk", flat=True))[:-1]
        numbers = {key: f"{course.pk:02}-{begun:%y}-{key:04}" for key in keys}
        groups.finish(
            group=group, issued=ended, numbers=numbers, by=common["by"], at=moment(ended)
        )


def _lead(district: District, course: Course, begun: date, *, at: datetime) -> None:
    """Give heads of the listed schools a certificate of the last year."""
    for number, school in enumerate(district.listed):
        head = Employment.objects.filter(organisation=school, post=Employment.Post.HEAD).first()
        if head is None:
            continue
        said = Certificate(
            person=head.person, organisation=school, title=course.title, hours=course.hours,
            provider=course.provider, issued=begun + timedelta(days=35), since=begun,
            number=f"Р-{number + 1:03}", course=course,
        )  # fmt: skip
        completions.enter(certificate=said, by=district.people["Лукина"], at=at)


def _plan(
    district: District, school: Organisation, offered: list[Course], year: SchoolYear, *,
    on: date,
) -> None:  # fmt: skip
    """Draw up and approve the plan-schedule of a school for this year."""
    begun = min(date(year.start, 9, 15), on)
    common: dict[str, Any] = {"by": district.people["Лукина"], "at": moment(begun)}
    plan: Plan = plans.begin(owner=school, year=year.start, **common)
    motives = ("deficit", "standard", "term", "wish")
    for number, person in enumerate(_teachers(school, begun)[3:7]):
        wish = Wish(
            person=person, organisation=school, motive=motives[number],
            course=offered[number % A_GROUP], term=date(year.start + 1, 3 + number % 3, 20),
        )  # fmt: skip
        plans.add_line(plan=plan, wish=wish, **common)
    plans.approve(plan=plan, number=f"{school.pk}-к", day=begun, **common)


def _teachers(school: Organisation, day: date) -> list[Person]:
    staff = Employment.objects.on(day).filter(organisation=school, post=Employment.Post.TEACHER)
    people = (one.person for one in staff.select_related("person").order_by("pk"))
    return list(dict.fromkeys(people))
