"""How leader schools are matched with schools that need help."""

from __future__ import annotations

from functools import cache
from typing import Annotated

import msgspec

from opora.methodology.packs import Pack, own_pack


class PlannedEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A joint event; ``at`` is a share of the term from its first day, 0 to 1."""

    at: Annotated[float, msgspec.Meta(ge=0, le=1)]
    title: str


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an agreement of a type begins with."""

    type: str
    heading: str
    goals: str
    duties_leader: str
    duties_school: str
    events: tuple[PlannedEvent, ...]


class Partnerships(Pack, frozen=True):
    """``caliper`` in standard deviations, ``warn_days`` in days."""

    capacity: int
    clean_years: int
    caliper: float
    least_participants: int
    warn_days: int
    drafts: tuple[Draft, ...]

    def __post_init__(self) -> None:
        if min(self.capacity, self.clean_years, self.least_participants, self.warn_days) < 1:
            raise ValueError("numbers of partnerships must be at least one")

    def draft(self, kind: str) -> Draft:
        """Return what an agreement of a type begins with; the first draft for others.

        Examples
        --------
        >>> load_partnerships().draft("social").heading
        'о социальном партнёрстве'
        """
        return next((one for one in self.drafts if one.type == kind), self.drafts[0])


@cache
def load_partnerships() -> Partnerships:
    """Load the numbers of partnerships.

    Examples
    --------
    >>> load_partnerships().capacity
    2
    """
    return own_pack("partnerships.yaml", Partnerships)
