"""All refusals of the domain are of one kind, so that each page says them in one way."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.core.exceptions import PermissionDenied

from opora import domain
from opora.domain.refusals import NotAllowed, Refused

DEFECTS = {"TrailIsAppendOnly", "RepliesAreAppendOnly", "NoSuchResult"}
"""No person is refused by these: whoever meets one has written wrong code."""


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(domain.__path__, "opora.domain."):
        if ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def _exceptions() -> dict[str, type[Exception]]:
    return {
        f"{one.__module__}.{one.__name__}": one
        for module in _modules()
        for one in vars(module).values()
        if inspect.isclass(one)
        and issubclass(one, Exception)
        and one.__module__ == module.__name__
    }


def test_every_exception_of_the_domain_is_a_refusal_or_a_defect() -> None:
    strange = [
        name
        for name, one in _exceptions().items()
        if not issubclass(one, Refused) and one.__name__ not in DEFECTS
    ]
    assert not strange


def test_every_lack_of_a_right_is_of_one_kind() -> None:
    named_so = {one for one in _exceptions().values() if one.__name__ == "NotAllowed"}
    assert NotAllowed in named_so
    assert all(issubclass(one, NotAllowed) for one in named_so)


def test_who_has_no_right_is_answered_by_django_as_such() -> None:
    with pytest.raises(PermissionDenied, match="Это делает директор"):
        raise NotAllowed("Это делает директор.")
