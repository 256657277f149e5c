"""Refusals of identification: each says in Russian what is wrong and what to do.

``IdentificationRefused``
    The base of all of them, for pages that show the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from opora.domain import refusals
from opora.domain.identification.models import Run


class IdentificationRefused(refusals.Refused):
    """A step of identification cannot be taken; the message is the sentence for the page."""


class NotAllowed(IdentificationRefused, refusals.NotAllowed):
    """The person has no right to this."""


class NoData(IdentificationRefused):
    """There is nothing to compute from."""


class WrongParameters(IdentificationRefused):
    """The rule cannot be asked with these numbers."""


class WrongStatus(IdentificationRefused):
    """The run is not in the status that the step needs."""

    def __init__(self, run: Run, wish: str) -> None:
        status = run.get_status_display().lower()
        super().__init__(f"{wish}: расчёт № {run.number} сейчас в статусе «{status}».")


class FourEyes(IdentificationRefused):
    """Who made or sent a run does not approve it."""

    def __init__(self) -> None:
        super().__init__(
            "Утвердить должен другой человек: вы сами составили этот расчёт или передали его "
            "на утверждение."
        )


class DataChanged(IdentificationRefused):
    """The numbers of these schools are not those of the run any more."""

    def __init__(self, changes: Sequence[str]) -> None:
        self.changes = tuple(changes)
        super().__init__(
            "После расчёта данные изменились. " + " ".join(changes) + " Пересчитайте список."
        )


class NotFinished(IdentificationRefused):
    """Something before this step still waits; the message lists it."""
