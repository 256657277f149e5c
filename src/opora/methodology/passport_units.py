"""Of what a line of a social passport is a part: of pupils, of families, of parents."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal

from opora.methodology.packs import Pack, Sourced, own_pack

Unit = Literal["pupils", "families", "parents"]


class UnitWords(Sourced, frozen=True):
    """One unit: the words of lines that count it, and of the line that is its total."""

    unit: Unit
    words: tuple[str, ...]
    totals: tuple[str, ...]


class PassportUnits(Pack, frozen=True):
    """All units, in the order in which they are tried."""

    percents: tuple[str, ...]
    units: tuple[UnitWords, ...]

    def unit_of(self, line: str) -> Unit | None:
        """Return what a line counts, None where its words do not tell.

        Examples
        --------
        >>> load_passport_units().unit_of("Дети из неполных семей")
        'pupils'
        >>> load_passport_units().unit_of("Неполные семьи")
        'families'
        """
        return next((one.unit for one in self.units if _fits(line, one.words)), None)

    def total_of(self, line: str) -> Unit | None:
        """Return the unit of which a line is the total.

        Examples
        --------
        >>> load_passport_units().total_of("Всего семей")
        'families'
        """
        return next((one.unit for one in self.units if _fits(line, one.totals)), None)

    def is_percent(self, line: str) -> bool:
        """Say whether a line is a share already.

        Examples
        --------
        >>> load_passport_units().is_percent("Доля неполных семей, %")
        True
        """
        return _fits(line, self.percents)


def _fits(line: str, patterns: Iterable[str]) -> bool:
    folded = " ".join(line.casefold().replace("ё", "е").split())
    return any(fnmatchcase(folded, one) for one in patterns)


@cache
def load_passport_units() -> PassportUnits:
    """Load the units of the social passport.

    Examples
    --------
    >>> len(load_passport_units().units)
    3
    """
    return own_pack("passport_units.yaml", PassportUnits)
