"""The context of schools: index, group, likes, and what it explains of the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from opora.analytics.context import MOST_MISSING, SocialIndex, fit_index
from opora.analytics.refusals import TooFewSchools
from opora.cli_identify.passports import Passport, Passports, read_passports
from opora.cli_identify.refusing import TableRefused, refuse
from opora.cli_identify.scales import Cutting, SavedScale, load_scale, saved

if TYPE_CHECKING:
    from opora.analytics.arrays import Floats
    from opora.analytics.counts import Counts, Labels
    from opora.analytics.residuals import ContextualResult
    from opora.methodology.rules import Rule

FEWEST_TO_FIT = 10
SIMILAR = 5
_SCHOOLS_A_GROUP = 10
_THREE = 0.67


@dataclass(frozen=True)
class Study:
    """The index of all schools of which there are passports.

    Attributes
    ----------
    passports : tuple of Passport
        In the order of all arrays.
    kept : SavedScale
        The scale, fitted now or in an earlier year.
    index : SocialIndex
        Index, error and contributions.
    membership : ndarray, shape (n_schools, n_groups)
        Probability of each group. [1]
    not_used : dict of str to str
        Items of the methodology that the scale has not, and why.
    settlement : tuple of str
        Type of settlement of each school, empty where it was not given.
    skipped : tuple of str
        Files that hold no passport.
    """

    passports: tuple[Passport, ...]
    kept: SavedScale
    index: SocialIndex
    membership: Floats
    not_used: dict[str, str]
    settlement: tuple[str, ...]
    skipped: tuple[str, ...]

    @property
    def schools(self) -> list[str]:
        """Codes of schools, names where no code is known."""
        return [one.school for one in self.passports]

    def place(self, school: str) -> int | None:
        """Return where a school stands, by its code or its name."""
        for at, one in enumerate(self.passports):
            if school in {one.school, one.name}:
                return at
        return None

    @cached_property
    def similar(self) -> dict[int, list[tuple[int, float]]]:
        """Return the nearest schools of each that has an index, with their distance."""
        from opora.analytics.matching import mahalanobis, nearest

        known = np.flatnonzero(np.isfinite(self.index.index))
        if known.size < 3:  # noqa: PLR2004 — one school has no likes to choose from
            return {}
        table = self.index.signed[known]
        distance = mahalanobis(table, table, table)
        found = nearest(
            distance, min(SIMILAR, known.size - 1), allowed=~np.eye(known.size, dtype=bool)
        )
        return {
            int(at): [
                (int(known[other]), float(far))
                for other, far in zip(found.index[row], found.distance[row], strict=True)
            ]
            for row, at in enumerate(known)
        }


def study_of(  # noqa: PLR0913 — one argument an option
    paths: Sequence[Path],
    codes: Mapping[str, str],
    *,
    year: int | None = None,
    weights: Path | None = None,
    names: Mapping[str, str] | None = None,
    settlements: Mapping[str, str] | None = None,
    cutting: Cutting = "quartiles",
) -> Study:
    """Read passports and measure the context of their schools."""
    from opora.analytics.clusters import membership

    read = _known(read_passports(paths, year), codes, names or {})
    types = tuple(
        (settlements or {}).get(one.school, (settlements or {}).get(one.name, ""))
        for one in read.schools
    )
    not_used: dict[str, str] = {}
    if weights is None:
        kept, not_used = _fitted(read.schools, types, year, cutting)
    else:
        kept = load_scale(weights)
    table, enrolled = _table(read.schools, kept.items)
    index = kept.scale().apply(table, enrolled, settlement=types)
    belongs = membership(index.index, index.error, np.array(kept.cuts))
    return Study(read.schools, kept, index, belongs, not_used, types, read.skipped)


def _known(read: Passports, codes: Mapping[str, str], names: Mapping[str, str]) -> Passports:
    """Give passports the codes of their schools; a name is a key only if it is the same."""
    from opora.results.cells import key_of

    by_name: dict[str, list[str]] = {}
    for code, name in names.items():
        by_name.setdefault(key_of(name), []).append(code)
    given = {key_of(word): school for word, school in codes.items()}
    for one in read.schools:
        told = codes.get(one.school) or given.get(key_of(one.name))
        same = by_name.get(key_of(one.name), [])
        one.school = told or (same[0] if len(same) == 1 else one.school)
    twins = [one.school for one in read.schools]
    twice = next((school for school in twins if twins.count(school) > 1), None)
    if twice:
        raise TableRefused(f"У школы «{twice}» два паспорта: проверьте таблицу кодов.")
    return Passports(tuple(sorted(read.schools, key=lambda one: one.school)), read.skipped)


def _table(passports: Sequence[Passport], items: Sequence[str]) -> tuple[Floats, Floats]:
    """Return shares of items by school, NaN where missing, and pupils."""
    rows = [[one.shares.get(item, np.nan) for item in items] for one in passports]
    pupils = [np.nan if one.pupils is None else float(one.pupils) for one in passports]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(items)), np.array(pupils)


def _fitted(
    passports: Sequence[Passport], types: Sequence[str], year: int | None, cutting: Cutting
) -> tuple[SavedScale, dict[str, str]]:
    """Fit the scale to the items that schools have and that tell schools apart."""
    from opora.methodology.passport_items import load_passport_items

    if len(passports) < FEWEST_TO_FIT:
        refuse(
            f"Школ {len(passports)}, а шкала строится не менее чем по {FEWEST_TO_FIT}: "
            "возьмите шкалу региона (--weights)."
        )
    items = load_passport_items().index_items
    table, enrolled = _table(passports, [one.code for one in items])
    not_used = {
        one.code: why
        for one, column in zip(items, table.T, strict=True)
        if (why := _useless(column))
    }
    used = [at for at, one in enumerate(items) if one.code not in not_used]
    if not used:
        refuse("Ни один показатель паспортов не различает школы: индекс не построить.")
    try:
        scale = fit_index(
            table[:, used],
            [items[at].direction for at in used],
            enrolled=enrolled,
            settlement=types,
        )
    except TooFewSchools:
        refuse(
            "Школ с достаточно полными паспортами меньше "
            f"{FEWEST_TO_FIT}: возьмите шкалу региона (--weights)."
        )
    index = scale.apply(table[:, used], enrolled, settlement=types).index
    codes = tuple(items[at].code for at in used)
    cuts = _cuts(index[np.isfinite(index)], cutting)
    kept = saved(scale, codes, year=year, schools=len(passports), cutting=cutting, cuts=cuts)
    return kept, not_used


def _useless(column: Floats) -> str | None:
    known = column[np.isfinite(column)]
    if known.size == 0:
        return "нет ни в одном паспорте"
    if known.size <= (1 - MOST_MISSING) * column.size:
        return f"есть только у {known.size} школ из {column.size}"
    if (
        np.ptp(known) == 0
        or np.ptp(np.clip(column, *np.nanquantile(column, [0.025, 0.975]))) == 0
    ):
        return "одинаков во всех школах"
    return None


def _cuts(index: Floats, cutting: Cutting) -> tuple[float, ...]:
    from opora.analytics.clusters import best_groups

    if cutting == "quartiles":
        return tuple(float(one) for one in np.quantile(index, [0.25, 0.5, 0.75]))
    if cutting == "three":
        sigma = float(index.std(ddof=1))
        return (-_THREE * sigma, _THREE * sigma)
    groups = 3
    if index.size < _SCHOOLS_A_GROUP * groups:
        refuse(
            f"Для групп по сходству нужно не меньше {_SCHOOLS_A_GROUP * groups} школ, "
            f"а их {index.size}: возьмите --groups quartiles."
        )
    return tuple(float(one) for one in best_groups(index, groups).cuts)


def residuals_of(
    study: Study, window: Counts, rule: Rule, excluded: Labels | None
) -> ContextualResult:
    """Compare results that count for a rule with what the context lets expect."""
    from opora.analytics.expectations import expected_results

    place = {school: at for at, school in enumerate(study.schools)}
    at = [place.get(str(school)) for school in window.schools]
    index = np.array([np.nan if one is None else study.index.index[one] for one in at])
    types = ["" if one is None else study.settlement[one] for one in at]
    return expected_results(window, rule, index, settlement=types, excluded=excluded)
