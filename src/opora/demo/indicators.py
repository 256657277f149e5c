"""Targets, an own indicator and computed values of the demo's two school years."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.indicators.models import Definition
from opora.domain.indicators.periods import year_period
from opora.domain.indicators.services import definitions, targets, values
from opora.domain.indicators.services.targets import Aim
from opora.domain.organisations.school_years import SchoolYear

AIMS = (
    ("I01", "100", "приказ округа, раздел 1"),
    ("I03", "80", "приказ округа, раздел 2"),
    ("I04", "100", "приказ округа, раздел 2"),
    ("I06", "100", "приказ округа, раздел 2"),
    ("I09", "95", "приказ округа, раздел 4"),
    ("I10", "70", "приказ округа, раздел 4"),
    ("I13", "6", "карта методического центра"),
    ("I22", "50", "карта методического центра"),
)
"""Indicator, what is to be reached in the school year, where it is promised."""


def fill(district: District, *, on: date) -> None:
    """Set targets, compute both years, close the one that is over."""
    coordinator = district.people["Ремизова"]
    territory = district.organisations["authority"].territory
    year, at = SchoolYear.of(on), moment(on, 6)
    definitions.sync(at=moment(year.first_day))
    _own_indicator(district, at=moment(year.first_day))
    known = {one.code: one for one in Definition.objects.current()}
    for which in (year.previous, year):
        period = year_period(which)
        for code, value, source in AIMS:
            aim = Aim(
                known[code], territory, period.first, period.last, Decimal(value),
                source=source,
            )  # fmt: skip
            targets.put(aim, by=coordinator, at=moment(period.first))
    region = territory.parent or territory
    for which in (year.previous, year):
        values.recompute_year(region, which, at=at)
        values.recompute_year(territory, which, at=at)
    head = district.people["Воронцова"]
    values.freeze(territory=territory, period=year_period(year.previous), by=head, at=at)


def _own_indicator(district: District, *, at: datetime) -> None:
    counted = {
        "of": "entries", "register": "activities", "what": "people",
        "types": ["seminar", "webinar", "workshop", "conference"],
        "posts": ["teacher", "specialist"],
    }  # fmt: skip
    record = definitions.composed(
        title="Доля педагогов, побывавших на семинарах и практикумах", unit="%",
        population="all", better="up", frequency="раз в полугодие",
        formula={
            "numerator": [counted],
            "denominator": {"of": "staff", "posts": ["teacher", "specialist"]},
        },
    )  # fmt: skip
    definitions.compose(
        record=record, territory=district.organisations["authority"].territory,
        by=district.people["Ремизова"], at=at,
    )  # fmt: skip
