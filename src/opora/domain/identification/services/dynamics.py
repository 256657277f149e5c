"""Whether a school has changed by more than chance, where two years may be compared at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from opora.analytics.dynamics import (
    Direction,
    NotComparable,
    change_of_shares,
    require_comparable,
    status_and_change,
)
from opora.domain.identification.models import Run, Verdict
from opora.domain.identification.questions import rule_of
from opora.domain.identification.words import procedure
from opora.methodology.subjects import load_subjects

SURE = 0.9
"""Probability from which a change is said to be one."""

Counts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """Change of a school between the year before and the year of a run.

    Attributes
    ----------
    below_before, tested_before, below_after, tested_after : int
        Counts over the assessments that compare. [pupils]
    improved : float or None
        Probability that the true share fell; None without comparable results. [1]
    cells : dict of str to float
        Probabilities of the four pairs of status and change.
    refused : tuple of str
        Why the other assessments do not compare.
    """

    school: int
    direction: str
    below_before: int = 0
    tested_before: int = 0
    below_after: int = 0
    tested_after: int = 0
    improved: float | None = None
    lower: float | None = None
    upper: float | None = None
    cells: dict[str, float] | None = None
    refused: tuple[str, ...] = ()


def changes_of(run: Run, verdicts: Iterable[Verdict] | None = None) -> list[SchoolChange]:
    """Return the change of schools of a run against the year before.

    Parameters
    ----------
    run : Run
        With its verdicts; only results that count are compared, and of those only the
        assessments between which the methodology knows no break.
    verdicts : iterable of Verdict, optional
        Some of its verdicts, in the order wanted; all by school without it.
    """
    chosen = run.verdicts.order_by("school_id") if verdicts is None else verdicts
    threshold = _threshold(run)
    return [_change(one, run.year, threshold) for one in chosen]


def exit_note(verdict: Verdict) -> dict[str, Any]:
    """Say what is known of the improvement of a school that leaves the list.

    Returns
    -------
    dict
        ``sentence`` for the page, ``proven`` (more than chance, and nothing asks for a
        check), ``improved`` (probability) and ``signals``.
    """
    change = _change(verdict, verdict.run.year, _threshold(verdict.run))
    proven = change.direction == Direction.IMPROVED and not verdict.signals
    return {
        "sentence": _exit_sentence(change, verdict),
        "proven": proven,
        "direction": change.direction,
        "improved": change.improved,
        "signals": [one["sentence"] for one in verdict.signals],
        "refused": list(change.refused),
    }


def _threshold(run: Run) -> float:
    return rule_of(run).threshold.value / 100


def _change(verdict: Verdict, year: int, threshold: float) -> SchoolChange:
    before, after, refused = _pooled(verdict.clauses, year)
    if not (before[1] and after[1]):
        return SchoolChange(verdict.school_id, str(Direction.NO_DATA), refused=refused)
    told = _compared(before, after, threshold)
    return SchoolChange(
        verdict.school_id,
        told.direction,
        *before,
        *after,
        improved=told.improved,
        lower=told.lower,
        upper=told.upper,
        cells=dict(told.cells),
        refused=refused,
    )


class _Compared(NamedTuple):
    direction: str
    improved: float
    lower: float
    upper: float
    cells: tuple[tuple[str, float], ...]


@lru_cache(maxsize=2**14)
def _compared(before: Counts, after: Counts, threshold: float) -> _Compared:
    """Compare two years; an integral by numbers, and each page shows fifty, so it is kept."""
    counts = ([before[0]], [before[1]], [after[0]], [after[1]])
    change = change_of_shares(*counts)
    cells = status_and_change(*counts, threshold=threshold)
    return _Compared(
        str(change.directions(sure=SURE)[0]),
        improved=_first(change.improved),
        lower=_first(change.lower),
        upper=_first(change.upper),
        cells=tuple((name, _first(getattr(cells, name))) for name in cells.__slots__),
    )


def _pooled(
    clauses: Iterable[dict[str, Any]], year: int
) -> tuple[Counts, Counts, tuple[str, ...]]:
    """Add up the assessments that have both years and compare."""
    by_year: dict[str, dict[int, Counts]] = {}
    for one in clauses:
        if not one["reason"] or one["reason"] == "SMALL":
            counts = (one["below"], one["participants"])
            by_year.setdefault(one["assessment"], {})[one["year"]] = counts
    sums = np.zeros((2, 2), np.int64)
    refused: dict[str, list[str]] = {}
    for code, years in sorted(by_year.items()):
        if {year - 1, year} <= years.keys():
            why = _why_not(code, year)
            if why is None:
                sums += np.array([years[year - 1], years[year]])
            else:
                refused.setdefault(why, []).append(procedure(code))
    (low_1, all_1), (low_2, all_2) = sums.tolist()
    told = tuple(f"{why} ({'; '.join(names)})" for why, names in refused.items())
    return (low_1, all_1), (low_2, all_2), told


def _why_not(code: str, year: int) -> str | None:
    one = load_subjects().assessment(code)
    try:
        require_comparable(year - 1, year, kind=one.kind, subject=one.subject, grade=one.grade)
    except NotComparable as refusal:
        return str(refusal)
    return None


def _exit_sentence(change: SchoolChange, verdict: Verdict) -> str:
    said = {
        Direction.IMPROVED: "Улучшение больше случайного: доля низких результатов снизилась.",
        Direction.WORSENED: "Результаты ухудшились, хотя под правило школа больше не попадает.",
        Direction.INDISTINCT: "Изменение не отличить от случайного: выход из списка ещё не "
        "значит, что результаты улучшились.",
        Direction.NO_DATA: "Сравнить годы нельзя: нет сопоставимых результатов.",
    }[Direction(change.direction)]
    if verdict.signals:
        said += " Есть признаки, которые требуют проверки: улучшением это не засчитывается."
    if change.refused:
        said += " " + ". ".join(change.refused) + "."
    return said


def _first(values: Any) -> float:
    return round(float(values[0]), 6)
