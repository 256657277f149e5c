"""The list under other numbers and readings of the rule, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from opora.cli_identify.lists import chance, console, decimal, rounded
from opora.cli_identify.refusing import refuse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from opora.analytics.counts import Counts
    from opora.analytics.whatif import Capacity, Replay, Scenario
    from opora.cli_identify.questions import Listed
    from opora.methodology.rules import Rule


@dataclass(frozen=True)
class Replayed:
    """The list as the rule has it, the lists under all scenarios, and what else was asked.

    Attributes
    ----------
    listed : Listed
        The list of the first rule, as it stands.
    base, told : Replay
        The first rule with its own numbers; every scenario.
    capacity : Capacity or None
        The schools to help when there is help for so many.
    kept : ndarray of float or None
        How often each school would be listed had other pupils sat. [1]
    """

    listed: Listed
    base: Replay
    told: Replay
    capacity: Capacity | None
    kept: NDArray[np.float64] | None

    @classmethod
    def of(  # noqa: PLR0913 — one argument an option
        cls,
        listed: Listed,
        rules: Sequence[Rule],
        grids: Mapping[str, Sequence[int] | None],
        *,
        capacity: int | None,
        draws: int,
        seed: int,
    ) -> Replayed:
        """Go through all scenarios."""
        from numpy.random import default_rng

        from opora.analytics.predicates import over_low_results
        from opora.analytics.whatif import choose, replay, resampled_listing

        strange = [one.code for one in rules if not over_low_results(one.predicate)]
        if strange:
            refuse(f"Правило {strange[0]} здесь не пересчитывается: оно не о долях низких.")
        counts = _without_excluded(listed)
        told = {name: tuple(one or ()) for name, one in grids.items()}
        kept = None
        if draws:
            kept = resampled_listing(listed.found, rng=default_rng(seed), draws=draws)
        return cls(
            listed,
            replay(counts, listed.year, rules[:1]),
            replay(counts, listed.year, rules, **told),
            None if capacity is None else choose(listed.found.probability, capacity),
            kept,
        )

    def schools(self, told: Replay, place: int) -> list[str]:
        """Return the schools that a scenario lists."""
        return [str(school) for school in told.schools[told.listed[place]]]

    def moves(self) -> Iterator[tuple[Scenario, int, list[str], list[str]]]:
        """Yield each scenario with the length of its list, who enters and who leaves."""
        now = {*self.schools(self.base, 0)}
        for place, scenario in enumerate(self.told.scenarios):
            then = {*self.schools(self.told, place)}
            yield scenario, len(then), sorted(then - now), sorted(now - then)


def _without_excluded(listed: Listed) -> Counts:
    """Return the counts without results that a person left out, whatever the window."""
    from opora.analytics.counts import Counts as Table
    from opora.analytics.exclusions import excluded_cells

    counts = listed.asked.counts
    if not listed.given.exclusions:
        return counts
    stays = excluded_cells(counts, listed.given.exclusions) == ""
    low, tested = counts.low * stays, counts.tested * stays
    return Table(counts.schools, counts.assessments, counts.years, low, tested)


def replay_json(one: Replayed) -> dict[str, Any]:
    """Return the lists under all scenarios as programs get them."""
    told = one.told
    ever = told.listed.any(axis=0)
    shown: dict[str, Any] = {
        "year": one.listed.year,
        "data_hash": one.listed.asked.dataset.data_hash,
        "base": _scenario_json(one.base.scenarios[0]) | {"listed": one.schools(one.base, 0)},
        "scenarios": [
            _scenario_json(scenario)
            | {"listed": size, "entering": entering, "leaving": leaving}
            for scenario, size, entering, leaving in one.moves()
        ],
        "stability": {
            str(school): round(float(share), 4)
            for school, share in zip(told.schools[ever], told.stability[ever], strict=True)
        },
    }
    if one.capacity is not None:
        shown["capacity"] = _capacity_json(one, one.capacity)
    if one.kept is not None:
        schools = one.listed.found.counts.schools.tolist()
        shown["resampled"] = {
            school: round(float(share), 4)
            for school, share in zip(schools, one.kept, strict=True)
            if share > 0
        }
    return shown


def _capacity_json(one: Replayed, capacity: Capacity) -> dict[str, Any]:
    found = one.listed.found
    return {
        "chosen": [
            {
                "code": str(found.counts.schools[place]),
                "probability": rounded(found.probability[place]),
            }
            for place in capacity.chosen
        ],
        "expected_true": round(capacity.expected_true, 4),
        "expected_left_out": round(capacity.expected_left_out, 4),
    }


def _scenario_json(scenario: Scenario) -> dict[str, Any]:
    return {
        "rule": scenario.rule,
        "threshold": scenario.threshold,
        "window": scenario.window,
        "minimal_n": scenario.minimal_n,
    }


def show_replay(one: Replayed) -> None:
    """Print who enters and leaves under each scenario."""
    from rich.table import Table

    table = Table("Правило", "Порог, %", "Лет", "Минимум", "В списке", "Входят", "Выходят")
    for scenario, size, entering, leaving in one.moves():
        numbers = (scenario.threshold, scenario.window, scenario.minimal_n, size)
        moved = (", ".join(entering) or "—", ", ".join(leaving) or "—")
        table.add_row(scenario.rule, *map(str, numbers), *moved)
    first = one.base.scenarios[0]
    typer.echo(
        f"Точка отсчёта: {first.rule}, порог {first.threshold} %, лет {first.window}, "
        f"минимум участников {first.minimal_n}; в списке {int(one.base.sizes[0])}."
    )
    console().print(table)
    for line in (*_capacity_words(one), *_kept_words(one)):
        typer.echo(line)


def _capacity_words(one: Replayed) -> Iterator[str]:
    if one.capacity is None:
        return
    found = one.listed.found
    chosen = ", ".join(
        f"{found.counts.schools[place]} ({chance(found, place)})"
        for place in one.capacity.chosen
    )
    yield f"Помощи хватит на {len(one.capacity.chosen)}, по вероятности выбраны: {chosen}."
    yield (
        f"Среди них ожидается школ с долей не ниже порога: "
        f"{decimal(one.capacity.expected_true, 1)}; без помощи останется "
        f"{decimal(one.capacity.expected_left_out, 1)}."
    )


def _kept_words(one: Replayed) -> Iterator[str]:
    if one.kept is None:
        return
    found = one.listed.found
    shaky = [
        f"{found.counts.schools[place]} ({decimal(100 * float(one.kept[place]), 0)} %)"
        for place in range(len(one.kept))
        if found.listed[place]
    ]
    yield (
        "Как часто школа осталась бы в списке, если бы писали другие ученики: "
        f"{', '.join(shaky) or 'список пуст'}."
    )
