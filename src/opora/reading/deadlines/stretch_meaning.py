"""What the rules of the grammar about stretches of the calendar mean."""

# ruff: noqa: D102, PLR2004 — methods are rules of deadlines.lark, explained there

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from lark import Token, Transformer, v_args

from opora.reading.deadlines import stretches as st
from opora.reading.deadlines.phrases import Phrase
from opora.reading.deadlines.stretches import Stretch, Unit
from opora.reading.deadlines.wordings import Window, wordings

Numbers = tuple[tuple[int, int], ...]
Stretches = tuple[Stretch, ...]
Years = tuple[str, int, int]


@v_args(inline=True)
class StretchMeaning(Transformer[Token, Phrase]):
    """Bottom-up: children are tokens or what the rules below returned."""

    # --- numbers and years ---------------------------------------------------------------

    def number(self, token: Token) -> int:
        return int(token.value)

    def numbers(self, *parts: Any) -> Numbers:
        if len(parts) == 1:
            return ((parts[0], parts[0]),)
        before, link, number = parts
        if link == "DASH":
            return (*before[:-1], (before[-1][0], number))
        return (*before, (number, number))

    def link(self, token: Token) -> str:
        return str(token.type)

    def any_year(self, token: Token) -> Years:
        first, last = (token.value,) * 2 if token.type == "YEAR" else token.value
        return (str(token.type), first, last)

    def of_year(self, *parts: Any) -> Years:
        found = parts[-1]
        return (str(found.type), 0, 0) if isinstance(found, Token) else cast("Years", found)

    # --- stretches -----------------------------------------------------------------------

    def years(self, years: Years) -> Stretches:
        kind, first, last = years
        make = st.school_years_of if kind == "SCHOOL_YEARS" else st.years_of
        return (make(first, last),)

    def day(self, token: Token, years: Years | None = None) -> Stretches:
        return dated((st.day_of(*token.value),), years)

    def impossible(self, _: Token) -> Stretches:
        return (replace(st.day_of(31, 12), invalid=True),)

    def month_year(self, token: Token) -> Stretches:
        return (st.month_of(*token.value),)

    def month(self, token: Token, years: Years | None = None) -> Stretches:
        return dated((st.month_of(token.value),), years)

    def days_of_month(
        self, days: Numbers, month: Token, years: Years | None = None
    ) -> Stretches:
        return dated(days_between(days, month.value), years)

    def days_of_date(self, days: Numbers, link: str, date: Token) -> Stretches:
        last, month, *year = date.value
        spans = (*days[:-1], (days[-1][0], last)) if link == "DASH" else (*days, (last, last))
        return dated(days_between(spans, month), ("YEAR", year[0], year[0]) if year else None)

    def quarters(self, numbers: Numbers, _: Token, years: Years | None = None) -> Stretches:
        return dated(_counted(numbers, 4, st.quarter_of), years)

    def halves(self, numbers: Numbers, *rest: Any) -> Stretches:
        years = rest[-1] if isinstance(rest[-1], tuple) else None
        return dated(_counted(numbers, 2, _halves), years)

    def halves_of_month(
        self, numbers: Numbers, _: Token, month: Token, years: Years | None = None
    ) -> Stretches:
        return _spells(numbers, month, years, 2, 15)

    def decades(
        self, numbers: Numbers, _: Token, month: Token, years: Years | None = None
    ) -> Stretches:
        return _spells(numbers, month, years, 3, 10)

    def weeks(
        self, numbers: Numbers, _: Token, month: Token, years: Years | None = None
    ) -> Stretches:
        return _spells(numbers, month, years, 5, 7)

    def last_decade(self, *rest: Any) -> Stretches:
        return _last_days(21, *rest[2:])

    def last_week(self, *rest: Any) -> Stretches:
        return _last_days(-7, *rest[2:])

    def last_day(self, *rest: Any) -> Stretches:
        return _last_days(-1, *rest[2:])

    def weekday_of_month(self, nth: Any, weekday: Token, *rest: Any) -> Stretches:
        number = -1 if isinstance(nth, Token) else nth[0][0]
        month, years = rest[0], rest[1] if len(rest) > 1 else None
        whole = replace(
            st.month_of(month.value),
            unit="day",
            weekday=f"{number}{weekday.value}",
            invalid=not -1 <= number <= 4,
        )
        return dated((whole,), years)

    def terms(self, numbers: Numbers, _: Token, years: Years | None = None) -> Stretches:
        table = wordings().terms
        return dated(_counted(numbers, 4, lambda a, b: _named(table, a, b)), years)

    def trimesters(self, numbers: Numbers, _: Token, years: Years | None = None) -> Stretches:
        table = wordings().trimesters
        return dated(_counted(numbers, 3, lambda a, b: _named(table, a, b)), years)

    def seasonals(self, *parts: Any) -> list[str]:
        return [parts[0].value] if len(parts) == 1 else [*parts[0], parts[-1].value]

    def season(self, named: Token | list[str], *rest: Any) -> Stretches:
        years = rest[-1] if rest and isinstance(rest[-1], tuple) else None
        seasons = [named.value] if isinstance(named, Token) else named
        return dated(tuple(wordings().spells[one].stretch() for one in seasons), years)

    def vacation(self, *parts: Any) -> Stretches:
        years = parts[-1] if isinstance(parts[-1], tuple) else None
        seasons = next(part for part in parts if isinstance(part, list))
        return dated(tuple(wordings().breaks[one].stretch() for one in seasons), years)

    def part(self, part: Token, whole: Stretches) -> Stretches:
        return tuple(st.part_of(one, part.value) for one in whole)

    def joined(self, first: Stretches, *rest: Any) -> Stretches:
        last = rest[-1]
        if _is_month_of(first[-1], last[0], dashed=len(rest) == 2):
            return (*first[:-1], first[-1].in_year(last[0].first.year), *last[1:])
        return (*first[:-1], st.join(first[-1], last[0]), *last[1:])


def _is_month_of(month: Stretch, year: Stretch, *, dashed: bool) -> bool:
    """Tell «сентябрь – 2022 г.», a month of that year, from a range."""
    single = year.unit == "year" and year.first.year == year.last.year
    return dashed and month.unit == "month" and not month.has_year and single


def dated(stretches: Stretches, years: Years | None) -> Stretches:
    """Give stretches the year that is printed after them."""
    if years is None:
        return stretches
    kind, first, last = years
    if kind == "YEARS":
        return tuple(one.in_year(year) for one in stretches for year in range(first, last + 1))
    return tuple(_checked(_in(one, kind, first)) for one in stretches)


def _in(stretch: Stretch, kind: str, year: int) -> Stretch:
    if kind in ("SCHOOL_YEAR", "YEAR_WORD"):
        return stretch.of(school=kind == "SCHOOL_YEAR")
    return stretch.in_year(year) if kind == "YEAR" else stretch.in_school_year(year)


def _checked(stretch: Stretch) -> Stretch:
    """Mark 29 February of a common year as impossible."""
    days = {(edge.day, edge.month, edge.year) for edge in (stretch.first, stretch.last)}
    exact = stretch.unit == "day" and stretch.weekday is None
    if exact and any(st.day_of(*day).invalid for day in days):
        return replace(stretch, invalid=True)
    return stretch


def days_between(spans: Numbers, month: int) -> Stretches:
    """Return days or runs of days of a month."""
    return tuple(
        st.day_of(first, month)
        if first == last
        else st.join(st.day_of(first, month), st.day_of(last, month))
        for first, last in spans
    )


def _counted(numbers: Numbers, most: int, make: Callable[[int, int], Stretch]) -> Stretches:
    """Return the n-th quarters, terms …; a number past ``most`` is impossible."""
    return tuple(
        make(first, last) if 1 <= first <= last <= most else replace(make(1, 1), invalid=True)
        for first, last in numbers
    )


def _halves(first: int, last: int) -> Stretch:
    if first != last:
        return Stretch(st.Edge(1, 1), st.Edge(12, 31), "year")
    return st.half_of_unknown(first)


def _named(table: dict[int, Window], first: int, last: int) -> Stretch:
    window = st.join(table[first].stretch(), table[last].stretch())
    return replace(window, unit="spell")


def _spells(
    numbers: Numbers, month: Token, years: Years | None, most: int, length: int
) -> Stretches:
    whole = st.month_of(month.value)

    def make(first: int, last: int) -> Stretch:
        end = 31 if last == most else length * last
        return st.days_of_month(whole, length * (first - 1) + 1, end)

    return dated(_counted(numbers, most, make), years)


def _last_days(begin: int, month: Token, years: Years | None = None) -> Stretches:
    spell = st.days_of_month(st.month_of(month.value), begin, 31)
    unit: Unit = "day" if begin == -1 else "spell"
    return dated((replace(spell, unit=unit, approximate=unit == "spell"),), years)
