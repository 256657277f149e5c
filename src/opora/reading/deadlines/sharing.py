"""A year printed once for several dates of a list, a «до» printed once for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from opora.reading.deadlines.phrases import Item, PlanYear, Sign, When
from opora.reading.deadlines.plan import Plan
from opora.reading.deadlines.stretches import Stretch, school_years_of

_YEARS = ("year", "school_year")


def share_years(items: Sequence[Item], plan: Plan) -> list[Item]:
    """Give dates of a list the year, the school year and the «до» that are printed once."""
    listed = _same_month(_same_school_years(_same_side(list(items))))
    shared = _from_whole_year(listed, plan)
    return _forward(_backward(shared))


def _same_school_years(items: list[Item]) -> list[Item]:
    """Read «2021-2022, 2022-2023 учебные годы» as two school years."""
    later = False
    found: list[Item] = []
    for item in reversed(items):
        read, said = item, item.said
        if isinstance(said, When):
            one = said.stretches[0]
            if later and one.unit == "year" and _length(one) == 1:
                read = replace(item, said=replace(said, stretches=(_school(one),)))
            later = one.unit == "school_year" and one.has_year
        found.append(read)
    return found[::-1]


def _same_month(items: list[Item]) -> list[Item]:
    """Read «ноябрь 2021, 2022, 2023 гг.» as November of three years."""
    month: Stretch | None = None
    found: list[Item] = []
    for item in items:
        read, said = item, item.said
        if isinstance(said, When):
            one = said.stretches[0]
            if month is not None and one.unit == "year" and _length(one) == 0:
                month = month.in_year(one.first.year or 0)
                read = replace(item, said=replace(said, stretches=(month,)))
            elif one.unit != "month" or not one.has_year or said.side != "within":
                month = None
            else:
                month = said.stretches[-1]
        elif item.said not in (Sign("COMMA"), Sign("AND")):
            month = None
        found.append(read)
    return found


def _length(stretch: Stretch) -> int:
    return (stretch.last.year or 0) - (stretch.first.year or 0)


def _school(stretch: Stretch) -> Stretch:
    return school_years_of(stretch.first.year or 0, stretch.last.year or 0)


def _same_side(items: list[Item]) -> list[Item]:
    """Read «до 15 ноября, 15 апреля» as two deadlines."""
    found: list[Item] = []
    due: When | None = None
    for item in items:
        read, said = item, item.said
        if isinstance(said, When):
            days = all(one.unit == "day" for one in said.stretches)
            if due is not None and days and said.side == "within" and item.depth == 0:
                read = replace(item, said=replace(said, side=due.side, inclusive=due.inclusive))
            elif said.side in ("by", "not_later") and days:
                due = said
            else:
                due = None
        found.append(read)
    return found


def _yearless(item: Item) -> bool:
    said = item.said
    return isinstance(said, When) and not any(one.has_year for one in said.stretches)


def _from_whole_year(items: list[Item], plan: Plan) -> list[Item]:
    """Give «2022 год: март, июнь» and «учебный год (март)» their year, and drop it."""
    donors = [item for item in items if _gives_year(item)]
    takers = [item for item in items if _yearless(item)]
    if len(donors) != 1 or not takers:
        return items
    donor = donors[0]
    during = isinstance(donor.said, When | PlanYear) and donor.said.during
    if during and not all(item.depth > donor.depth for item in takers):
        return items
    return [_with_year_of(item, donor, plan) for item in items if item is not donor]


def _gives_year(item: Item) -> bool:
    said = item.said
    if isinstance(said, PlanYear):
        return said.part is None and said.during
    if not isinstance(said, When) or said.side != "within" or len(said.stretches) > 1:
        return False
    return (
        said.stretches[0].unit in _YEARS
        and said.stretches[0].has_year
        and _length(said.stretches[0]) <= 1
    )


def _with_year_of(item: Item, donor: Item, plan: Plan) -> Item:
    if not _yearless(item) or not isinstance(item.said, When):
        return item
    said = donor.said
    if isinstance(said, PlanYear):
        year = plan.current_school_year()
        if not said.school or year is None:
            return item
        stretches = tuple(one.in_school_year(year) for one in item.said.stretches)
    elif isinstance(said, When):
        whole = said.stretches[0]
        year = whole.first.year or 0
        school = whole.unit == "school_year" or _length(whole) == 1
        stretches = tuple(
            one.in_school_year(year) if school else one.in_year(year)
            for one in item.said.stretches
        )
    return replace(item, said=replace(item.said, stretches=stretches))


def _backward(items: list[Item]) -> list[Item]:
    """Give «сентябрь, декабрь 2022» the year that stands after the last of the list."""
    found: list[Item] = []
    later: Stretch | None = None
    for item in reversed(items):
        read, said = item, item.said
        if isinstance(said, When):
            if _in_list(said) and later is not None:
                read = replace(item, said=_before(said, later))
                said = read.said
            later = _dated(said)
        found.append(read)
    return found[::-1]


def _in_list(said: When) -> bool:
    return not any(one.has_year for one in said.stretches) and said.side != "since"


def _dated(said: object) -> Stretch | None:
    if not isinstance(said, When) or said.during:
        return None
    first = said.stretches[0]
    return first if first.has_year and first.unit not in _YEARS else None


def _before(said: When, later: Stretch) -> When:
    """Return the stretches in the year of what follows, or in the year before."""
    dated: list[Stretch] = []
    for stretch in reversed(said.stretches):
        year = later.first.year or 0
        one = stretch.in_year(year)
        edge = one.first
        if (edge.year or 0, edge.month, edge.day) > (year, later.first.month, later.first.day):
            one = stretch.in_year(year - 1)
        dated.append(one)
        later = one
    return replace(said, stretches=tuple(reversed(dated)))


def _forward(items: list[Item]) -> list[Item]:
    """Give «сентябрь 2022, март» the first March after it."""
    found: list[Item] = []
    earlier: Stretch | None = None
    for item in items:
        read, said = item, item.said
        if isinstance(said, When):
            if _in_list(said) and earlier is not None and said.stretches[0].unit != "half":
                read = replace(item, said=_following(said, earlier))
                said = read.said
            earlier = _dated(said)
        found.append(read)
    return found


def _following(said: When, earlier: Stretch) -> When:
    dated: list[Stretch] = []
    for stretch in said.stretches:
        year = earlier.first.year or 0
        later = (stretch.first.month, stretch.first.day) < (
            earlier.first.month,
            earlier.first.day,
        )
        one = stretch.in_year(year + later + stretch.wraps)
        dated.append(one)
        earlier = one
    return replace(said, stretches=tuple(dated))
