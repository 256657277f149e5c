"""How a run comes to its verdicts, and how it is computed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from opora.analytics.counts import Counts
from opora.analytics.predicates import over_low_results
from opora.analytics.refusals import AnalyticsError, NothingDiffers, TooFewSchools
from opora.analytics.whatif import replay
from opora.domain.identification import evidence
from opora.domain.identification.models import Run, SchoolStatus, Verdict
from opora.domain.identification.questions import question_of, rule_of, window_of
from opora.domain.identification.refusals import WrongParameters
from opora.domain.identification.results import (
    Question,
    RunResult,
    SchoolResult,
    answer,
    only_schools,
)

STABILITY_THRESHOLDS = (25, 30, 35)
STABILITY_MINIMAL_NS = (5, 10, 15)
STEPS = (
    "читаем результаты и условия",
    "применяем правило",
    "пробуем другие числа",
    "записываем",
)
"""What is done one after another while a list is computed."""
_BATCH = 1000

Movement = Verdict.Movement


@dataclass(frozen=True, slots=True)
class Computed:
    """What came out of a run, before it is written."""

    result: RunResult
    stability: list[dict[str, Any]]
    sources: list[dict[str, Any]]


def recompute(run: Run) -> RunResult:
    """Compute a stored run again, from its frozen data, rule, codes and corrections.

    Parameters
    ----------
    run : Run
        Of any status.

    Returns
    -------
    RunResult
        Its ``canonical()`` bytes are those of the first time, as ``run.digest`` proves.
    """
    return _answered(_counts(run), question_of(run))


def is_reproduced(run: Run) -> bool:
    """Whether computing the run again gives the result that it was approved with."""
    return recompute(run).digest() == run.digest


def computed(run: Run, *, told: Callable[[int], None] | None = None) -> Computed:
    """Compute a run; ``told`` hears how many of ``STEPS`` are done."""
    tell = told or (lambda _done: None)
    counts, question = _counts(run), question_of(run)
    tell(1)
    result = _answered(counts, question)
    tell(2)
    stability = _stability(run, result)
    tell(3)
    return Computed(result, stability, _sources(run))


def write_result(run: Run) -> Run:
    """Compute a run and write what came out, in place of what was there."""
    return write(run, computed(run))


def write(run: Run, found: Computed) -> Run:
    """Write what came out of a run, in place of what was there."""
    result = found.result
    run.digest = result.digest()
    run.expected_wrong_official = result.expected_wrong_official
    run.expected_wrong_established = result.expected_wrong_established
    run.stability, run.sources = found.stability, found.sources
    run.summary = _summary(run, result)
    run.save()
    run.verdicts.all().delete()
    Verdict.objects.bulk_create(_verdicts(run, result), batch_size=_BATCH)
    return run


def listed_before(run: Run) -> frozenset[int] | None:
    """Return the schools of the last list: of the approved run before, else by status."""
    if run.previous is not None:
        listed = run.previous.verdicts.listed()
        return frozenset(listed.values_list("school_id", flat=True))
    schools = [int(one) for one in run.frozen["schools"]]
    standing = SchoolStatus.objects.filter(
        property=SchoolStatus.Property.LOW_RESULTS, school__in=schools, until=None
    )
    found = frozenset(standing.values_list("school_id", flat=True))
    return found or None


def movement(*, now: bool | None, before: bool | None) -> str:
    """Say how a school stands to the last list; unknown on either side is no movement."""
    if now is None or before is None:
        return Movement.NONE
    if now:
        return Movement.STAYED if before else Movement.ENTERED
    return Movement.LEFT if before else Movement.NONE


def _counts(run: Run) -> Counts:
    root = evidence.root_of(run.territory)
    return evidence.counts_at(root, run.data_hash, run.frozen["codes"])


def _answered(counts: Counts, question: Question) -> RunResult:
    try:
        return answer(counts, question)
    except TooFewSchools as error:
        raise WrongParameters(
            "Правило сравнивает школы с ожидаемым по их условиям, а школ, у которых есть и "
            "результаты, и индекс, меньше пяти. Соберите паспорта и вычислите индекс."
        ) from error
    except NothingDiffers as error:
        raise WrongParameters(
            "Результаты или индексы всех школ одинаковы: сравнивать с ожидаемым нечего."
        ) from error
    except AnalyticsError as error:
        raise WrongParameters(f"Правило нельзя применить с этими числами: {error}.") from error


def _verdicts(run: Run, result: RunResult) -> list[Verdict]:
    before = listed_before(run)
    signals = evidence.signals_of(
        run.frozen["schools"], run.year, length=result.question.rule.window.value
    )
    return [
        _verdict(run, one, before=before, signals=signals.get(one.school, []))
        for one in result.schools
    ]


def _verdict(
    run: Run,
    result: SchoolResult,
    *,
    before: frozenset[int] | None,
    signals: list[dict[str, Any]],
) -> Verdict:
    school = int(result.school)
    unknown = result.official == Verdict.Official.INSUFFICIENT
    names = ("official", "verdict", "probability", "share", "lower", "upper", "repeats",
             "residual", "to_enter", "to_leave")  # fmt: skip
    return Verdict(
        run=run,
        school_id=school,
        **{name: getattr(result, name) for name in names},
        clauses=list(result.clauses),
        depends_on=list(result.depends_on),
        signals=signals,
        movement=movement(
            now=None if unknown else result.official == Verdict.Official.YES,
            before=None if before is None else school in before,
        ),
    )


def _stability(run: Run, result: RunResult) -> list[dict[str, Any]]:
    """Return who enters and leaves at other thresholds and other minimal n."""
    rule = rule_of(run)
    if not over_low_results(rule.predicate):
        return []
    counts = only_schools(result.found.counts, run.frozen["schools"])
    base = replay(counts, run.year, [rule])
    told = replay(
        counts, run.year, [rule],
        thresholds=STABILITY_THRESHOLDS, minimal_ns=STABILITY_MINIMAL_NS,
    )  # fmt: skip
    now = set(base.schools[base.listed[0]].tolist())
    rows = []
    for place, one in enumerate(told.scenarios):
        then = set(told.schools[told.listed[place]].tolist())
        rows.append(
            {
                "threshold": one.threshold,
                "minimal_n": one.minimal_n,
                "listed": len(then),
                "entering": sorted(int(key) for key in then - now),
                "leaving": sorted(int(key) for key in now - then),
            }
        )
    return rows


def _summary(run: Run, result: RunResult) -> dict[str, Any]:
    own = set(run.frozen["schools"])
    told = [str(one) for one in result.found.counts.schools]
    officials = [one.official for one in result.schools]
    return {
        "schools": len(result.schools),
        "listed": officials.count(Verdict.Official.YES),
        "insufficient": officials.count(Verdict.Official.INSUFFICIENT),
        "without_data": sum(not one.clauses for one in result.schools),
        "unknown_codes": sum(key.startswith("?") for key in told),
        "region_schools": len(set(told) - own) + len(own),
        "prior_mean": round(result.found.prior.mean, 6),
        "prior_borrowed": result.found.prior_borrowed,
        "divisor": round(result.found.divisor, 6),
    }


def _sources(run: Run) -> list[dict[str, Any]]:
    rule, root = rule_of(run), evidence.root_of(run.territory)
    codes = run.frozen["codes"]
    snapshot = evidence.Snapshot(
        run.data_hash, evidence.counts_at(root, run.data_hash, codes), codes
    )
    return evidence.sources_of(
        root, snapshot, run.frozen["schools"], rule.assessments.codes,
        window_of(rule, run.year),
    )  # fmt: skip
