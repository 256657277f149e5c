"""How sure a thing is, in words that people use."""

from __future__ import annotations

from math import floor

FEWEST_FOR_PERCENT = 10
"""Of fewer participants no per cent is shown: one pupil would move it by more than ten."""


def percent(part: int, whole: int) -> str:
    """Write a share in per cent, nothing where the whole is too small for one.

    Examples
    --------
    >>> percent(6, 24), percent(1, 3)
    ('25 %', '')
    """
    if whole < FEWEST_FOR_PERCENT:
        return ""
    return f"{_half_up(100 * part / whole)} %"


def out_of_ten(chance: float) -> str:
    """Write a probability as people say it.

    Examples
    --------
    >>> out_of_ten(0.82), out_of_ten(0.99), out_of_ten(0.02)
    ('около 8 из 10', 'почти наверняка', 'почти исключено')
    """
    if chance > 0.95:  # noqa: PLR2004 — nineteen of twenty
        return "почти наверняка"
    if chance < 0.05:  # noqa: PLR2004 — one of twenty
        return "почти исключено"
    return f"около {min(9, max(1, _half_up(10 * chance)))} из 10"


def points(difference: float) -> str:
    """Write a change of a share in per cent points, with its sign.

    Examples
    --------
    >>> points(-0.125)
    '−13 п. п.'
    """
    whole = _half_up(abs(100 * difference))
    sign = "" if whole == 0 else "+" if difference > 0 else "−"
    return f"{sign}{whole} п. п."


def _half_up(value: float) -> int:
    return floor(value + 0.5)
