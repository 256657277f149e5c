"""The prior of shares: a beta distribution fitted to the counts of all schools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from opora.analytics.arrays import Floats

_LEAST_LOGIT_RHO = -18.0
_NO_VARIATION = 1e-7
_FEWEST_TO_VARY = 2
_JEFFREYS_MEAN, _JEFFREYS_RHO = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class Prior:
    """A beta prior of shares: mean and intraclass correlation in [0, 1], schools behind it."""

    mean: float
    rho: float
    schools: int
    loglik: float = float("nan")


def fit_prior(low: Floats, tested: Floats) -> Prior:
    """Fit a beta prior to counts by maximum likelihood.

    Parameters
    ----------
    low, tested : ndarray of float, shape (n_schools,)
        Checked counts; they need not be whole after a division by overdispersion. [pupils]

    Returns
    -------
    Prior
        Beta(1/2, 1/2), fitted to no school, where fewer than two schools have pupils; ``rho``
        is 0 where the likelihood sees no variation between schools.

    Examples
    --------
    >>> fit_prior(np.array([3.0, 3.0]), np.array([10.0, 10.0])).rho
    0.0

    References
    ----------
    .. [1] D. A. Griffiths, "Maximum likelihood estimation for the beta-binomial distribution,"
       Biometrics, vol. 29, no. 4, pp. 637-648, 1973.
    """
    from scipy import optimize  # a small municipality does not wait for it

    sat = tested > 0
    if sat.sum() < _FEWEST_TO_VARY:
        return Prior(_JEFFREYS_MEAN, _JEFFREYS_RHO, 0)
    pairs, times = np.unique(np.stack([low[sat], tested[sat]]), axis=1, return_counts=True)
    model = _Likelihood(pairs[0], pairs[1], times.astype(np.float64))
    total, pupils = float(model.low @ model.times), float(model.tested @ model.times)
    if not 0 < total < pupils:
        return Prior(total / pupils, 0.0, int(sat.sum()), 0.0)
    rough = moments(low, tested)
    start = special.logit(np.clip([rough.mean, rough.rho], [1e-6, 1e-3], [1 - 1e-6, 0.9]))
    found = optimize.minimize(
        model.negative, start, jac=True, method="L-BFGS-B",
        bounds=[(-25, 25), (_LEAST_LOGIT_RHO, 12)], options={"ftol": 1e-14, "gtol": 1e-9},
    )  # fmt: skip
    mean, rho = (float(one) for one in special.expit(found.x))
    if rho < _NO_VARIATION:
        mean, rho = total / pupils, 0.0
    return Prior(mean, rho, int(sat.sum()), model.constant - float(found.fun))


def moments(low: Floats, tested: Floats, *, rounds: int = 200) -> Prior:
    """Fit the prior by iterated moments, after Kleinman (1973).

    Parameters
    ----------
    low, tested : ndarray of float, shape (n_schools,)
        Checked counts, of at least one school with pupils. [pupils]
    rounds : int, default 200
        Greatest number of rounds; one gives the weights of pupils, not of schools.

    Returns
    -------
    Prior
        Mean and intraclass correlation in [0, 1); the likelihood is not known. [1]

    Examples
    --------
    >>> round(moments(np.array([1.0, 5.0, 9.0]), np.array([10.0, 10.0, 10.0])).rho, 3)
    0.6

    References
    ----------
    .. [1] J. C. Kleinman, "Proportions with extraneous variance," J. Am. Stat. Assoc., vol. 68,
       no. 341, pp. 46-54, 1973.
    """
    sat = tested > 0
    n, share = tested[sat], low[sat] / tested[sat]
    mean, rho = float(share.mean()), 0.0
    for _ in range(rounds):
        weight = n / (1 + (n - 1) * rho)
        whole = weight.sum()
        mean = float(weight @ share / whole)
        rest = 1 - weight / whole
        least, most = float((weight / n) @ rest), float(weight @ rest)
        variance = mean * (1 - mean)
        if variance == 0 or most <= least:
            return Prior(mean, 0.0, int(sat.sum()))
        spread = float(weight @ (share - mean) ** 2)
        new = min(max((spread / variance - least) / (most - least), 0.0), 1 - 1e-9)
        if abs(new - rho) < 1e-12:  # noqa: PLR2004 — the reference iterates as far
            break
        rho = new
    return Prior(mean, rho, int(sat.sum()))


@dataclass(frozen=True, slots=True)
class _Likelihood:
    """Minus log-likelihood of the beta-binomial, with its slope, over distinct counts."""

    low: Floats
    tested: Floats
    times: Floats

    @property
    def constant(self) -> float:
        """The binomial coefficients, which do not depend on the prior."""
        n, x = self.tested, self.low
        each = -special.betaln(x + 1, n - x + 1) - np.log(n + 1)
        return float(self.times @ each)

    def negative(self, point: Floats) -> tuple[float, Floats]:
        """Value and slope at logit mean and logit rho."""
        mean = float(special.expit(point[0]))
        # (1 - rho) / rho, without losing the digits of a small rho.
        strength = float(np.exp(-point[1]))
        alpha, beta = mean * strength, (1 - mean) * strength
        x, rest, n = self.low, self.tested - self.low, self.tested
        value = special.betaln(alpha + x, beta + rest) - special.betaln(alpha, beta)
        psi = special.digamma
        both = psi(strength) - psi(strength + n)
        by_alpha = self.times @ (psi(alpha + x) - psi(alpha) + both)
        by_beta = self.times @ (psi(beta + rest) - psi(beta) + both)
        slope_mean = (by_alpha - by_beta) * strength * mean * (1 - mean)
        slope_rho = -(by_alpha * mean + by_beta * (1 - mean)) * strength
        return -float(self.times @ value), -np.array([slope_mean, slope_rho])
