"""The same list as a pandas user makes it: the columns that matter, a group-by, R2025-OR."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

COLUMNS = ["school", "assessment", "year", "low", "attempt", "pupils"]
KEYS = ["school", "assessment", "year"]
CODES = ["ВПР-РУ-5", "ВПР-МА-5", "ВПР-РУ-6", "ВПР-МА-6", "ОГЭ-РУ-9", "ОГЭ-МА-9",
         "ЕГЭ-РУ-11", "ЕГЭ-МАБ-11", "ЕГЭ-МАП-11"]  # fmt: skip


def answer(store: Path, year: int) -> Iterable[tuple[str, str]]:
    """Return what the rule says of each school."""
    files = sorted((store / "marks").glob("*/*/*.parquet"))
    marks = pd.concat([pd.read_parquet(file, columns=COLUMNS) for file in files])
    kept = marks["low"].notna() & (marks["attempt"] == 1)
    kept &= marks["year"].isin([year - 1, year]) & marks["assessment"].isin(CODES)
    marks = marks[kept]
    marks["below"] = marks["pupils"] * marks["low"].astype(bool)
    totals = marks.groupby(KEYS)[["below", "pupils"]].sum().reset_index()
    totals["counted"] = totals["pupils"] >= 10
    totals["is_low"] = totals["counted"] & (100 * totals["below"] >= 30 * totals["pupils"])
    return _official(totals, year)


def _official(totals: pd.DataFrame, year: int) -> Iterable[tuple[str, str]]:
    now = totals[totals["year"] == year].groupby("school")["is_low"].sum() >= 2
    both = totals.groupby(["school", "assessment"])["is_low"].sum() == 2
    twice = both.groupby("school").any()
    schools = twice.index
    yes = now.reindex(schools, fill_value=False).to_numpy() | twice.to_numpy()
    enough = totals.groupby("school")["counted"].sum().reindex(schools).to_numpy() >= 2
    told = np.where(enough, np.where(yes, "yes", "no"), "insufficient")
    return zip(schools.tolist(), told.tolist(), strict=True)
