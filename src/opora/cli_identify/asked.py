"""A data set of a store, opened with an engine: what every question is asked of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opora.analytics.counts import Counts
    from opora.results.store import Dataset
    from opora.results.store.engine import DuckEngine


@dataclass(frozen=True)
class Asked:
    """A data set of a store, opened with an engine."""

    dataset: Dataset
    engine: DuckEngine
    full_scan: bool = False

    @cached_property
    def counts(self) -> Counts:
        """Counts of all schools."""
        from opora.analytics.counts import tabulate

        totals = self.dataset.totals(self.engine, full_scan=self.full_scan)
        return tabulate(
            *(
                totals[name].to_numpy()
                for name in ("school", "assessment", "year", "low", "tested")
            )
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of schools by code."""
        return self.dataset.names(self.engine)
