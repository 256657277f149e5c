"""Regions with a known truth, as the reference tables describe theirs."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, ndtri

SUBJECT_CORRELATION = 0.5
SHOCK_SD = 0.3
TASKS = 20
BOUNDARIES = (7, 11, 15)


@dataclass(frozen=True)
class Marks:
    """Counts of a region: two grades sit two subjects each, in two years."""

    low: np.ndarray
    tested: np.ndarray
    cohort: np.ndarray


def counts_of(rng, truth, pupils):
    """Counts of low results of schools with a true share, shape (n_schools, 4, 2).

    Pupils of a grade sit two subjects, whose latent scores correlate; every assessment of a
    school has a shock of its own.
    """
    shape = (len(truth), 2, 2, 2)
    shocked = logit(np.asarray(truth))[:, None, None, None] + rng.normal(0, SHOCK_SD, shape)
    cut = ndtri(expit(shocked))
    both = rng.normal(size=(len(truth), 2, 1, 2, pupils))
    own = rng.normal(size=(*shape, pupils))
    latent = np.sqrt(SUBJECT_CORRELATION) * both + np.sqrt(1 - SUBJECT_CORRELATION) * own
    low = (latent < cut[..., None]).sum(axis=-1).reshape(len(truth), 4, 2)
    cohort = np.array([[0, 1], [0, 1], [2, 3], [2, 3]])
    return Marks(low, np.full(low.shape, pupils), cohort)


def task_points(rng, schools, pupils, *, level=0.0, worth=1):
    """Points in the tasks of a paper with 20 points, shape (n_schools, n_pupils, n_tasks)."""
    difficulty = np.linspace(-1.5, 1.5, TASKS // worth)
    ability = (
        level + rng.normal(0, 0.4, (schools, 1, 1)) + rng.normal(0, 0.9, (schools, pupils, 1))
    )
    return worth * (
        rng.random((schools, pupils, difficulty.size)) < expit(ability - difficulty)
    )


def lifted(rng, totals, share):
    """Totals with a share of those one point short raised to the boundary."""
    raised = totals.copy()
    for edge in BOUNDARIES:
        raised[(totals == edge - 1) & (rng.random(totals.shape) < share)] = edge
    return raised


def histograms(totals):
    """Works of each school by total."""
    return np.array([np.bincount(row, minlength=TASKS + 1) for row in totals])


def marks_of(rng, schools, pupils, *, inflation=0.0):
    """Journal and assessment marks of pupils, shapes (n_schools, n_pupils).

    The cuts of journal marks are those that give the norms of ``journal_vpr_tables.json``.
    """
    ability = rng.normal(0, 0.5, (schools, 1)) + rng.normal(0, 0.85, (schools, pupils))
    chance = expit(ability[..., None] - np.linspace(-1.5, 1.5, TASKS))
    total = (rng.random(chance.shape) < chance).sum(axis=-1)
    shown = 2 + np.searchsorted(BOUNDARIES, total, side="right")
    seen = ability + rng.normal(0, 0.75, ability.shape) + inflation
    return 2 + np.searchsorted((-1.52, -0.13, 1.03), seen, side="right"), shown
