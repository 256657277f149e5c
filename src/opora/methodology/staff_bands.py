"""How the staff of a school is described: bands of age, and from where a load is heavy."""

from __future__ import annotations

from functools import cache

import msgspec

from opora.methodology.packs import Pack, Sourced, own_pack


class AgeBand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Years of age from ``first`` to the next band."""

    code: str
    title: str
    first: int


class HeavyLoad(Sourced, frozen=True):
    """From how many full posts of one person the load is called heavy."""

    start: float


class StaffBands(Pack, frozen=True):
    """Bands of age from the youngest, and the heavy load."""

    heavy: HeavyLoad
    ages: tuple[AgeBand, ...]

    def __post_init__(self) -> None:
        firsts = [one.first for one in self.ages]
        if firsts != sorted(set(firsts)) or firsts[0] != 0:
            raise ValueError("bands of age go up from 0")

    def age_band(self, age: int) -> AgeBand:
        """Return the band of an age.

        Examples
        --------
        >>> load_staff_bands().age_band(34).title
        '30–39 лет'
        """
        return next(one for one in reversed(self.ages) if age >= one.first)


@cache
def load_staff_bands() -> StaffBands:
    """Load the bands."""
    return own_pack("staff_bands.yaml", StaffBands)
