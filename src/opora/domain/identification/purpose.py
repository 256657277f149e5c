"""The guard: what may not be made of results is refused, with the act and what to use instead.

Pages, exports and the programming interface ask here before they order or publish anything.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NoReturn

from opora.domain.identification.refusals import IdentificationRefused
from opora.methodology.purposes import Purpose, load_purposes


class Order(StrEnum):
    """In what order schools may stand: none of these says who is better."""

    NAME = "name"
    TERRITORY = "territory"
    MOVEMENT = "movement"
    REPLY = "reply"


class PurposeForbidden(IdentificationRefused):
    """The use of results is forbidden; ``purpose`` has the act and what to use instead."""

    def __init__(self, purpose: Purpose) -> None:
        self.purpose = purpose
        super().__init__(purpose.sentence)


def require(code: str) -> Purpose:
    """Return a purpose for which results may be used.

    Parameters
    ----------
    code : str
        Code of ``purposes.yaml``.

    Raises
    ------
    PurposeForbidden
        If the law does not let results be used so.

    Examples
    --------
    >>> require("support").title
    'адресная помощь школе и оценка её динамики'
    """
    purpose = load_purposes().purpose(code)
    if not purpose.allowed:
        raise PurposeForbidden(purpose)
    return purpose


def require_order(order: str) -> Order:
    """Return an order in which a list of schools may stand.

    Raises
    ------
    PurposeForbidden
        If it would order schools by their results: by share, probability or place.

    Examples
    --------
    >>> require_order("name")
    <Order.NAME: 'name'>
    """
    try:
        return Order(order)
    except ValueError:
        raise PurposeForbidden(load_purposes().purpose("school_ordering")) from None


def rank_schools() -> NoReturn:
    """Refuse to rank schools by ВПР for the public."""
    raise PurposeForbidden(load_purposes().purpose("public_ranking"))


def rate_teachers() -> NoReturn:
    """Refuse to rate teachers by the results of their pupils."""
    raise PurposeForbidden(load_purposes().purpose("teacher_rating"))
