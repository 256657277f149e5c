"""The list, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import isnan
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from opora.analytics.exclusions import Exclusion
    from opora.analytics.identification import Identification
    from opora.cli_identify.questions import Listed
    from opora.methodology.rules import Rule

OFFICIAL = {"yes": "да", "no": "нет", "insufficient": "данных мало"}
NOT_NORMATIVE = "По умолчанию, не нормативно"
_BIASED = "BIAS"
_WIDE = 160


def list_json(told: Listed) -> dict[str, Any]:
    """Return the list as programs get it; ``excluded`` is there where a table was given."""
    schools = [school_json(told.found, str(one)) for one in told.found.counts.schools]
    shown = {
        "rule": told.rule.code,
        "year": told.year,
        "data_hash": told.asked.dataset.data_hash,
        "schools": schools,
    }
    if told.given.exclusions:
        shown["excluded"] = [_exclusion_json(told, one) for one in told.given.exclusions]
    return shown


def school_json(found: Identification, school: str) -> dict[str, Any]:
    """Return what the list says of one school."""
    place = found.place(school)
    return {
        "code": school,
        "official": str(found.official[place]),
        "verdict": str(found.verdict[place]),
        "probability": rounded(found.probability[place]),
        "clauses": [
            {
                "procedure": one.assessment,
                "year": one.year,
                "participants": one.participants,
                "below": one.below,
                "low": one.low,
            }
            for one in found.clauses(school)
        ],
    }


def _exclusion_json(told: Listed, one: Exclusion) -> dict[str, Any]:
    return {
        "code": one.school,
        "reason": one.reason,
        "title": told.given.reason(one.reason),
        "procedure": one.assessment or None,
        "year": one.year,
    }


def show_list(told: Listed) -> None:
    """Print the list as a table, those on it first."""
    from rich.table import Table

    noted = bool(told.given.exclusions)
    heads = ("Код", "Школа", "По правилу", "Вывод", "Вероятность", "Доля и её границы")
    table = Table(*heads, *(("Не учтено",) if noted else ()))
    for place in in_order(told.found):
        row = cells_of(told, place)
        table.add_row(*(row if noted else row[:-1]))
    typer.echo(f"{title(told)}.{label(told.rule)}")
    console().print(table)
    typer.echo("\n".join(summary(told)))


def console() -> Console:
    """Return where tables are printed; a file or a pipe has no edge to break lines at."""
    from rich.console import Console

    screen = Console()
    return screen if screen.is_terminal else Console(width=_WIDE)


def title(told: Listed) -> str:
    """Name the rule and the year."""
    return f"Правило {told.rule.code}: {told.rule.title}. Год {told.year}"


def in_order(found: Identification) -> list[int]:
    """Return the places of schools: those on the list first, the surest of them first."""
    chance_of = [0.0 if isnan(float(one)) else float(one) for one in found.probability]
    places = range(len(found.official))
    return sorted(places, key=lambda at: (not found.listed[at], -chance_of[at], at))


def cells_of(told: Listed, place: int) -> list[str]:
    """Return one line of the list as words; the last cell says what was left out and why."""
    found = told.found
    school = str(found.counts.schools[place])
    return [
        school,
        told.asked.names.get(school, "—"),
        official_words(told, school),
        verdict_names()[found.verdict[place]],
        chance(found, place),
        limits(found, place),
        ", ".join(left_out(told, school)),
    ]


def official_words(told: Listed, school: str) -> str:
    """Say what the rule says; a school that a person left out whole is not one of few data."""
    answer = OFFICIAL[told.found.official[told.found.place(school)]]
    whole = any(
        one.school == school and not one.assessment and one.year is None
        for one in told.given.exclusions
    )
    return "исключена" if whole else answer


def left_out(told: Listed, school: str) -> list[str]:
    """Return what a person left out of the results of a school, and why, each once."""
    words = [
        " ".join(filter(None, (one.assessment, str(one.year or "")))) + ": " * bool(
            one.assessment or one.year
        ) + told.given.reason(one.reason)
        for one in told.given.exclusions
        if one.school == school
    ]  # fmt: skip
    return [*dict.fromkeys(words)]


def is_doubted(told: Listed, school: str) -> bool:
    """Say whether results of the school were found biased: then «no» proves nothing."""
    return any(one.reason == _BIASED for one in told.given.exclusions if one.school == school)


def summary(told: Listed) -> Iterator[str]:
    """Say what the list is worth: its size, how many are expected wrong on it."""
    found = told.found
    listed, unknown = int(found.listed.sum()), int((found.official == "insufficient").sum())
    yield f"Школ {len(found.official)}, в списке {listed}, данных мало у {unknown}."
    yield from _expected_wrong(found)
    if found.prior_borrowed:
        yield "Школ мало: вероятности опираются на распределение по умолчанию, не нормативно."
    if not found.counts.tested.any():
        yield _nothing_in(told)
    if told.strangers:
        yield f"Исключены, но в данных их нет: {', '.join(told.strangers)}."
    doubted = [one for one in found.counts.schools.tolist() if is_doubted(told, one)]
    if doubted:
        yield f"Объективность под вопросом, «нет» ничего не доказывает: {', '.join(doubted)}."
    yield f"Набор данных {told.asked.dataset.data_hash}."


def _expected_wrong(found: Identification) -> Iterator[str]:
    """Say how many schools of each list are expected to be below the threshold in truth."""
    from opora.analytics.identification import Verdict, expected_wrong

    sure = found.verdict == Verdict.ESTABLISHED.value
    told = (("В списке по правилу", found.listed), ("Среди выявленных", sure))
    for words, flags in told:
        if flags.any():
            wrong = decimal(expected_wrong(found.probability, flags), 1)
            yield f"{words} школ {int(flags.sum())}, из них ошибочно ожидается {wrong}."


def _nothing_in(told: Listed) -> str:
    years = [str(one) for one in told.asked.counts.years]
    there = f"есть годы {years[0]}–{years[-1]}" if len(years) > 1 else f"есть {''.join(years)}"
    window = told.found.counts.years
    asked = f"{window[0]}–{window[-1]}" if len(window) > 1 else str(window[0])
    return f"За {asked} по процедурам правила результатов нет" + (
        f"; {there}." if years else "."
    )


def label(rule: Rule) -> str:
    """Name the parts of the rule that stand in no act known to us."""
    parts = {
        "wording": "формулировка",
        "threshold": "порог",
        "window": "окно",
        "minimal_n": "минимум участников",
        "assessments": "перечень процедур",
    }
    shown = ", ".join(parts[one] for one in rule.not_normative)
    return f" {NOT_NORMATIVE}: {shown}." if shown else ""


@cache
def verdict_names() -> dict[str, str]:
    """Return the words for each verdict."""
    from msgspec.structs import asdict

    from opora.methodology.rules import load_rules

    return asdict(load_rules().pack.verdicts.names)


def chance(found: Identification, place: int) -> str:
    """Return the probability that the true share reaches the threshold, in words."""
    return chance_words(float(found.probability[place]))


def chance_words(probability: float) -> str:
    """Write a probability; one that is not known is a dash.

    Examples
    --------
    >>> chance_words(0.876), chance_words(float("nan"))
    ('0,88', '—')
    """
    return "—" if isnan(probability) else decimal(probability, 2)


def limits(found: Identification, place: int) -> str:
    """Return the share and its 95 % limits, in words."""
    if isnan(float(found.probability[place])):
        return "—"
    share, lower, upper = (
        decimal(100 * float(one[place]), 0) for one in (found.share, found.lower, found.upper)
    )
    return f"{share} % ({lower}–{upper})"


def decimal(number: float, digits: int) -> str:
    """Write a number with a decimal comma and a real minus.

    Examples
    --------
    >>> decimal(-1.25, 1), decimal(-0.01, 1)
    ('−1,2', '0,0')
    """
    rounded_ = round(number, digits) + 0.0  # of −0.0 makes 0.0
    return f"{rounded_:.{digits}f}".replace(".", ",").replace("-", "−")


def signed(number: float, digits: int) -> str:
    """Write a number that is added: with its sign.

    Examples
    --------
    >>> signed(2.3, 1), signed(-1.4, 1), signed(0.01, 1)
    ('+2,3', '−1,4', '0,0')
    """
    text = decimal(number, digits)
    return f"+{text}" if round(number, digits) > 0 else text


def rounded(number: float) -> float | None:
    """Return the number as JSON may have it: without NaN, without digits that mean nothing."""
    return None if isnan(number) else round(float(number), 6)


def as_text(content: dict[str, Any]) -> str:
    """Return JSON as it is printed."""
    import msgspec

    # The standard library writes indented JSON in pure Python: seconds for a country.
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode()
