"""Items of the social passport of a school: what is counted, and which way it speaks."""

from __future__ import annotations

from functools import cache
from typing import Literal

from opora.methodology.packs import Pack, Sourced, own_pack

PassportRole = Literal["social", "stratum", "resource"]


class PassportItem(Sourced, frozen=True):
    """One item; ``direction`` is +1 where more means a better context, -1 where a worse one.

    Only ``social`` items enter the index; a stratum parts schools, a resource is an index of
    its own. ``special`` marks data of a special category: kept as totals of a school only.
    """

    code: str
    title: str
    role: PassportRole
    direction: Literal[-1, 0, 1]
    from_form: str
    special: bool = False
    in_index: bool = False

    def __post_init__(self) -> None:
        if (self.role == "stratum") != (self.direction == 0):
            raise ValueError(f"item {self.code}: a stratum and only a stratum has direction 0")
        if self.in_index and self.role != "social":
            raise ValueError(f"item {self.code}: only social items enter the index")


class PassportItems(Pack, frozen=True):
    """The items of the social passport in the order of the form."""

    items: tuple[PassportItem, ...]

    @property
    def index_items(self) -> tuple[PassportItem, ...]:
        """The items of the index of social well-being."""
        return tuple(one for one in self.items if one.in_index)


@cache
def load_passport_items() -> PassportItems:
    """Load the items of the social passport.

    Examples
    --------
    >>> load_passport_items().index_items[0].direction
    1
    """
    return own_pack("passport_items.yaml", PassportItems)
