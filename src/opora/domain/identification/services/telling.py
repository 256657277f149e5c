"""Who is told what about a run. Every event is told once (see ``people.notices``)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from opora.domain.identification.models import Answer, Reply, Run, Verdict
from opora.domain.identification.permissions import REPLYING_ROLES
from opora.domain.organisations.access import PLANNING_ROLES
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people.models import User
from opora.domain.people.services import notices


def address_of(run: Run) -> str:
    """Return the path of the page of a run."""
    return f"/identification/{run.pk}/"


def address_of_verdict(verdict: Verdict) -> str:
    """Return the path of «Почему мы в списке» of a school."""
    return f"/identification/{verdict.run_id}/schools/{verdict.school_id}/"


def opened(run: Run, *, at: datetime) -> None:
    """Tell the heads of the schools on the list that they may answer, and until when."""
    due = f"до {run.replies_due:%d.%m.%Y}" if run.replies_due else ""
    for verdict in run.verdicts.listed().select_related("school"):
        notices.tell_many(
            heads_of(verdict.school, at),
            kind="identification.opened",
            text=f"Школа в списке за {run.year} год. Проверьте числа и ответьте {due}.",
            key=f"run:{run.pk}:opened",
            at=at,
            address=address_of_verdict(verdict),
        )


def extended(run: Run, *, reason: str, at: datetime) -> None:
    """Tell the heads of the schools on the list that they have more time, and why."""
    for verdict in run.verdicts.listed().select_related("school"):
        notices.tell_many(
            heads_of(verdict.school, at),
            kind="identification.extended",
            text=(
                f"Срок ответа о числах выявления {run.year} года продлён до "
                f"{run.replies_due:%d.%m.%Y}. {reason}"
            ),
            key=f"run:{run.pk}:extended:{run.replies_due}",
            at=at,
            address=address_of_verdict(verdict),
        )


def computed(run: Run, *, at: datetime, said: str) -> None:
    """Tell who asked for a list what became of it."""
    notices.tell(
        run.created_by,
        kind="identification.computed",
        text=f"Список школ за {run.year} год ({run.territory.name}) {said}",
        key=f"run:{run.pk}:computed",
        at=at,
        address=address_of(run),
    )


def reminded(verdict: Verdict, *, at: datetime) -> None:
    """Tell a school that has not answered that the day is near."""
    run = verdict.run
    notices.tell_many(
        heads_of(verdict.school, at),
        kind="identification.remind",
        text=f"Ответ о числах выявления {run.year} года ждут до {run.replies_due:%d.%m.%Y}.",
        key=f"run:{run.pk}:remind:{run.replies_due}",
        at=at,
        address=address_of_verdict(verdict),
    )


def replied(reply: Reply, *, at: datetime) -> None:
    """Tell those who lead the run what a school said."""
    verdict = reply.verdict
    said = "возражает" if reply.kind == Reply.Kind.CONTEST else "согласна с числами"
    notices.tell_many(
        _leaders(verdict.run, PLANNING_ROLES, at),
        kind="identification.replied",
        text=f"{verdict.school.short_name} {said} (выявление {verdict.run.year}).",
        key=f"reply:{reply.pk}",
        at=at,
        address=address_of_verdict(verdict),
    )


def answered(answer: Answer, *, at: datetime) -> None:
    """Tell the school what was decided on the number that it contests."""
    verdict = answer.reply.verdict
    decided = answer.get_decision_display().lower()
    notices.tell_many(
        heads_of(verdict.school, at),
        kind="identification.answered",
        text=f"Ваше возражение рассмотрено: {decided}. {answer.text}",
        key=f"answer:{answer.pk}",
        at=at,
        address=address_of_verdict(verdict),
    )


def sent(run: Run, *, at: datetime) -> None:
    """Tell the head that a list waits for approval."""
    heads = frozenset({Role.AUTHORITY_HEAD, Role.REGIONAL_COORDINATOR})
    notices.tell_many(
        _leaders(run, heads, at).exclude(pk=run.sent_by_id or 0),
        kind="identification.sent",
        text=f"Список школ за {run.year} год ждёт вашего утверждения.",
        key=f"run:{run.pk}:sent:{at:%Y%m%d%H%M%S%f}",
        at=at,
        address=address_of(run),
    )


def decided(run: Run, *, at: datetime, said: str) -> None:
    """Tell who made and sent the list what became of it."""
    people = [person for person in (run.created_by, run.sent_by) if person is not None]
    notices.tell_many(
        people,
        kind=f"identification.{run.status}",
        text=f"Список школ за {run.year} год: {said}",
        key=f"run:{run.pk}:{run.status}:{at:%Y%m%d%H%M%S%f}",
        at=at,
        address=address_of(run),
    )


def heads_of(school: Organisation, at: datetime) -> QuerySet[User]:
    """Return those who answer for a school."""
    members = Membership.objects.filter(organisation=school, role__in=REPLYING_ROLES)
    return _people(members, at)


def _leaders(run: Run, roles: frozenset[Role], at: datetime) -> QuerySet[User]:
    own = Q(organisation__territory=run.territory)
    return _people(Membership.objects.filter(own, role__in=roles), at)


def _people(members: QuerySet[Membership], at: datetime) -> QuerySet[User]:
    standing = members.filter(pk__in=Membership.objects.on(localdate(at)).values("pk"))
    return User.objects.filter(is_active=True, pk__in=standing.values("user"))
