"""Why a school is on the list or not, down to file and row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isnan
from typing import TYPE_CHECKING, Any

from opora.cli_identify.lists import (
    OFFICIAL,
    chance,
    decimal,
    label,
    limits,
    school_json,
    verdict_names,
)

if TYPE_CHECKING:
    from opora.analytics.identification import Clause, Identification
    from opora.cli_identify.asked import Asked
    from opora.methodology.rules import Rule


def explanation_json(asked: Asked, found: Identification, school: str) -> dict[str, Any]:
    """Return what the list says of a school, with files and rows."""
    told = school_json(found, school)
    for clause, shown in zip(found.clauses(school), told["clauses"], strict=True):
        shown["reason"] = clause.reason
        shown["sources"] = [
            {"file": file, "sheet": sheet, "rows": rows}
            for file, sheet, rows in _sources(asked, school, clause)
        ]
    return told | {"data_hash": asked.dataset.data_hash}


def explained(asked: Asked, found: Identification, school: str) -> Iterator[str]:
    """Say why a school is on the list or not, down to file and row."""
    place, rule = found.place(school), found.rule
    yield f"{school} {asked.names.get(school, '')}".strip()
    yield f"Правило {rule.code}: {rule.wording}{label(rule)}"
    yield f"По правилу: {OFFICIAL[found.official[place]]}."
    yield (
        f"Вывод: {verdict_names()[found.verdict[place]]}. Вероятность, что истинная доля не "
        f"ниже {rule.threshold.value} %: {chance(found, place)}; доля {limits(found, place)}."
    )
    for clause in found.clauses(school):
        yield _clause_words(clause, rule)
        for file, sheet, rows in _sources(asked, school, clause):
            where = f", лист «{sheet}»" if sheet else ""
            yield f"    {file}{where}, строки {_ranges(rows)}"
    yield from _distance(found, place)


def _clause_words(clause: Clause, rule: Rule) -> str:
    share = decimal(100 * clause.below / clause.participants, 1)
    counted = f"ниже порога {clause.below} из {clause.participants} ({share} %)"
    if clause.reason is not None:
        from opora.methodology.rules import load_rules

        titles = {one.code: one.title for one in load_rules().pack.exclusions}
        outcome = f"не учтено: {titles.get(clause.reason, clause.reason)}"
    else:
        sign = "не меньше" if clause.low else "меньше"
        outcome = f"{sign} {rule.threshold.value} %"
    return f"  {clause.assessment}, {clause.year}: {counted}, {outcome}"


def _distance(found: Identification, place: int) -> Iterator[str]:
    from opora.analytics.official import RuleNotApplicable
    from opora.analytics.robustness import distances

    try:
        told = distances(found)
    except RuleNotApplicable:
        return
    entering, leaving = float(told.entering[place]), float(told.leaving[place])
    if not isnan(leaving):
        yield f"Чтобы выйти из списка, хватило бы иных результатов у {leaving:.0f} участников."
    elif not isnan(entering):
        yield f"До списка не хватает низких результатов у {entering:.0f} участников."


def _sources(
    asked: Asked, school: str, clause: Clause
) -> Iterator[tuple[str, str | None, list[int]]]:
    """Yield file, sheet and rows of the results that a clause counts."""
    rows = asked.rows(school, clause.assessment, clause.year)
    counted = [row for row in rows if row["low"] is not None and row["attempt"] == 1]
    for (source, sheet), group in groupby(counted, lambda row: (row["source"], row["sheet"])):
        numbers = sorted({row["row"] for row in group if row["row"] is not None})
        yield asked.dataset.file_of(source), sheet, numbers


def _ranges(numbers: Sequence[int]) -> str:
    """Write row numbers as people do: 9–21, 24."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
