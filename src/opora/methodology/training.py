"""What counts as training: least hours, forms, motives, and words of tables of certificates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import Pack, Sourced, own_pack

Field = Literal[
    "person", "organisation", "provider", "title", "hours", "number", "issued", "since",
    "until", "kind", "topic",
]  # fmt: skip


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code and its name."""

    code: str
    title: str


class Least(Sourced, frozen=True):
    """Fewest hours of a course and of retraining. [h]."""

    course: int
    retraining: int


class Validity(Sourced, frozen=True):
    """For how many years training is held to be fresh. [years]."""

    years: int


class Training(Pack, frozen=True):
    """Numbers, forms, motives, and what a table of certificates calls its columns."""

    least: Least
    validity: Validity
    forms: tuple[Named, ...]
    motives: tuple[Named, ...]
    columns: Mapping[Field, tuple[str, ...]]
    retraining_words: tuple[str, ...]

    def field_of(self, header: str) -> Field | None:
        """Return what a column holds by its header.

        Examples
        --------
        >>> load_training().field_of("Кол-во часов")
        'hours'
        """
        words = " ".join(header.split()).casefold().replace("ё", "е")
        for field, phrases in self.columns.items():
            if any(_stands(phrase, words) for phrase in phrases):
                return field
        return None

    def is_retraining(self, words: str) -> bool:
        """Whether a kind of training is retraining by its words.

        Examples
        --------
        >>> load_training().is_retraining("профессиональная переподготовка")
        True
        """
        said = words.casefold()
        return any(one in said for one in self.retraining_words)


def _stands(phrase: str, words: str) -> bool:
    """Whether a word of the header begins with the phrase: «оо» does not stand in «кооп»."""
    return f" {words}".find(f" {phrase}") >= 0


@cache
def load_training() -> Training:
    """Load the knowledge of training.

    Examples
    --------
    >>> load_training().least.course
    16
    """
    return own_pack("training.yaml", Training)
