"""Bindings of measures to registers: proposed by their words, decided by people."""

from opora.domain.roadmaps.services.bindings.deciding import (
    BindingRefused,
    Chosen,
    confirm,
    confirm_all,
    set_binding,
    set_none,
)
from opora.domain.roadmaps.services.bindings.proposing import propose_for

__all__ = [
    "BindingRefused",
    "Chosen",
    "confirm",
    "confirm_all",
    "propose_for",
    "set_binding",
    "set_none",
]
