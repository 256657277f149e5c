"""Figures that need an analysis and not a count: a closed list, named by code in the formulas.

Each function takes the organisations with the territories above them, the period and today; it
returns a figure for each unit. Schools are compared by pooled counts of the results that may be
compared; only what is more than chance is an improvement, and what asks for a check is none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from django.db.models import Sum

from opora.analytics.dynamics import (
    Direction,
    NotComparable,
    change_of_shares,
    require_comparable,
)
from opora.domain.assessments.models import CheckSign, Recheck, SchoolCount
from opora.domain.context.models import ContextScore
from opora.domain.identification.models import SchoolStatus
from opora.domain.identification.services.dynamics import SURE
from opora.domain.indicators.counting import (
    Row,
    Unit,
    organisation_unit,
    territory_unit,
    totals,
)
from opora.domain.indicators.figures import Figure, with_missing
from opora.domain.indicators.periods import Period
from opora.methodology.indicator_formulas import AnalysisCode
from opora.methodology.subjects import load_subjects

Above = Mapping[int, tuple[int, ...]]
NOT_COMPARED = "нет результатов двух лет, которые можно сравнить"
NO_INDEX = "индекс социального благополучия не вычислен"
NO_RESULTS = "результатов ВПР за этот учебный год нет"
NOT_RECHECKED = "работы ВПР за этот учебный год не перепроверяли"
_SUBJECTS = {"РУ": "РУ", "МА": "МА", "МАБ": "МА", "МАП": "МА"}
"""Subjects that count as Russian or as mathematics."""

KeyT = TypeVar("KeyT", bound=Hashable)


class Pair(NamedTuple):
    """Low results and tested, a year before and after."""

    low_before: int
    tested_before: int
    low_after: int
    tested_after: int


def improved_schools(above: Above, period: Period, _on: date) -> dict[Unit, Figure]:
    """Schools whose share of low results fell by more than chance, of those that compare."""
    year = period.last.year
    several: dict[int, list[Pair]] = defaultdict(list)
    for (school, _), pair in _pooled(above, year).items():
        several[school].append(pair)
    better = set(_improved({school: _summed(pairs) for school, pairs in several.items()}))
    return _shares(several, better - _flagged(above, year), above, NOT_COMPARED)


def improved_subjects(above: Above, period: Period, _on: date) -> dict[Unit, Figure]:
    """Of Russian and mathematics, how many improved by more than chance."""
    pairs: dict[tuple[Unit, str], list[Pair]] = defaultdict(list)
    for (school, subject), pair in _pooled(above, period.last.year).items():
        if group := _SUBJECTS.get(subject):
            for unit in (organisation_unit(school), *map(territory_unit, above[school])):
                pairs[unit, group].append(pair)
    summed = {key: _summed(several) for key, several in pairs.items()}
    better = Counter(unit for unit, _ in _improved(summed))
    compared = Counter(unit for unit, _ in summed)
    found = {unit: Figure(better[unit], count) for unit, count in compared.items()}
    return _with_unknown(found, above, NOT_COMPARED)


def listed_with_index(above: Above, period: Period, on: date) -> dict[Unit, Figure]:
    """Schools with a status, of those whose index of social well-being is known."""
    scored = ContextScore.objects.filter(
        school__in=list(above), points__isnull=False, run__year__lte=period.last.year
    )
    known = set(scored.values_list("school_id", flat=True))
    standing = SchoolStatus.objects.on(period.end(on=on)).filter(school__in=list(above))
    listed = set(standing.values_list("school_id", flat=True))
    return _shares(known, listed & known, above, NO_INDEX)


def rechecked_alike(above: Above, period: Period, _on: date) -> dict[Unit, Figure]:
    """Of the works checked once more, those whose points changed within the tolerance."""
    done = Recheck.objects.standing().filter(
        round__year=period.last.year, round__kind="ВПР", school__in=list(above)
    )
    rows = list(done.values_list("pk", "school_id", "checked", "agreed"))
    whole = totals((Row(school, pk, checked) for pk, school, checked, _ in rows), above)
    alike = totals((Row(school, pk, agreed) for pk, school, _, agreed in rows), above)
    found = {unit: Figure(alike.get(unit, 0), count) for unit, count in whole.items()}
    return _with_unknown(found, above, NOT_RECHECKED)


def works_without_signs(above: Above, period: Period, _on: date) -> dict[Unit, Figure]:
    """Works of schools in whose results of the year nothing asks for a check."""
    year = period.last.year
    counted = SchoolCount.objects.filter(
        round__year=year, round__kind="ВПР", school__in=list(above)
    )
    works = dict(counted.values_list("school").annotate(total=Sum("participants")))
    flagged = _flagged(above, year)
    whole = totals((Row(one, one, count) for one, count in works.items()), above)
    clean = totals(
        (Row(one, one, count) for one, count in works.items() if one not in flagged), above
    )
    found = {unit: Figure(clean.get(unit, 0), count) for unit, count in whole.items()}
    return _with_unknown(found, above, NO_RESULTS)


ANALYSES: dict[AnalysisCode, Callable[[Above, Period, date], dict[Unit, Figure]]] = {
    "improved_schools": improved_schools,
    "improved_subjects": improved_subjects,
    "listed_with_index": listed_with_index,
    "rechecked_alike": rechecked_alike,
    "works_without_signs": works_without_signs,
}


def _shares(
    known: Iterable[int], part: Iterable[int], above: Above, why: str
) -> dict[Unit, Figure]:
    whole = totals((Row(one, one) for one in known), above)
    some = totals((Row(one, one) for one in part), above)
    found = {unit: Figure(some.get(unit, 0), count) for unit, count in whole.items()}
    return _with_unknown(found, above, why)


def _with_unknown(found: Mapping[Unit, Figure], above: Above, why: str) -> dict[Unit, Figure]:
    unknown = [one for one in above if organisation_unit(one) not in found]
    told = {organisation_unit(one): Figure(None, reason=why) for one in unknown}
    return with_missing({**found, **told}, unknown, above, why)


def _flagged(above: Above, year: int) -> set[int]:
    signs = CheckSign.objects.filter(school__in=list(above), year=year)
    return set(signs.values_list("school_id", flat=True))


def _pooled(above: Above, year: int) -> dict[tuple[int, str], Pair]:
    """Add up both years by school and subject, over assessments that may be compared."""
    counts = SchoolCount.objects.filter(
        round__year__in=(year - 1, year), school__in=list(above)
    )
    names = (
        "school_id",
        "round__code",
        "round__subject",
        "round__year",
        "below",
        "participants",
    )
    seen: dict[tuple[int, str, str], dict[int, tuple[int, int]]] = defaultdict(dict)
    for school, code, subject, held, below, tested in counts.values_list(*names):
        seen[school, code, subject][held] = (below, tested)
    compared = {code for _, code, _ in seen if _compares(code, year)}
    pairs: dict[tuple[int, str], list[Pair]] = defaultdict(list)
    for (school, code, subject), years in seen.items():
        if code in compared and years.keys() == {year - 1, year}:
            pairs[school, subject].append(Pair(*years[year - 1], *years[year]))
    return {key: _summed(several) for key, several in pairs.items()}


def _summed(pairs: Iterable[Pair]) -> Pair:
    return Pair(*(sum(column) for column in zip(*pairs, strict=True)))


def _compares(code: str, year: int) -> bool:
    one = load_subjects().assessment(code)
    try:
        require_comparable(year - 1, year, kind=one.kind, subject=one.subject, grade=one.grade)
    except NotComparable:
        return False
    return True


def _improved(pairs: Mapping[KeyT, Pair]) -> list[KeyT]:
    if not pairs:
        return []
    change = change_of_shares(*zip(*pairs.values(), strict=True))
    directions = change.directions(sure=SURE)
    return [
        key
        for key, direction in zip(pairs, directions, strict=True)
        if direction == Direction.IMPROVED
    ]
