"""Municipalities of a region side by side, by the alphabet and without places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from opora.domain.organisations.models import Territory
from opora.domain.roadmaps.queries import Tally
from opora.reports.tables import Cell, Table
from opora.web.panel.census import Census
from opora.web.panel.shown import Figure
from opora.web.panel.stages import STAGES, CurrentRuns


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality with its schools and obligations counted, and the stage of its run."""

    territory: int
    name: str
    tally: Tally
    told: Census
    stage: str
    year: int | None

    @property
    def stage_words(self) -> str:
        """The stage in words."""
        return STAGES[self.stage]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Numbers of its row."""
        told = self.told
        return (
            Figure("ШНОР", told.count("low"), told.schools, "", told.address("low")),
            Figure(
                "Паспорта",
                told.count("handed"),
                told.count("asked"),
                "",
                told.address("handed"),
            ),
        )


def municipality_rows(
    municipalities: Iterable[Territory],
    tallies: Mapping[int, Tally],
    places: Mapping[int, Census],
    runs: CurrentRuns,
) -> list[MunicipalityRow]:
    """Return the municipalities in the order given, which is that of the alphabet."""
    return [
        MunicipalityRow(
            one.pk,
            one.name,
            tallies.get(one.pk, Tally()),
            places.get(one.pk) or Census(one.pk, 0, 0, {}),
            runs.stage_of(one),
            run.year if (run := runs.of(one)) else None,
        )
        for one in municipalities
    ]


def municipalities_table(
    region: Territory, rows: Iterable[MunicipalityRow], *, on: date
) -> Table:
    """Lay out the municipalities as they stand on the panel."""
    columns = (
        "Муниципалитет", "Школ", "ШНОР", "ШНСУ", "Паспортов сдано", "Паспортов запрошено",
        "Выявление", "Год", "Принято обязательств", "Наступило", "Ждут проверки", "Просрочено",
    )  # fmt: skip
    note = f"На {on:%d.%m.%Y}. По алфавиту; места не вычисляются."
    return Table(f"Муниципалитеты: {region.name}", columns, [_cells(one) for one in rows], note)


def _cells(row: MunicipalityRow) -> Sequence[Cell]:
    told, tally = row.told, row.tally
    return (
        row.name, told.schools, told.count("low"), told.count("adverse"),
        told.count("handed"), told.count("asked"), row.stage_words, row.year,
        tally.accepted_due, tally.come_due, tally.submitted, tally.overdue,
    )  # fmt: skip
