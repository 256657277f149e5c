"""Contradictions and gaps of a document, in plain Russian with their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from opora.reading.findings import deadlines, people, results, structure, wording
from opora.reading.model import Finding, Reading

Check = Callable[[Reading], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    structure.missing_table,
    structure.missing_deadlines,
    structure.missing_columns,
    structure.missing_requisites,
    structure.stamps_that_differ,
    structure.names_alone,
    structure.models_without_schools,
    deadlines.impossible,
    deadlines.missing,
    deadlines.unread,
    deadlines.before_order,
    deadlines.outside_period,
    deadlines.after_school_year,
    deadlines.mixed_periods,
    deadlines.calendar_period,
    deadlines.period_inferred,
    deadlines.years_inferred,
    deadlines.only_as_needed,
    people.missing,
    people.unread,
    people.torn,
    people.counted,
    people.overloaded,
    results.missing,
    results.evidence_missing,
    results.urls_repeated,
    results.indicator_numbering,
    results.numbers_misread,
    wording.abbreviations,
    wording.title_typos,
    wording.pairs,
    wording.school_lists,
)
"""Every check; each looks at a whole reading and yields what it finds."""

_ORDER = {"error": 0, "warning": 1, "note": 2}


def check(reading: Reading) -> tuple[Finding, ...]:
    """Check a reading.

    Parameters
    ----------
    reading : Reading
        A reading; findings it has already are not looked at.

    Returns
    -------
    tuple of Finding
        Errors first, then warnings, then notes.
    """
    found = [finding for one in CHECKS for finding in one(reading)]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.severity]))


__all__ = ["CHECKS", "Check", "check"]
