"""How documents of development are read by experts, and what their agreement is called."""

from __future__ import annotations

from functools import cache

from opora.methodology.packs import Pack, Sourced, own_pack

SCORES = (0, 1, 2)


class RubricCriterion(Sourced, frozen=True):
    """One criterion: for which documents it is, and what 0, 1 and 2 look like."""

    code: str
    title: str
    types: tuple[str, ...]
    descriptors: tuple[str, str, str]


class Band(Sourced, frozen=True):
    """From which coefficient an agreement has these words."""

    least: float
    words: str


class ExpertiseRubric(Pack, frozen=True):
    """The rubric of one edition; ``least_pairs`` are marks given by both readers."""

    edition: str
    least_pairs: int
    bands: tuple[Band, ...]
    criteria: tuple[RubricCriterion, ...]

    def __post_init__(self) -> None:
        limits = [one.least for one in self.bands]
        if limits != sorted(limits, reverse=True):
            raise ValueError("bands stand from the highest to the lowest")

    def of(self, type_: str) -> tuple[RubricCriterion, ...]:
        """Return the criteria of a type of document.

        Examples
        --------
        >>> [one.code for one in load_expertise_rubric().of("concept")][-1]
        'X08'
        """
        return tuple(one for one in self.criteria if type_ in one.types)

    def words(self, kappa: float) -> str:
        """Return the words of an agreement, rounded to two digits as the bands are.

        Examples
        --------
        >>> load_expertise_rubric().words(0.5)
        'умеренное'
        """
        rounded = round(kappa, 2)
        found = next((one for one in self.bands if rounded >= one.least), self.bands[-1])
        return found.words


@cache
def load_expertise_rubric() -> ExpertiseRubric:
    """Load the rubric in force."""
    return own_pack("expertise_rubric.yaml", ExpertiseRubric)
