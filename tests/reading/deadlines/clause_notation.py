"""A clause in one short line, for tables of wordings with their answers."""

from __future__ import annotations

from datetime import date

from opora.reading.model import Clause, Context

PLANS = {
    "school": Context(date(2022, 9, 1), date(2023, 8, 31), date(2022, 8, 29)),
    "calendar": Context(date(2022, 1, 1), date(2022, 12, 31), date(2022, 1, 17)),
    "long": Context(date(2021, 1, 1), date(2024, 12, 31), date(2021, 3, 15)),
    "to_may": Context(date(2024, 9, 1), date(2025, 5, 31), date(2024, 8, 30)),
}

_FLAGS = (
    "inclusive", "as_needed", "inferred", "year_inferred", "approximate", "open_end", "continuous",
    "after_first", "at_least",
)  # fmt: skip
_VALUES = (
    "precision",
    "duration",
    "trigger",
    "according_to",
    "times",
    "offset",
    "scope",
    "time",
)


def written(clauses: tuple[Clause, ...]) -> str:
    """Write clauses down, parted by « | »."""
    return " | ".join(_written(clause) for clause in clauses)


def _written(clause: Clause) -> str:
    parts = [clause.type, *_dates(clause)]
    parts += [
        f"{name}={getattr(clause, name)}"
        for name in _VALUES
        if getattr(clause, name) is not None
    ]
    return " ".join(parts + [f"+{name}" for name in _FLAGS if getattr(clause, name)])


def _dates(clause: Clause) -> list[str]:
    if clause.type == "deadline":
        return [str(clause.date)]
    if clause.type in ("window", "whole_period", "school_year"):
        return [f"{clause.start}..{clause.end}"]
    if clause.type == "recurring":
        return [str(clause.rrule).removeprefix("FREQ="), f"{clause.from_}..{clause.until}"]
    if clause.type == "event":
        return [str(clause.relation), f"«{clause.event}»"]
    return []
