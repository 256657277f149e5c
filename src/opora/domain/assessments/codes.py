"""Which code of files is which school: registered codes, and what people decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from opora.domain.assessments.models import SchoolCodeDecision
from opora.domain.organisations.models import OrganisationCode, Territory

_SCHEMES = (OrganisationCode.Scheme.OKO, OrganisationCode.Scheme.GIA)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Codes of one region.

    Attributes
    ----------
    schools : dict of str to int
        The school that each known code means.
    territories : dict of int to int
        The territory of each of these schools.
    ignored : frozenset of str
        Codes of which a person said that they are no school of ours.
    shared : dict of str to tuple of int
        Codes that several schools bear, so that a person has to say which is meant.
    """

    schools: dict[str, int]
    territories: dict[int, int]
    ignored: frozenset[str]
    shared: dict[str, tuple[int, ...]]

    def codes_of(self, schools: Iterable[int]) -> list[str]:
        """Return the codes under which files name these schools."""
        wanted = {*schools}
        return sorted(code for code, school in self.schools.items() if school in wanted)

    def is_known(self, code: str) -> bool:
        """Whether nothing is left to decide about a code."""
        return code in self.schools or code in self.ignored

    def foreign_to(self, territory: Territory, codes: Iterable[str]) -> frozenset[str]:
        """Return the codes of schools that belong to another municipality of the region."""
        if territory.parent_id is None:
            return frozenset()
        return frozenset(
            code
            for code in codes
            if (school := self.schools.get(code)) is not None
            and self.territories[school] != territory.pk
        )


def crosswalk_of(root: Territory) -> Crosswalk:
    """Load the crosswalk of a region: two queries."""
    bearers: dict[str, set[int]] = defaultdict(set)
    territories: dict[int, int] = {}
    for code, school, territory in _registered(root):
        bearers[code].add(school)
        territories[school] = territory
    ignored: set[str] = set()
    decided = SchoolCodeDecision.objects.filter(root=root).values_list(
        "code", "ignored", "organisation_id", "organisation__territory_id"
    )
    for code, is_ignored, school, territory in decided:
        if is_ignored:
            bearers.pop(code, None)
            ignored.add(code)
        else:
            bearers[code] = {school}
            territories[school] = territory
    return Crosswalk(
        schools={code: min(found) for code, found in bearers.items() if len(found) == 1},
        territories=territories,
        ignored=frozenset(ignored),
        shared={
            code: tuple(sorted(found)) for code, found in bearers.items() if len(found) > 1
        },
    )


def _registered(root: Territory) -> list[tuple[str, int, int]]:
    """Return codes with their schools; a code given up counts where nobody has it now."""
    rows = OrganisationCode.objects.filter(
        Q(organisation__territory=root) | Q(organisation__territory__parent=root),
        scheme__in=_SCHEMES,
    ).values_list("value", "organisation_id", "organisation__territory_id", "until")
    found = [(value.strip().lower(), one, where, until) for value, one, where, until in rows]
    in_use = {code for code, _, _, until in found if until is None}
    return [
        (code, one, where)
        for code, one, where, until in found
        if until is None or code not in in_use
    ]
