"""Professional competences of teachers, their levels, and what may not be a source of them."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from opora.methodology.packs import MethodologyError, Pack, Sourced, own_pack


class Competence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One competence."""

    code: str
    title: str


class CompetenceGroup(Sourced, frozen=True):
    """Competences of one kind: предметные, методические and so on."""

    code: str
    title: str
    competences: tuple[Competence, ...]


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level from so many percent on; ``is_deficit`` says that help is needed."""

    code: str
    title: str
    start: float
    is_deficit: bool = False


class Levels(Sourced, frozen=True):
    """Levels from the highest to the lowest."""

    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        starts = [one.start for one in self.levels]
        if starts != sorted(starts, reverse=True) or starts[-1] != 0:
            raise ValueError("levels go down to 0")

    def of(self, percent: float) -> Level:
        """Return the level of a result in percent of the greatest possible."""
        if not 0 <= percent <= 100:  # noqa: PLR2004 — percent
            raise ValueError(f"percent must be in [0, 100], not {percent}")
        return next(one for one in self.levels if percent >= one.start)


class Competences(Pack, frozen=True):
    """Groups of competences, levels, and words of what is never a source of them."""

    levels: Levels
    never: tuple[str, ...]
    groups: tuple[CompetenceGroup, ...]

    def __post_init__(self) -> None:
        codes = [one.code for group in self.groups for one in group.competences]
        if len(set(codes)) != len(codes):
            raise ValueError("two competences have one code")

    def titles(self) -> dict[str, str]:
        """Return the names of all competences by code."""
        return {one.code: one.title for group in self.groups for one in group.competences}

    def find(self, words: str) -> Competence:
        """Return the competence of this code or name, whatever the case of letters.

        Raises
        ------
        MethodologyError
            If there is none.

        Examples
        --------
        >>> load_competences().find("ИКТ-1").title
        'Работа с цифровыми образовательными ресурсами'
        """
        wanted = " ".join(words.split()).casefold()
        for group in self.groups:
            for one in group.competences:
                if wanted in (one.code.casefold(), one.title.casefold()):
                    return one
        raise MethodologyError(f"компетенции «{words}» нет в перечне")

    def is_forbidden_source(self, words: str) -> bool:
        """Whether the words name results from which teachers may not be judged.

        Examples
        --------
        >>> load_competences().is_forbidden_source("по итогам ВПР 5 класса")
        True
        """
        return any(re.search(one, words, re.IGNORECASE) for one in self.never)


@cache
def load_competences() -> Competences:
    """Load the competences."""
    return own_pack("competences.yaml", Competences)
