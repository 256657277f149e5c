"""The obligation of the address, and what the person may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now

from opora.domain.people.models import User
from opora.domain.roadmaps import queries
from opora.domain.roadmaps.models import Evidence, Obligation
from opora.domain.roadmaps.permissions import may_check, may_report
from opora.domain.roadmaps.services.states import allowed_steps
from opora.web.requests import UserRequest

REPORTING_STEPS = frozenset({"start", "submit", "withdraw"})


def obligation_in_sight(request: UserRequest, obligation_id: int) -> Obligation:
    """Return the obligation with all that its page names.

    Raises
    ------
    Http404
        If there is none, or it is closed to the person.
    """
    seen = Obligation.objects.visible_to(request.user, on=localdate()).select_related(
        "measure__section",
        "measure__edition__roadmap__owner__territory",
        "measure__edition__act__issuer",
        "occurrence",
        "organisation__territory",
        "person",
        "submitted_by",
        "decided_by",
    )
    return get_object_or_404(seen, pk=obligation_id)


def evidence_in_sight(request: UserRequest, evidence_id: int) -> Evidence:
    """Return evidence of an obligation in sight, taken back or not: history shows it.

    Raises
    ------
    Http404
        If there is none, or its obligation is closed to the person.
    """
    found = Evidence.objects.select_related("file", "copy", "obligation__organisation")
    evidence = get_object_or_404(found, pk=evidence_id)
    seen = Obligation.objects.visible_to(request.user, on=localdate())
    if not seen.filter(pk=evidence.obligation_id).exists():
        raise Http404
    return evidence


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do with one obligation now."""

    reports: bool
    checks: bool
    steps: frozenset[str]

    def __contains__(self, step: str) -> bool:
        """Whether the step leads from the present state and is theirs to take."""
        mine = self.reports if step in REPORTING_STEPS else self.checks
        return mine and step in self.steps


def rights_of(user: User, obligation: Obligation) -> Rights:
    """Return what the person may do with the obligation."""
    at = now()
    return Rights(
        reports=may_report(user, obligation, at=at),
        checks=may_check(user, obligation, at=at),
        steps=frozenset(allowed_steps(obligation)),
    )


@dataclass(frozen=True, slots=True)
class Queue:
    """Where an obligation stands among those that wait for this person's check."""

    place: int
    total: int
    previous: int | None
    following: int | None


def queue_around(user: User, obligation: Obligation, *, on: date) -> Queue:
    """Return the neighbours of an obligation in the queue; the last leads to the first.

    ``place`` counts from 1 and is 0 for what does not wait for this person.
    """
    waiting = queries.ObligationFilters(to_check=True)
    found = queries.obligation_list(user, on=on, filters=waiting)
    keys = list(found.values_list("pk", flat=True))
    if obligation.pk not in keys:
        return Queue(0, len(keys), None, keys[0] if keys else None)
    index = keys.index(obligation.pk)
    others = len(keys) > 1
    return Queue(
        place=index + 1,
        total=len(keys),
        previous=keys[index - 1] if others else None,
        following=keys[(index + 1) % len(keys)] if others else None,
    )
