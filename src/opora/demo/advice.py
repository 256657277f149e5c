"""Recommendations of the demo with their answers, practices and publications."""

from __future__ import annotations

from datetime import date, timedelta

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.acts.links import Answer
from opora.domain.advice.services import practices, publications, recommendations
from opora.domain.advice.services.practices import Card, Measured
from opora.domain.advice.services.publications import Published
from opora.domain.advice.services.recommendations import Advice, To
from opora.domain.organisations.school_years import SchoolYear

ADVICE = (
    (
        "Разобрать ошибки ВПР по математике",
        (
            "Проведите на ШМО разбор трёх самых трудных заданий и покажите каждому учителю, "
            "что с ними делать на уроке."
        ),
        "Анализ результатов ВПР",
        "R09",
        60,
    ),
    (
        "Дать слово родителям",
        (
            "Проведите встречу с родителями по итогам четверти: не отметки, а что ребёнок "
            "уже умеет и чем помочь дома."
        ),
        "Анкетирование родителей",
        "R10",
        30,
    ),
)
ANSWERS = (
    ("done", "Разобрали на ШМО, задания внесены в планы уроков."),
    ("answered", "Проведём в начале следующей четверти."),
    ("refused", "Один учитель на школу: просим провести разбор на РМО."),
)
CARDS = (
    (
        "gymnasium4", "Пары взаимного чтения", "Ученики не понимают условие задачи",
        "Двое читают условие и пересказывают друг другу, 10 минут урока.",
        ("R06", "R09"), (31, 74, 55, 76),
    ),
    (
        "klyuch1", "Час без отметок", "Ученики боятся ошибиться",
        "Раз в неделю урок, на котором ошибки разбирают и не оценивают.",
        ("R06",), (9, 25, 12, 24),
    ),
)  # fmt: skip
PAGE = "<!doctype html><html lang=ru><title>Наш опыт</title><p>Как мы читаем вдвоём.</p></html>"


def fill(district: District, *, on: date) -> None:
    """Send advice, answer most of it, describe two practices and publish one."""
    for number, (title, text, basis, topic, days) in enumerate(ADVICE):
        _advise(district, (title, text, basis, topic), number, day=on - timedelta(days=days))
    for school, *card in CARDS:
        _describe(district, school, tuple(card), on=on)
    _publish(district, on=on)


def _advise(
    district: District, words: tuple[str, str, str, str], number: int, *, day: date
) -> None:
    title, text, basis, topic = words
    advice = Advice(
        owner=district.organisations["authority"], title=title, text=text, basis=basis,
        topic=topic, due=day + timedelta(days=20),
    )  # fmt: skip
    sent = recommendations.send(
        advice=advice, to=[To(one) for one in district.listed], at=moment(day),
        by=district.people["Ремизова"],
    )  # fmt: skip
    rows = sent.addressees.select_related("organisation").order_by("organisation__short_name")
    answers = ANSWERS[: len(ANSWERS) - number]
    for one, (status, said) in zip(rows, answers, strict=False):
        recommendations.answer(
            addressee=one, status=status, words=said, at=moment(day + timedelta(days=9)),
            by=district.heads[one.organisation_id],
        )  # fmt: skip


def _describe(district: District, school: str, told: tuple[object, ...], *, on: date) -> None:
    title, problem, essence, factors, counts = told
    names = ("before_good", "before_all", "after_good", "after_all")
    assert isinstance(counts, tuple)  # noqa: S101  # tells mypy
    assert isinstance(factors, tuple)  # noqa: S101  # as above
    made = practices.describe(
        owner=district.organisations[school], by=district.people["Лукина"],
        at=moment(on - timedelta(days=100)),
        card=Card(
            title=str(title), problem=str(problem), essence=str(essence), factors=factors,
            target_group="5–7 классы", contact="заместитель директора по УВР",
            conditions="Класс до 25 человек, учитель готов молчать.",
            measured=Measured(
                what="достигли базового уровня", **dict(zip(names, counts, strict=True))
            ),
        ),
    )  # fmt: skip
    by, at = district.people["Ремизова"], moment(on - timedelta(days=80))
    practices.send(practice=made, by=by, at=at)
    if school != CARDS[0][0]:
        return
    practices.accept(practice=made, words="Полезна там, где мешает чтение.", by=by, at=at)
    practices.publish(practice=made, by=by, at=at)
    practices.enter_atlas(
        practice=made, number="РАОП-0417", level="basic", day=on - timedelta(days=80), by=by,
        at=at,
    )  # fmt: skip


def _publish(district: District, *, on: date) -> None:
    """Record a page that was opened, with its copy, and one of last year that nobody opened."""
    days = (on - timedelta(days=30), SchoolYear.of(on).previous.last_day - timedelta(days=90))
    for number, day in enumerate(days):
        made = publications.record(
            published=Published(
                kind=("page", "social_network")[number], day=day, topic="R06",
                owner=district.organisations["gymnasium4"], title="Как мы читаем вдвоём",
                address=f"https://gimnaziya4.example.org/news/{number + 1}",
            ),
            by=district.people["Лукина"], at=moment(day),
        )  # fmt: skip
        found = Answer("reached", "Открывается.", PAGE.encode(), "text/html")
        lost = Answer("lost", "Сайт ответил: 404.")
        publications.note(made, (found, lost)[number], at=moment(day))
