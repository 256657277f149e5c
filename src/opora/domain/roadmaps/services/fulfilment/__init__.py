"""Entries of registers fulfil obligations, and take the fulfilment back when withdrawn.

``following`` says which measures an entry touches, ``matching`` which entries count,
``settling`` writes what follows from it. Doing any of it twice changes nothing.
"""

from opora.domain.roadmaps.services.fulfilment.following import (
    catch_up,
    follow,
    follow_measures,
)

__all__ = ["catch_up", "follow", "follow_measures"]
