"""How readings ask the store: by codes of the school, answers kept by data hash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from django.core.cache import cache

from opora.domain.assessments import stored
from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import Round
from opora.domain.assessments.permissions import root_of
from opora.domain.assessments.queries.datasets import data_hash
from opora.domain.organisations.models import Organisation, Territory

_KEPT = 24 * 3600

T = TypeVar("T")


class Asked:
    """A school and a round of which a page asks.

    Parameters
    ----------
    school : Organisation
        With its territory.
    round_ : Round
        The assessment and year.
    class_name : str, optional
        One class of the school; the whole school by default.
    """

    def __init__(
        self, school: Organisation, round_: Round, *, class_name: str | None = None
    ) -> None:
        self.root: Territory = root_of(school.territory)
        self.round = round_
        self.codes = _codes_of(school, self.root)
        self._class_name = class_name
        self._hash = data_hash(self.root)

    def rows(
        self, columns: Sequence[str], *, kind: stored.Kind = "marks", first: bool = True
    ) -> pa.Table:
        """Return the rows of the school or of its class; repeated attempts only if asked."""
        wanted = stored.Wanted(self.round.code, self.round.year, tuple(self.codes), kind)
        table = stored.rows(self.root, wanted, [*columns, "class_name", "attempt"])
        if first:
            table = _first(table)
        if self._class_name is not None:
            table = table.filter(pc.equal(table["class_name"], self._class_name))
        return table

    def region(self, columns: Sequence[str]) -> pa.Table:
        """Return the rows of all schools of the region."""
        wanted = stored.Wanted(self.round.code, self.round.year)
        return _first(stored.rows(self.root, wanted, [*columns, "attempt"]))

    def cached(self, what: str, compute: Callable[[], T]) -> T:
        """Return an answer about the school, computed once while its data stay as they are."""
        return self._once(f"{what}:{self._class_name}:{','.join(self.codes)}", compute)

    def cached_for_region(self, what: str, compute: Callable[[], T]) -> T:
        """Return an answer about the region, computed once while its data stay as they are."""
        return self._once(f"{what}:region", compute)

    def _once(self, what: str, compute: Callable[[], T]) -> T:
        # Names of classes and codes may hold what a key of a cache must not.
        key = f"readings:{self.root.pk}:{self._hash}:{self.round.pk}:{what.encode().hex()}"
        found: tuple[T] | None = cache.get(key)
        if found is None:
            found = (compute(),)
            cache.set(key, found, _KEPT)
        return found[0]


def _codes_of(school: Organisation, root: Territory) -> list[str]:
    """Return the codes of a school in files, kept on the school for the request.

    Whose a code is takes the codes of the whole region to say, and a page asks several times.
    """
    kept: list[str] | None = getattr(school, "_codes_in_files", None)
    if kept is None:
        kept = crosswalk_of(root).codes_of([school.pk])
        school._codes_in_files = kept  # type: ignore[attr-defined]  # noqa: SLF001
    return kept


def _first(table: pa.Table) -> pa.Table:
    """Leave out repeated attempts, as every count of the product does."""
    return table.filter(pc.equal(table["attempt"], 1))
