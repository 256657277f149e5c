"""Counts of schools for pages, made from the marks store; statuses that follow from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import Q

from opora.domain.assessments import stored
from opora.domain.assessments.codes import Crosswalk, crosswalk_of
from opora.domain.assessments.models import Dataset, Import, Round, SchoolCount
from opora.domain.organisations.models import Territory
from opora.methodology.mark_scales import load_mark_scales

RoundKey = tuple[str, int]

_COLUMNS = ("school", "mark", "low", "attempt", "pupils", "day", "source")
_MARKS = (2, 3, 4, 5)
_FIELDS = ("participants", "below", "mark_2", "mark_3", "mark_4", "mark_5", "origin")
_BATCH = 500


@dataclass(slots=True)
class _Sum:
    """What is added up of one school in one round."""

    participants: int = 0
    below: int = 0
    marks: dict[int, int] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)


def rounds_of(imported: Import) -> set[RoundKey]:
    """Return the assessments and years of a file."""
    return {(one["code"], one["year"]) for one in imported.procedures}


@transaction.atomic
def rebuild(
    *,
    root: Territory,
    rounds: Iterable[RoundKey],
    at: datetime,
    reason: str,
    schools: Collection[int] | None = None,
) -> str:
    """Make the counts of these rounds anew from what counts in the store.

    Parameters
    ----------
    root : Territory
        The region.
    rounds : iterable of (str, int)
        Assessments and years that changed.
    at : datetime
        Now.
    reason : str
        What changed, for the history of the data.
    schools : collection of int, optional
        Only these schools; all of the region by default.

    Returns
    -------
    str
        The hash of the data that count now.
    """
    root = Territory.objects.select_for_update().get(pk=root.pk)
    frame = _Frame(root, crosswalk_of(root), _origins(root), schools)
    for code, year in sorted({*rounds}):
        _rebuild_round(frame, code, year)
    _settle(root)
    return _note_dataset(root, at, reason)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stays the same from round to round while counts are made anew."""

    root: Territory
    crosswalk: Crosswalk
    origins: dict[str, tuple[datetime, int]]
    schools: Collection[int] | None


def _rebuild_round(frame: _Frame, code: str, year: int) -> None:
    codes = None
    if frame.schools is not None:
        codes = tuple(frame.crosswalk.codes_of(frame.schools))
    table = stored.rows(frame.root, stored.Wanted(code, year, codes, "counts"), _COLUMNS)
    told = table.filter(pc.and_(pc.equal(table["attempt"], 1), pc.is_valid(table["low"])))
    round_ = _round(code, year, told)
    sums = _sums(told, frame.crosswalk)
    counts = [_count(school, round_, one, frame.origins) for school, one in sums.items()]
    SchoolCount.objects.bulk_create(
        counts, _BATCH, update_conflicts=True,
        unique_fields=["school", "round"], update_fields=list(_FIELDS),
    )  # fmt: skip
    _drop_others(frame, round_, {count.school_id for count in counts})


def _drop_others(frame: _Frame, round_: Round, kept: set[int]) -> None:
    """Delete the counts of schools of which nothing counts any more."""
    here = Q(school__territory=frame.root) | Q(school__territory__parent=frame.root)
    found = SchoolCount.objects.filter(here, round=round_)
    if frame.schools is not None:
        found = found.filter(school__in=frame.schools)
    stale = [pk for pk, school in found.values_list("pk", "school_id") if school not in kept]
    SchoolCount.objects.filter(pk__in=stale).delete()


def _round(code: str, year: int, told: pa.Table) -> Round:
    kind, subject, grade = code.rsplit("-", 2)
    scales = load_mark_scales()
    known = scales.scale(kind, subject, int(grade), year) or (
        kind == "ЕГЭ" and scales.minimum(subject, year) is not None
    )
    found, _ = Round.objects.get_or_create(
        code=code, year=year,
        defaults={
            "kind": kind, "subject": subject, "grade": int(grade), "scale_known": bool(known)
        },
    )  # fmt: skip
    days = [one for one in pc.unique(told["day"]).to_pylist() if one is not None]
    _widen(found, days)
    return found


def _widen(round_: Round, days: list[date]) -> None:
    known = [*days, *filter(None, (round_.first_day, round_.last_day))]
    if known and (round_.first_day, round_.last_day) != (min(known), max(known)):
        round_.first_day, round_.last_day = min(known), max(known)
        round_.save(update_fields=["first_day", "last_day"])


def _sums(told: pa.Table, crosswalk: Crosswalk) -> dict[int, _Sum]:
    keys = ["school", "mark", "low", "source"]
    added = told.group_by(keys).aggregate([("pupils", "sum")])
    sums: dict[int, _Sum] = defaultdict(_Sum)
    for row in added.to_pylist():
        school = crosswalk.schools.get(row["school"])
        if school is None:
            continue
        one, pupils = sums[school], row["pupils_sum"]
        one.participants += pupils
        one.below += pupils if row["low"] else 0
        one.sources.add(row["source"])
        if row["mark"] is not None:
            one.marks[row["mark"]] = one.marks.get(row["mark"], 0) + pupils
    return sums


def _count(
    school: int, round_: Round, one: _Sum, origins: dict[str, tuple[datetime, int]]
) -> SchoolCount:
    marks: dict[str, Any] = {
        f"mark_{mark}": one.marks.get(mark, 0) if one.marks else None for mark in _MARKS
    }
    brought = [origins[source] for source in one.sources if source in origins]
    return SchoolCount(
        school_id=school, round=round_, participants=one.participants, below=one.below,
        origin_id=max(brought)[1] if brought else None, **marks,
    )  # fmt: skip


def _origins(root: Territory) -> dict[str, tuple[datetime, int]]:
    """Return the import of each source, with when it was confirmed."""
    found = Import.objects.filter(root=root, status__in=Import.LIVE).exclude(confirmed_at=None)
    rows = found.values_list("source", "confirmed_at", "pk")
    return {source: (confirmed_at, pk) for source, confirmed_at, pk in rows if confirmed_at}


def _settle(root: Territory) -> None:
    """Say of each file whether anything of it still counts."""
    counting = stored.sources_of(root)
    for imported in Import.objects.in_store().filter(root=root).only("source", "status"):
        counts = imported.source in counting
        status = Import.Status.ADDED if counts else Import.Status.SUPERSEDED
        if imported.status != status:
            Import.objects.filter(pk=imported.pk).update(status=status)


def _note_dataset(root: Territory, at: datetime, reason: str) -> str:
    dataset = stored.dataset_of(root)
    if dataset is None:
        return ""
    last = Dataset.objects.filter(root=root).order_by("-created_at", "-pk").first()
    if last is None or last.data_hash != dataset.data_hash:
        Dataset.objects.create(
            root=root, data_hash=dataset.data_hash, created_at=at, reason=reason[:300]
        )
    return dataset.data_hash


def reconcile(*, root: Territory, at: datetime) -> bool:
    """Bring the counts in step with the store if a process died between the two.

    Returns
    -------
    bool
        Whether there was anything to mend.
    """
    dataset = stored.dataset_of(root)
    if dataset is None:
        return False
    last = Dataset.objects.filter(root=root).order_by("-created_at", "-pk").first()
    if last is not None and last.data_hash == dataset.data_hash:
        return False
    in_store = {(part.assessment, part.year) for part in dataset.parts}
    shown = SchoolCount.objects.filter(
        Q(school__territory=root) | Q(school__territory__parent=root)
    ).values_list("round__code", "round__year")
    rebuild(
        root=root, rounds=in_store | {*shown.distinct()}, at=at,
        reason="Сверка с хранилищем результатов",
    )  # fmt: skip
    return True
