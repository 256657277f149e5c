"""Which school a code of files means: suggested, decided once by a person, remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from opora.domain.assessments.codes import crosswalk_of
from opora.domain.assessments.models import Import, ImportSchool, SchoolCodeDecision
from opora.domain.assessments.permissions import keeps_results, require_keeping, root_of
from opora.domain.assessments.services import projection
from opora.domain.organisations.models import Organisation, OrganisationCode, Territory
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed, Refused
from opora.results.crosswalk import KnownSchool, suggestions

__all__ = ["NotASchool", "NotAllowed", "Suggestion", "UnknownCode", "decide", "suggest"]


class UnknownCode(Refused):
    """No file that waits or counts has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Кода «{code}» нет ни в одном загруженном файле.")


class NotASchool(Refused):
    """Results belong to schools."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            f"«{organisation.short_name}» не школа: результаты бывают только у школ."
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A school that a code may mean, with the degree of belief in [0, 1] and the reason."""

    organisation: Organisation
    score: float
    why: str


class Suggester:
    """Schools of a territory, loaded once to suggest for many codes: two queries."""

    def __init__(self, territory: Territory) -> None:
        here = Q(territory=territory) | Q(territory__parent=territory)
        schools = Organisation.objects.filter(here).schools().order_by("pk")
        self._schools = {str(school.pk): school for school in schools}
        codes: dict[int, list[str]] = defaultdict(list)
        for one in OrganisationCode.objects.filter(organisation__in=schools):
            codes[one.organisation_id].append(one.value.strip().lower())
        # The library gives back the first code of a school; ours is its number, in brackets
        # so that it is like no code of a file.
        self._known = [
            KnownSchool(f"[{key}]", _names(school), tuple(codes[school.pk]))
            for key, school in self._schools.items()
        ]

    def suggest(self, code: str, name: str) -> list[Suggestion]:
        """Return schools that the code may mean, by name and by code, best first."""
        return [
            Suggestion(self._schools[one.code.strip("[]")], one.score, one.reason)
            for one in suggestions(code, name or None, self._known)
        ]


def _names(school: Organisation) -> tuple[str, ...]:
    forms = (school.name, school.short_name, *school.aliases)
    return tuple(dict.fromkeys(form for form in forms if form))


def suggest(territory: Territory, *, code: str, name: str) -> list[Suggestion]:
    """Suggest schools of a territory for one code; for many load a :class:`Suggester`."""
    return Suggester(territory).suggest(code, name)


@transaction.atomic
def decide(
    *,
    territory: Territory,
    code: str,
    organisation: Organisation | None,
    by: User,
    at: datetime,
) -> SchoolCodeDecision:
    """Remember which school a code means, or (None) that it is no school of ours.

    The counts of the schools it touches are made anew at once.

    Raises
    ------
    NotAllowed
        If the person keeps no results here, the school is another territory's, or somebody
        else decided the code for a school of theirs.
    UnknownCode
        If no file has the code.
    NotASchool
        If the organisation is not a school.
    """
    require_keeping(by, territory, at=at)
    root = Territory.objects.select_for_update().get(pk=root_of(territory).pk)
    code = code.strip().lower()
    seen = _seen(root, code)
    if not seen:
        raise UnknownCode(code)
    if organisation is not None and organisation.kind != Organisation.Kind.SCHOOL:
        raise NotASchool(organisation)
    before = crosswalk_of(root).schools.get(code)
    _require_own(by, {before, organisation.pk if organisation else None} - {None}, at)
    decision, _ = SchoolCodeDecision.objects.update_or_create(
        root=root, code=code,
        defaults={
            "organisation": organisation, "ignored": organisation is None, "by": by, "at": at,
            "name_in_file": seen[-1].name,
        },
    )  # fmt: skip
    _record(decision, before)
    _recount(root, decision, before, at)
    return decision


def _seen(root: Territory, code: str) -> list[ImportSchool]:
    return list(
        ImportSchool.objects.filter(code=code, imported__root=root)
        .exclude(imported__status__in=[Import.Status.REFUSED, Import.Status.WITHDRAWN])
        .order_by("imported__uploaded_at", "pk")
    )


def _require_own(by: User, schools: Iterable[int | None], at: datetime) -> None:
    for school in Organisation.objects.filter(pk__in=[*schools]).select_related("territory"):
        if not keeps_results(by, school.territory, on=localdate(at)):
            raise NotAllowed(
                f"Школа «{school.short_name}» другой территории ({school.territory.name}): "
                "такое решение принимает региональный координатор."
            )


def _record(decision: SchoolCodeDecision, before: int | None) -> None:
    audit.record(
        "school_code.decide", target=decision, by=decision.by, at=decision.at,
        before={"organisation": before},
        after={"organisation": decision.organisation_id, "ignored": decision.ignored},
    )  # fmt: skip


def _recount(
    root: Territory, decision: SchoolCodeDecision, before: int | None, at: datetime
) -> None:
    touched = {one for one in (before, decision.organisation_id) if one is not None}
    files = Import.objects.in_store().filter(root=root, schools__code=decision.code)
    rounds = {key for imported in files for key in projection.rounds_of(imported)}
    if touched and rounds:
        projection.rebuild(
            root=root, rounds=rounds, at=at, schools=touched,
            reason=f"Сопоставлен код {decision.code}",
        )  # fmt: skip
