"""What follows from the entries of a measure for its obligations: rows, progress, states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.timezone import localdate
from django_q.tasks import async_task

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.registers.models import Entry
from opora.domain.roadmaps.counting import Trace, needed_of, value_of
from opora.domain.roadmaps.models import Binding, Fulfilment, Obligation, Progress
from opora.domain.roadmaps.services import states, telling
from opora.domain.roadmaps.services.fulfilment.matching import Denominators, traces_of
from opora.domain.roadmaps.services.obligations import CHECK_JOB
from opora.domain.roadmaps.windows import Window, allot, windows_of
from opora.methodology.registers import load_registers

State = Obligation.State
MOST_ROWS = 60
"""Entries kept by name for one obligation; the count goes on beyond them."""
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What the entries make of one obligation."""

    traces: tuple[Trace, ...]
    late: frozenset[int]
    done: int
    needed: int
    planned: int
    is_late: bool

    @property
    def reached(self) -> bool:
        """Whether it is enough; a share of nothing never is."""
        return 0 < self.needed <= self.done

    @property
    def last_change(self) -> datetime | None:
        """When one of its entries changed last."""
        return max((one.changed_at for one in self.traces if one.changed_at), default=None)


@dataclass
class _Plan:
    """What is to be written, gathered so that it takes a constant number of queries."""

    gone: list[int] = field(default_factory=list)
    new: list[Fulfilment] = field(default_factory=list)


@transaction.atomic
def settle(
    binding: Binding, *, at: datetime, organisations: Collection[int] | None = None
) -> int:
    """Bring the obligations of a measure up to date with its entries; return how many changed.

    Parameters
    ----------
    binding : Binding
        With its measure, edition, roadmap and owner at hand.
    organisations : collection of int, optional
        Whose obligations; all by default. A pooled binding is always settled for all.
    """
    is_pooled = binding.scope == Binding.Scope.TOGETHER
    obligations = _obligations(binding, None if is_pooled else organisations)
    times = list(binding.measure.occurrences.all())
    edition = binding.measure.edition
    windows = windows_of(times, start=edition.start, end=edition.end)
    whose = None if is_pooled else sorted({one.organisation_id for one in obligations})
    traces = traces_of(binding, windows, whose)
    standings = _standings(binding, windows, traces, obligations, at=at)
    before = _kept(obligations)
    plan, changed = _Plan(), 0
    for obligation in obligations:
        standing = standings[_group(binding, obligation), obligation.occurrence_id]
        _plan_rows(plan, obligation, standing, before.get(obligation.pk, {}), at=at)
    _write(plan)
    people = User.objects.in_bulk({t.entered_by for t in traces if t.entered_by})
    for obligation in obligations:
        standing = standings[_group(binding, obligation), obligation.occurrence_id]
        changed += _move(
            binding, obligation, standing, before.get(obligation.pk, {}), people, at=at
        )
    _write_progress(obligations, standings, binding, at=at)
    handed_in = [one.pk for one in obligations if one.submitted_at == at]
    if handed_in:
        transaction.on_commit(partial(async_task, CHECK_JOB, handed_in))
    return changed


def _obligations(binding: Binding, organisations: Collection[int] | None) -> list[Obligation]:
    found = Obligation.objects.filter(measure=binding.measure_id)
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    locked = found.select_for_update(of=("self",)).select_related(
        "organisation__territory", "measure", "occurrence", "roadmap", "person",
        "submitted_by", "progress",
    )  # fmt: skip
    return list(locked.order_by("pk"))


def _group(binding: Binding, obligation: Obligation) -> int | None:
    return None if binding.scope == Binding.Scope.TOGETHER else obligation.organisation_id


def _standings(
    binding: Binding,
    windows: Sequence[Window],
    traces: Sequence[Trace],
    obligations: Sequence[Obligation],
    *,
    at: datetime,
) -> dict[tuple[int | None, int], Standing]:
    """Work out the standing of every group and occurrence."""
    groups = {_group(binding, one) for one in obligations}
    whole = Denominators(binding, {one.organisation_id for one in obligations})
    today = localdate(at)
    found: dict[tuple[int | None, int], Standing] = {}
    by_group = _by_group(traces, groups)
    for group in groups:
        needed = {
            window.occurrence: needed_of(
                binding.target, binding.share, whole.of(group, min(window.last, today))
            )
            for window in windows
        }
        mine = by_group[group]
        for key, standing in _of_group(binding, windows, mine, needed).items():
            found[group, key] = standing
    return found


def _by_group(
    traces: Iterable[Trace], groups: Collection[int | None]
) -> dict[int | None, list[Trace]]:
    found: dict[int | None, list[Trace]] = defaultdict(list)
    for trace in traces:
        if None in groups:
            found[None].append(trace)
        for place in trace.organisations | {trace.owner}:
            if place in groups:
                found[place].append(trace)
    return found


def _of_group(
    binding: Binding,
    windows: Sequence[Window],
    traces: Sequence[Trace],
    needed: Mapping[int, int],
) -> dict[int, Standing]:
    def enough(occurrence: int, those: list[Trace]) -> bool:
        return value_of(binding.counts, those) >= needed[occurrence] > 0

    done = allot([one for one in traces if not one.planned], windows, enough)
    planned = [one for one in traces if one.planned]
    found = {}
    for window in windows:
        mine = done[window.occurrence]
        in_time = [one for one in mine if one.day <= window.last]
        found[window.occurrence] = Standing(
            traces=tuple(mine),
            late=frozenset(one.pk for one in mine if one.day > window.last),
            done=value_of(binding.counts, mine),
            needed=needed[window.occurrence],
            planned=sum(window.first <= one.day <= window.until for one in planned),
            is_late=bool(mine) and not enough(window.occurrence, in_time),
        )
    return found


# --- rows ---------------------------------------------------------------------------------


def _kept(obligations: Iterable[Obligation]) -> dict[int, dict[int, Fulfilment]]:
    found: dict[int, dict[int, Fulfilment]] = defaultdict(dict)
    rows = Fulfilment.objects.filter(obligation__in=[one.pk for one in obligations])
    for row in rows.select_related("entry"):
        found[row.obligation_id][row.entry_id] = row
    return found


def _plan_rows(
    plan: _Plan,
    obligation: Obligation,
    standing: Standing,
    kept: Mapping[int, Fulfilment],
    *,
    at: datetime,
) -> None:
    wanted = {one.pk: one.pk in standing.late for one in standing.traces[:MOST_ROWS]}
    plan.gone += [row.pk for entry, row in kept.items() if wanted.get(entry) != row.late]
    plan.new += [
        Fulfilment(obligation=obligation, entry_id=entry, late=late, counted_at=at)
        for entry, late in wanted.items()
        if entry not in kept or kept[entry].late != late
    ]


def _write(plan: _Plan) -> None:
    Fulfilment.objects.filter(pk__in=plan.gone).delete()
    Fulfilment.objects.bulk_create(plan.new, batch_size=2000)


def _write_progress(
    obligations: Sequence[Obligation],
    standings: Mapping[tuple[int | None, int], Standing],
    binding: Binding,
    *,
    at: datetime,
) -> None:
    """Write how far each has come: one insert that overwrites is quick for many rows."""
    rows = []
    for obligation in obligations:
        standing = standings[_group(binding, obligation), obligation.occurrence_id]
        rows.append(
            Progress(
                obligation_id=obligation.pk, done=standing.done, needed=standing.needed,
                planned=standing.planned, reached=standing.reached,
                late=standing.is_late and standing.reached,
                handed_in=progress_of(obligation).handed_in, counted_at=at,
            )
        )  # fmt: skip
    Progress.objects.bulk_create(
        rows, batch_size=2000, update_conflicts=True, unique_fields=["obligation"],
        update_fields=["done", "needed", "planned", "reached", "late", "handed_in",
                       "counted_at"],
    )  # fmt: skip


def progress_of(obligation: Obligation) -> Progress:
    """Return the progress row of an obligation, a fresh one if it has none."""
    known: Progress | None = getattr(obligation, "progress", None)
    if known is None:
        known = Progress(obligation=obligation)
        obligation.progress = known
    return known


# --- states -------------------------------------------------------------------------------


def _move(  # noqa: PLR0913  # what was, what is, and who did it
    binding: Binding,
    obligation: Obligation,
    standing: Standing,
    kept: Mapping[int, Fulfilment],
    people: Mapping[int, User],
    *,
    at: datetime,
) -> bool:
    """Move an obligation as its entries ask; return whether it moved."""
    progress = progress_of(obligation)
    if standing.reached and _may_hand_in(obligation, progress, standing):
        return _hand_in(binding, obligation, standing, people, at=at)
    if not standing.reached and progress.handed_in:
        return _take_back(obligation, standing, kept, at=at)
    if standing.traces and not standing.reached and obligation.state == State.PLANNED:
        by = _doer(standing, people)
        if by is not None:
            states.take(obligation, "start", by=by, at=at)
            return True
    return False


def _may_hand_in(obligation: Obligation, progress: Progress, standing: Standing) -> bool:
    """Whether the entries say something new since a person last spoke of the obligation."""
    if obligation.state not in Obligation.OWED:
        return False
    if not progress.reached:
        return True
    changed = standing.last_change
    return changed is not None and changed > obligation.changed_at


def _doer(standing: Standing, people: Mapping[int, User]) -> User | None:
    """Return who entered the latest of the entries that somebody signed for."""
    doers = (people.get(one.entered_by or 0) for one in reversed(standing.traces))
    return next((one for one in doers if one is not None), None)


def _hand_in(
    binding: Binding,
    obligation: Obligation,
    standing: Standing,
    people: Mapping[int, User],
    *,
    at: datetime,
) -> bool:
    by = _doer(standing, people)
    if by is None:
        return False
    obligation.report = _report(binding, standing)
    obligation.submitted_by, obligation.submitted_at = by, at
    states.take(obligation, "submit", by=by, at=at)
    progress_of(obligation).handed_in = True
    telling.submitted(obligation, at=at)
    return True


def _report(binding: Binding, standing: Standing) -> str:
    register = load_registers().find(binding.register)
    if register.rows == "school":
        return f"Исполнено записями реестра «{register.title}»: их видит только школа."
    named = [f"{one.title} ({one.day:%d.%m.%Y})" for one in standing.traces[:_NAMED]]
    more = len(standing.traces) - len(named)
    tail = f" и ещё {more}" if more > 0 else ""
    return f"Исполнено записями реестра «{register.title}»: {'; '.join(named)}{tail}."


def _take_back(
    obligation: Obligation,
    standing: Standing,
    kept: Mapping[int, Fulfilment],
    *,
    at: datetime,
) -> bool:
    progress_of(obligation).handed_in = False
    left = {one.pk for one in standing.traces}
    gone = [row.entry for key, row in kept.items() if key not in left]
    said = _why_back(gone)
    before = obligation.state
    if before == State.SUBMITTED:
        obligation.state = State.IN_WORK
    elif before == State.ACCEPTED:
        obligation.state, obligation.remark, obligation.decided_at = State.RETURNED, said, at
    else:
        return False
    obligation.changed_at = at
    obligation.save()
    audit.record(
        "obligation.undo", target=obligation, by=None, at=at, reason=said,
        before={"state": before}, after={"state": obligation.state},
    )  # fmt: skip
    if before == State.ACCEPTED:
        telling.decided(obligation, at=at)
    return True


def _why_back(gone: Sequence[Entry]) -> str:
    named = [f"«{one.title}» ({one.day:%d.%m.%Y})" for one in gone[:_NAMED]]
    if not named:
        return "Записей реестра больше не хватает."
    is_one = len(gone) == 1
    said = "Отозвана или изменена запись" if is_one else "Отозваны или изменены записи"
    return f"{said} реестра: {', '.join(named)}. Исполнение отменено."


def forget(binding: Binding, *, at: datetime) -> None:
    """Take back all that entries did for a measure which is bound to them no longer."""
    for obligation in _obligations(binding, None):
        kept = _kept([obligation]).get(obligation.pk, {})
        if progress_of(obligation).handed_in and obligation.state == State.SUBMITTED:
            empty = Standing((), frozenset(), 0, 1, 0, is_late=False)
            _take_back(obligation, empty, kept, at=at)
    owed = Obligation.objects.filter(measure=binding.measure_id)
    Fulfilment.objects.filter(obligation__in=owed).delete()
    Progress.objects.filter(obligation__in=owed).delete()
