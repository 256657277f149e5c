"""Reads for pages: completeness of a campaign, scores, similar schools, the four fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from django.db.models import Count, Q

from opora.analytics.matching import mahalanobis, nearest
from opora.analytics.refusals import AnalyticsError
from opora.domain.context.models import Campaign, ContextRun, ContextScore, Passport
from opora.domain.organisations.models import Organisation, OrganisationQuerySet, Territory

SIMILAR = 5
SURE = 0.8
"""A result is told from its expectation by so much. [1]"""

RESILIENT = "resilient"
EXPECTED = "expected"
HIDDEN = "hidden"
AT_RISK = "at_risk"
FIELDS = {
    RESILIENT: "Справляются в трудных условиях",
    EXPECTED: "Результаты соответствуют условиям",
    HIDDEN: "Скрытые проблемы: условия не самые трудные, а результаты низкие",
    AT_RISK: "Группа риска: трудные условия и низкие результаты",
}


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a campaign has come: schools by state of their passport."""

    schools: int
    handed_in: int
    accepted: int
    returned: int
    begun: int

    @property
    def waiting(self) -> int:
        """Passports that wait to be checked."""
        return self.handed_in - self.accepted

    @property
    def missing(self) -> int:
        """Schools that still owe the passport."""
        return self.schools - self.handed_in


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school in a campaign; ``passport`` is None where nobody began it."""

    school: Organisation
    passport: Passport | None


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar school and how far it is; a distance of 1 is one standard deviation."""

    score: ContextScore
    distance: float


class _Trait(NamedTuple):
    """By what schools are compared."""

    pk: int
    points: float
    pupils: int
    settlement: str


def completeness(campaign: Campaign, *, on: date) -> Completeness:
    """Count the schools of a campaign by state. Two queries."""
    schools = _schools(campaign, on)
    status = Passport.Status
    told = Passport.objects.filter(campaign=campaign, school__in=schools).aggregate(
        handed=Count("pk", filter=Q(status__in=Passport.HANDED_IN)),
        accepted=Count("pk", filter=Q(status=status.ACCEPTED)),
        returned=Count("pk", filter=Q(status=status.RETURNED)),
        begun=Count("pk"),
    )
    return Completeness(
        schools.count(), told["handed"], told["accepted"], told["returned"], told["begun"]
    )


def handed_in(campaigns: Sequence[Campaign], *, on: date) -> dict[int, tuple[int, int]]:
    """Return by campaign how many schools handed in, of how many. Two queries."""
    territories = {one.territory_id for one in campaigns}
    schools = Organisation.objects.schools().open_on(on).filter(territory__in=territories)
    counted = schools.order_by().values_list("territory").annotate(Count("pk"))
    of = dict(counted)
    done = Passport.objects.handed_in().filter(campaign__in=campaigns, school__in=schools)
    handed = dict(done.order_by().values_list("campaign").annotate(Count("pk")))
    return {one.pk: (handed.get(one.pk, 0), of.get(one.territory_id, 0)) for one in campaigns}


def school_lines(campaign: Campaign, *, on: date) -> list[SchoolLine]:
    """Return every school of a campaign by name, with its passport. Two queries."""
    found = {one.school_id: one for one in Passport.objects.filter(campaign=campaign)}
    schools = _schools(campaign, on).order_by("short_name")
    return [SchoolLine(one, found.get(one.pk)) for one in schools]


def latest_run(root: Territory, year: int | None = None) -> ContextRun | None:
    """Return the last run of a region, of one year or of all."""
    runs = ContextRun.objects.filter(root=root).select_related("scale")
    if year is not None:
        runs = runs.filter(year=year)
    return runs.order_by("-year", "-computed_at", "-pk").first()


def similar_schools(score: ContextScore, *, count: int = SIMILAR) -> list[Similar]:
    """Return the schools of the run most alike in context and size; of a type first.

    Points of the index and the logarithm of the number of pupils, in standard deviations of
    the region (Mahalanobis); schools of another type of settlement only if too few remain.
    """
    known = Q(points__isnull=False, pupils__gt=0)
    others = ContextScore.objects.filter(known, run=score.run_id).exclude(
        school=score.school_id
    )
    # Of a region's schools only what is compared is read; of the few chosen ones all.
    rows = others.order_by("pk").values_list("pk", "points", "pupils", "settlement")
    found = [
        _Trait(pk, points, pupils, place)
        for pk, points, pupils, place in rows
        if points is not None and pupils
    ]
    if score.points is None or not score.pupils or not found:
        return []
    same = [one for one in found if one.settlement == score.settlement]
    pool = same if len(same) >= count else found
    own = _Trait(score.pk, score.points, score.pupils, score.settlement)
    try:
        distance = mahalanobis(_traits([own]), _traits(pool), _traits([own, *found]))
    except AnalyticsError:  # the schools of the region do not differ
        return []
    near = nearest(distance, min(count, len(pool)))
    chosen = {
        pool[int(place)].pk: float(far)
        for place, far in zip(near.index[0], near.distance[0], strict=True)
        if place >= 0
    }
    scores = others.select_related("school__territory").in_bulk(list(chosen))
    return [Similar(scores[pk], far) for pk, far in chosen.items()]


def quadrant(points: float | None, low_results: float | None, *, cut: float) -> str | None:
    """Say in which of four fields a school is; None where one of the two is unknown.

    Parameters
    ----------
    points : float or None
        Index of the school.
    low_results : float or None
        Probability that the true share of low results reaches the threshold. [1]
    cut : float
        Points below which a context counts as hard.

    Examples
    --------
    >>> quadrant(38.0, 0.05, cut=43.0), quadrant(55.0, 0.9, cut=43.0)
    ('resilient', 'hidden')
    """
    if points is None or low_results is None:
        return None
    is_hard, is_low = points < cut, low_results >= SURE
    if is_hard and is_low:
        return AT_RISK
    if is_hard and low_results <= 1 - SURE:
        return RESILIENT
    return HIDDEN if is_low else EXPECTED


def quadrants(
    scores: Sequence[ContextScore], low_results: Mapping[int, float | None], *, cut: float
) -> list[tuple[ContextScore, str | None]]:
    """Return each score with its field; ``low_results`` are probabilities by school."""
    return [
        (one, quadrant(one.points, low_results.get(one.school_id), cut=cut)) for one in scores
    ]


def _schools(campaign: Campaign, on: date) -> OrganisationQuerySet:
    return Organisation.objects.schools().open_on(on).filter(territory=campaign.territory)


def _traits(
    scores: Sequence[_Trait],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    rows = [(one.points, np.log(one.pupils)) for one in scores]
    return np.array(rows, dtype=np.float64)
