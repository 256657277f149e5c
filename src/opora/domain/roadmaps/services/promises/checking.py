"""A check is done, kept, and overruled by a person where the program is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from opora.domain.acts.models import StoredFile
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Binding, EvidenceVerdict, Obligation, Progress
from opora.domain.roadmaps.permissions import require_checking
from opora.domain.roadmaps.services.promises.claims import Case, claims_of

_PROMISES = ("expected_result", "evidence_form")
MOST_ENTRIES = 30
"""Entries of one obligation that are looked into; the count speaks for the rest."""


class OverruleRefused(Refused):
    """A verdict is overruled with a reason, and by another verdict than the program's."""


@transaction.atomic
def check(obligation: Obligation, *, at: datetime) -> list[EvidenceVerdict]:
    """Check all promises of an obligation anew; what a person said of one stays."""
    case = case_of(obligation)
    kept = {one.claim: one for one in obligation.verdicts.all()}
    found = []
    for one in claims_of(case):
        row = kept.pop(one.claim, None) or EvidenceVerdict(
            obligation=obligation, claim=one.claim
        )
        row.title, row.found, row.detail = one.title[:300], one.verdict, one.detail[:500]
        row.checked_at = at
        row.save()
        found.append(row)
    EvidenceVerdict.objects.filter(pk__in=[one.pk for one in kept.values()]).delete()
    return found


def check_many(obligations: Iterable[int], *, at: datetime) -> int:
    """Check many obligations; return how many were there."""
    rows = Obligation.objects.filter(pk__in=obligations).select_related("measure", "occurrence")
    found = list(rows)
    for one in found:
        check(one, at=at)
    return len(found)


def case_of(obligation: Obligation) -> Case:
    """Gather what a check of an obligation looks at, in a constant number of queries."""
    cells = obligation.measure.cells
    rows = obligation.fulfilments.select_related("entry").order_by("entry__day", "pk")
    entries = tuple(row.entry for row in rows[:MOST_ENTRIES])
    named = {key for entry in entries for key in entry.facts.get("files") or []}
    return Case(
        obligation=obligation,
        promised=". ".join(str(cells[name]) for name in _PROMISES if cells.get(name)),
        binding=Binding.objects.filter(
            measure=obligation.measure_id, status=Binding.Status.CONFIRMED
        ).first(),
        progress=Progress.objects.filter(obligation=obligation).first(),
        entries=entries,
        evidence=tuple(
            obligation.evidence.standing().select_related("file", "copy").order_by("pk")
        ),
        files=StoredFile.objects.in_bulk(named),
    )


@transaction.atomic
def overrule(
    *, verdict: EvidenceVerdict, to: str, reason: str, by: User, at: datetime
) -> EvidenceVerdict:
    """Put a person's verdict in place of the program's; an empty ``to`` takes it back.

    Raises
    ------
    OverruleRefused
        If no reason is given.
    NotAllowed
        If the person does not check the obligation.
    """
    verdict = (
        EvidenceVerdict.objects.select_for_update(of=("self",))
        .select_related("obligation__organisation__territory", "obligation__roadmap")
        .get(pk=verdict.pk)
    )
    require_checking(by, verdict.obligation, at=at)
    if to and not reason.strip():
        raise OverruleRefused("Напишите, почему проверка решена иначе.")
    before = verdict.standing_words
    verdict.overruled, verdict.reason = to, reason.strip()[:300] if to else ""
    verdict.overruled_by, verdict.overruled_at = (by, at) if to else (None, None)
    verdict.save()
    audit.record(
        "verdict.overrule", target=verdict.obligation, by=by, at=at, reason=reason,
        before={"verdict": before}, after={"verdict": verdict.standing_words},
    )  # fmt: skip
    return verdict
