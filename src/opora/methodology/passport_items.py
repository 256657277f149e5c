"""Items of the social passport of a school: what is counted, and which way it speaks."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import Pack, Sourced, own_pack

PassportRole = Literal["social", "stratum", "resource"]


class PassportItem(Sourced, frozen=True):
    """One item; ``direction`` is +1 where more means a better context, -1 where a worse one.

    Only ``social`` items enter the index; a stratum parts schools, a resource is an index of
    its own. ``of`` is the line of the total that an item is a part of, where that
    is not all pupils; ``choices`` are the answers of an item that is no count, words by code.
    ``special`` marks data of a special category: kept as totals of a school only.
    """

    code: str
    title: str
    role: PassportRole
    direction: Literal[-1, 0, 1]
    from_form: str
    special: bool = False
    in_index: bool = False
    of: str = ""
    choices: dict[str, str] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.role == "stratum") != (self.direction == 0):
            raise ValueError(f"item {self.code}: a stratum and only a stratum has direction 0")
        if self.in_index and self.role != "social":
            raise ValueError(f"item {self.code}: only social items enter the index")

    def choice_of(self, words: str) -> str | None:
        """Return the code of the answer that the words name, whole or one of its kinds.

        Examples
        --------
        >>> place = load_passport_items().item("T1")
        >>> place.choice_of("Деревня"), place.choice_of("село, деревня"), place.choice_of("12")
        ('village', 'village', None)
        """
        told = _folded(words)
        return next(
            (
                code
                for code, title in self.choices.items()
                if told in {_folded(title), *map(_folded, title.split(","))}
            ),
            None,
        )


class PassportItems(Pack, frozen=True):
    """The items of the social passport in the order of the form."""

    items: tuple[PassportItem, ...]

    @property
    def index_items(self) -> tuple[PassportItem, ...]:
        """The items of the index of social well-being."""
        return tuple(one for one in self.items if one.in_index)

    def item(self, code: str) -> PassportItem:
        """Return an item by its code.

        Raises
        ------
        KeyError
            If there is no such item.
        """
        return {one.code: one for one in self.items}[code]


def _folded(words: str) -> str:
    return " ".join(words.casefold().replace("ё", "е").split())


@cache
def load_passport_items() -> PassportItems:
    """Load the items of the social passport.

    Examples
    --------
    >>> load_passport_items().index_items[0].direction
    1
    """
    return own_pack("passport_items.yaml", PassportItems)
