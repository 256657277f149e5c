"""Descriptions of the tables of results, as reviewed data, and how a header fits one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from opora.methodology.packs import MethodologyError, Pack, load_pack
from opora.results.cells import fold, key_of
from opora.results.model import Kind

_WORDS_OF_COMMON_HEADING = 3
_QUOTES = re.compile(r"[\s«»\"'“”„]+")


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Columns that come many in a row: tasks, marks, scores."""

    pattern: str
    least: int = 1
    most: int = 1000
    first: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if _family_pattern(self.pattern).groups < 1:
            raise ValueError(f"в образце «{self.pattern}» нет группы с именем столбца")

    def find(self, headings: Sequence[str]) -> tuple[FamilyColumn, ...]:
        """Return the columns of the family, none if they are not complete."""
        found = tuple(
            FamilyColumn(index, match[1], _limit_of(match))
            for index, heading in enumerate(headings)
            if (match := self._match(heading))
        )
        names = tuple(column.name for column in found)
        fits = self.least <= len(found) <= self.most and names[: len(self.first)] == self.first
        return found if fits else ()

    def _match(self, heading: str) -> re.Match[str] | None:
        """Match the heading, or its end under a common heading: «Распределение …, % 2»."""
        pattern = _family_pattern(self.pattern)
        own = pattern.fullmatch(_compact(heading))
        if own is not None or len(heading.split()) < _WORDS_OF_COMMON_HEADING:
            return own
        return pattern.fullmatch(_compact(heading.rsplit(" ", 1)[-1]))


class MarkLines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines of one mark under each group: how they read, and the layout that has them."""

    layout: str
    pattern: str

    def mark(self, text: str) -> int | None:
        """Return the mark of the line, None if it is a group."""
        match = _family_pattern(self.pattern).fullmatch(fold(text))
        return int(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class FamilyColumn:
    """One column of a family: where it stands, its name, its maximum if the heading has one."""

    index: int
    name: str
    most: int | None


_ROLES: dict[str, tuple[str, ...]] = {
    "pupil": ("school", "primary"),
    "group": ("group", "participants"),
    "task": ("block", "most"),
    "school": ("year", "grade", "subject", "school", "participants"),
    "bias": ("year", "school"),
}
"""Roles without which rows of a kind cannot be read."""


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One layout: its header and what its lines are; see ``data/layouts.yaml``."""

    name: str
    row: Literal["pupil", "group", "task", "school", "bias"]
    codes: Literal["fis_oko", "ris"]
    needed: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    kind: Kind | None = None
    families: dict[str, Family] = {}
    preferred: tuple[str, ...] = ()
    shares: Literal["percent", "average", "count"] | None = None
    counts: bool = False
    fixed_decimals: int | None = None
    mark_lines: MarkLines | None = None

    def __post_init__(self) -> None:
        unknown = {*self.needed, *_ROLES[self.row]} - set(self.columns)
        if unknown:
            raise ValueError(
                f"{self.name}: нет заголовков для ролей {', '.join(sorted(unknown))}"
            )
        shared = "shares" in self.families or "lowered" in self.columns
        if self.shares in {"percent", "count"} and not shared:
            raise ValueError(f"{self.name}: доли чего? Нет семейства столбцов «shares»")

    @cached_property
    def phrases(self) -> tuple[tuple[str, Phrases], ...]:
        """Roles with their headings."""
        return tuple((role, Phrases(words)) for role, words in self.columns.items())

    @cached_property
    def preferred_phrases(self) -> Phrases:
        """Headings that win where two columns have one role."""
        return Phrases(self.preferred)


class Layouts(Pack, frozen=True):
    """All layouts, in the order in which they are tried."""

    layouts: tuple[Layout, ...]


class PassportWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of social passports."""

    title: tuple[str, ...]
    labels: tuple[str, ...]
    values: tuple[str, ...]
    classes: tuple[str, ...]
    schools: tuple[str, ...]
    logins: tuple[str, ...]
    past: tuple[str, ...]
    notes: tuple[str, ...]
    pupils: tuple[str, ...]
    requisites: tuple[str, ...]
    partial: tuple[str, ...]
    nothing: tuple[str, ...]
    zero: tuple[str, ...]


class Words(Pack, frozen=True):
    """Words by which lines are told apart."""

    totals: tuple[str, ...]
    maxima: tuple[str, ...]
    school_words: tuple[str, ...]
    area_codes: tuple[str, ...]
    personal: tuple[str, ...]
    person_names: tuple[str, ...]
    personal_beside: tuple[str, ...]
    staff_words: tuple[str, ...]
    staff_tables: tuple[str, ...]
    pupil_words: tuple[str, ...]
    passport: PassportWords


class Phrases:
    """Phrases with ``*`` for anything, compared by letters, digits and signs.

    Examples
    --------
    >>> Phrases(["Макс балл*"]).fit("Макс. балл за работу")
    True
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        shapes = (
            ".*".join(re.escape(key_of(part)) for part in one.split("*")) for one in phrases
        )
        self._shape = re.compile("|".join(shapes) or r"(?!)")

    def fit(self, text: str) -> bool:
        """Say whether the text is one of the phrases."""
        return self.fit_key(key_of(text))

    def fit_key(self, key: str) -> bool:
        """Say the same of a text already reduced by ``key_of``."""
        return bool(key) and self._shape.fullmatch(key) is not None


def load_layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """Load the layouts.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Layouts of a region, one or more YAML files of the shape of ours. They are tried before
        ours, in the order of the names of the files.

    Raises
    ------
    MethodologyError
        If the folder has no YAML file or one of them breaks the shape: names file, key, reason.

    Examples
    --------
    >>> load_layouts()[0].name
    'vpr_individual'
    """
    if folder is None:
        return _own_layouts()
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise MethodologyError(f"{folder}: в папке нет файлов YAML")
    added = (layout for path in paths for layout in load_pack(path, Layouts).layouts)
    return (*added, *_own_layouts())


@cache
def _own_layouts() -> tuple[Layout, ...]:
    path = files("opora.results") / "data" / "layouts.yaml"
    return load_pack(path, Layouts).layouts


@cache
def load_words() -> Words:
    """Load the words by which lines are told apart."""
    return load_pack(files("opora.results") / "data" / "words.yaml", Words)


def _compact(heading: str) -> str:
    return _QUOTES.sub("", fold(heading))


@lru_cache
def _family_pattern(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"образец «{pattern}» — не регулярное выражение: {error}") from error


def _limit_of(match: re.Match[str]) -> int | None:
    most = match.groupdict().get("most")
    return int(most) if most else None
