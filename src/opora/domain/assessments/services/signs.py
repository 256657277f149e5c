"""Signs that results of a school want a look, found in the whole region, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from django.db import transaction
from django.db.models import Q
from numpy.typing import NDArray

from opora.analytics.heaping import ScoreTable, heaping
from opora.analytics.journal import journal_mismatch
from opora.analytics.objectivity import (
    cohort_drop,
    level_and_spread,
    reasons_to_check,
    task_profile,
)
from opora.analytics.refusals import AnalyticsError
from opora.domain.assessments import stored
from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import CheckSign, Round, SchoolCount
from opora.domain.organisations.models import Territory
from opora.methodology.comparability import load_comparability
from opora.methodology.mark_scales import MarkScale, load_mark_scales
from opora.methodology.subjects import AssessmentKind

Floats = NDArray[np.float64]

KIND: AssessmentKind = "ВПР"
EVERYBODY = ("РУ", "МА")
_COLUMNS = ("school", "attempt", "mark", "journal_mark", "primary", "tasks")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Works:
    """Works of one round: the place of the school among all, and what was shown."""

    scale: MarkScale | None
    school: NDArray[np.int64]
    primary: Floats
    mark: Floats
    journal: Floats
    tasks: list[list[int | None] | None]


def refresh(*, root: Territory, year: int) -> int:
    """Look for signs in a year of a region again; return how many were found.

    All tests of all schools are one family with a bounded share of false alarms, so signs are
    found anew for the whole region, never for one school.
    """
    crosswalk = crosswalk_of(root)
    schools = np.array(sorted({*crosswalk.schools.values()}), dtype=np.int64)
    dataset = stored.dataset_of(root)
    if dataset is None or not schools.size:
        return 0
    places = {
        code: int(np.searchsorted(schools, school))
        for code, school in crosswalk.schools.items()
    }
    works = list(_works(root, year, places))
    p_values = _p_values(works, schools.size) | _cohorts(schools, year)
    found = reasons_to_check(schools.astype(str), p_values) if p_values else []
    signs = [
        CheckSign(
            school_id=int(one.school), year=year, kind=sign, data_hash=dataset.data_hash,
            false_alarms=one.false_alarms,
        )
        for one in found
        for sign in one.signs
    ]  # fmt: skip
    _replace(root, year, signs)
    return len(signs)


@transaction.atomic
def _replace(root: Territory, year: int, signs: list[CheckSign]) -> None:
    Territory.objects.select_for_update().get(pk=root.pk)
    here = Q(school__territory=root) | Q(school__territory__parent=root)
    CheckSign.objects.filter(here, year=year).delete()
    CheckSign.objects.bulk_create(signs)


def _works(root: Territory, year: int, places: dict[str, int]) -> Iterator[_Works]:
    for round_ in Round.objects.filter(year=year, kind=KIND).order_by("code"):
        table = stored.rows(root, stored.Wanted(round_.code, year), _COLUMNS)
        if not table.num_rows:
            continue
        scale = load_mark_scales().scale(KIND, round_.subject, round_.grade, year)
        found = _arranged(table, places, scale)
        if found.school.size:
            yield found


def _arranged(table: pa.Table, places: dict[str, int], scale: MarkScale | None) -> _Works:
    school = np.array([places.get(code, -1) for code in table["school"].to_pylist()], np.int64)
    ours = (school >= 0) & (np.array(table["attempt"].to_pylist()) == 1)
    tasks = table["tasks"].to_pylist()
    return _Works(
        scale=scale,
        school=school[ours],
        primary=_numbers(table, "primary")[ours],
        mark=_numbers(table, "mark")[ours],
        journal=_numbers(table, "journal_mark")[ours],
        tasks=[tasks[place] for place in np.flatnonzero(ours)],
    )


def _numbers(table: pa.Table, name: str) -> Floats:
    values = table[name].to_pylist()
    return np.array([np.nan if one is None else one for one in values], dtype=np.float64)


def _p_values(works: Sequence[_Works], size: int) -> dict[str, Floats]:
    tests = {"heaping": _heaped(works, size), "journal": _journal(works, size)}
    tests["narrow"] = _least([_narrow(one, size) for one in works])
    tests["tasks"] = _least([_profile(one, size) for one in works])
    return {name: p for name, p in tests.items() if p is not None and not np.isnan(p).all()}


def _least(p_values: Sequence[Floats | None]) -> Floats | None:
    """Join tests of one school in several rounds: the least p times their number, at most 1."""
    made = [p for p in p_values if p is not None]
    if not made:
        return None
    table = np.stack(made)
    told = ~np.isnan(table)
    least = np.where(told, table, 1.0).min(axis=0)
    tests = told.sum(axis=0)
    return np.where(tests > 0, np.minimum(least * tests, 1.0), np.nan)


def _heaped(works: Sequence[_Works], size: int) -> Floats | None:
    tables = [table for one in works if (table := _score_table(one, size)) is not None]
    try:
        return heaping(tables).p if tables else None
    except AnalyticsError:
        return None


def _score_table(one: _Works, size: int) -> ScoreTable | None:
    """Histograms of a round with a known scale, if a curve can be drawn through it."""
    if one.scale is None:
        return None
    told = ~np.isnan(one.primary) & (one.primary >= 0) & (one.primary <= one.scale.most)
    width = one.scale.most + 1
    cells = one.school[told] * width + one.primary[told].astype(np.int64)
    histograms = np.bincount(cells, minlength=size * width).reshape(size, width)
    boundaries = (one.scale.from_3, one.scale.from_4, one.scale.from_5)
    table = ScoreTable(histograms, boundaries)
    try:
        heaping([table])
    except AnalyticsError:
        return None
    return table


def _journal(works: Sequence[_Works], size: int) -> Floats | None:
    kept = [~np.isnan(one.mark) & ~np.isnan(one.journal) for one in works]
    pairs = list(zip(works, kept, strict=True))
    school = np.concatenate([one.school[k] for one, k in pairs] or [np.empty(0, np.int64)])
    if np.unique(school).size < _FEWEST:
        return None
    journal = np.concatenate([one.journal[k] for one, k in pairs])
    marks = np.concatenate([one.mark[k] for one, k in pairs])
    found = journal_mismatch(journal, marks, school)
    p = np.full(size, np.nan)
    p[found.schools] = found.higher_p
    return p


def _narrow(one: _Works, size: int) -> Floats | None:
    told = ~np.isnan(one.primary)
    school, score = one.school[told], one.primary[told]
    if school.size < _FEWEST or score.std(ddof=1) == 0:
        return None
    n = np.bincount(school, minlength=size).astype(np.float64)
    safe = np.maximum(n, 1)
    mean = np.bincount(school, score, size) / safe
    squares = np.bincount(school, (score - mean[school]) ** 2, size)
    spread = np.sqrt(squares / np.maximum(n - 1, 1))
    region = (float(score.mean()), float(score.std(ddof=1)), int(score.size))
    return level_and_spread(mean, spread, n, region=region).narrow_p


def _profile(one: _Works, size: int) -> Floats | None:
    whole = [place for place, row in enumerate(one.tasks) if row and None not in row]
    widths = {len(one.tasks[place] or ()) for place in whole}
    if len(whole) < _FEWEST or len(widths) != 1 or widths.pop() < _FEWEST:
        return None
    points = np.array([one.tasks[place] for place in whole], dtype=np.float64)
    solved = points >= np.maximum(points.max(axis=0), 1)
    school = one.school[whole]
    p = np.full(size, np.nan)
    p[np.unique(school)] = task_profile(solved, school)
    return p


def _cohorts(schools: NDArray[np.int64], year: int) -> dict[str, Floats]:
    """Compare the same children a year ago, where the two years may be compared."""
    counts = {
        (one.school_id, one.round.subject, one.round.grade, one.round.year): one
        for one in SchoolCount.objects.filter(
            school__in=schools.tolist(), round__kind=KIND, round__subject__in=EVERYBODY,
            round__year__in=[year - 1, year],
        ).select_related("round")
    }  # fmt: skip
    grades = sorted({(subject, grade) for _, subject, grade, when in counts if when == year})
    p_values = [
        _drop(
            [counts.get((int(school), subject, grade - 1, year - 1)) for school in schools],
            [counts.get((int(school), subject, grade, year)) for school in schools],
        )
        for subject, grade in grades
        if not load_comparability().between(
            year - 1, year, kind=KIND, subject=subject, grade=grade
        )
    ]
    p = _least(p_values)
    return {} if p is None or np.isnan(p).all() else {"cohort": p}


def _drop(before: Sequence[SchoolCount | None], after: Sequence[SchoolCount | None]) -> Floats:
    sides = [
        [one.below if one else 0 for one in before],
        [one.participants if one else 0 for one in before],
        [one.below if one else 0 for one in after],
        [one.participants if one else 0 for one in after],
    ]
    return cohort_drop(*sides)
