"""A data set of a store, opened with an engine: what every question is asked of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opora.analytics.counts import Counts
    from opora.results.store import Dataset
    from opora.results.store.engine import Engine


@dataclass(frozen=True)
class Asked:
    """A data set of a store, opened with an engine.

    ``codes`` says of which school a code is, where a school has several: a login in ФИС ОКО, a
    number in РИС ГИА. The store keeps the codes of the files.
    """

    dataset: Dataset
    engine: Engine
    full_scan: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def counts(self) -> Counts:
        """Counts of all schools."""
        from opora.analytics.counts import tabulate

        totals = self.dataset.totals(self.engine, full_scan=self.full_scan)
        schools = [self.codes.get(code, code) for code in totals["school"].to_pylist()]
        rest = ("assessment", "year", "low", "tested")
        # As lists: the first conversion of pyarrow to numpy loads pandas, a second of waiting.
        return tabulate(schools, *(totals[name].to_pylist() for name in rest))

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of schools by code."""
        named = self.dataset.names(self.engine)
        return {self.codes.get(code, code): name for code, name in named.items()}

    def rows(self, school: str, assessment: str, year: int) -> Iterator[dict[str, Any]]:
        """Yield the rows behind one figure of a school, by whatever code the file has it."""
        own = [code for code, one in self.codes.items() if one == school and code != school]
        for code in (school, *own):
            yield from self.dataset.rows(self.engine, code, assessment, year).to_pylist()
