"""How many schools a curator follows, and to whom an open step goes up."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

import msgspec

from opora.methodology.packs import Pack, own_pack

Positive = Annotated[int, msgspec.Meta(ge=1)]


class Rung(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step of the ladder. ``days``: after the deadline [days]; ``to``: a role."""

    days: Positive
    to: Literal["curator", "coordinator", "authority_head"]


class CuratorshipRules(Pack, frozen=True):
    """The rules. ``most_schools``: more are a conflict that has to be explained [schools]."""

    most_schools: Positive
    ladder: tuple[Rung, ...]

    def __post_init__(self) -> None:
        days = [one.days for one in self.ladder]
        if not days or days != sorted(set(days)):
            raise ValueError("the ladder goes up day by day")

    def reached(self, late: int) -> int:
        """Return how many rungs a step has reached that is so many days late.

        Examples
        --------
        >>> rules = load_curatorship()
        >>> rules.reached(0), rules.reached(6)
        (0, 2)
        """
        return sum(one.days <= late for one in self.ladder)


@cache
def load_curatorship() -> CuratorshipRules:
    """Load the rules."""
    return own_pack("curatorship.yaml", CuratorshipRules)
