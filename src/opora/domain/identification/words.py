"""Numbers in words that a head of department understands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from opora.analytics.predicates import over_low_results
from opora.analytics.whatif import MOST_CELLS, chance_of_listing
from opora.methodology.rules import Predicate, Rule
from opora.methodology.subjects import load_subjects

ALMOST = 0.95
"""From this probability on it is «almost surely», below its complement «almost excluded»."""

_FIRM = ((0.9, "устойчиво"), (0.6, "вероятно"), (0.4, "на границе"), (0.1, "вероятно нет"))
_EVERY = (
    (0.75, "почти каждая"), (0.4, "каждая вторая"), (0.28, "каждая третья"),
    (0.22, "каждая четвёртая"), (0.18, "каждая пятая"), (0.08, "каждая десятая"),
    (0.035, "каждая двадцатая"), (0.015, "каждая пятидесятая"), (0.005, "каждая сотая"),
)  # fmt: skip


def chance(probability: float | None) -> str:
    """Say a probability as a count of ten cases.

    Examples
    --------
    >>> chance(0.81), chance(0.97), chance(0.02), chance(None)
    ('около 8 из 10', 'почти наверняка', 'почти исключено', 'нельзя судить')
    """
    if probability is None:
        return "нельзя судить"
    if probability >= ALMOST:
        return "почти наверняка"
    if probability <= 1 - ALMOST:
        return "почти исключено"
    return f"около {min(max(round(10 * probability), 1), 9)} из 10"


def firmness(probability: float | None) -> str:
    """Say how firmly a school is above the threshold.

    Examples
    --------
    >>> firmness(0.92), firmness(0.5), firmness(0.03), firmness(None)
    ('устойчиво', 'на границе', 'устойчиво нет', 'нельзя судить')
    """
    if probability is None:
        return "нельзя судить"
    return next((word for least, word in _FIRM if probability >= least), "устойчиво нет")


def every(share: float) -> str:
    """Say a share of schools as «каждая N-я».

    Examples
    --------
    >>> every(0.44), every(0.1), every(0.0001)
    ('каждая вторая', 'каждая десятая', 'почти ни одна')
    """
    return next((word for least, word in _EVERY if share >= least), "почти ни одна")


def small_n(rule: Rule, *, participants: int, assessments: int, ordinary: float) -> str | None:
    """Say how often the rule lists an ordinary school with so many participants.

    Parameters
    ----------
    rule : Rule
        The rule of the run.
    participants : int
        Participants of each assessment. [pupils]
    assessments : int
        Assessments that the school takes in a year.
    ordinary : float
        Share of low results of an ordinary school: the mean of the region. [1]

    Returns
    -------
    str or None
        A sentence; None for a rule that is not over low results alone, and where an ordinary
        school truly is at the threshold.

    Examples
    --------
    >>> from opora.methodology.rules import load_rules
    >>> rule = load_rules().rule("R2020")
    >>> small_n(rule, participants=10, assessments=4, ordinary=0.15)[:59]
    'При 10 участниках в процедуре под правило попадает каждая в'
    """
    if not over_low_results(rule.predicate) or 100 * ordinary >= rule.threshold.value:
        return None
    if participants < 1 or assessments < 1:
        return None
    years = rule.window.value
    listed = _chance_of_ordinary(
        rule.predicate, round(ordinary, 3), participants,
        min(assessments, MOST_CELLS // years), years, rule.threshold.value,
    )  # fmt: skip
    usual = f"обычная школа, в которой низких результатов {decimal(100 * ordinary, 0)} %"
    shown = f"При {participants} {_participants(participants)} в процедуре"
    if listed < _EVERY[-1][0]:
        return f"{shown} {usual}, под правило почти никогда не попадает."
    return f"{shown} под правило попадает {every(listed)} {usual}."


def procedure(code: str) -> str:
    """Return an assessment in words.

    Examples
    --------
    >>> procedure("ВПР-МА-5"), procedure("ОГЭ-РУ-9")
    ('ВПР, математика, 5 класс', 'ОГЭ, русский язык')
    """
    subjects = load_subjects()
    one = subjects.assessment(code)
    subject = subjects.named(one.subject)
    name = subject.name.lower() if subject else one.subject
    return (
        f"{one.kind}, {name}, {one.grade} класс" if one.kind == "ВПР" else f"{one.kind}, {name}"
    )


def share(below: int, participants: int) -> str:
    """Return a share with a decimal comma; without participants there is none.

    Examples
    --------
    >>> share(6, 17), share(0, 0)
    ('35,3 %', '—')
    """
    return f"{decimal(100 * below / participants, 1)} %" if participants else "—"


def decimal(number: float, digits: int) -> str:
    """Write a number with a decimal comma."""
    return f"{number:.{digits}f}".replace(".", ",")


def plural(number: int, one: str, few: str, many: str) -> str:
    """Choose the form of a noun after a number.

    Examples
    --------
    >>> [plural(n, "школа", "школы", "школ") for n in (1, 3, 11, 25, 101)]
    ['школа', 'школы', 'школ', 'школ', 'школа']
    """
    last, teens = number % 10, number % 100 in range(11, 15)
    if last == 1 and not teens:
        return one
    return few if last in {2, 3, 4} and not teens else many


def row_ranges(rows: Iterable[int]) -> str:
    """Write row numbers as people do.

    Examples
    --------
    >>> row_ranges([9, 10, 11, 24]), row_ranges([5])
    ('строки 9–11, 24', 'строка 5')
    """
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    told = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"строка {told}" if told.isdigit() else f"строки {told}"


def _participants(number: int) -> str:
    return plural(number, "участнике", "участниках", "участниках")


@lru_cache(maxsize=4096)
def _chance_of_ordinary(  # noqa: PLR0913, PLR0917  # the cache needs the numbers one by one
    predicate: Predicate, ordinary: float, n: int, assessments: int, years: int, threshold: int
) -> float:
    sizes = np.full((assessments, years), n)
    return float(chance_of_listing(predicate, [ordinary], sizes, threshold=threshold)[0])
