"""How often a key may ask: so many requests a minute, counted by each process of the server."""

from __future__ import annotations

from time import time
from typing import cast

from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from opora.api.keys import KeyRequest

MOST_A_MINUTE = 600
"""A whole region with its obligations is read in a minute; a loop gone wrong is stopped."""

MINUTE = 60


class PerKey(BaseThrottle):
    """Counts requests of a key in the running minute; one without a key is refused before."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; say whether it is still within the limit."""
        key = cast(KeyRequest, request).auth
        name = f"api-{key.pk}-{int(time()) // MINUTE}"
        cache.add(name, 0, timeout=2 * MINUTE)
        return cache.incr(name) <= MOST_A_MINUTE

    def wait(self) -> float:
        """Return how long the running minute still lasts, in seconds."""
        return MINUTE - time() % MINUTE
