"""What becomes of obligations when a new edition takes the place of the old one.

An obligation moves to the new edition when the measure continues and the occurrence has the
same key there, or, its deadline being moved, the same place among those of its school year.
What nobody owes any more is removed if untouched, waived with a reason if somebody worked on
it, and stays in the old edition if it was closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.roadmaps.models import (
    Edition,
    Evidence,
    Measure,
    Obligation,
    Occurrence,
    Roadmap,
)
from opora.domain.roadmaps.services.generation import Party, control_day

Key = tuple[int, tuple[int, int | None]]


@dataclass
class Carried:
    """What was done with the obligations of the edition before."""

    moved: set[Key] = field(default_factory=set)
    removed: list[str] = field(default_factory=list)
    waived: int = 0


def pair_occurrences(
    old: Sequence[Occurrence], new: Sequence[Occurrence]
) -> dict[int, Occurrence]:
    """Return for old occurrences of a measure the new ones that continue them.

    First by key; what is left over in both is paired in order within each school year, which is
    what a moved deadline looks like.
    """
    by_key = {occurrence.key: occurrence for occurrence in new}
    found = {one.pk: by_key.pop(one.key) for one in old if one.key in by_key}
    left: dict[int, list[Occurrence]] = defaultdict(list)
    for occurrence in new:
        if occurrence.key in by_key:
            left[occurrence.school_year].append(occurrence)
    for one in old:
        if one.pk not in found and left[one.school_year]:
            found[one.pk] = left[one.school_year].pop(0)
    return found


def carry_over(  # noqa: PLR0913  # two editions and what the new one asks
    previous: Edition,
    edition: Edition,
    occurrences: Mapping[int, Sequence[Occurrence]],
    parties: Mapping[int, Sequence[Party]],
    *,
    by: User,
    at: datetime,
) -> Carried:
    """Move, remove or waive every obligation of the edition before."""
    carried = Carried()
    pairs = _pairs(previous, edition, occurrences)
    reason = f"Не требуется по редакции {edition.number}."
    for obligation in _obligations_of(previous):
        target = pairs.get(obligation.occurrence_id)
        party = _party(obligation, parties[target.measure_id]) if target else None
        if target and party:
            _move(obligation, target, by=by, at=at)
            carried.moved.add((target.pk, party.key))
        elif obligation.state in Obligation.CLOSED:
            continue
        elif _is_untouched(obligation):
            carried.removed.append(f"{obligation.organisation} · {obligation.occurrence.label}")
            obligation.delete()
        else:
            waive_quietly(obligation, reason=reason, by=by, at=at)
            carried.waived += 1
    return carried


def _pairs(
    previous: Edition, edition: Edition, occurrences: Mapping[int, Sequence[Occurrence]]
) -> dict[int, Occurrence]:
    old = _by_measure(Occurrence.objects.filter(measure__edition=previous))
    continued = Measure.objects.filter(edition=edition, previous__isnull=False)
    found: dict[int, Occurrence] = {}
    for new_id, old_id in continued.values_list("pk", "previous"):
        before = old.get(old_id or 0, [])
        pairs = pair_occurrences(before, occurrences.get(new_id, []))
        for one in before:
            if one.pk in pairs:
                _keep_event_day(one, pairs[one.pk])
        found |= pairs
    return found


def _keep_event_day(old: Occurrence, new: Occurrence) -> None:
    """Keep the day that a person gave to an event: it holds in the next edition too."""
    if old.event and old.due and new.due is None:
        new.opens, new.due, new.control = old.opens, old.due, old.control
        new.save()


def _by_measure(occurrences: QuerySet[Occurrence]) -> dict[int, list[Occurrence]]:
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for occurrence in occurrences.order_by("due", "pk"):
        found[occurrence.measure_id].append(occurrence)
    return found


def _obligations_of(edition: Edition) -> Iterable[Obligation]:
    evidence = Evidence.objects.filter(obligation=OuterRef("pk"))
    children = Roadmap.objects.filter(parent=OuterRef("pk"))
    return (
        Obligation.objects.select_for_update(of=("self",))
        .filter(measure__edition=edition)
        .select_related("organisation", "occurrence")
        .annotate(has_evidence=Exists(evidence), has_child=Exists(children))
        .order_by("pk")
    )


def _party(obligation: Obligation, parties: Sequence[Party]) -> Party | None:
    """Find as whom the obligation is owed: by name, else by the organisation."""
    keys = {party.key: party for party in parties}
    by_name = keys.get((0, obligation.person_id)) if obligation.person_id else None
    return by_name or keys.get((obligation.organisation_id, None))


def _is_untouched(obligation: Obligation) -> bool:
    worked_on = vars(obligation)["has_evidence"] or vars(obligation)["has_child"]
    return obligation.state == Obligation.State.PLANNED and not worked_on


def _move(obligation: Obligation, target: Occurrence, *, by: User, at: datetime) -> None:
    before, after = obligation.control, control_day(target)
    obligation.occurrence = target
    obligation.measure_id = target.measure_id
    obligation.school_year = target.school_year
    obligation.control = after
    obligation.save(update_fields=["occurrence", "measure", "school_year", "control"])
    if before != after and obligation.state not in Obligation.CLOSED:
        audit.record(
            "obligation.move", target=obligation, by=by, at=at,
            before={"control": before and before.isoformat()},
            after={"control": after and after.isoformat()},
        )  # fmt: skip


def waive_quietly(obligation: Obligation, *, reason: str, by: User, at: datetime) -> None:
    """Waive an obligation as a consequence of what happened to its plan."""
    before = obligation.state
    obligation.state = Obligation.State.WAIVED
    obligation.remark, obligation.changed_at = reason, at
    obligation.decided_by, obligation.decided_at = by, at
    obligation.save()
    audit.record(
        "obligation.waive", target=obligation, by=by, at=at, reason=reason,
        before={"state": before}, after={"state": obligation.state},
    )  # fmt: skip
