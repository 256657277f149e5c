"""The same list as a DuckDB user writes it by hand: one query, R2025-OR in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

QUERY = """
WITH totals AS (
    SELECT school, assessment, year,
           sum(pupils) FILTER (low) AS low, sum(pupils) AS tested
    FROM read_parquet($files)
    WHERE low IS NOT NULL AND attempt = 1 AND year BETWEEN $year - 1 AND $year
      AND assessment IN ('ВПР-РУ-5', 'ВПР-МА-5', 'ВПР-РУ-6', 'ВПР-МА-6', 'ОГЭ-РУ-9',
                         'ОГЭ-МА-9', 'ЕГЭ-РУ-11', 'ЕГЭ-МАБ-11', 'ЕГЭ-МАП-11')
    GROUP BY ALL
), judged AS (
    SELECT *, tested >= 10 AS counted,
           tested >= 10 AND 100 * coalesce(low, 0) >= 30 * tested AS is_low
    FROM totals
), repeated AS (
    SELECT DISTINCT school FROM (
        SELECT school FROM judged WHERE is_low GROUP BY school, assessment HAVING count(*) = 2
    )
), schools AS (
    SELECT school, count(*) FILTER (counted) AS results,
           count(*) FILTER (is_low AND year = $year) AS now
    FROM judged GROUP BY school
)
SELECT school, CASE WHEN results < 2 THEN 'insufficient'
                    WHEN now >= 2 OR school IN (FROM repeated) THEN 'yes' ELSE 'no' END
FROM schools
"""


def answer(store: Path, year: int) -> Iterable[tuple[str, str]]:
    """Return what the rule says of each school."""
    asked = {"files": f"{store}/marks/*/*/*.parquet", "year": year}
    return duckdb.connect().execute(QUERY, asked).fetchall()
