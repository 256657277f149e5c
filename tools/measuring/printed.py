"""The printed indicators of one document: which moved, by which measure, and why some did not.

A measure is held to what its work can move. The document is held to this: each indicator that
it prints moves at one of its measures at least.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from measuring.moving import Seen, counts_entries_of, name_of, said_of
from opora.domain.indicators.matching import Match, match
from opora.domain.indicators.models import Definition
from opora.domain.indicators.services import definitions
from opora.domain.organisations.models import Territory
from opora.domain.people.models import User
from opora.domain.roadmaps.models import Edition, Measure

NOT_PRINTED = "показателя в строке нет"
ELSEWHERE = "показатели строки двигает другая работа, смотрите итог документа"


@dataclass
class Printed:
    """An indicator, the rows that print it, and how it moved first."""

    definition: Definition
    rows: list[int] = field(default_factory=list)
    moved: str = ""
    by: str = ""
    row: int | None = None

    def is_better(self, row: int | None) -> bool:
        """Whether a move at this row tells more than the one known."""
        return not self.moved or (row in self.rows and self.row not in self.rows)

    @property
    def line(self) -> str:
        """Say what it was, what it became and what moved it."""
        said = f"{self.moved} · {self.by}" if self.moved else f"не двинулся · {self.by}"
        return f"{name_of(self.definition)}: {said}"


class Ledger:
    """What a document prints, and what became of it."""

    def __init__(self, edition: Edition, place: Territory, *, head: User, at: datetime) -> None:
        self._place, self._head, self._at = place, head, at
        self._texts: dict[int, list[Definition]] = {}
        self.indicators: dict[str, Printed] = {}
        for measure in edition.measures.order_by("order"):
            self._texts[measure.order] = list(self._definitions_of(measure))
            for one in self._texts[measure.order]:
                printed = self.indicators.setdefault(one.code, Printed(one))
                printed.rows.append(measure.order)

    def of(self, row: int) -> list[Definition]:
        """Return the indicators that a row prints."""
        return self._texts[row]

    def watched(self) -> list[Definition]:
        """Return every indicator that the document prints."""
        return [one.definition for one in self.indicators.values()]

    def note(self, moved: Iterable[Seen], by: str, *, row: int | None = None) -> None:
        """Write down what moved: first, or first at a row that prints the indicator."""
        for one in moved:
            printed = self.indicators.get(one.definition.code)
            if printed is not None and printed.is_better(row):
                printed.moved, printed.by, printed.row = one.change, by, row

    def tell(self, measure: Measure, seen: list[Seen]) -> str:
        """Say at a row what its work did to the indicators that it can move."""
        printed = {one.code for one in self.of(measure.order)}
        mine = [
            one
            for one in seen
            if one.moved or counts_entries_of(one.definition, measure.binding)
        ]
        here = [said_of(one) for one in mine if one.definition.code in printed]
        there = [said_of(one) for one in mine if one.moved and not printed]
        if here:
            return "; ".join(here)
        if printed:
            return ELSEWHERE
        return f"{NOT_PRINTED}, в реестре {'; '.join(there)}" if there else NOT_PRINTED

    def _definitions_of(self, measure: Measure) -> Iterator[Definition]:
        known: set[str] = set()
        for said in measure.indicators:
            found = match(str(said["text"]), measure=measure.text)
            one = self._definition(found)
            if one is not None and one.code not in known:
                known.add(one.code)
                yield one

    def _definition(self, found: Match) -> Definition | None:
        """Find the indicator of a printed text; compose it, as the head does, if it is new."""
        if found.code:
            return Definition.objects.current().get(code=found.code)
        if found.formula is None:
            return None
        record = definitions.of_phrase(found)
        known = definitions.same_formula(record, self._place)
        return known or definitions.compose(
            record=record, territory=self._place, by=self._head, at=self._at
        )
