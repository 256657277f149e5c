"""What a school says of its numbers, and what it is answered. Nothing said is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from opora.domain.acts.models import StoredFile
from opora.domain.identification.models import Answer, Reply, Run, Verdict
from opora.domain.identification.permissions import require_replying, require_running
from opora.domain.identification.refusals import (
    IdentificationRefused,
    WrongParameters,
    WrongStatus,
)
from opora.domain.identification.services import telling
from opora.domain.identification.services.runs import lock
from opora.domain.people import audit
from opora.domain.people.models import User


class TooLate(IdentificationRefused):
    """The day up to which schools answer is over, or the list is with the head."""


class AlreadyAnswered(IdentificationRefused):
    """Somebody answered the school before."""

    def __init__(self) -> None:
        super().__init__("На это возражение уже ответили. Обновите страницу.")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a school holds to be right: of which result, with which counts, and why."""

    assessment: str
    year: int
    below: int
    participants: int
    text: str


@transaction.atomic
def agree(*, verdict: Verdict, by: User, at: datetime, text: str = "") -> Reply:
    """Confirm the numbers of the school.

    Raises
    ------
    TooLate
        If the day is over or the list has gone to the head.
    NotAllowed
        If the person does not answer for the school.
    """
    _check_open(verdict, by=by, at=at)
    reply = Reply.objects.create(
        verdict=verdict, kind=Reply.Kind.AGREE, text=text.strip(), by=by, at=at
    )
    audit.record("reply.agree", target=reply, by=by, at=at)
    telling.replied(reply, at=at)
    return reply


@transaction.atomic
def contest(  # noqa: PLR0913  # who says what on which paper
    *,
    verdict: Verdict,
    claim: Claim,
    by: User,
    at: datetime,
    file: StoredFile | None = None,
    file_name: str = "",
) -> Reply:
    """Contest one number with a reason, and a paper where there is one.

    Raises
    ------
    WrongParameters
        If the run has no such number of the school, the counts cannot be, they are those of
        the run, or no reason is given.
    TooLate
        If the day is over or the list has gone to the head.
    NotAllowed
        If the person does not answer for the school.
    """
    _check_open(verdict, by=by, at=at)
    check_claim(verdict, claim)
    reply = Reply.objects.create(
        verdict=verdict, kind=Reply.Kind.CONTEST, assessment=claim.assessment,
        year=claim.year, claimed_below=claim.below, claimed_participants=claim.participants,
        text=claim.text.strip(), file=file, file_name=file_name, by=by, at=at,
    )  # fmt: skip
    after = {
        "assessment": claim.assessment,
        "year": claim.year,
        "claimed": [claim.below, claim.participants],
    }
    audit.record("reply.contest", target=reply, by=by, at=at, after=after, reason=claim.text)
    telling.replied(reply, at=at)
    return reply


@transaction.atomic
def answer(  # noqa: PLR0913  # what is decided, how it is put right, in which words
    *,
    reply: Reply,
    accepted: bool,
    text: str,
    by: User,
    at: datetime,
    remedy: str = Answer.Remedy.RUN,
) -> Answer:
    """Answer a contested number, once.

    Parameters
    ----------
    accepted : bool
        Whether the school is right.
    remedy : Answer.Remedy
        How an accepted number is put right: by a corrected file, or by a correction that the
        next count of the run takes (``runs.recount``).

    Raises
    ------
    AlreadyAnswered
        If somebody answered before, also by a concurrent request.
    WrongParameters
        If the school agreed and there is nothing to answer, or no words are given.
    WrongStatus, NotAllowed
        If the run does not take replies any more, or the person does not lead it.
    """
    run = lock(reply.verdict.run)
    require_running(by, run.territory, at=at)
    if run.status != Run.Status.REPLIES and not _was_replaced(run):
        raise WrongStatus(run, "Ответить на возражение нельзя")
    if reply.kind != Reply.Kind.CONTEST:
        raise WrongParameters("Школа согласна с числами: отвечать не на что.")
    if not text.strip():
        raise WrongParameters("Напишите школе, почему решено так.")
    if Answer.objects.filter(reply=reply).exists():
        raise AlreadyAnswered
    given = Answer(
        reply=reply, text=text.strip(), by=by, at=at,
        decision=Answer.Decision.ACCEPTED if accepted else Answer.Decision.REJECTED,
        remedy=remedy if accepted else Answer.Remedy.NONE,
    )  # fmt: skip
    try:
        with transaction.atomic():
            given.save()
    except IntegrityError as race:
        raise AlreadyAnswered from race
    after = {"decision": given.decision, "remedy": given.remedy}
    audit.record("reply.answer", target=reply, by=by, at=at, after=after, reason=given.text)
    telling.answered(given, at=at)
    return given


def check_claim(verdict: Verdict, claim: Claim) -> dict[str, Any]:
    """Return the clause that a claim is about, or refuse the claim."""
    clause: dict[str, Any] | None = next(
        (
            one
            for one in verdict.clauses
            if (one["assessment"], one["year"]) == (claim.assessment, claim.year)
        ),
        None,
    )
    if clause is None:
        raise WrongParameters(
            f"Числа «{claim.assessment}, {claim.year}» в расчёте школы нет: возражать не о чем."
        )
    if claim.below < 0 or claim.participants < 1 or claim.below > claim.participants:
        raise WrongParameters(
            "Так не бывает: ниже границы не может быть больше, чем участников, а участников "
            "меньше одного."
        )
    if (claim.below, claim.participants) == (clause["below"], clause["participants"]):
        raise WrongParameters("Это те же числа, что в расчёте.")
    if not claim.text.strip():
        raise WrongParameters("Напишите, почему число должно быть другим.")
    return clause


def _check_open(verdict: Verdict, *, by: User, at: datetime) -> None:
    run = lock(verdict.run)
    require_replying(by, verdict, at=at)
    if run.status != Run.Status.REPLIES:
        raise TooLate(
            "Ответы больше не принимаются: расчёт в статусе "
            f"«{run.get_status_display().lower()}». Напишите муниципальному координатору."
        )
    if run.replies_due is not None and localdate(at) > run.replies_due:
        raise TooLate(
            f"Срок ответов прошёл {run.replies_due:%d.%m.%Y}. Напишите координатору: до "
            "утверждения он может исправить данные и пересчитать список."
        )


def _was_replaced(run: Run) -> bool:
    """Whether a later count of the same list still takes replies to this one."""
    later = Run.objects.filter(first=run.first or run, status=Run.Status.REPLIES)
    return later.exists()
