"""The index of social well-being: a scale fitted once on a region, scores of each year."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from opora.analytics.clusters import membership
from opora.analytics.context import IndexScale, fit_index
from opora.analytics.refusals import AnalyticsError, NothingDiffers, TooFewSchools
from opora.domain.context.fields import PUPILS, SETTLEMENT, index_fields
from opora.domain.context.models import ContextRun, ContextScale, ContextScore, Passport
from opora.domain.context.permissions import require_rescaling, require_work_for
from opora.domain.context.services import traces
from opora.domain.organisations.models import Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused

QUARTILES = (0.25, 0.5, 0.75)
"""Groups by quartiles of the region: by default, not normative (methods differ by region)."""


_ARRAYS = ("direction", "lowest", "highest", "mean", "sd", "weights", "correlation")


class IndexRefused(Refused):
    """The index cannot be computed; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Passports of a year as arrays: one row a school, one column an item of the index."""

    passports: tuple[Passport, ...]
    shares: np.ndarray[Any, np.dtype[np.float64]]
    pupils: np.ndarray[Any, np.dtype[np.float64]]
    settlements: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the numbers behind the index."""
        rows = [
            [one.school_id, [None if np.isnan(x) else float(x) for x in row], float(n), place]
            for one, row, n, place in zip(
                self.passports, self.shares, self.pupils, self.settlements, strict=True
            )
        ]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def compute(*, root: Territory, year: int, by: User, at: datetime) -> ContextRun:
    """Compute the index of all schools of a region that handed in their passports.

    The latest scale of the region is used, so that years may be compared; the first run fits
    it. The same passports on the same scale give the run that is there.

    Raises
    ------
    NotAllowed
        If the person does not work for a territory of the region.
    IndexRefused
        If there are too few schools for a scale, or no passports.
    """
    _require_right(by, root, at)
    table = _table(root, year)
    if not table.passports:
        raise IndexRefused(f"За {year - 1}/{year} ни один паспорт не сдан.")
    with transaction.atomic():
        scale = ContextScale.objects.filter(root=root).order_by("-number").first()
        scale = scale or _fit(root, year, table, by=by, at=at, reason="Первая шкала региона.")
        return _run(root, year, scale, table, by=by, at=at)


def refit(*, root: Territory, year: int, reason: str, by: User, at: datetime) -> ContextRun:
    """Fit a new scale on a year, by decision: indexes before and after do not compare.

    Raises
    ------
    NotAllowed
        If the person does not work for the whole region.
    IndexRefused
        If no reason is given, or there are too few schools for a scale.
    """
    require_rescaling(by, root, at=at)
    if not reason.strip():
        raise IndexRefused("Напишите, почему шкала меняется: индексы до и после несравнимы.")
    table = _table(root, year)
    with transaction.atomic():
        scale = _fit(root, year, table, by=by, at=at, reason=reason.strip())
        return _run(root, year, scale, table, by=by, at=at)


def scale_content(scale: IndexScale) -> dict[str, Any]:
    """Return a scale as JSON keeps it."""
    return {name: getattr(scale, name).tolist() for name in _ARRAYS} | {
        "medians": {place: row.tolist() for place, row in scale.medians.items()},
        "log_odds": scale.log_odds,
        "alpha": scale.alpha,
        "first_share": scale.first_share,
    }


def scale_of(content: dict[str, Any]) -> IndexScale:
    """Return the scale that ``scale_content`` wrote."""
    return IndexScale(
        **{name: np.asarray(content[name], dtype=np.float64) for name in _ARRAYS},
        medians={place: np.asarray(row) for place, row in content["medians"].items()},
        log_odds=bool(content["log_odds"]),
        alpha=float(content["alpha"]),
        first_share=float(content["first_share"]),
    )


def _require_right(by: User, root: Territory, at: datetime) -> None:
    municipal = root.children.filter(organisations__memberships__user=by).first()
    require_work_for(by, municipal or root, at=at)


def _table(root: Territory, year: int) -> _Table:
    found = (
        Passport.objects.handed_in()
        .filter(campaign__year=year, campaign__territory__in=[root, *root.children.all()])
        .select_related("school")
        .prefetch_related("values")
        .order_by("school_id")
    )
    passports = tuple(found)
    answers = [one.answers() for one in passports]
    pupils = [_number(row.get(PUPILS)) for row in answers]
    codes = [one.code for one in index_fields()]
    shares = [
        [_share(row.get(code), total) for code in codes]
        for row, total in zip(answers, pupils, strict=True)
    ]
    return _Table(
        passports,
        np.array(shares, dtype=np.float64).reshape(len(passports), len(codes)),
        np.array(pupils, dtype=np.float64),
        tuple(str(row.get(SETTLEMENT) or "") for row in answers),
    )


def _number(answer: int | str | None) -> float:
    return float(answer) if isinstance(answer, int) else float("nan")


def _share(answer: int | str | None, total: float) -> float:
    return _number(answer) / total if total > 0 else float("nan")


def _fit(  # noqa: PLR0913  # on what, by whom, when, why
    root: Territory, year: int, table: _Table, *, by: User, at: datetime, reason: str
) -> ContextScale:
    direction = [one.direction for one in index_fields()]
    try:
        fitted = fit_index(
            table.shares, direction, enrolled=table.pupils, settlement=table.settlements
        )
    except TooFewSchools as refusal:
        raise IndexRefused(
            f"Шкалу индекса строят по школам региона: нужно не меньше десяти школ, у которых "
            f"заполнено больше 70 % строк. Сдано паспортов: {len(table.passports)}."
        ) from refusal
    except NothingDiffers as refusal:
        raise IndexRefused(
            "Одна из строк паспорта одинакова у всех школ: проверьте, не вписаны ли нули."
        ) from refusal
    except AnalyticsError as refusal:
        raise IndexRefused(f"Индекс не построен: {refusal}.") from refusal
    points = fitted.apply(table.shares, table.pupils, settlement=table.settlements).points
    cuts = np.quantile(points[np.isfinite(points)], QUARTILES)
    number = ContextScale.objects.filter(root=root).count() + 1
    scale = ContextScale.objects.create(
        root=root, number=number, fitted_on=year, schools=len(table.passports),
        parameters={"weighting": "equal", "fill": "median", "groups": "quartiles"},
        content=scale_content(fitted), cuts=np.unique(cuts).tolist(), reason=reason,
        fitted_by=by, fitted_at=at,
    )  # fmt: skip
    audit.record("context.scale", target=scale, by=by, at=at, reason=reason)
    return scale


def _run(  # noqa: PLR0913  # as above
    root: Territory, year: int, scale: ContextScale, table: _Table, *, by: User, at: datetime
) -> ContextRun:
    run, is_new = ContextRun.objects.get_or_create(
        root=root, year=year, scale=scale, data_hash=table.digest,
        defaults={"computed_by": by, "computed_at": at},
    )  # fmt: skip
    if is_new:
        ContextScore.objects.bulk_create(_scores(run, scale, table), batch_size=500)
        audit.record("context.run", target=run, by=by, at=at, after={"n": len(table.passports)})
        traces.of_run(run, by=by, at=at)
    return run


def _scores(run: ContextRun, scale: ContextScale, table: _Table) -> list[ContextScore]:
    fixed = scale_of(scale.content)
    found = fixed.apply(table.shares, table.pupils, settlement=table.settlements)
    points, error = found.points, 10 * found.error
    chances = membership(points, error, scale.cuts)
    groups = np.searchsorted(scale.cuts, points, side="right") + 1
    scores = []
    for place, passport in enumerate(table.passports):
        known = bool(np.isfinite(points[place]))
        scores.append(
            ContextScore(
                run=run,
                school=passport.school,
                points=float(points[place]) if known else None,
                error=float(error[place]) if known else None,
                group=int(groups[place]) if known else None,
                chances=[round(float(one), 4) for one in chances[place]] if known else [],
                items=_items(table.shares[place], 10 * found.contribution[place]),
                missing=int(found.missing[place]),
                pupils=None if np.isnan(table.pupils[place]) else int(table.pupils[place]),
                settlement=table.settlements[place],
            )
        )
    return scores


def _items(shares: Any, contribution: Any) -> list[dict[str, Any]]:
    return [
        {
            "code": field.code,
            "share": None if np.isnan(share) else round(float(share), 6),
            "adds": None if np.isnan(adds) else round(float(adds), 3),
        }
        for field, share, adds in zip(index_fields(), shares, contribution, strict=True)
    ]
