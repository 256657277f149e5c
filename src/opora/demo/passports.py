"""Social passports of the demo's schools: three years accepted, the fourth being collected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from scipy.special import expit, logit

from opora.demo.district import District
from opora.demo.marks import NEIGHBOUR, YEARS, Told, chance, told_schools
from opora.demo.plans import moment
from opora.domain.context.fields import PUPILS, SETTLEMENT, TEACHERS, Field, passport_fields
from opora.domain.context.models import Campaign, Passport, PassportValue
from opora.domain.context.services import campaigns, index, passports
from opora.domain.organisations.models import Organisation

USUAL = {
    "C01": 0.35, "C02": 0.22, "C03": 0.06, "C04": 0.18, "C05": 0.3, "C06": 0.05, "C07": 0.03,
    "C08": 0.06, "C09": 0.09, "C10": 0.04, "C11": 0.2, "C12": 0.25, "C13": 0.4, "R1": 0.6,
}  # fmt: skip
"""The share of pupils (of teachers in R1) whom each item concerns in a usual school."""

_CONTEXT_MOVES = 0.5
_PUPILS_OF_A_TEACHER = 12

ACCEPTED = ("gymnasium4", "klyuch1", "lugovaya", "sosny", "dalnepolye")
SUBMITTED = ("klyuch2", "lipki", "yasny")
RETURNED = ("kamenny",)
BEGUN = ("talovka", "zabolotye")
REMARK = "Учителей меньше, чем в тарификации: проверьте строку «Всего учителей»."


def collect_past(district: District, *, year: int, place: int) -> None:
    """Collect and accept the passports of a school year, then compute the index.

    Parameters
    ----------
    year : int
        The calendar year in which the school year ends.
    place : int
        Which of the demo's years it is, from 1.
    """
    opened = moment(date(year - 1, 9, 25))
    campaign = _open(district, year=year, due=date(year - 1, 10, 20), at=opened)
    for number, (key, told) in enumerate(_schools().items()):
        at = opened + timedelta(days=8 + number % 9)
        passport = _fill(campaign, told, district.organisations[key], district, place, at=at)
        _hand_in(passport, district, at=at + timedelta(hours=1))
        _accept(passport, district, at=at + timedelta(days=2))
    root = district.organisations["ministry"].territory
    at = moment(date(year - 1, 10, 26))
    index.compute(root=root, year=year, by=district.people["Ремизова"], at=at)


def collect_now(district: District, *, year: int, on: date) -> None:
    """Leave the collection of a school year in the middle, each school at another point."""
    opened = moment(min(date(year - 1, 10, 2), on - timedelta(days=1)))
    as_of = date(year - 1, 10, 1)
    due = max(on + timedelta(days=9), as_of + timedelta(days=14))
    campaign = _open(district, year=year, due=due, at=opened)
    schools = _schools()
    for day, key in enumerate((*ACCEPTED, *SUBMITTED, *RETURNED)):
        school = district.organisations[key]
        at = min(opened + timedelta(days=2 * day, hours=3), moment(on, 8))
        passport = _fill(campaign, schools[key], school, district, YEARS + 1, at=at)
        _hand_in(passport, district, at=at)
        if key in ACCEPTED:
            _accept(passport, district, at=at)
        elif key in RETURNED:
            passports.return_(
                passport=passport, remark=REMARK, by=district.people["Ремизова"], at=at
            )
    for key in BEGUN:
        school = district.organisations[key]
        passports.begin(
            campaign=campaign, school=school, by=district.reporter(school), at=opened
        )


def _schools() -> dict[str, Told]:
    return {key: one for key, one in told_schools().items() if key != NEIGHBOUR}


def _open(district: District, *, year: int, due: date, at: datetime) -> Campaign:
    return campaigns.open_campaign(
        territory=district.organisations["authority"].territory, year=year,
        as_of=date(year - 1, 10, 1), due=due, by=district.people["Ремизова"], at=at,
    )  # fmt: skip


def _fill(  # noqa: PLR0913  # which passport, of which school, in which year
    campaign: Campaign,
    told: Told,
    school: Organisation,
    district: District,
    place: int,
    *,
    at: datetime,
) -> Passport:
    head = district.reporter(school)
    passport = passports.begin(campaign=campaign, school=school, by=head, at=at)
    rows = _answers(told, school, place)
    passports.save_many(passport=passport, rows=rows, by=head, at=at)
    return passport


def _hand_in(passport: Passport, district: District, *, at: datetime) -> None:
    passports.submit(passport=passport, by=district.reporter(passport.school), at=at)


def _accept(passport: Passport, district: District, *, at: datetime) -> None:
    passports.accept(passport=passport, by=district.people["Ремизова"], at=at)


def _answers(told: Told, school: Organisation, place: int) -> dict[str, dict[str, Any]]:
    pupils = (school.pupils or 0) + (told.number + 2 * place) % 5 - 2
    teachers = max(pupils // _PUPILS_OF_A_TEACHER, 6)
    totals = {PUPILS: pupils, TEACHERS: teachers}
    rng = chance(told.number, place)
    answers: Mapping[str, int | str] = {
        **totals,
        SETTLEMENT: told.settlement,
        **{
            one.code: int(rng.binomial(totals[one.base], _share(one, told)))
            for one in passport_fields()
            if one.base
        },
    }
    return {code: _row(answer) for code, answer in answers.items()}


def _share(field: Field, told: Told) -> float:
    moved = _CONTEXT_MOVES * field.direction * told.context
    return float(expit(logit(USUAL[field.code]) + moved))


def _row(answer: int | str) -> dict[str, Any]:
    is_number = isinstance(answer, int)
    return {
        "number": answer if is_number else None,
        "choice": "" if is_number else answer,
        "absent": "",
        "source": PassportValue.Source.TYPED,
        "origin": "",
    }
