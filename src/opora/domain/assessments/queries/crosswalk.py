"""The queue of codes of which nobody said yet which school they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opora.domain.assessments.codes import Crosswalk, crosswalk_of
from opora.domain.assessments.models import Import, ImportSchool, SchoolCodeDecision
from opora.domain.assessments.permissions import root_of
from opora.domain.organisations.models import Organisation, Territory
from opora.domain.people.models import User


@dataclass(slots=True)
class UnmatchedCode:
    """A code as files have it: its latest name there, the files, the most who took part.

    ``bearers`` are schools that share the code, where that is why a person has to say.
    """

    code: str
    name: str
    participants: int
    files: list[Import]
    bearers: tuple[Organisation, ...] = ()


def unmatched(territory: Territory, *, user: User, on: date) -> list[UnmatchedCode]:
    """Return the codes that wait for a decision in files that the person sees; five queries."""
    root = root_of(territory)
    crosswalk = crosswalk_of(root)
    # Nearly all codes are known: those left are few to ask for by name, the others thousands.
    codes = ImportSchool.objects.order_by().values_list("code", flat=True).distinct()
    unknown = [code for code in codes if not crosswalk.is_known(code)]
    seen = (
        ImportSchool.objects.filter(
            imported__in=Import.objects.visible_to(user, on=on), imported__root=root,
            left_out=False, code__in=unknown,
        )
        .exclude(imported__status__in=[Import.Status.REFUSED, Import.Status.WITHDRAWN])
        .select_related("imported")
        .order_by("code", "imported__uploaded_at", "pk")
    )  # fmt: skip
    found: dict[str, UnmatchedCode] = {}
    for one in seen:
        code = found.setdefault(one.code, UnmatchedCode(one.code, "", 0, []))
        code.name = one.name or code.name
        code.participants = max(code.participants, one.participants)
        code.files.append(one.imported)
    _name_bearers(found, crosswalk)
    return list(found.values())


def _name_bearers(found: dict[str, UnmatchedCode], crosswalk: Crosswalk) -> None:
    shared = {code: crosswalk.shared[code] for code in found if code in crosswalk.shared}
    schools = Organisation.objects.in_bulk({pk for pks in shared.values() for pk in pks})
    for code, pks in shared.items():
        found[code].bearers = tuple(schools[pk] for pk in pks)


def decisions(territory: Territory) -> list[SchoolCodeDecision]:
    """Return what was decided in the region, by code."""
    decided = SchoolCodeDecision.objects.filter(root=root_of(territory))
    return list(decided.select_related("organisation", "by").order_by("code"))
