"""Why a school is on the list or not, down to file and row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from opora.cli_identify.lists import (
    NOT_NORMATIVE,
    OFFICIAL,
    chance,
    chance_words,
    decimal,
    is_doubted,
    label,
    left_out,
    limits,
    official_words,
    rounded,
    school_json,
    verdict_names,
)

if TYPE_CHECKING:
    from opora.analytics.identification import Clause, Identification
    from opora.cli_identify.questions import Listed

_SHOWN = 12
"""Signs of a hash that a person needs to tell one file from another, as in ``opora store``."""

_MEANINGS = {
    "established": "данные подтверждают: доля низких результатов высока",
    "watch": "скорее высока, чем нет, но данных для уверенности не хватает",
    "formal": "правило выполнено, но данные этого не подтверждают",
    "none": "данные говорят против",
    "insufficient": "участников слишком мало, чтобы что-то утверждать",
}


def explanation_json(told: Listed, school: str) -> dict[str, Any]:
    """Return what the list says of a school, with files and rows and how firm it is."""
    found = told.found
    shown = school_json(found, school)
    for clause, element in zip(found.clauses(school), shown["clauses"], strict=True):
        element["reason"] = clause.reason
        element["sources"] = [
            {"file": one.file, "source": one.source, "sheet": one.sheet, "rows": one.rows}
            for one in _sources(told, school, clause)
        ]
    return shown | {
        "rule": told.rule.code,
        "year": told.year,
        "share": {
            "mean": rounded(found.share[found.place(school)]),
            "lower": rounded(found.lower[found.place(school)]),
            "upper": rounded(found.upper[found.place(school)]),
        },
        "robustness": _robustness_json(found, school),
        "left_out": left_out(told, school),
        "data_hash": told.asked.dataset.data_hash,
    }


def _robustness_json(found: Identification, school: str) -> dict[str, Any]:
    from opora.analytics.robustness import distances, leave_one_out, prior_sensitivity

    place = found.place(school)
    prior = prior_sensitivity(found)
    shown: dict[str, Any] = {
        "prior_halved": rounded(prior.weaker[place]),
        "prior_doubled": rounded(prior.stronger[place]),
    }
    if not _over_low_results(found):
        return shown
    away, without = distances(found), leave_one_out(found)
    return shown | {
        "entering": rounded(away.entering[place]),
        "leaving": rounded(away.leaving[place]),
        "without": [
            {
                "procedure": code,
                "official": str(without.official[row, place]),
                "probability": rounded(without.probability[row, place]),
            }
            for row, code in enumerate(without.assessments)
        ],
    }


def explained(told: Listed, school: str) -> Iterator[str]:
    """Say why a school is on the list or not, down to file and row."""
    found = told.found
    place, rule = found.place(school), told.rule
    yield f"{school} {told.asked.names.get(school, '')}".strip()
    yield f"Правило {rule.code}: {rule.wording}{label(rule)}"
    yield f"Источник правила: {rule.source}."
    yield f"По правилу: {official_words(told, school)}."
    verdict = str(found.verdict[place])
    yield f"Вывод: {verdict_names()[verdict]} — {_MEANINGS[verdict]}."
    yield (
        f"Вероятность, что истинная доля не ниже {rule.threshold.value} %: "
        f"{chance(found, place)}; доля {limits(found, place)}."
    )
    for clause in found.clauses(school):
        yield _clause_words(told, clause)
        for one in _sources(told, school, clause):
            yield f"    {one.words()}"
    if is_doubted(told, school):
        yield "Объективность под вопросом: «нет» по остальным результатам — не вывод."
    yield from _firmness(found, place)
    cuts = told.given.book.pack.verdicts
    if cuts.label:
        yield f"{NOT_NORMATIVE}: границы выводов ({cuts.source})."


def _clause_words(told: Listed, clause: Clause) -> str:
    share = decimal(100 * clause.below / clause.participants, 1)
    counted = f"ниже порога {clause.below} из {clause.participants} ({share} %)"
    if clause.reason is not None:
        outcome = f"не учтено: {told.given.reason(clause.reason)}"
    else:
        sign = "не меньше" if clause.low else "меньше"
        outcome = f"{sign} {told.rule.threshold.value} %"
    return f"  {clause.assessment}, {clause.year}: {counted}, {outcome}"


def _firmness(found: Identification, place: int) -> Iterator[str]:
    """Say what would change the answer."""
    from opora.analytics.robustness import prior_sensitivity

    if _over_low_results(found):
        yield from _distance(found, place)
        yield from _without_each(found, place)
    prior = prior_sensitivity(found)
    weaker, stronger = float(prior.weaker[place]), float(prior.stronger[place])
    if not isnan(weaker):
        yield (
            "Если прочие школы учитывать вдвое слабее, вероятность "
            f"{chance_words(weaker)}, вдвое сильнее — {chance_words(stronger)}."
        )


def _distance(found: Identification, place: int) -> Iterator[str]:
    from opora.analytics.robustness import distances

    away = distances(found)
    entering, leaving = float(away.entering[place]), float(away.leaving[place])
    if not isnan(leaving):
        yield f"Чтобы выйти из списка, хватило бы иных результатов у {leaving:.0f} участников."
    elif not isnan(entering):
        yield f"До списка не хватает низких результатов у {entering:.0f} участников."


def _without_each(found: Identification, place: int) -> Iterator[str]:
    from opora.analytics.robustness import leave_one_out

    without = leave_one_out(found)
    taken = found.counts.tested[place].any(axis=1)
    if not taken.any():
        return
    decisive = [
        f"{code} — {OFFICIAL[without.official[row, place]]}"
        for row, code in enumerate(without.assessments)
        if taken[row] and without.official[row, place] != found.official[place]
    ]
    if decisive:
        yield f"Без одной процедуры ответ правила иной: {'; '.join(decisive)}."
    else:
        yield "Без любой одной процедуры ответ правила тот же."


def _over_low_results(found: Identification) -> bool:
    from opora.analytics.predicates import over_low_results

    return over_low_results(found.rule.predicate)


class _Source(NamedTuple):
    """Where results stand: the file, the start of its hash, the sheet and the rows."""

    file: str
    source: str
    sheet: str | None
    rows: list[int]
    has_namesake: bool

    def words(self) -> str:
        """Say it; two files of one name are told apart by their hash."""
        which = f" (отпечаток {self.source[:_SHOWN]})" if self.has_namesake else ""
        sheet = f", лист «{self.sheet}»" if self.sheet else ""
        return f"{self.file}{which}{sheet}{_rows_words(self.rows)}"


def _sources(told: Listed, school: str, clause: Clause) -> Iterator[_Source]:
    """Yield the sources of the results that a clause counts."""
    dataset = told.asked.dataset
    files = {part.source: part.file for part in dataset.parts}
    named = Counter(files.values())
    rows = told.asked.rows(school, clause.assessment, clause.year)
    counted = [row for row in rows if row["low"] is not None and row["attempt"] == 1]
    for (source, sheet), group in groupby(counted, lambda row: (row["source"], row["sheet"])):
        numbers = sorted({row["row"] for row in group if row["row"] is not None})
        file = files[source]
        yield _Source(file, source, sheet, numbers, has_namesake=named[file] > 1)


def _rows_words(numbers: Sequence[int]) -> str:
    """Name the rows, none where the file has none.

    Examples
    --------
    >>> _rows_words([12]), _rows_words([12, 13, 14])
    (', строка 12', ', строки 12–14')
    """
    if not numbers:
        return ""
    return f", {'строки' if len(numbers) > 1 else 'строка'} {_ranges(numbers)}"


def _ranges(numbers: Sequence[int]) -> str:
    """Write row numbers as people do: 9–21, 24."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
