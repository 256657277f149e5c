"""A rule in its parts, each with what a school has of it, and each result in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from opora.domain.identification import words
from opora.methodology.rules import (
    AllOf,
    AnyOf,
    BottomRank,
    Count,
    Named,
    Predicate,
    Repeated,
    Residual,
    Rule,
    load_rules,
)

_LETTERS = "АБВГДЕЖЗ"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rule and how a school stands to it.

    Attributes
    ----------
    letter : str
        «А», «Б»; empty where the rule has one part alone.
    need, have, of : int or None
        How many results it takes, are there, and count; None for a part without counting.
    """

    letter: str
    title: str
    holds: bool
    need: int | None = None
    have: int | None = None
    of: int | None = None

    @property
    def sentence(self) -> str:
        """The part in words: «Пункт А выполнен: 3 процедуры из 6, достаточно 2»."""
        name = f"Пункт {self.letter}" if self.letter else "Правило"
        done = "выполнен" if self.letter else "выполнено"
        head = f"{name} {done}" if self.holds else f"{name} не {done}"
        if self.have is None or self.of is None:
            return f"{head}: {self.title}."
        noun = words.plural(self.have, "процедура", "процедуры", "процедур")
        enough = "достаточно" if self.holds else "нужно"
        return f"{head}: {self.have} {noun} из {self.of}, {enough} {self.need}."


def parts_of(
    rule: Rule, clauses: Iterable[dict[str, Any]], year: int, *, listed: bool
) -> tuple[Part, ...]:
    """Take a rule apart for a school.

    Parameters
    ----------
    rule : Rule
        The rule of the run.
    clauses : iterable of dict
        The results of the school as the run keeps them.
    year : int
        The year of the run.
    listed : bool
        What the rule says, for parts that one school's results do not decide.
    """
    told = list(clauses)
    predicate = rule.predicate
    if not isinstance(predicate, AnyOf | AllOf):
        return (_part("", predicate, told, year, rule, listed=listed),)
    return tuple(
        _part(letter, one, told, year, rule, listed=listed)
        for letter, one in zip(_LETTERS, predicate.of, strict=False)
    )


def reason_words(code: str) -> str:
    """Return why a result does not count, in words."""
    titles = {one.code: one.title for one in load_rules().pack.exclusions}
    return titles.get(code, code)


def _part(  # noqa: PLR0913  # the part, the school, the rule
    letter: str,
    predicate: Predicate,
    clauses: Sequence[dict[str, Any]],
    year: int,
    rule: Rule,
    *,
    listed: bool,
) -> Part:
    match predicate:
        case Count():
            return _count(letter, predicate, clauses, year, rule)
        case Repeated():
            return _repeated(letter, predicate, clauses, year, rule)
    return Part(letter, _title(predicate, rule, year), listed)


def _count(
    letter: str, predicate: Count, clauses: Sequence[dict[str, Any]], year: int, rule: Rule
) -> Part:
    counted = [one for one in clauses if not one["reason"]]
    title = _title(predicate, rule, year)
    if predicate.span == "each":
        years = range(year - rule.window.value + 1, year + 1)
        by_year = [[one for one in counted if one["year"] == each] for each in years]
        counted = min(by_year, key=lambda found: sum(one["low"] for one in found))
    elif predicate.span == "current":
        counted = [one for one in counted if one["year"] == year]
    have = sum(one["low"] for one in counted)
    return Part(
        letter, title, have >= predicate.at_least, predicate.at_least, have, len(counted)
    )


def _repeated(
    letter: str, predicate: Repeated, clauses: Sequence[dict[str, Any]], year: int, rule: Rule
) -> Part:
    years = set(range(year - predicate.years + 1, year + 1))
    counted: dict[str, dict[int, bool]] = defaultdict(dict)
    for one in clauses:
        if not one["reason"] and one["year"] in years:
            counted[one["assessment"]][one["year"]] = one["low"]
    whole = [found for found in counted.values() if found.keys() == years]
    have = sum(all(found.values()) for found in whole)
    return Part(letter, _title(predicate, rule, year), have >= 1, 1, have, len(whole))


def _title(predicate: Predicate, rule: Rule, year: int) -> str:
    low = f"не менее {rule.threshold.value} % участников ниже минимальной границы"
    match predicate:
        case Count(at_least=least, span=span):
            when = {
                "current": f"в {year} году",
                "window": f"за {year - rule.window.value + 1}–{year} годы",
                "each": f"в каждом году с {year - rule.window.value + 1} по {year}",
            }[span]
            return f"{low} по {least} и более процедурам {when}"
        case Repeated(years=years):
            return f"{low} по одной и той же процедуре в {year - years + 1}–{year} годах"
        case BottomRank(percent=percent):
            return f"школа среди последних {percent} % по порядку результатов региона"
        case Residual(below_sigma=sigma):
            far = words.decimal(sigma, 1)
            return (
                f"результат ниже ожидаемого по условиям школы больше чем на {far} стандартной "
                "ошибки"
            )
        case Named():
            return "школа названа в приказе региона"
        case AnyOf() | AllOf():
            return rule.title
