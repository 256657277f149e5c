"""The states of an obligation: which step leads from where to where. Data, and one lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused
from opora.domain.roadmaps.models import Obligation

State = Obligation.State


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a person takes: from which states, where to, its name in a refusal."""

    sources: tuple[str, ...]
    target: str
    name: str


STEPS = {
    "start": Step((State.PLANNED, State.RETURNED), State.IN_WORK, "Взять в работу"),
    "submit": Step(Obligation.OWED, State.SUBMITTED, "Отправить на проверку"),
    "withdraw": Step((State.SUBMITTED,), State.IN_WORK, "Отозвать с проверки"),
    "accept": Step((State.SUBMITTED,), State.ACCEPTED, "Принять"),
    "return": Step((State.SUBMITTED,), State.RETURNED, "Вернуть"),
    "waive": Step(Obligation.OWED, State.WAIVED, "Снять"),
    "pause": Step(Obligation.OWED, State.PAUSED, "Приостановить"),
    "resume": Step((State.PAUSED,), "", "Возобновить"),
}
"""All steps there are; «resume» leads back to the state before the pause."""


class WrongState(Refused):
    """The step does not lead from the present state, perhaps reached a moment ago."""

    def __init__(self, name: str, obligation: Obligation) -> None:
        state = obligation.get_state_display().lower()
        super().__init__(f"{name} нельзя: обязательство сейчас в состоянии «{state}».")


def lock(obligation: Obligation) -> Obligation:
    """Take the row for the rest of the transaction, with what decisions need at hand."""
    return (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("organisation__territory", "measure", "occurrence", "roadmap", "person")
        .get(pk=obligation.pk)
    )


def require(obligation: Obligation, step: str) -> None:
    """Refuse a step that does not lead from the present state."""
    if obligation.state not in STEPS[step].sources:
        raise WrongState(STEPS[step].name, obligation)


def allowed_steps(obligation: Obligation) -> tuple[str, ...]:
    """Return the steps that lead from the present state, whoever takes them."""
    return tuple(name for name, step in STEPS.items() if obligation.state in step.sources)


def take(  # noqa: PLR0913  # the parts of a trace
    obligation: Obligation,
    step: str,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    target: str | None = None,
) -> None:
    """Move a locked and checked obligation, save it whole and write the trace."""
    before = obligation.state
    obligation.state = target or STEPS[step].target
    obligation.changed_at = at
    obligation.save()
    audit.record(
        f"obligation.{step}", target=obligation, by=by, at=at, reason=reason,
        before={"state": before}, after={"state": obligation.state},
    )  # fmt: skip
