"""Reads that pages need: every number of queries is constant in rows."""

from opora.domain.assessments.queries.crosswalk import UnmatchedCode, decisions, unmatched
from opora.domain.assessments.queries.datasets import data_hash, history
from opora.domain.assessments.queries.imports import by_source, findings, imports
from opora.domain.assessments.queries.matrix import (
    Cell,
    Matrix,
    Point,
    Row,
    Series,
    breaks_before,
    breaks_between,
    matrix,
    series,
    signs_of,
    years,
)

__all__ = [
    "Cell",
    "Matrix",
    "Point",
    "Row",
    "Series",
    "UnmatchedCode",
    "breaks_before",
    "breaks_between",
    "by_source",
    "data_hash",
    "decisions",
    "findings",
    "history",
    "imports",
    "matrix",
    "series",
    "signs_of",
    "unmatched",
    "years",
]
