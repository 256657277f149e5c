"""How leader schools are matched with schools that need help."""

from __future__ import annotations

from functools import cache

from opora.methodology.packs import Pack, own_pack


class Partnerships(Pack, frozen=True):
    """``caliper`` in standard deviations, ``warn_days`` in days."""

    capacity: int
    clean_years: int
    caliper: float
    least_participants: int
    warn_days: int

    def __post_init__(self) -> None:
        if min(self.capacity, self.clean_years, self.least_participants, self.warn_days) < 1:
            raise ValueError("numbers of partnerships must be at least one")


@cache
def load_partnerships() -> Partnerships:
    """Load the numbers of partnerships.

    Examples
    --------
    >>> load_partnerships().capacity
    2
    """
    return own_pack("partnerships.yaml", Partnerships)
