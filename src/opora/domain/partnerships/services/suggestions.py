"""Which school could help which: results surely good, context alike, room to help, near.

A leader has no status, no sign in the last years that its results want a check, and a share of
low results below the district's even at the upper limit of its interval. Among those the pairs
are chosen so that all distances of context together are least (``analytics.matching``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

import numpy as np
from django.db.models import Max, Sum

from opora.analytics.arrays import Flags, Floats
from opora.analytics.matching import assign_leaders
from opora.analytics.shares import wilson
from opora.domain.assessments.models import CheckSign, SchoolCount
from opora.domain.context.models import ContextScore
from opora.domain.identification.models import SchoolStatus
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.partnerships.models import Agreement
from opora.methodology.partnerships import load_partnerships

EARTH = 6371.0
"""Mean radius. [km]"""


@dataclass(frozen=True, slots=True)
class Results:
    """Low results of a school in the last year: numerator and denominator."""

    below: int
    participants: int

    @property
    def upper(self) -> float:
        """The upper limit of the share, at 95 %."""
        return float(wilson(self.below, self.participants).upper)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who could help a school, with reasons; or nobody, and why not."""

    school: Organisation
    leader: Organisation | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    results: Mapping[int, Results]
    district: Results
    index: Mapping[int, float]
    signed: frozenset[int]
    taken: Mapping[int, int]


def suggest(territory: Territory, *, on: date) -> list[Suggestion]:
    """Suggest a leader for every school of a municipality with a status and no agreement.

    Returns
    -------
    list of Suggestion
        In alphabetical order of the schools; empty where no school has a status.
    """
    schools = list(
        Organisation.objects.schools().filter(territory=territory).open_on(on)
        .order_by("short_name")
    )  # fmt: skip
    needing_ids = set(
        SchoolStatus.objects.on(on).filter(school__in=schools).values_list("school", flat=True)
    )
    helped = set(
        Agreement.objects.in_force(on=on).filter(school__in=schools)
        .values_list("school", flat=True)
    )  # fmt: skip
    needing = [one for one in schools if one.pk in needing_ids - helped]
    others = [one for one in schools if one.pk not in needing_ids]
    if not needing:
        return []
    known = _known(schools, on)
    strong = [_is_strong(one, known) for one in others]
    return _matched(needing, others, strong, known)


def _known(schools: Sequence[Organisation], on: date) -> _Known:
    pack = load_partnerships()
    counts = SchoolCount.objects.filter(school__in=schools)
    year = counts.aggregate(last=Max("round__year"))["last"]
    rows = counts.filter(round__year=year).values_list("school").annotate(
        Sum("below"), Sum("participants")
    )  # fmt: skip
    results = {school: Results(below, tested) for school, below, tested in rows if tested}
    everybody = Results(
        sum(one.below for one in results.values()),
        sum(one.participants for one in results.values()),
    )
    signed = CheckSign.objects.filter(
        school__in=schools, year__gt=(year or on.year) - pack.clean_years
    )
    taken: dict[int, int] = defaultdict(int)
    for leader in Agreement.objects.in_force(on=on).filter(leader__in=schools).values_list(
        "leader", flat=True
    ):  # fmt: skip
        taken[leader] += 1
    return _Known(
        results, everybody, _indexes(schools),
        frozenset(signed.values_list("school", flat=True)), taken,
    )  # fmt: skip


def _indexes(schools: Sequence[Organisation]) -> dict[int, float]:
    """Give the last known index of social well-being of each school."""
    scores = ContextScore.objects.filter(school__in=schools, points__isnull=False)
    rows = scores.order_by("run__year", "run").values_list("school", "points")
    return {school: index for school, index in rows if index is not None}


def _is_strong(school: Organisation, known: _Known) -> bool:
    own = known.results.get(school.pk)
    least = load_partnerships().least_participants
    if own is None or own.participants < least or school.pk in known.signed:
        return False
    return own.upper * known.district.participants < known.district.below


def _matched(
    needing: list[Organisation],
    others: list[Organisation],
    strong: list[bool],
    known: _Known,
) -> list[Suggestion]:
    if not others:
        return [Suggestion(one, None, (_NOBODY_ELSE,)) for one in needing]
    pack = load_partnerships()
    capacity = [max(0, pack.capacity - known.taken.get(one.pk, 0)) for one in others]
    allowed: Flags = np.tile(np.asarray(strong, bool), (len(needing), 1))
    found = assign_leaders(
        _distances(needing, others, known), np.asarray(capacity, np.int64),
        allowed=allowed, caliper=pack.caliper,
    )  # fmt: skip
    return [
        Suggestion(school, None, (match.sentence,))
        if match.leader is None
        else Suggestion(
            school, others[match.leader], _reasons(school, others[match.leader], known)
        )
        for school, match in zip(needing, found, strict=True)
    ]


_NOBODY_ELSE = "нет сопоставимой школы: в округе нет школ без статуса"


def _distances(
    needing: list[Organisation], others: list[Organisation], known: _Known
) -> Floats:
    """Differences of the index in standard deviations of the district; 0 where unknown."""
    values = np.asarray([*known.index.values()], np.float64)
    spread = float(values.std()) if values.size > 1 else 0.0
    unit = spread or 1.0
    table = np.zeros((len(needing), len(others)))
    for row, school in enumerate(needing):
        for column, other in enumerate(others):
            own, theirs = known.index.get(school.pk), known.index.get(other.pk)
            if own is not None and theirs is not None:
                table[row, column] = abs(own - theirs) / unit
    return table


def _reasons(school: Organisation, leader: Organisation, known: _Known) -> tuple[str, ...]:
    own = known.results[leader.pk]
    year = "за последний год с данными"
    pack = load_partnerships()
    free = pack.capacity - known.taken.get(leader.pk, 0)
    low, of_district = _fraction(own), _fraction(known.district)
    reasons = [
        f"низких результатов {low} {year}; по округу {of_district}",
        f"признаков необъективности за {pack.clean_years} года нет",
        f"свободных мест у школы-лидера: {free} из {pack.capacity}",
    ]
    first, second = known.index.get(school.pk), known.index.get(leader.pk)
    if first is None or second is None:
        reasons.append("индекс социального благополучия известен не у обеих школ")
    else:
        reasons.append(
            f"индексы социального благополучия {first:.0f} и {second:.0f}".replace(".", ",")
        )
    if (away := kilometres(school, leader)) is not None:
        reasons.append(f"по прямой {away:.0f} км")
    return tuple(reasons)


def _fraction(results: Results) -> str:
    return f"{results.below} из {results.participants}"


def kilometres(first: Organisation, second: Organisation) -> float | None:
    """Return the distance of two schools along the great circle, None if a place is unknown.

    Examples
    --------
    >>> one = Organisation(latitude=58.2, longitude=66.0)
    >>> round(kilometres(one, Organisation(latitude=58.2, longitude=67.0)))
    59
    """
    places = (first.latitude, first.longitude, second.latitude, second.longitude)
    if any(one is None for one in places):
        return None
    lat1, lon1, lat2, lon2 = (radians(one or 0.0) for one in places)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
