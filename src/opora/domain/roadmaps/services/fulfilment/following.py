"""Which measures an entry touches. Called after the commit of an entry, and by a job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django_q.tasks import async_task

from opora.domain.organisations.models import Organisation
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.roadmaps.models import Binding, Obligation, ReadMark, Roadmap
from opora.domain.roadmaps.services.fulfilment.matching import suits
from opora.domain.roadmaps.services.fulfilment.settling import settle

AT_ONCE = 20
"""Measures that are settled while the person waits; more are work for a job."""
JOB = "opora.domain.roadmaps.jobs.follow_entries"
_OVERLAP = timedelta(hours=1)
_BATCH = 500
_MARK = "entries"

Touched = dict[int, set[int] | None]
"""Key of a binding → organisations to settle, None for all."""


def on_entry_changed(*, entries: Iterable[int], **_: object) -> None:
    """Follow entries after their commit; what touches many measures is left to a job."""
    found = list(entries)
    touched = _touched(found)
    if len(touched) > AT_ONCE:
        async_task(JOB, found)
    else:
        _settle_all(touched, at=now())


def follow(entries: Collection[int], *, at: datetime) -> int:
    """Bring every obligation up to date that these entries touch; return how many moved."""
    return _settle_all(_touched(entries), at=at)


def follow_measures(bindings: Iterable[Binding], *, at: datetime) -> int:
    """Settle whole measures: their binding was confirmed, or their plan came into force."""
    return _settle_all({one.pk: None for one in bindings}, at=at)


def catch_up(*, at: datetime) -> int:
    """Follow what changed since the last time, with an hour of overlap; return how many."""
    mark, _ = ReadMark.objects.get_or_create(
        name=_MARK, defaults={"until": at - timedelta(days=1)}
    )
    since = mark.until - _OVERLAP
    changed = Entry.objects.filter(changed_at__gte=since).order_by("pk")
    found = list(changed.values_list("pk", flat=True))
    for start in range(0, len(found), _BATCH):
        follow(found[start : start + _BATCH], at=at)
    mark.until = at
    mark.save(update_fields=["until"])
    return len(found)


def _settle_all(touched: Touched, *, at: datetime) -> int:
    bindings = Binding.objects.at_work().select_related(
        "measure__edition__roadmap__owner__territory", "measure__edition__act"
    )
    moved = 0
    for binding in bindings.filter(pk__in=touched).order_by("pk"):
        with transaction.atomic():
            moved += settle(binding, at=at, organisations=touched[binding.pk])
    return moved


def _touched(entries: Collection[int]) -> Touched:
    rows = list(Entry.objects.filter(pk__in=entries).select_related("territory", "owner"))
    places = _places(rows)
    found = _fulfilled_by(entries)
    for entry in rows:
        whose = places[entry.pk]
        for binding in _bound_to(entry, whose):
            if not suits(binding, entry):
                continue
            if binding.scope == Binding.Scope.TOGETHER:
                found[binding.pk] = None
            else:
                found[binding.pk] = (found.get(binding.pk) or set()) | whose
    return found


def _places(rows: Iterable[Entry]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        found[row.pk].add(row.owner_id)
    parts = EntryPart.objects.filter(entry__in=list(found))
    for entry, organisation in parts.values_list("entry", "organisation").distinct():
        found[entry].add(organisation)
    return found


def _fulfilled_by(entries: Collection[int]) -> Touched:
    """Find what the entries count for now: they may have been withdrawn or changed."""
    owed = Obligation.objects.filter(
        fulfilments__entry__in=entries, measure__binding__isnull=False
    )
    found: Touched = {}
    rows = owed.values_list("measure__binding", "measure__binding__scope", "organisation")
    for binding, scope, organisation in rows.distinct():
        if scope == Binding.Scope.TOGETHER:
            found[binding] = None
        else:
            found[binding] = (found.get(binding) or set()) | {organisation}
    return found


def _bound_to(entry: Entry, whose: Collection[int]) -> Iterable[Binding]:
    """Give the bindings to the register of an entry in plans that may see it."""
    territories = set(
        Organisation.objects.filter(pk__in=whose).values_list("territory", "territory__parent")
    )
    above = {one for pair in territories for one in pair if one} | {entry.territory_id}
    plans = Q(measure__edition__roadmap__owner__in=whose) | Q(
        measure__edition__roadmap__owner__territory__in=above
    ) & ~Q(measure__edition__roadmap__level=Roadmap.Level.SCHOOL)
    return Binding.objects.at_work().filter(plans, register=entry.register)
