"""Arrays on their way into an estimate: converted once, refused with a name."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from opora.analytics.refusals import AnalyticsError

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Labels = NDArray[Any]


def vector(values: ArrayLike, name: str, *, size: int | None = None) -> Floats:
    """Return ``values`` as a float vector, of ``size`` entries where that is asked.

    Parameters
    ----------
    values : array_like, shape (n,)
        Numbers; a column of a data frame will do.
    name : str
        What to call them in a refusal.
    size : int, optional
        How many there must be.

    Returns
    -------
    ndarray of float, shape (n,)
        The same numbers.

    Raises
    ------
    AnalyticsError
        If the values are no vector of that size, or are no numbers.

    Examples
    --------
    >>> vector([1, 2], "score")
    array([1., 2.])
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise AnalyticsError(f"{name} must be numbers: {error}") from error
    if array.ndim != 1 or size not in (None, array.size):
        wanted = "a vector" if size is None else f"a vector of {size}"
        raise AnalyticsError(f"{name} must be {wanted}, not of shape {array.shape}")
    return array


def matrix(values: ArrayLike, name: str, *, rows: int | None = None) -> Floats:
    """Return ``values`` as a float matrix; a vector becomes one column.

    Parameters
    ----------
    values : array_like, shape (n,) or (n, k)
        Numbers.
    name : str
        What to call them in a refusal.
    rows : int, optional
        How many rows there must be.

    Returns
    -------
    ndarray of float, shape (n, k)
        The same numbers.

    Raises
    ------
    AnalyticsError
        If the values are no numbers, or have other rows or more than two dimensions.

    Examples
    --------
    >>> matrix([1, 2], "context").shape
    (2, 1)
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise AnalyticsError(f"{name} must be numbers: {error}") from error
    if array.shape == (0,) and rows is not None:
        # An empty list is no column at all, however many rows there are.
        array = np.empty((rows, 0))
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2 or rows not in (None, array.shape[0]):  # noqa: PLR2004 - a table
        raise AnalyticsError(f"{name} must have {rows} rows, not the shape {array.shape}")
    return array


def require_finite(**arrays: Floats) -> None:
    """Refuse missing and infinite values by the name of their array.

    Parameters
    ----------
    **arrays : ndarray of float
        Arrays by the names to call them in a refusal.

    Raises
    ------
    AnalyticsError
        If any array holds NaN or infinity.

    Examples
    --------
    >>> require_finite(score=np.array([1.0, 2.0]))
    """
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            bad = int((~np.isfinite(array)).sum())
            raise AnalyticsError(f"{name} has {bad} missing values; leave them out and say so")


def require_counts(part: Floats, whole: Floats, names: Sequence[str]) -> None:
    """Refuse counts that are not whole numbers with ``0 <= part <= whole``.

    Parameters
    ----------
    part, whole : ndarray of float, of one shape
        Pupils counted, and pupils they are counted among. [pupils]
    names : sequence of str
        What to call both in a refusal.

    Raises
    ------
    AnalyticsError
        If the shapes differ or a count cannot be one.

    Examples
    --------
    >>> require_counts(np.array([1.0]), np.array([3.0]), ("low", "tested"))
    """
    small, large = names
    if part.shape != whole.shape:
        raise AnalyticsError(f"{small} and {large} differ in shape")
    # Written so that NaN, for which every comparison is false, is refused too.
    right = (part >= 0) & (part <= whole) & (part % 1 == 0) & (whole % 1 == 0)
    if not right.all():
        raise AnalyticsError(f"need whole numbers with 0 <= {small} <= {large}")
