"""Diagnostics of the demo: last year's survey and profiles, a survey that goes on, deficits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.diagnostics.models import Diagnosis, Group, Questionnaire, Survey
from opora.domain.diagnostics.services import (
    answers,
    diagnoses,
    growth,
    profiles,
    questionnaires,
    staffing,
    surveys,
    tickets,
)
from opora.domain.diagnostics.services.profiles import Said
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.staff.models import Employment, Person
from opora.methodology.questionnaires import Item, Value, load_questionnaires

PUPILS, PARENTS = 8, 7
"""How many of a class are asked; enough to be shown."""
TEACHERS = 5
"""So many teachers of a school are diagnosed a year."""
MOST_ANSWERS = 7
STEPS = len(load_questionnaires().scale)
MEASURES = {
    "R06": "Уроки с выбором задания, разбор «зачем это мне» раз в неделю.",
    "R08": "Общие правила урока во всех классах, дежурный завуч на первых уроках.",
    "R03": "Взаимопосещение уроков, методический практикум по обратной связи.",
    "R10": "Родительские встречи по классам с разбором работ детей.",
}


def fill(district: District, *, on: date) -> None:
    """Live two school years of diagnostics, up to a day."""
    chance = Random(23)  # noqa: S311  # a demo, not a secret
    year = SchoolYear.of(on)
    past = moment(date(year.start, 2, 3))
    survey = _open(district, "Анкетирование для рискового профиля", past)
    _answer(survey, district, chance, at=past)
    survey = surveys.close(
        survey=survey, by=district.people["Лукина"], at=past + timedelta(days=10)
    )
    for school in district.listed:
        _verify(survey, school, district, at=past + timedelta(days=20))
    now = moment(on - timedelta(days=3))
    for school in district.listed[:1]:
        _begin_profile(school, district, at=now)
    _answer(_open(district, "Осенний опрос школ списка", now), district, chance, at=now, part=2)
    for number, day in enumerate((date(year.start - 1, 10, 12), date(year.start, 10, 12))):
        if day < on:
            _diagnose(district, chance, day=day, lift=12 * number)
    _describe_staff(district, at=moment(min(date(year.start, 10, 20), on - timedelta(days=1))))


def _open(district: District, title: str, at: datetime) -> Survey:
    asked = surveys.Asked(
        title=title, opens=at.date(), closes=at.date() + timedelta(days=14),
        schools=district.listed, questionnaires=questionnaires.of_methodology(at=at),
    )  # fmt: skip
    by = district.people["Лукина"]
    survey = surveys.open_(owner=district.organisations["centre"], asked=asked, by=by, at=at)
    by_audience = {one.audience: one for one in asked.questionnaires}
    audience = Questionnaire.Audience
    classes = ((audience.PUPILS, PUPILS), (audience.PARENTS, PARENTS))
    for place in survey.places.select_related("survey", "school__territory"):
        for name, invited in classes:
            surveys.add_group(
                place=place, questionnaire=by_audience[name], title="9 класс", invited=invited,
                by=by, at=at,
            )  # fmt: skip
    return survey


def _answer(
    survey: Survey, district: District, chance: Random, *, at: datetime, part: int = 1
) -> None:
    """Let those invited answer, one of so many."""
    groups = Group.objects.filter(place__survey=survey).select_related(
        "questionnaire", "place__survey", "place__school__territory"
    )
    for group in groups.order_by("pk"):
        made = tickets.issue(group=group, by=district.people["Лукина"], at=at)
        items = group.questionnaire.form.items
        worse = 0.35 + 0.1 * (group.place.school_id % 4)
        for token in made[: max(1, min(len(made), MOST_ANSWERS) // part)]:
            values = dict(_values(items, chance, worse))
            answers.give(token=token, values=values, on=at.date(), rng=chance)


def _values(items: Iterable[Item], chance: Random, worse: float) -> Iterable[tuple[str, Value]]:
    whole = {"a1": 180, "a3": 16, "a6": 14, "a8": 4, "a10": 18, "t15": 60}
    for item in items:
        bad = min(max(chance.gauss(worse, 0.22), 0.0), 1.0)
        if item.type == "scale":
            yield item.code, round((1 - bad if item.good else bad) * (STEPS - 1)) + 1
        elif item.type == "choice":
            yield item.code, min(int(bad * len(item.options)), len(item.options) - 1)
        elif item.code in whole:
            yield item.code, whole[item.code]
        elif item.of:
            yield item.code, int(whole[item.of] * bad * item.worst)


def _verify(survey: Survey, school: Organisation, district: District, *, at: datetime) -> None:
    head = district.reporter(school)
    by = district.people["Ремизова"]
    profile = profiles.compute(school=school, survey=survey, by=head, at=at)
    lines = list(profile.lines.exclude(score=None).order_by("-score"))
    chosen = {one.code for one in lines[:3]}
    word = dict.fromkeys(chosen, "confirmed")
    said = {
        one.code: Said(
            word=word.get(one.code, "refuted"), active=one.code in chosen,
            measures=MEASURES.get(one.code, "Меры — в антирисковой программе школы.")
            if one.code in chosen else "",
        )
        for one in lines
    }  # fmt: skip
    profiles.say(profile=profile, said=said, by=head, at=at)
    checked = {one.code: Said(word=word.get(one.code, "refuted")) for one in lines}
    profiles.say(profile=profile, said=checked, by=by, at=at)
    profiles.verify(profile=profile, by=by, at=at + timedelta(days=2))


def _begin_profile(school: Organisation, district: District, *, at: datetime) -> None:
    """Begin this year's profile by hand: the school has spoken, its curator has not yet."""
    head = district.reporter(school)
    profile = profiles.compute(school=school, survey=None, by=head, at=at)
    said = {
        code: Said(word="confirmed", active=True, measures=words)
        for code, words in list(MEASURES.items())[:2]
    }
    profiles.say(profile=profile, said=said, by=head, at=at)


def _diagnose(district: District, chance: Random, *, day: date, lift: int) -> None:
    at, by = moment(day), district.people["Лукина"]
    for school in district.listed:
        staff = Employment.objects.on(day).filter(organisation=school, post="teacher")
        people = Person.objects.filter(pk__in=staff.values("person")).order_by("pk")[:TEACHERS]
        for number, person in enumerate(people):
            percents = {
                code: Decimal(min(chance.randint(38, 84) + lift, 100))
                for code in ("ПР-1", "МЕ-2", "МЕ-5", "ИКТ-1")
            }
            found = diagnoses.Found(
                person=person, organisation=school, source="test",
                instrument="Методический практикум: задачи", day=day, percents=percents,
            )  # fmt: skip
            made = diagnoses.enter(found=found, by=by, at=at)
            if number == 0 and any(one.needs_help for one in made.deficits.all()):
                _route(made, district, day=day)


def _route(made: Diagnosis, district: District, *, day: date) -> None:
    by, at = district.reporter(made.organisation), moment(day + timedelta(days=5))
    route = growth.Route(
        goal="Давать обратную связь каждому ученику на уроке",
        mentor="методист ИМЦ", since=day, until=day + timedelta(days=200),
    )  # fmt: skip
    plan = growth.open_(diagnosis=made, route=route, by=by, at=at)
    steps = (
        ("formal", "Курсы «Формирующее оценивание»", 60),
        ("nonformal", "Три урока у наставника", 120),
    )
    for kind, title, days in steps:
        due = day + timedelta(days=days)
        growth.add_step(plan=plan, kind=kind, title=title, due=due, by=by, at=at)


def _describe_staff(district: District, *, at: datetime) -> None:
    subjects = ("МА", "ХИМ", "АНГЛ")
    for subject, school in zip(subjects, district.listed, strict=False):
        since = (at - timedelta(days=50)).date()
        post = staffing.Post(post="teacher", subject=subject, load=Decimal("0.75"), since=since)
        by = district.reporter(school)
        staffing.open_vacancy(organisation=school, post=post, by=by, at=at)
    staffing.approve(
        owner=district.organisations["authority"], by=district.people["Ремизова"], at=at,
        conclusion="В школах списка не хватает учителей математики, химии и английского языка: "
        "часы ведут учителя-консультанты соседних школ.",
    )  # fmt: skip
