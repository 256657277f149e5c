"""Weights of the index in «что, если»: who works in a hard context then, in which field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from opora.domain.context.fields import index_fields
from opora.domain.identification.services.weighing import Weighed
from opora.reports.tables import Cell
from opora.web.identification.naming import Named, named, names_of
from opora.web.passports.fields import SHORT
from opora.web.passports.reads import school_year

MOST_MOVED = 60
CHANGED = "веса индекса"


@dataclass(frozen=True, slots=True)
class ShownWeights:
    """What the weights change, by names.

    ``fields`` are words of a field, how many schools are in it as computed, how many then;
    ``moved`` a school, its name, from which field it goes and where to.
    """

    told: Weighed
    school_year: str
    entering: Named
    leaving: Named
    fields: tuple[tuple[str, int, int], ...]
    moved: tuple[tuple[int, str, str, str], ...]

    @property
    def more(self) -> int:
        """Schools that change their field and are not named."""
        return len(self.told.moved) - len(self.moved)


def shown_weights(told: Weighed) -> ShownWeights:
    """Put what the weights change into words, schools by alphabet."""
    pairs = {school: (before, then) for school, before, then in told.moved}
    names = names_of({*told.entering, *told.leaving, *pairs})
    moved = [
        (school, name, SHORT[pairs[school][0]], SHORT[pairs[school][1]])
        for school, name in names.items()
        if school in pairs
    ]
    return ShownWeights(
        told, school_year(told.index_year),
        named(told.entering, names), named(told.leaving, names),
        tuple((SHORT[one], *told.fields[one]) for one in SHORT if one in told.fields),
        tuple(moved[:MOST_MOVED]),
    )  # fmt: skip


def weight_rows(told: Weighed) -> Iterator[tuple[Cell, ...]]:
    """Give the rows of a file: a school and what changes for it."""
    pairs = {school: (SHORT[before], SHORT[then]) for school, before, then in told.moved}
    names = names_of({*told.entering, *told.leaving, *pairs})
    for school, name in names.items():
        head = (name, CHANGED, None, None, None)
        if school in told.entering:
            yield (*head, "входит в трудные условия", None)
        if school in told.leaving:
            yield (*head, "выходит из трудных условий", None)
        if school in pairs:
            before, then = pairs[school]
            yield (*head, f"поле: было «{before}», станет «{then}»", None)


def weight_words(weights: Any) -> str:
    """Say which weights a kept variant has: «вес «Неполные семьи» 2»."""
    titles = {one.code: one.title for one in index_fields()}
    return ", ".join(f"вес «{titles.get(code, code)}» × {times}" for code, times in weights)
