"""Posterior shares under Jeffreys' prior, and how two of them compare."""

import numpy as np
from scipy.special import betaincc, betaln

from opora.analytics.arrays import Floats

_JEFFREYS = 0.5
_WINDOW_SD = 9.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(96)


def posterior(low: Floats, tested: Floats) -> tuple[Floats, Floats]:
    """Return both parameters of the beta posterior of each share, shape as given.

    Parameters
    ----------
    low, tested : ndarray of float, shape (n_schools,)
        Checked counts: pupils with a low result, pupils tested. [pupils]

    Returns
    -------
    tuple of ndarray of float, shape (n_schools,)
        Both parameters of each beta distribution. [pupils]

    Examples
    --------
    >>> posterior(np.array([3.0]), np.array([10.0]))
    (array([3.5]), array([7.5]))

    References
    ----------
    .. [1] L. D. Brown, T. T. Cai and A. DasGupta, "Interval estimation for a binomial
       proportion," Stat. Sci., vol. 16, no. 2, pp. 101-133, 2001.
    """
    return low + _JEFFREYS, tested - low + _JEFFREYS


def chance_below(
    lesser: tuple[Floats, Floats], greater: tuple[Floats, Floats], *, floor: float = 0.0
) -> Floats:
    """Return the probability that the first share is the lower, and above a floor.

    The angle ``arcsin sqrt p`` makes the integrand smooth at both ends and its width
    about ``1 / (2 sqrt n)`` everywhere, so that a window of it holds any n.

    Parameters
    ----------
    lesser, greater : tuple of ndarray of float, shape (n_schools,)
        Parameters of two independent beta posteriors. [pupils]
    floor : float, default 0
        Least share that the first has to reach, in [0, 1). [1]

    Returns
    -------
    ndarray of float, shape (n_schools,)
        Probabilities. [1]

    Examples
    --------
    >>> one = posterior(np.array([3.0]), np.array([10.0]))
    >>> chance_below(one, one).round(6)
    array([0.5])

    References
    ----------
    .. [1] A. Agresti and Y. Min, "Frequentist performance of Bayesian confidence intervals for
       comparing proportions in 2 x 2 contingency tables," Biometrics, vol. 61, pp. 515-523,
       2005.
    """
    a, b = (np.asarray(part)[..., None] for part in lesser)
    centre, half = np.arcsin(np.sqrt(a / (a + b))), _WINDOW_SD / (2 * np.sqrt(a + b))
    start = np.clip(centre - half, np.arcsin(np.sqrt(floor)), np.pi / 2)
    width = np.clip(centre + half, start, np.pi / 2) - start
    angle = start + width * (_NODES + 1) / 2
    sine, cosine = np.sin(angle), np.cos(angle)
    log_density = (2 * a - 1) * np.log(sine) + (2 * b - 1) * np.log(cosine) - betaln(a, b)
    above = betaincc(greater[0][..., None], greater[1][..., None], sine**2)
    total = (np.exp(log_density) * above * _WEIGHTS).sum(axis=-1) * width[..., 0]
    return np.asarray(np.clip(total, 0, 1))
