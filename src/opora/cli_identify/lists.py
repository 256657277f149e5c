"""The list, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from opora.analytics.identification import Identification
    from opora.cli_identify.asked import Asked
    from opora.methodology.rules import Rule

OFFICIAL = {"yes": "да", "no": "нет", "insufficient": "данных мало"}


def list_json(asked: Asked, found: Identification, year: int) -> dict[str, Any]:
    """Return the list as programs get it."""
    return {
        "rule": found.rule.code,
        "year": year,
        "data_hash": asked.dataset.data_hash,
        "schools": [school_json(found, str(school)) for school in found.counts.schools],
    }


def school_json(found: Identification, school: str) -> dict[str, Any]:
    """Return what the list says of one school."""
    place = found.place(school)
    probability = float(found.probability[place])
    return {
        "code": school,
        "official": str(found.official[place]),
        "verdict": str(found.verdict[place]),
        "probability": None if isnan(probability) else round(probability, 6),
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


def show_list(asked: Asked, found: Identification, year: int) -> None:
    """Print the list as a table, those on it first."""
    from rich.console import Console
    from rich.table import Table

    rule = found.rule
    names = verdict_names()
    table = Table("Код", "Школа", "По правилу", "Вывод", "Вероятность", "Доля и её границы")
    order = sorted(range(len(found.official)), key=lambda at: (not found.listed[at], at))
    for place in order:
        school = str(found.counts.schools[place])
        table.add_row(
            school,
            asked.names.get(school, "—"),
            OFFICIAL[found.official[place]],
            names[found.verdict[place]],
            chance(found, place),
            limits(found, place),
        )
    console = Console()
    typer.echo(f"Правило {rule.code}: {rule.title}. Год {year}.{label(rule)}")
    console.print(table)
    typer.echo("\n".join(_summary(asked, found)))


def _summary(asked: Asked, found: Identification) -> Iterator[str]:
    listed, unknown = int(found.listed.sum()), int((found.official == "insufficient").sum())
    yield f"Школ {len(found.official)}, в списке {listed}, данных мало у {unknown}."
    yield f"Ожидаемое число школ, попавших в список случайно: {found.expected_wrong:.1f}."
    if found.prior_borrowed:
        yield "Школ мало: вероятности опираются на распределение по умолчанию, не нормативно."
    yield f"Набор данных {asked.dataset.data_hash}."


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
    return f" По умолчанию, не нормативно: {shown}." if shown else ""


def verdict_names() -> dict[str, str]:
    """Return the words for each verdict."""
    from msgspec.structs import asdict

    from opora.methodology.rules import load_rules

    return asdict(load_rules().pack.verdicts.names)


def chance(found: Identification, place: int) -> str:
    """Return the probability that the true share reaches the threshold, in words."""
    chance = float(found.probability[place])
    return "—" if isnan(chance) else decimal(chance, 2)


def limits(found: Identification, place: int) -> str:
    """Return the share and its 95 % limits, in words."""
    if isnan(float(found.probability[place])):
        return "—"
    share, lower, upper = (
        decimal(100 * float(one[place]), 0) for one in (found.share, found.lower, found.upper)
    )
    return f"{share} % ({lower}–{upper})"


def decimal(number: float, digits: int) -> str:
    """Write a number with a decimal comma."""
    return f"{number:.{digits}f}".replace(".", ",")
