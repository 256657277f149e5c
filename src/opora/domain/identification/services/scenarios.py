"""What the list would be under other numbers or readings; nothing of the run changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.timezone import localdate

from opora.analytics.arrays import Flags
from opora.analytics.counts import Counts
from opora.analytics.disclosure import LEAST_FOR_SHARE, SMALLEST_SHOWN
from opora.analytics.official import Evidence, is_low, official_answers, reasons_left_out
from opora.analytics.predicates import over_low_results
from opora.analytics.refusals import AnalyticsError
from opora.analytics.whatif import Replay
from opora.analytics.whatif import replay as replay_lists
from opora.domain.assessments.permissions import sees_all_counts
from opora.domain.identification import evidence
from opora.domain.identification.models import Run, Scenario, Verdict
from opora.domain.identification.permissions import require_running
from opora.domain.identification.questions import (
    LIMITS,
    corrected_in,
    excluded_in,
    rule_for,
    rule_of,
)
from opora.domain.identification.refusals import WrongParameters, WrongStatus
from opora.domain.identification.results import (
    Corrected,
    corrected,
    excluded_labels,
    only_schools,
    with_schools,
)
from opora.domain.identification.services.replies import Claim, check_claim
from opora.domain.identification.services.runs import lock
from opora.domain.identification.services.weighing import Weighed, weigh
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.methodology.rules import Rule

MOST_SCENARIOS = 400
"""Combinations of numbers that are gone through at once."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers to try, thresholds in %, windows in years; what is empty stays as it is.

    ``weights`` say how many times heavier items of the index are, by code.
    """

    rules: tuple[str, ...] = ()
    thresholds: tuple[int, ...] = ()
    windows: tuple[int, ...] = ()
    minimal_ns: tuple[int, ...] = ()
    weights: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """The list under one combination, against the list of the run."""

    rule: str
    threshold: int
    window: int
    minimal_n: int
    listed: tuple[int, ...]
    insufficient: tuple[int, ...]
    entering: tuple[int, ...]
    leaving: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Lists under all combinations; ``stability`` is the share of them that list a school."""

    scenarios: tuple[Told, ...]
    stability: dict[int, float]


@dataclass(frozen=True, slots=True)
class IfConfirmed:
    """What the rule says of a school, and what it would say were a contested number right."""

    before: str
    after: str
    below: int
    participants: int
    low_after: bool


def replay(run: Run, grid: Grid, *, full: bool) -> Replayed:
    """Make the list of a run under every combination of numbers and readings.

    Parameters
    ----------
    run : Run
        Its data, exclusions and corrections are taken as they are.
    grid : Grid
        What to try; weights of the index change no list by results.
    full : bool
        Whether counts of one to four pupils are open to who asks. Where they are not, a
        result that rests on them stays what it is in the run under every number: the number
        at which it turns would tell the counts.

    Raises
    ------
    WrongParameters
        If a number is out of its limits, there are too many combinations, or a rule needs
        more than low results.
    """
    return replay_each(run, [grid], full=full)[0]


def replay_each(run: Run, grids: Sequence[Grid], *, full: bool) -> list[Replayed]:
    """Do as ``replay`` with each of several grids; the counts are read once."""
    asked = [(grid, _rules(run, grid)) for grid in grids]
    for grid, rules in asked:
        _check(grid, len(rules))
    counts = _own_counts(run)
    labels = excluded_labels(counts, excluded_in(run)) != ""
    counts = counts if full else _as_in_run(counts, rule_of(run))
    try:
        now = replay_lists(counts, run.year, [rule_of(run)], excluded=labels).listed[0]
        return [
            _replayed(
                replay_lists(
                    counts, run.year, rules, thresholds=grid.thresholds, windows=grid.windows,
                    minimal_ns=grid.minimal_ns, excluded=labels,
                ),
                now,
            )
            for grid, rules in asked
        ]  # fmt: skip
    except AnalyticsError as error:
        raise WrongParameters(f"Эти числа вместе не работают: {error}.") from error


def _replayed(told: Replay, now: Flags) -> Replayed:
    scenarios = tuple(_told(told, place, now) for place in range(len(told.scenarios)))
    ever = np.flatnonzero(told.listed.any(axis=0)).tolist()
    shares = told.stability
    stability = {int(told.schools[at]): round(float(shares[at]), 4) for at in ever}
    return Replayed(scenarios, stability)


def if_confirmed(verdict: Verdict, claim: Claim) -> IfConfirmed:
    """Say at once what would follow if a contested number were right; nothing is kept.

    Raises
    ------
    WrongParameters
        If the claim cannot be, see ``replies.check_claim``.
    """
    check_claim(verdict, claim)
    run, key = verdict.run, str(verdict.school_id)
    rule = rule_of(run)
    counts = only_schools(_own_counts(run), [key])
    claimed = Corrected(key, claim.assessment, claim.year, claim.below, claim.participants)
    low = is_low(claim.below, claim.participants, threshold=rule.threshold.value)
    return IfConfirmed(
        before=verdict.official,
        after=_official(run, corrected(counts, [claimed]), rule),
        below=claim.below,
        participants=claim.participants,
        low_after=bool(low),
    )


@transaction.atomic
def save(*, run: Run, grid: Grid, reason: str, by: User, at: datetime) -> Scenario:
    """Keep what the list would be, with the reason why somebody looked.

    Raises
    ------
    WrongParameters
        If the grid cannot be tried or no reason is given.
    NotAllowed
        If the person does not lead the run.
    """
    require_running(by, run.territory, at=at)
    if not reason.strip():
        raise WrongParameters("Напишите, зачем нужен этот вариант.")
    full = sees_all_counts(by, run.territory, on=localdate(at))
    scenario = Scenario.objects.create(
        run=run, parameters=_plain(grid), reason=reason.strip(), saved_by=by, saved_at=at,
        result=_result(run, grid, full=full),
    )  # fmt: skip
    audit.record("scenario.save", target=scenario, by=by, at=at, reason=reason)
    return scenario


def again(scenario: Scenario, run: Run) -> dict[str, Any]:
    """Return what a kept scenario gives on another run, to who may see what its author saw.

    Raises
    ------
    WrongParameters
        If its numbers cannot be tried there.
    """
    kept = dict(scenario.parameters)
    weights = tuple((code, times) for code, times in kept.pop("weights", ()))
    grid = Grid(**{name: tuple(one) for name, one in kept.items()}, weights=weights)
    on = localdate(run.created_at)
    return _result(run, grid, full=sees_all_counts(scenario.saved_by, run.territory, on=on))


@transaction.atomic
def attach(*, scenario: Scenario, by: User, at: datetime, attached: bool = True) -> Scenario:
    """Attach a kept scenario to the decision, or take it off, while the list is not decided.

    Raises
    ------
    WrongStatus, NotAllowed
        If the run is approved or cancelled, or the person does not lead it.
    """
    run = lock(scenario.run)
    require_running(by, run.territory, at=at)
    if run.status not in Run.UNFINISHED:
        raise WrongStatus(run, "Приложить вариант нельзя")
    scenario.attached = attached
    scenario.save(update_fields=["attached"])
    audit.record("scenario.attach", target=scenario, by=by, at=at, after={"attached": attached})
    return scenario


def _result(run: Run, grid: Grid, *, full: bool) -> dict[str, Any]:
    told = replay(run, grid, full=full)
    result: dict[str, Any] = {
        "scenarios": [_plain(one) for one in told.scenarios],
        "stability": {str(school): share for school, share in told.stability.items()},
    }
    if grid.weights:
        weighed = weigh(run, dict(grid.weights))
        if weighed is None:
            raise WrongParameters(
                "Индекса социального благополучия ещё нет: веса менять не на чем."
            )
        result["context"] = _plain(weighed)
    return result


def _rules(run: Run, grid: Grid) -> list[Rule]:
    own = rule_of(run)
    if not grid.rules:
        return [own]
    numbers = {name: run.parameters[name] for name in LIMITS if name in run.parameters}
    if "assessments" in run.parameters:
        numbers["assessments"] = run.parameters["assessments"]
    rules = [
        own if code == own.code else rule_for(code, run.year, numbers) for code in grid.rules
    ]
    unfit = [rule.title for rule in rules if not over_low_results(rule.predicate)]
    if unfit:
        raise WrongParameters(f"Правило «{unfit[0]}» не пересчитывается на ходу.")
    return rules


def _check(grid: Grid, rules: int) -> None:
    grids: tuple[tuple[str, Sequence[int]], ...] = (
        ("threshold", grid.thresholds),
        ("window", grid.windows),
        ("minimal_n", grid.minimal_ns),
    )
    combinations = rules
    for name, values in grids:
        least, most = LIMITS[name]
        if any(not least <= value <= most for value in values):
            raise WrongParameters(f"Нужны целые числа от {least} до {most}.")
        combinations *= max(len(values), 1)
    if combinations > MOST_SCENARIOS:
        raise WrongParameters(
            f"Вариантов {combinations}, а сразу считается не больше {MOST_SCENARIOS}."
        )


def _own_counts(run: Run) -> Counts:
    schools = run.frozen["schools"]
    root = evidence.root_of(run.territory)
    counts = evidence.counts_at(root, run.data_hash, run.frozen["codes"])
    whole = corrected(with_schools(counts, schools), corrected_in(run))
    return only_schools(whole, schools)


def _as_in_run(counts: Counts, rule: Rule) -> Counts:
    """Put in place of each telling result one that says the same whatever the numbers."""
    low, tested = counts.low, counts.tested
    telling = tested < LEAST_FOR_SHARE  # as ``is_telling`` says of one result
    for told in (low, tested - low):
        telling |= (told > 0) & (told < SMALLEST_SHOWN)
    counted = tested >= rule.minimal_n.value
    is_low_now = is_low(low, tested, threshold=rule.threshold.value) & counted
    enough = LIMITS["minimal_n"][1]
    return Counts(
        counts.schools, counts.assessments, counts.years,
        np.where(telling, enough * is_low_now, low),
        np.where(telling, enough * counted, tested),
    )  # fmt: skip


def _official(run: Run, counts: Counts, rule: Rule) -> str:
    window = counts.window(
        run.year, length=rule.window.value, assessments=rule.assessments.codes
    )
    labels = excluded_labels(window, excluded_in(run))
    reasons = reasons_left_out(window, rule, labels)
    low = is_low(window.low, window.tested, threshold=rule.threshold.value) & (reasons == "")
    try:
        return str(official_answers(rule, window, low, reasons, Evidence())[0])
    except AnalyticsError as error:
        raise WrongParameters(
            "По этому правилу итог зависит и от других школ: он станет известен после "
            "пересчёта."
        ) from error


def _told(told: Replay, place: int, now: Flags) -> Told:
    one, then = told.scenarios[place], told.listed[place]
    return Told(
        one.rule, one.threshold, one.window, one.minimal_n,
        listed=_keys(told, then), insufficient=_keys(told, told.insufficient[place]),
        entering=_keys(told, then & ~now), leaving=_keys(told, now & ~then),
    )  # fmt: skip


def _keys(told: Replay, where: Flags) -> tuple[int, ...]:
    return tuple(sorted(int(key) for key in told.schools[where]))


def _plain(record: Grid | Told | Weighed) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in record.__slots__}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
