"""The list under other numbers and readings of the rule, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from opora.analytics.whatif import Replay, Scenario
    from opora.cli_identify.asked import Asked


def replay_json(asked: Asked, base: Replay, told: Replay, year: int) -> dict[str, Any]:
    """Return the lists under all scenarios as programs get them."""
    ever = told.listed.any(axis=0)
    return {
        "year": year,
        "data_hash": asked.dataset.data_hash,
        "base": _scenario_json(base.scenarios[0]) | {"listed": _listed(base, 0)},
        "scenarios": [
            _scenario_json(one)
            | {
                "listed": int(told.sizes[place]),
                "entering": sorted({*_listed(told, place)} - {*_listed(base, 0)}),
                "leaving": sorted({*_listed(base, 0)} - {*_listed(told, place)}),
            }
            for place, one in enumerate(told.scenarios)
        ],
        "stability": {
            str(school): round(float(share), 4)
            for school, share in zip(told.schools[ever], told.stability[ever], strict=True)
        },
    }


def _scenario_json(scenario: Scenario) -> dict[str, Any]:
    return {
        "rule": scenario.rule,
        "threshold": scenario.threshold,
        "window": scenario.window,
        "minimal_n": scenario.minimal_n,
    }


def _listed(told: Replay, place: int) -> list[str]:
    return [str(school) for school in told.schools[told.listed[place]]]


def show_replay(base: Replay, told: Replay) -> None:
    """Print who enters and leaves under each scenario."""
    from rich.console import Console
    from rich.table import Table

    table = Table("Правило", "Порог, %", "Лет", "Минимум", "В списке", "Входят", "Выходят")
    now = {*_listed(base, 0)}
    for place, one in enumerate(told.scenarios):
        then = {*_listed(told, place)}
        numbers = (one.threshold, one.window, one.minimal_n, len(then))
        moved = (", ".join(sorted(then - now)) or "—", ", ".join(sorted(now - then)) or "—")
        table.add_row(one.rule, *map(str, numbers), *moved)
    first = base.scenarios[0]
    typer.echo(
        f"Точка отсчёта: {first.rule}, порог {first.threshold} %, лет {first.window}, "
        f"минимум участников {first.minimal_n}; в списке {len(now)}."
    )
    Console().print(table)
