"""Predicates of identification over «low or not» by assessment and year.

Low results come as booleans of shape (..., n_assessments, n_years), the last year being the
year of the question. All predicates here are monotone: one more low assessment never takes a
school off the list. Hence each is told in full by its smallest sufficient sets of cells.
"""

from __future__ import annotations

from functools import reduce
from itertools import combinations, product
from math import comb

import numpy as np
from numpy.typing import NDArray

from opora.analytics.refusals import AnalyticsError, WindowTooShort
from opora.methodology.rules import AllOf, AnyOf, Count, Predicate, Repeated

Marks = NDArray[np.bool_]
CellSet = frozenset[tuple[int, int]]
"""Cells (assessment, year) by place, counted from 0."""

MOST_SETS = 200_000


def holds(predicate: Predicate, low: Marks) -> Marks:
    """Say where a predicate over low results holds.

    Parameters
    ----------
    predicate : Predicate
        One that needs low results alone: count, repeated, any_of, all_of.
    low : ndarray of bool, shape (..., n_assessments, n_years)
        Where a result is low; the last year is that of the question.

    Returns
    -------
    ndarray of bool, shape (...)

    Raises
    ------
    WindowTooShort
        If the predicate compares more years than there are.
    AnalyticsError
        If the predicate needs more than low results.

    Examples
    --------
    >>> low = np.array([[[True, True], [False, False]], [[True, False], [True, False]]])
    >>> holds(Repeated(2), low)
    array([ True, False])
    """
    match predicate:
        case Count():
            return _count_holds(predicate, low)
        case Repeated():
            _require_years(predicate.years, low.shape[-1])
            return np.asarray(low[..., -predicate.years :].all(axis=-1).any(axis=-1))
        case AnyOf():
            return reduce(np.logical_or, (holds(one, low) for one in predicate.of))
        case AllOf():
            return reduce(np.logical_and, (holds(one, low) for one in predicate.of))
    raise AnalyticsError(f"the predicate {_form(predicate)} needs more than low results")


def _count_holds(predicate: Count, low: Marks) -> Marks:
    by_year = low.sum(axis=-2)
    match predicate.span:
        case "current":
            return np.asarray(by_year[..., -1] >= predicate.at_least)
        case "each":
            return np.asarray((by_year >= predicate.at_least).all(axis=-1))
        case "window":
            return np.asarray(by_year.sum(axis=-1) >= predicate.at_least)


def over_low_results(predicate: Predicate) -> bool:
    """Say whether the predicate needs low results alone.

    Parameters
    ----------
    predicate : Predicate
        Any predicate.

    Returns
    -------
    bool

    Examples
    --------
    >>> over_low_results(AnyOf((Count(at_least=2), Repeated(2))))
    True
    """
    if isinstance(predicate, AnyOf | AllOf):
        return all(over_low_results(one) for one in predicate.of)
    return isinstance(predicate, Count | Repeated)


def sufficient_sets(predicate: Predicate, assessments: int, years: int) -> tuple[CellSet, ...]:
    """Return the smallest sets of cells that make the predicate hold once all are low.

    Parameters
    ----------
    predicate : Predicate
        One that needs low results alone.
    assessments, years : int
        How many of each there are.

    Returns
    -------
    tuple of frozenset of (int, int)
        Sets of (assessment, year); none contains another.

    Raises
    ------
    AnalyticsError
        If there are more than ``MOST_SETS``, or the predicate needs more than low results.

    Examples
    --------
    >>> len(sufficient_sets(Count(at_least=2), 4, 2))
    28
    """
    found = sorted(_sets(predicate, assessments, years), key=len)
    kept: list[CellSet] = []
    sizes = {len(one) for one in found}
    for one in found:
        # Sets of one size cannot contain each other, which is the usual case.
        if len(sizes) == 1 or not any(other <= one for other in kept):
            kept.append(one)
    return tuple(kept)


def _sets(predicate: Predicate, assessments: int, years: int) -> set[CellSet]:
    match predicate:
        case Count():
            return _count_sets(predicate, assessments, years)
        case Repeated():
            _require_years(predicate.years, years)
            last = range(years - predicate.years, years)
            return {frozenset((place, year) for year in last) for place in range(assessments)}
        case AnyOf():
            return set().union(*(_sets(one, assessments, years) for one in predicate.of))
        case AllOf():
            return _joined([_sets(one, assessments, years) for one in predicate.of])
    raise AnalyticsError(f"the predicate {_form(predicate)} needs more than low results")


def _count_sets(predicate: Count, assessments: int, years: int) -> set[CellSet]:
    if predicate.span == "each":
        each = [_choices(predicate.at_least, assessments, [year]) for year in range(years)]
        return _joined(each)
    spanned = [years - 1] if predicate.span == "current" else list(range(years))
    return _choices(predicate.at_least, assessments, spanned)


def _choices(size: int, assessments: int, years: list[int]) -> set[CellSet]:
    cells = list(product(range(assessments), years))
    if comb(len(cells), size) > MOST_SETS:
        raise AnalyticsError(f"more than {MOST_SETS} ways to be listed; narrow the assessments")
    return {frozenset(one) for one in combinations(cells, size)}


def _joined(parts: list[set[CellSet]]) -> set[CellSet]:
    if np.prod([float(len(one)) for one in parts]) > MOST_SETS:
        raise AnalyticsError(f"more than {MOST_SETS} ways to be listed; narrow the assessments")
    return {frozenset[tuple[int, int]]().union(*one) for one in product(*parts)}


def _require_years(needed: int, there: int) -> None:
    if needed > there:
        raise WindowTooShort(needed, there)


def _form(predicate: Predicate) -> str:
    return str(type(predicate).__struct_config__.tag)
