"""Agreements of the demo: one of last year with its report, several of this one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.partnerships.models import Agreement
from opora.domain.partnerships.services import agreements
from opora.domain.partnerships.services.agreements import Terms

PAIRS = (
    ("zabolotye", "gymnasium4", "Преподавание математики в 5–9 классах"),
    ("kamenny", "klyuch1", "Читательская грамотность на всех предметах"),
    ("petrushino", "klyuch1", "Внутренняя оценка качества: работа с результатами ВПР"),
    ("talovka", "gymnasium4", "Подготовка к ОГЭ по русскому языку"),
)
EVENTS = (
    (25, "Открытые уроки и их разбор"),
    (70, "Стажировка учителей в школе-лидере"),
    (150, "Совместная подготовка к пробному экзамену"),
)
REPORT = (
    "Проведены три совместных мероприятия, в них участвовали 11 учителей. На уроках появилась "
    "работа с ошибками по итогам диагностики. Сотрудничество решено продолжить."
)


def fill(district: District, *, on: date) -> None:
    """Conclude last year's agreement with a report, and this year's up to today."""
    this = SchoolYear.of(on)
    _conclude(district, PAIRS[0], this.previous, on=on)
    for pair in PAIRS[:3]:
        _conclude(district, pair, this, on=on)
    _draft(district, PAIRS[3], this, on=on)


def _draft(
    district: District, pair: tuple[str, str, str], year: SchoolYear, *, on: date
) -> Agreement:
    school, leader, subject = pair
    begins = min(date(year.start, 9, 10), on)
    return agreements.draw_up(
        terms=Terms(
            type="partnership", school=district.organisations[school],
            leader=district.organisations[leader], centre=district.organisations["centre"],
            subject=subject, since=begins, until=date(year.start + 1, 5, 31),
            goals="Поднять результаты в опорных темах и научить учителей работать с ошибками.",
            duties_leader="Открывает уроки, принимает на стажировку, даёт материалы.",
            duties_school="Посещает уроки, применяет приёмы, делится результатами диагностики.",
            why="Условия школ близки, у школы-лидера есть место.",
        ),
        by=district.people["Лукина"], at=moment(begins),
    )  # fmt: skip


def _conclude(
    district: District, pair: tuple[str, str, str], year: SchoolYear, *, on: date
) -> None:
    made = _draft(district, pair, year, on=on)
    common: dict[str, Any] = {"by": district.people["Лукина"], "at": moment(on)}
    agreements.sign(agreement=made, number=str(made.pk), day=made.since, **common)
    for after, title in EVENTS:
        day = made.since + timedelta(days=after)
        event = agreements.plan_event(agreement=made, day=day, title=title, **common)
        if day <= on:
            agreements.hold_event(event=event, day=day, **common)
    if made.until < on:
        agreements.finish(agreement=made, report=REPORT, **common)
