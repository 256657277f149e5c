"""Counts of schools by assessment and year: what every rule of identification is asked about.

``InvalidCounts``
    Counts that cannot be: below zero, not whole, more low results than participants.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from opora.analytics.arrays import Floats, require_counts, require_finite
from opora.analytics.refusals import AnalyticsError

Cells = NDArray[np.int64]
Labels = NDArray[np.str_]

LARGEST_COUNT = 10**15
"""Counts up to this stay exact when they are multiplied by a hundred."""


class InvalidCounts(AnalyticsError):
    """Counts that cannot be: below zero, not whole, more low results than participants."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of every school in every assessment and year; zero tested means not taken.

    Attributes
    ----------
    schools : ndarray of str, shape (n_schools,)
        Codes, each once, in ascending order.
    assessments : tuple of str
        Codes of assessments, ``ВПР-МА-5``, in ascending order.
    years : tuple of int
        Years without a gap, ascending.
    low, tested : ndarray of int, shape (n_schools, n_assessments, n_years)
        Participants with a low result, participants. [pupils]
    """

    schools: Labels
    assessments: tuple[str, ...]
    years: tuple[int, ...]
    low: Cells
    tested: Cells

    def __post_init__(self) -> None:
        shape = (len(self.schools), len(self.assessments), len(self.years))
        if self.low.shape != shape or self.tested.shape != shape:
            raise InvalidCounts(f"low and tested must have the shape {shape}")
        if np.any((self.low < 0) | (self.low > self.tested)):
            raise InvalidCounts("need 0 <= low <= tested in every cell")
        if self.tested.size and int(self.tested.max()) > LARGEST_COUNT:
            raise InvalidCounts(f"a count is above {LARGEST_COUNT}")

    def window(self, year: int, *, length: int, assessments: Sequence[str] = ()) -> Counts:
        """Return the years that end with ``year``; years without data are there, empty.

        Parameters
        ----------
        year : int
            The last year.
        length : int
            How many years. [years]
        assessments : sequence of str, optional
            Codes to keep; codes without data are passed over. Empty keeps all.
        """
        wanted = tuple(range(year - length + 1, year + 1))
        kept = [
            place
            for place, code in enumerate(self.assessments)
            if not assessments or code in set(assessments)
        ]
        shape = (len(self.schools), len(kept), length)
        low, tested = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for place, one in enumerate(wanted):
            if one in self.years:
                at = self.years.index(one)
                low[:, :, place] = self.low[:, kept, at]
                tested[:, :, place] = self.tested[:, kept, at]
        codes = tuple(self.assessments[place] for place in kept)
        return Counts(self.schools, codes, wanted, low, tested)

    def with_schools(self, schools: Iterable[str]) -> Counts:
        """Return counts in which these schools stand too, without results where they have none.

        Parameters
        ----------
        schools : iterable of str
            Codes; those that are there already change nothing.
        """
        codes = np.unique(np.concatenate([self.schools, np.array([*schools], dtype=str)]))
        there = np.searchsorted(codes, self.schools)
        shape = (len(codes), *self.tested.shape[1:])
        low, tested = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        low[there], tested[there] = self.low, self.tested
        return Counts(codes, self.assessments, self.years, low, tested)


def tabulate(
    school: ArrayLike, assessment: ArrayLike, year: ArrayLike, low: ArrayLike, tested: ArrayLike
) -> Counts:
    """Arrange rows of counts by school, assessment and year.

    Parameters
    ----------
    school, assessment : array_like of str, shape (n_rows,)
        Codes of school and assessment.
    year : array_like of int, shape (n_rows,)
        Year of the assessment.
    low, tested : array_like of int, shape (n_rows,)
        Participants with a low result, participants. [pupils]

    Returns
    -------
    Counts
        Rows of one school, assessment and year (the classes of a grade) are added.

    Raises
    ------
    InvalidCounts
        If columns differ in length or not ``0 <= low <= tested`` in whole numbers in a row.

    Examples
    --------
    >>> counts = tabulate(["a", "a"], ["ВПР-МА-5"] * 2, [2025, 2025], [1, 3], [9, 12])
    >>> int(counts.low[0, 0, 0]), int(counts.tested[0, 0, 0])
    (4, 21)
    """
    columns = [np.atleast_1d(np.asarray(one)) for one in (school, assessment, year)]
    numbers = [_whole(low, "low"), _whole(tested, "tested")]
    if len({one.shape for one in (*columns, *numbers)}) != 1 or columns[0].ndim != 1:
        raise InvalidCounts("the columns of counts differ in length")
    if np.any((numbers[0] < 0) | (numbers[0] > numbers[1])):
        raise InvalidCounts("need 0 <= low <= tested in every row")
    schools, at_school = np.unique(columns[0].astype(str), return_inverse=True)
    codes, at_code = np.unique(columns[1].astype(str), return_inverse=True)
    years = columns[2].astype(np.int64)
    span = range(int(years.min()), int(years.max()) + 1) if years.size else range(0)
    shape = (len(schools), len(codes), len(span))
    where = (at_school, at_code, years - (span[0] if span else 0))
    cells = [np.zeros(shape, np.int64) for _ in numbers]
    for cell, number in zip(cells, numbers, strict=True):
        np.add.at(cell, where, number)
    return Counts(schools, tuple(str(one) for one in codes), tuple(span), cells[0], cells[1])


def checked(low: ArrayLike, tested: ArrayLike) -> tuple[Floats, Floats]:
    """Return counts as floats of one shape, or refuse them.

    Parameters
    ----------
    low, tested : array_like of int
        Participants with a low result, participants. [pupils]

    Returns
    -------
    tuple of ndarray of float
        Both counts, of one shape and at least one dimension. [pupils]

    Raises
    ------
    InvalidCounts
        If not ``0 <= low <= tested`` in whole numbers everywhere.

    Examples
    --------
    >>> checked(1, 3)
    (array([1.]), array([3.]))
    """
    try:
        count = np.atleast_1d(np.asarray(low, dtype=np.float64))
        n = np.atleast_1d(np.asarray(tested, dtype=np.float64))
        require_finite(low=count, tested=n)
        require_counts(count, n, ("low", "tested"))
    except (TypeError, ValueError) as error:
        raise InvalidCounts(str(error)) from error
    return count, n


def _whole(values: ArrayLike, name: str) -> Cells:
    try:
        array = np.atleast_1d(np.asarray(values, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise InvalidCounts(f"{name} must be numbers: {error}") from error
    if not (np.isfinite(array).all() and np.all(array % 1 == 0)):
        raise InvalidCounts(f"{name} must be whole numbers")
    return array.astype(np.int64)
