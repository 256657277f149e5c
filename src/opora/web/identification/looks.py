"""How a run, a verdict, a movement and a reply look: class, icon, word."""

from __future__ import annotations

from opora.domain.identification.models import Reply, Run, Verdict
from opora.domain.identification.queries.lists import Row
from opora.web.looks import Look

RUNS: dict[str, Look] = {
    Run.Status.COMPUTING: Look("is-work", icon="hourglass-split", label="Считается"),
    Run.Status.DRAFT: Look("is-planned", icon="pencil", label="Черновик"),
    Run.Status.REPLIES: Look("is-work", icon="circle-half", label="Ответы школ"),
    Run.Status.ON_APPROVAL: Look("is-check", icon="hourglass-split", label="На утверждении"),
    Run.Status.APPROVED: Look("is-ok", icon="check-circle-fill", label="Утверждён"),
    Run.Status.CANCELLED: Look("is-off", icon="slash-circle", label="Отменён"),
}
LISTED = Look("is-late", icon="flag-fill", label="В списке")
UNKNOWN = Look("is-back", icon="question-circle", label="Данных мало")
NOT_LISTED = Look("is-planned", icon="circle", label="Не в списке")

ENTERED = Look("is-late", icon="box-arrow-in-right", label="Вошла")
LEFT = Look("is-ok", icon="box-arrow-right", label="Вышла")

AGREES = Look("is-ok", icon="check-circle-fill", label="Согласна")
CONTESTS = Look("is-back", icon="arrow-counterclockwise", label="Возражает")
WAITS = Look("is-check", icon="hourglass-split", label="Ждём ответа")

DONE = Look("is-ok", icon="check-circle-fill", label="Готово")
NOW = Look("is-work", icon="circle-half", label="Сейчас")
AHEAD = Look("is-planned", icon="circle", label="Впереди")
GIVEN_UP = Look("is-off", icon="slash-circle", label="Отменено")


def outcome(verdict: Verdict) -> Look:
    """Return how it looks whether a school is on the list."""
    if verdict.is_listed:
        return LISTED
    is_open = verdict.final_listed is None and verdict.official == "insufficient"
    return UNKNOWN if is_open else NOT_LISTED


def movement(verdict: Verdict) -> Look | None:
    """Return how a change against the last list looks; None where there is nothing to mark."""
    found = {Verdict.Movement.ENTERED: ENTERED, Verdict.Movement.LEFT: LEFT}
    return found.get(Verdict.Movement(verdict.movement))


def reply(row: Row) -> Look | None:
    """Return how the reply of a school looks; None where none is needed."""
    if row.reply == Reply.Kind.AGREE.label:
        return AGREES
    if row.reply == Reply.Kind.CONTEST.label:
        return CONTESTS
    if row.verdict.is_listed and row.reply == "Ждём":
        return WAITS
    return None
