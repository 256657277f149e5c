"""Every address of the site, as Django's resolver knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse


@dataclass(frozen=True, slots=True)
class Address:
    """A pattern: its name, its route, the names of its parameters."""

    name: str
    route: str
    parameters: tuple[str, ...]

    def path(self, arguments: dict[str, object]) -> str:
        """Return the address of the pattern with these arguments."""
        try:
            return reverse(self.name, kwargs=arguments)
        except NoReverseMatch as error:
            raise AssertionError(f"{self.route}: {error}") from error


@cache
def addresses() -> tuple[Address, ...]:
    """Return every pattern once, in the order in which the resolver tries them."""
    found = {one.name: one for one in _walk(get_resolver().url_patterns, "", ())}
    return tuple(found.values())


def _walk(patterns: list[object], route: str, outer: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        given = {*pattern.default_args} if isinstance(pattern, URLPattern) else set()
        names = (*outer, *(pattern.pattern.regex.groupindex.keys() - given))
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"the address {here} has no name"
            yield Address(pattern.name, here, names)
        else:
            yield from _walk(pattern.url_patterns, here, names)
