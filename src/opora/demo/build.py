"""Build the demo: the district, five orders through the real reader, three years of its life.

Two years of work on the plans, three of results and passports, two lists of schools.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from opora.demo import (
    activities,
    advice,
    bindings,
    curators,
    development,
    diagnostics,
    identification,
    indicators,
    partnerships,
    passports,
    results,
    staff,
    tasks,
    teams,
    training,
)
from opora.demo import district as district_of
from opora.demo import pupils as pupils_of
from opora.demo.district import District
from opora.demo.life import play, return_one
from opora.demo.marks import YEARS, invented_schools, last_year
from opora.demo.orders import Order, orders
from opora.demo.plans import amend, bring, moment, put_in_force, school_plans
from opora.domain.acts.services import drafts
from opora.domain.organisations.school_years import SchoolYear
from opora.domain.people.models import Notice, User
from opora.domain.roadmaps.models import Edition
from opora.domain.roadmaps.services import editions

UNREAD = ("Положение о конкурсе.pdf", b"%PDF-1.4\n% cut off in the middle of a download\n")


def is_built() -> bool:
    """Whether the database holds the demo already."""
    return User.objects.exists()


def build(on: date) -> Iterator[str]:
    """Build the demo as of a day, saying in Russian what is being done.

    Parameters
    ----------
    on : date
        Today: orders, deadlines and work lie in the two school years around it.
    """
    year = SchoolYear.of(on)
    papers = {order.file[:14]: order for order in orders(year.start)}
    by_shape = {order.format: order for order in papers.values()}
    yield "Округ, школы и люди"
    district = district_of.settle()
    staff.fill(district, on=on)
    yield from _plans(by_shape, district, year, on=on)
    yield from _figures(district, year, on=on)
    yield from _registers(district, on=on)
    yield "Документ, который ждёт проверки, и файл, который не прочитан"
    _waiting(by_shape["html"], district, on=on)
    Notice.objects.filter(created_at__lt=moment(on - timedelta(days=4))).update(
        read_at=moment(on)
    )


def _plans(
    by_shape: Mapping[str, Order], district: District, year: SchoolYear, *, on: date
) -> Iterator[str]:
    """Put two years of plans in force and play the work on them."""
    yield "Прошлый год: приказ из PDF, карта методического центра из текста"
    _past(by_shape["pdf"], district, on=on, first=date(year.start - 1, 8, 28), seed=1)
    _past(by_shape["txt"], district, on=on, first=date(year.start - 1, 8, 30), seed=2)
    yield "Этот год: региональный приказ из ODT и приказ округа из Word"
    region = put_in_force(by_shape["odt"], district, at=moment(_start(year, 14, on)))
    edition = put_in_force(by_shape["docx"], district, at=moment(_start(year, 29, on)))
    yield "Школьные дорожные карты"
    school_plans(edition, district, on=on)
    yield "Вторая редакция и работа школ"
    if on > date(year.start, 9, 20):
        edition = amend(edition, district, day=date(year.start, 9, 20))
    play(edition, district, on=on, seed=3, past=False)
    play(region, district, on=on, seed=4, past=False)
    for child in Edition.objects.in_force().filter(roadmap__level="school"):
        play(child, district, on=on, seed=5, past=False)
    return_one(district.organisations["centre"], district, on=on)


def _figures(district: District, year: SchoolYear, *, on: date) -> Iterator[str]:
    """Bring results and passports of the last years."""
    yield "Результаты ВПР, ОГЭ и ЕГЭ за три года, список по приказу и новый список у школ"
    last = last_year(year.start)
    _results(district, last=last, on=on)
    yield "Социальные паспорта и индекс"
    for place in range(1, YEARS + 1):
        passports.collect_past(district, year=last - YEARS + place, place=place)
    passports.collect_now(district, year=year.start + 1, on=on)


def _registers(district: District, *, on: date) -> Iterator[str]:
    """Fill the registers; indicators come last, they count all others."""
    yield "Ученики: группа риска, маршруты, занятия"
    pupils_of.fill(district, on=on)
    yield "Команды, модели поддержки, кураторы"
    teams.fill(district, on=on)
    curators.fill(district, on=on)
    yield "Мероприятия за два года"
    activities.fill(district, on=on)
    yield "Анкеты, рисковые профили, диагностика учителей"
    diagnostics.fill(district, on=on)
    partnerships.fill(district, on=on)
    training.fill(district, on=on)
    development.fill(district, on=on)
    advice.fill(district, on=on)
    bindings.fill(district, on=on)
    yield "Показатели за два года"
    indicators.fill(district, on=on)


def _start(year: SchoolYear, day: int, on: date) -> date:
    """Give a day of August; in the first days of a demo's year not later than yesterday."""
    return min(date(year.start, 8, day), on - timedelta(days=1))


def _past(order: Order, district: District, *, on: date, first: date, seed: int) -> Edition:
    """Import a plan of the last year, carry it out and close it."""
    edition = put_in_force(order, district, at=moment(first))
    ended = min(edition.end, on)
    play(edition, district, on=ended, seed=seed, past=True)
    return editions.close(
        edition=edition, reason="Учебный год завершён, план исполнен.",
        by=district.people["Воронцова"], at=moment(ended, 17),
    )  # fmt: skip


def _results(district: District, *, last: int, on: date) -> None:
    """Bring three years of results as they came, with the lists that were made between."""
    schools = invented_schools(district)
    results.give_codes(schools, district)
    first = last - YEARS + 1
    identification.begin_statuses(district, year=first)
    for place, year in enumerate(range(first, last + 1), start=1):
        results.bring_year(schools, district, year=year, place=place)
        if year == last - 1:
            identification.finish(district, year=year)
    tasks.describe_tasks(district, year=last, on=min(date(last, 8, 20), on))
    identification.ask_schools(district, year=last, on=on)
    results.recheck(district, year=last)
    results.leave_waiting(schools, district, year=last, place=YEARS, on=on)


def _waiting(order: Order, district: District, *, on: date) -> None:
    """Leave one document read and not confirmed, and one that could not be read."""
    bring(order, district, at=moment(on, 9))
    name, content = UNREAD
    brought = drafts.bring(
        content, name=name, organisation=district.organisations["authority"],
        by=district.people["Лукина"], at=moment(on, 9, 30),
    )  # fmt: skip
    drafts.read_queued(brought.draft.pk, at=moment(on, 9, 31))
