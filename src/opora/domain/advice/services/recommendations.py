"""A recommendation is sent to many, read, answered, carried out or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from opora.domain.acts import links
from opora.domain.acts.services import files
from opora.domain.acts.services.files import Upload
from opora.domain.advice import permissions, traces
from opora.domain.advice.models import Addressee, Recommendation
from opora.domain.organisations.models import Membership, Organisation, Role
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.domain.refusals import Refused
from opora.domain.staff.models import Person
from opora.domain.teams.models import Member, Team

MOST = 2000
"""Addressees of one recommendation."""
_HEADS = (Role.SCHOOL_HEAD, Role.DEPUTY_HEAD, Role.METHODIST, Role.AUTHORITY_HEAD)


class RecommendationRefused(Refused):
    """The recommendation cannot become this; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class To:
    """An addressee: an organisation, one person of it, or its team."""

    organisation: Organisation
    person: Person | None = None
    team: Team | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What is advised."""

    owner: Organisation
    title: str
    text: str
    basis: str
    basis_address: str = ""
    topic: str = ""
    audience: str = ""
    due: date | None = None


@transaction.atomic
def send(  # what, to whom, with which file, by whom, when
    *,
    advice: Advice,
    to: Sequence[To],
    by: User,
    at: datetime,
    upload: Upload | None = None,
) -> Recommendation:
    """Send a recommendation to all its addressees at once, each of them once.

    Raises
    ------
    RecommendationRefused
        If nobody is addressed, too many are, or the term ended before today.
    FileRefused, LinkRefused
        If the file or the address of the grounds is refused.
    NotAllowed
        If the office is not theirs.
    """
    permissions.require_advising(by, advice.owner, at=at)
    _check(advice, to, at)
    fields = {name: getattr(advice, name) for name in Advice.__slots__}
    made = Recommendation(sent_on=localdate(at), sent_by=by, sent_at=at, **fields)
    made.basis_address = _grounds(advice.basis_address)
    if upload is not None:
        made.file_name = files.clean_name(upload.name)
        made.file = files.keep(upload.content, name=made.file_name, at=at)
    made.save()
    unique = dict.fromkeys(to)
    Addressee.objects.bulk_create(
        Addressee(
            recommendation=made, organisation=one.organisation, person=one.person, team=one.team
        )
        for one in unique
    )
    audit.record(
        "recommendation.send", target=made, by=by, at=at, after={"addressees": len(unique)}
    )
    traces.put_recommendation(made, by=by, at=at)
    _tell(made, at=at)
    return made


def _check(advice: Advice, to: Sequence[To], at: datetime) -> None:
    if not to:
        raise RecommendationRefused("Выберите, кому адресована рекомендация.")
    if len(to) > MOST:
        raise RecommendationRefused(f"За раз можно адресовать не больше {MOST} организациям.")
    if advice.due and advice.due < localdate(at):
        raise RecommendationRefused("Срок ответа уже прошёл. Исправьте день.")
    strangers = [one for one in to if one.person and not _works_there(one)]
    if strangers:
        one = strangers[0]
        raise RecommendationRefused(
            f"{one.person} не работает в организации «{one.organisation.short_name}»."
        )
    over = next((one.team for one in to if one.team and not one.team.is_standing), None)
    if over:
        raise RecommendationRefused(f"«{over.name}» уже не работает. Выберите другую команду.")


def _works_there(one: To) -> bool:
    return (
        one.person is not None
        and one.person.employments.filter(organisation=one.organisation).exists()
    )


def _grounds(address: str) -> str:
    """Take a path of this site as it is; anything else must be a public page."""
    clean = address.strip()
    if clean.startswith("/") and not clean.startswith("//"):
        return clean
    return links.clean_address(clean) if clean else ""


@transaction.atomic
def read(*, addressee: Addressee, by: User, at: datetime) -> Addressee:
    """Note that an addressee opened it; the second time changes nothing."""
    addressee = _locked(addressee)
    if addressee.status != Addressee.Status.SENT or not permissions.answers(
        by, addressee, at=at
    ):
        return addressee
    addressee.status = Addressee.Status.READ
    addressee.save(update_fields=["status"])
    audit.record(
        "recommendation.read", target=addressee.recommendation, by=by, at=at,
        after={"organisation": addressee.organisation_id},
    )  # fmt: skip
    return addressee


@transaction.atomic
def answer(
    *, addressee: Addressee, status: str, words: str, by: User, at: datetime
) -> Addressee:
    """Answer: what will be done, what was done, or why not.

    An answer may be followed by «done» or «refused»; what is done or refused stays so.

    Raises
    ------
    RecommendationRefused
        If there are no words, it was closed or withdrawn before, or the same answer is
        given twice.
    """
    addressee = _locked(addressee)
    permissions.require_answering(by, addressee, at=at)
    Status = Addressee.Status  # noqa: N806  # a class by its own name
    _require_sent(addressee.recommendation)
    if addressee.status in (Status.DONE, Status.REFUSED):
        raise RecommendationRefused(
            f"Ответ уже дан: {addressee.get_status_display().lower()}. Второй раз не нужно."
        )
    if status not in (Status.ANSWERED, Status.DONE, Status.REFUSED):
        raise RecommendationRefused("Выберите, что вы отвечаете.")
    if not words.strip():
        raise RecommendationRefused("Напишите ответ: что сделано, что будет или почему нет.")
    if (addressee.status, addressee.answer) == (status, words.strip()):
        raise RecommendationRefused("Этот ответ уже отправлен.")
    before = {"status": addressee.status, "answer": addressee.answer}
    addressee.status, addressee.answer = status, words.strip()
    addressee.answered_on, addressee.answered_by = localdate(at), by
    addressee.save()
    audit.record(
        "recommendation.answer", target=addressee.recommendation, by=by, at=at, before=before,
        after={"status": status, "answer": addressee.answer},
    )  # fmt: skip
    traces.put_answer(addressee, by=by, at=at)
    notices.tell(
        addressee.recommendation.sent_by, kind="recommendation.answered", at=at,
        text=f"{addressee.organisation.short_name}: ответ на рекомендацию "
        f"«{addressee.recommendation.title}».",
        key=f"addressee:{addressee.pk}:{status}",
        address=f"/registers/advice/{addressee.recommendation_id}/",
    )  # fmt: skip
    return addressee


@transaction.atomic
def put_in_plan(*, addressee: Addressee, address: str, by: User, at: datetime) -> Addressee:
    """Note in which plan the measure stands that the recommendation became."""
    addressee = _locked(addressee)
    permissions.require_planning(by, addressee, at=at)
    _require_sent(addressee.recommendation)
    if addressee.plan_address:
        raise RecommendationRefused("Мероприятие по этой рекомендации уже внесено в план.")
    addressee.plan_address = address
    addressee.save(update_fields=["plan_address"])
    audit.record(
        "recommendation.put_in_plan", target=addressee.recommendation, by=by, at=at,
        after={"organisation": addressee.organisation_id, "plan": address},
    )  # fmt: skip
    return addressee


@transaction.atomic
def withdraw(*, recommendation: Recommendation, reason: str, by: User, at: datetime) -> None:
    """Withdraw a recommendation; it and its answers stay in the history."""
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("owner")
    found = rows.get(pk=recommendation.pk)
    permissions.require_advising(by, found.owner, at=at)
    _require_sent(found)
    if not reason.strip():
        raise RecommendationRefused("Напишите, почему рекомендация отозвана.")
    found.status, found.reason = Recommendation.Status.WITHDRAWN, reason.strip()[:300]
    found.save(update_fields=["status", "reason"])
    audit.record("recommendation.withdraw", target=found, by=by, at=at, reason=found.reason)
    traces.put_recommendation(found, by=by, at=at)


@transaction.atomic
def remind(*, recommendation: Recommendation, by: User | None, at: datetime) -> int:
    """Remind those who have not answered, at most once a day; return how many."""
    if by is not None:
        permissions.require_advising(by, recommendation.owner, at=at)
    day = localdate(at)
    rows = recommendation.addressees.waiting().exclude(reminded_on=day)
    waiting = list(rows.select_related("organisation", "person__user", "team"))
    due = f" Срок {recommendation.due:%d.%m.%Y}." if recommendation.due else ""
    for one in waiting:
        notices.tell_many(
            _people_of(one, on=day), kind="recommendation.reminder", at=at,
            text=f"Ждут вашего ответа на рекомендацию «{recommendation.title}».{due}",
            key=f"addressee:{one.pk}:reminder:{day:%Y%m%d}",
            address=f"/registers/advice/{recommendation.pk}/",
        )  # fmt: skip
    recommendation.addressees.filter(pk__in=[one.pk for one in waiting]).update(reminded_on=day)
    if waiting:
        audit.record(
            "recommendation.remind", target=recommendation, by=by, at=at,
            after={"addressees": len(waiting)},
        )  # fmt: skip
    return len(waiting)


def _locked(addressee: Addressee) -> Addressee:
    rows = Addressee.objects.select_for_update(of=("self",)).select_related(
        "recommendation__owner",
        "recommendation__sent_by",
        "organisation__territory",
        "person",
        "team",
    )
    return rows.get(pk=addressee.pk)


def _require_sent(recommendation: Recommendation) -> None:
    if recommendation.status != Recommendation.Status.SENT:
        raise RecommendationRefused("Рекомендация отозвана, отвечать на неё не нужно.")


def _tell(recommendation: Recommendation, *, at: datetime) -> None:
    """Tell the heads of each organisation, the person or the team addressed; once each."""
    rows = list(recommendation.addressees.select_related("person__user"))
    day = localdate(at)
    apart = [one for one in rows if one.person_id or one.team_id]
    whole = [one.organisation_id for one in rows if not (one.person_id or one.team_id)]
    told = {user for one in apart for user in _people_of(one, on=day)}
    due = f" Ответьте до {recommendation.due:%d.%m.%Y}." if recommendation.due else ""
    notices.tell_many(
        told.union(_heads_of(whole, on=day)), kind="recommendation.sent", at=at,
        text=f"Рекомендация: «{recommendation.title}».{due}",
        key=f"recommendation:{recommendation.pk}:sent",
        address=f"/registers/advice/{recommendation.pk}/",
    )  # fmt: skip


def _people_of(addressee: Addressee, *, on: date) -> list[User]:
    """Return who is told of an addressee; heads stand in for a team without accounts."""
    if addressee.person:
        return [addressee.person.user] if addressee.person.user else []
    keepers = _keepers_of(addressee.team_id, on=on) if addressee.team_id else []
    return keepers or _heads_of([addressee.organisation_id], on=on)


def _keepers_of(team: int, *, on: date) -> list[User]:
    keeping = Member.objects.on(on).filter(team=team, role__in=Member.KEEPING)
    users = keeping.filter(person__user__isnull=False).values("person__user")
    return list(User.objects.filter(pk__in=users, is_active=True))


def _heads_of(organisations: Sequence[int], *, on: date) -> list[User]:
    members = Membership.objects.on(on).filter(organisation__in=organisations, role__in=_HEADS)
    return list(User.objects.filter(memberships__in=members, is_active=True).distinct())
