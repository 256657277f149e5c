"""Two school years of the demo's activities: meetings, seminars, consultations, lessons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.activities.models import Activity
from opora.domain.activities.services import (
    activities,
    lesson_visits,
    materials,
    participants,
    quick,
    series,
)
from opora.domain.activities.services.activities import Fact, Plan
from opora.domain.activities.services.lesson_visits import Lesson
from opora.domain.activities.services.quick import Done
from opora.domain.activities.services.series import Repeat
from opora.domain.organisations.calendar import next_working_day
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person
from opora.domain.teams.models import Team
from opora.methodology.lesson_sheet import load_lesson_sheet

SEMINARS = (
    ("seminar", 10, 15, "Как разбирать задачу вместе с учеником", "R03", 3),
    ("webinar", 11, 12, "Ученик не хочет учиться: с чего начать разговор", "R06", 2),
    ("workshop", 12, 9, "Задания разной трудности на одном уроке", "R09", 4),
    ("methodical_day", 2, 18, "Единый методический день: читаем на каждом уроке", "R03", 6),
    ("seminar", 3, 11, "Родитель приходит в школу: встречи, которые помогают", "R10", 3),
    ("conference", 4, 22, "Что у нас получилось за год", "", 5),
)
"""Type, month, day, title, topic, hours: what the methodical centre holds for all schools."""

TALKS = (
    ("consultation", "Прошли рисковый профиль по строкам, выбрали два риска", "R03", 45),
    ("visit", "Побывали на четырёх уроках, договорились о листах", "R09", 120),
    ("consultation", "Разобрали, как считать показатель и где взять знаменатель", "", 30),
    ("team_work", "Составили список учеников, которым нужна помощь сейчас", "R09", 60),
)
"""Type, what was done, topic, minutes: what curators and the methodist enter in the school."""

CURATORS = {"zabolotye": "Белова", "kamenny": "Белова", "talovka": "Шубин",
            "petrushino": "Шубин"}  # fmt: skip
CLOSING = 5
"""In this month of the year the meetings of heads end."""


def fill(district: District, *, on: date) -> None:
    """Play the last school year and this one up to a day; what is ahead stays planned."""
    for year in (SchoolYear.of(on).previous, SchoolYear.of(on)):
        chance = Random(year.start)  # noqa: S311  # a demo, not a secret
        _meetings(district, year, on=on)
        _seminars(district, year, chance, on=on)
        _talks(district, year, on=on)
        _lessons(district, year, on=on)
    _contest(district, SchoolYear.of(on).previous)
    _communities(district, on=on)


def _meetings(district: District, year: SchoolYear, *, on: date) -> None:
    """Plan the meetings of heads as a series; the last one before today is not marked yet."""
    coordinator = district.people["Ремизова"]
    plan = Plan(
        type="meeting", title="Совещание руководителей школ: ход поддержки", level="municipal",
        organiser=district.organisations["authority"], day=date(year.start, 9, 17),
        begins_at=time(14), hours=Decimal("1.5"), place="Малый зал управления",
        agenda="Что сделано за месяц\nЧто мешает\nРазное", schools=district.listed,
    )  # fmt: skip
    repeat = Repeat("monthly_weekday", date(year.start + 1, CLOSING, 28))
    begun = moment(date(year.start, 9, 2))
    made = series.start(plan=plan, repeat=repeat, by=coordinator, at=begun)
    past = [one for one in made if one.day < on]
    marked = past[:-1] if year.holds(on) else past
    for one in marked:
        fact = Fact(
            day=one.day, amount=len(district.listed) * 2, summary="Решения в протоколе."
        )
        at = moment(one.day, 17)
        activities.hold(activity=one, fact=fact, by=coordinator, at=at)
    if marked:
        _minutes(marked[-1], coordinator)


def _minutes(activity: Activity, by: User) -> None:
    materials.write_minutes(
        activity=activity, number="3", day=activity.day, chair="Воронцова Е. П.",
        secretary="Ремизова О. В.", heard="О ходе поддержки школ.",
        decisions="Кураторам побывать на уроках.\nШколам прислать листы до конца месяца.",
        by=by, at=moment(activity.day, 18),
    )  # fmt: skip


def _seminars(district: District, year: SchoolYear, chance: Random, *, on: date) -> None:
    methodist = district.people["Лукина"]
    schools = _schools(district)
    staff = _staff(schools, on=on)
    for type_, month, day, title, topic, hours in SEMINARS:
        held_on = date(year.start + (month < SchoolYear.of(on).first_day.month), month, day)
        plan = Plan(
            type=type_, title=title, level="municipal", day=held_on, topic=topic,
            organiser=district.organisations["centre"], begins_at=time(10),
            hours=Decimal(hours), place="ИМЦ, кабинет 12", schools=schools,
        )  # fmt: skip
        if held_on >= on:
            activities.plan(plan, by=methodist, at=moment(min(on, date(year.start, 9, 5))))
            continue
        made = activities.enter(plan, Fact(day=held_on), by=methodist, at=moment(held_on, 16))
        people = list(_some(staff, chance))
        participants.add_people(
            activity=made, people=people, came=True, by=methodist, at=moment(held_on, 16)
        )


def _some(staff: Sequence[Employment], chance: Random) -> Iterator[tuple[Person, Organisation]]:
    """Choose one teacher in twelve."""
    for one in staff:
        if chance.random() < 1 / 12:
            yield one.person, one.organisation


def _talks(district: District, year: SchoolYear, *, on: date) -> None:
    for number, (key, curator) in enumerate(CURATORS.items()):
        school = district.organisations[key]
        for place, (type_, line, topic, minutes) in enumerate(TALKS):
            day = date(year.start, 9, 22) + timedelta(days=24 * place + 3 * number)
            day = next_working_day(day)
            by = district.people["Лукина" if place % 2 else curator]
            if day >= on:
                continue
            done = Done(
                type=type_, school=school, day=day, minutes=minutes, line=line, topic=topic,
                whom="управленческая команда", amount=3,
            )  # fmt: skip
            quick.enter(done, by=by, at=moment(day, 15))


def _lessons(district: District, year: SchoolYear, *, on: date) -> None:
    """Each school of the list visits its lessons in autumn, two sheets a school."""
    criteria = [one.code for one in load_lesson_sheet().criteria]
    for number, school in enumerate(district.listed):
        day = next_working_day(date(year.start, 11, 5) + timedelta(days=number))
        head = district.heads[school.pk]
        if day >= on:
            continue
        plan = Plan(
            type="lesson_visit", title="Взаимопосещение уроков: обратная связь ученику",
            level="school", organiser=school, day=day, topic="R03", hours=Decimal(2),
        )  # fmt: skip
        made = activities.enter(plan, Fact(day=day, amount=6), by=head, at=moment(day, 15))
        teachers = [one for one in _staff([school], on=on) if one.person.user_id is None]
        for place, teacher in enumerate(teachers[:2]):
            seen = criteria[place::2]
            scores = {code: (at + place + number) % 3 for at, code in enumerate(seen)}
            lesson = Lesson(
                school=school, teacher=teacher.person, day=day, subject="Математика",
                class_name=f"{5 + place + number} класс", scores=scores,
                strengths="Ученики объясняли решения друг другу.",
                advice="Дать время на исправление ошибки до оценки.",
            )  # fmt: skip
            lesson_visits.fill(activity=made, lesson=lesson, by=head, at=moment(day, 16))


def _contest(district: District, year: SchoolYear) -> None:
    """Only the number of pupils is known of the olympiad."""
    day = date(year.start + 1, 2, 4)
    plan = Plan(
        type="olympiad", title="Муниципальный этап олимпиады по математике", level="municipal",
        organiser=district.organisations["authority"], day=day, schools=_schools(district),
    )  # fmt: skip
    fact = Fact(day=day, amount=96, summary="Из школ списка 14 участников, 1 призёр.")
    activities.enter(plan, fact, by=district.people["Ремизова"], at=moment(day, 17))


def _communities(district: District, *, on: date) -> None:
    """Each community of teachers holds a seminar of its own."""
    by = district.people["Лукина"]
    for team in Team.objects.filter(type="network").select_related("owner").order_by("pk"):
        day = next_working_day(team.since + timedelta(days=45))
        plan = Plan(
            type="seminar", title="Готовим урок вместе: задача с лишними данными", day=day,
            level="municipal", organiser=team.owner, team=team, topic="R03",
            hours=Decimal(2), place="Кабинет 7",
        )  # fmt: skip
        if day < on:
            activities.enter(plan, Fact(day=day, amount=9), by=by, at=moment(day, 16))
        else:
            activities.plan(plan, by=by, at=moment(on))


def _schools(district: District) -> tuple[Organisation, ...]:
    home = district.organisations["centre"].territory_id
    every = district.organisations.values()
    return tuple(one for one in every if one.kind == "school" and one.territory_id == home)


def _staff(schools: Sequence[Organisation], *, on: date) -> list[Employment]:
    rows = Employment.objects.on(on).filter(
        organisation__in=schools, post=Employment.Post.TEACHER
    )
    return list(rows.select_related("person", "organisation").order_by("pk"))
