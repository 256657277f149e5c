"""Pupils who may need help: a plain rule with its reasons, and how often it is right.

The rule knows results and attendance only. Social status, registers and health never enter
it, and nothing follows from it but an offer of help.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit
from scipy.stats import rankdata

from opora.analytics.arrays import Flags, Floats, matrix, require_finite, vector
from opora.analytics.refusals import AnalyticsError

_MAIN_SUBJECTS = frozenset({"РУ", "МА"})
_BASIC_CUT = 57.0
_MANY_THREES = 3
_DROP = 10.0
_ABSENCES = 10.0
_JOURNAL_GAP = 2
_EVENTS_PER_COLUMN = 10


class RiskLevel(StrEnum):
    """How much attention is due, in the words shown to people."""

    NONE = "нет"
    WATCH = "наблюдение"
    RISK = "риск"
    HIGH = "высокий"


@dataclass(frozen=True, slots=True, kw_only=True)
class PupilFacts:
    """What is known of one pupil; None where it is not.

    Attributes
    ----------
    failed_subjects : frozenset of str, optional
        Codes of subjects with «2» in ВПР.
    basic_percent : float, optional
        Points got in basic tasks. [% of the maximum]
    term_twos, threes : int, optional
        Marks «2» and «3» of the last term.
    drop : float, optional
        Fall of the primary score since the last ВПР, above zero a fall. [% points]
    absences : float, optional
        Lessons missed. [%]
    journal_gap : int, optional
        Mark of ВПР less that of the journal, the most negative of all subjects. [mark]
    """

    failed_subjects: frozenset[str] | None = None
    basic_percent: float | None = None
    term_twos: int | None = None
    threes: int | None = None
    drop: float | None = None
    absences: float | None = None
    journal_gap: int | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """The rule's answer: points, level, each reason in words, and what was not known."""

    points: int
    level: RiskLevel
    reasons: tuple[str, ...]
    unknown: int


def assess_risk(pupil: PupilFacts) -> Risk:
    """Add up the points of the rule for one pupil.

    Parameters
    ----------
    pupil : PupilFacts
        What is known; an unknown fact adds nothing and is counted.

    Returns
    -------
    Risk
        From 2 points watched, from 4 at risk, from 6 at high risk.

    Raises
    ------
    AnalyticsError
        If a per cent or a number is impossible.

    Notes
    -----
    Weights are a default and not normative.

    Examples
    --------
    >>> found = assess_risk(PupilFacts(failed_subjects=frozenset({"МА"}), absences=12))
    >>> found.points, str(found.level), found.unknown
    (4, 'риск', 5)
    >>> found.reasons
    ('«2» за ВПР по русскому языку или математике', 'пропущено больше 10 % уроков')

    References
    ----------
    .. [1] E. M. Allensworth and J. Q. Easton, "The On-Track Indicator as a Predictor of High
       School Graduation," Consortium on Chicago School Research, 2005.
    """
    _require_possible(pupil)
    facts = _facts(pupil)
    met = [(weight, reason) for weight, reason, holds in facts if holds]
    points = sum(weight for weight, _ in met)
    return Risk(
        points=points,
        level=_level(points),
        reasons=tuple(reason for _, reason in met),
        unknown=sum(holds is None for _, _, holds in facts),
    )


def rule_size() -> tuple[int, int]:
    """Return how many points the rule can give at most, and how many signs it looks at.

    Returns
    -------
    tuple of int
        The most points a pupil can get, and the number of signs.

    References
    ----------
    .. [1] E. M. Allensworth and J. Q. Easton, "The On-Track Indicator as a Predictor of High
       School Graduation," Consortium on Chicago School Research, 2005.

    Examples
    --------
    >>> rule_size()
    (11, 7)
    """
    weights = [weight for weight, _, _ in _facts(PupilFacts())]
    return sum(weights), len(weights)


def _require_possible(pupil: PupilFacts) -> None:
    for percent in (pupil.basic_percent, pupil.absences):
        if percent is not None and not 0 <= percent <= 100:  # noqa: PLR2004 - a per cent
            raise AnalyticsError(f"a per cent must be in [0, 100], not {percent}")
    for count in (pupil.term_twos, pupil.threes):
        if count is not None and count < 0:
            raise AnalyticsError(f"a number of marks must not be negative: {count}")


def _facts(pupil: PupilFacts) -> list[tuple[int, str, bool | None]]:
    """Weight, reason, and whether it holds; None where it is not known."""
    failed = pupil.failed_subjects
    return [
        (
            3,
            "«2» за ВПР по русскому языку или математике",
            None if failed is None else bool(failed & _MAIN_SUBJECTS),
        ),
        (2, "базовых заданий выполнено меньше 57 %", _less(pupil.basic_percent, _BASIC_CUT)),
        (2, "есть «2» за четверть", _at_least(pupil.term_twos, 1)),
        (1, "три и больше «3» за четверть", _at_least(pupil.threes, _MANY_THREES)),
        (1, "результат ВПР упал на 10 п. п. и больше", _at_least(pupil.drop, _DROP)),
        (1, "пропущено больше 10 % уроков", _less(_ABSENCES, pupil.absences)),
        (
            1,
            "отметка ВПР ниже журнала на 2 и больше",
            _at_least(-_JOURNAL_GAP, pupil.journal_gap),
        ),
    ]


def _less(value: float | None, cut: float | None) -> bool | None:
    return None if value is None or cut is None else value < cut


def _at_least(value: float | None, cut: float | None) -> bool | None:
    return None if value is None or cut is None else value >= cut


def _level(points: int) -> RiskLevel:
    steps = [(6, RiskLevel.HIGH), (4, RiskLevel.RISK), (2, RiskLevel.WATCH)]
    return next((level for least, level in steps if points >= least), RiskLevel.NONE)


@dataclass(frozen=True, slots=True)
class HitRate:
    """How a list of pupils compares with what came; NaN where nobody is counted.

    Attributes
    ----------
    flagged, pupils : int
        Length of the list and of the group. [pupils]
    found : float
        Share of those who later failed that the list held, 0 to 1.
    right : float
        Share of the list that later failed, 0 to 1: always shown beside a list.
    false_alarm : float
        Share of those who did not fail that the list held, 0 to 1.
    """

    flagged: int
    pupils: int
    found: float
    right: float
    false_alarm: float


def hit_rate(flagged: ArrayLike, failed: ArrayLike) -> HitRate:
    """Compare a list of pupils with what came of them, on pupils the rule never saw.

    Parameters
    ----------
    flagged, failed : array_like of bool, shape (n_pupils,)
        Who was on the list, and who failed later.

    Returns
    -------
    HitRate
        Shares of the list and of the outcome.

    Raises
    ------
    AnalyticsError
        If shapes differ.

    Examples
    --------
    >>> hit_rate([1, 1, 0, 0], [1, 0, 1, 0])
    HitRate(flagged=2, pupils=4, found=0.5, right=0.5, false_alarm=0.5)

    References
    ----------
    .. [1] A. J. Bowers, R. Sprott and S. A. Taff, "Do we know who will drop out? A review of
       the predictors of dropping out of high school," High Sch. J., vol. 96, no. 2, 2013.
    """
    named, came = _flags(flagged, failed)
    hits = int((named & came).sum())
    alarms = int(named.sum()) - hits
    return HitRate(
        flagged=int(named.sum()),
        pupils=named.size,
        found=_share(hits, int(came.sum())),
        right=_share(hits, int(named.sum())),
        false_alarm=_share(alarms, int((~came).sum())),
    )


def discrimination(score: ArrayLike, failed: ArrayLike) -> float:
    """Return how often a pupil who failed had the higher score than one who did not.

    Parameters
    ----------
    score : array_like, shape (n_pupils,)
        Points of the rule or a forecast, none missing.
    failed : array_like of bool, shape (n_pupils,)
        Who failed later.

    Returns
    -------
    float
        Area under the ROC curve, ties one half; NaN where all or none failed. [1]

    Raises
    ------
    AnalyticsError
        If shapes differ or a score is missing.

    Examples
    --------
    >>> discrimination([1, 2, 3], [False, False, True])
    1.0

    References
    ----------
    .. [1] J. A. Hanley and B. J. McNeil, "The meaning and use of the area under a receiver
       operating characteristic (ROC) curve," Radiology, vol. 143, no. 1, pp. 29-36, 1982.
    """
    points = vector(score, "score")
    require_finite(score=points)
    _, came = _flags(points > 0, failed)
    yes = int(came.sum())
    no = came.size - yes
    above = float(rankdata(points)[came].sum()) - yes * (yes + 1) / 2
    return above / (yes * no) if yes and no else float("nan")


@dataclass(frozen=True, slots=True)
class Forecast:
    """Log odds of failing: coefficients, the constant first, and standard errors."""

    coef: Floats
    coef_se: Floats

    def chance(self, x: ArrayLike) -> Floats:
        """Return the probability to fail of each row of covariates, 0 to 1."""
        table = matrix(x, "x")
        return np.asarray(expit(self.coef[0] + table @ self.coef[1:]))


def fit_forecast(failed: ArrayLike, x: ArrayLike) -> Forecast:
    """Fit a logistic forecast, where there are failures enough to carry one.

    Parameters
    ----------
    failed : array_like of bool, shape (n_pupils,)
        Who failed.
    x : array_like, shape (n_pupils, k)
        Results and attendance, none missing; no social status.

    Returns
    -------
    Forecast
        Maximum likelihood. Judge it by other pupils than these.

    Raises
    ------
    AnalyticsError
        If values are missing, fewer than ten failures (or successes) stand for each
        column, columns are collinear or separate the outcome: then the rule alone serves.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=2000)
    >>> fit_forecast(rng.random(2000) < expit(x - 1), x).coef.round(1)
    array([-0.9,  0.9])

    References
    ----------
    .. [1] P. McCullagh and J. A. Nelder, Generalized Linear Models, 2nd ed., 1989.
    """
    table = matrix(x, "x")
    _, came = _flags(np.ones(len(table), dtype=bool), failed)
    require_finite(x=table)
    rarer = min(int(came.sum()), int((~came).sum()))
    if rarer < _EVENTS_PER_COLUMN * max(1, table.shape[1]):
        raise AnalyticsError(f"{rarer} failures are too few for {table.shape[1]} columns")
    centre, scale = table.mean(axis=0), table.std(axis=0)
    design = np.column_stack([np.ones(came.size), (table - centre) / np.where(scale, scale, 1)])
    if np.linalg.eigvalsh(design.T @ design / came.size)[0] < 1e-10:  # noqa: PLR2004 - digits lost or left
        raise AnalyticsError("columns of x are collinear or constant")

    coef, information = _likeliest(design, came.astype(np.float64))
    back = np.diag(np.concatenate([[1.0], 1 / scale]))
    back[0, 1:] = -centre / scale
    covariance = back @ np.linalg.inv(information) @ back.T
    return Forecast(back @ coef, np.sqrt(covariance.diagonal()))


def _likeliest(design: Floats, came: Floats) -> tuple[Floats, Floats]:
    coef = np.zeros(design.shape[1])
    for _ in range(50):
        chance = expit(design @ coef)
        information = (design.T * (chance * (1 - chance))) @ design
        if np.linalg.cond(information) > 1e12:  # noqa: PLR2004 - digits lost or left
            break
        step = np.linalg.solve(information, design.T @ (came - chance))
        coef = coef + step
        if np.abs(step).max() < 1e-10:  # noqa: PLR2004 - digits lost or left
            return coef, information
    raise AnalyticsError("the columns separate those who failed: use the rule")


def _flags(first: ArrayLike, second: ArrayLike) -> tuple[Flags, Flags]:
    left, right = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    if left.ndim != 1 or left.shape != right.shape:
        raise AnalyticsError("both lists must cover the same pupils")
    return left, right


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
