"""Columns of any data frame, lazy ones included, on their way into an estimate."""

from __future__ import annotations

from typing import Any

import narwhals as nw
from numpy.typing import NDArray

from opora.analytics.counts import Counts, tabulate
from opora.analytics.refusals import AnalyticsError

_COLUMNS = ("school", "assessment", "year", "low", "tested")


def columns(frame: Any, *names: str) -> tuple[NDArray[Any], ...]:
    """Return columns of a data frame as arrays; only these are computed and read.

    Parameters
    ----------
    frame : data frame
        Of pandas, Polars or PyArrow; a lazy frame of Polars, a relation of DuckDB, or any
        other that narwhals knows.
    *names : str
        Columns to read, in the order wanted.

    Returns
    -------
    tuple of ndarray, shape (n_rows,)
        One array a column, rows in one order.

    Raises
    ------
    AnalyticsError
        If it is no data frame or has no such column.

    Examples
    --------
    >>> import duckdb
    >>> from opora.analytics.shares import wilson
    >>> counts = duckdb.sql("SELECT * FROM (VALUES (3, 10), (29, 97)) AS t(low, tested)")
    >>> wilson(*columns(counts, "low", "tested")).upper.round(4)
    array([0.6032, 0.3963])

    References
    ----------
    .. [1] The narwhals documentation, "Supported libraries."
    """
    lazy = _lazy(frame, names)
    table = lazy.select(*names).collect()
    return tuple(table[name].to_numpy() for name in names)


def tabulate_frame(frame: Any) -> Counts:
    """Arrange a data frame of counts by school, assessment and year.

    Parameters
    ----------
    frame : data frame
        As in ``columns``, with ``school``, ``assessment``, ``year``, ``low`` and ``tested``;
        the last two in pupils.

    Returns
    -------
    Counts
        Rows of one school, assessment and year (the classes of a grade) are added.

    Raises
    ------
    AnalyticsError
        If it is no data frame or lacks a column.
    InvalidCounts
        If counts cannot be: see ``tabulate``.

    Examples
    --------
    >>> import duckdb
    >>> rows = "(VALUES ('a', 'ВПР-МА-5', 2025, 1, 9), ('a', 'ВПР-МА-5', 2025, 3, 12))"
    >>> counts = duckdb.sql(f"SELECT * FROM {rows} AS t(school, assessment, year, low, tested)")
    >>> told = tabulate_frame(counts)
    >>> int(told.low[0, 0, 0]), int(told.tested[0, 0, 0])
    (4, 21)

    References
    ----------
    .. [1] The narwhals documentation, "Supported libraries."
    """
    return tabulate(*columns(frame, *_COLUMNS))


def _lazy(frame: Any, names: tuple[str, ...]) -> nw.LazyFrame[Any]:
    try:
        lazy: nw.LazyFrame[Any] = nw.from_native(frame).lazy()
    except TypeError as error:
        raise AnalyticsError(f"this is no data frame: {type(frame).__name__}") from error
    missing = sorted(set(names) - set(lazy.collect_schema().names()))
    if missing:
        raise AnalyticsError(f"the frame has no column {', '.join(missing)}")
    return lazy
