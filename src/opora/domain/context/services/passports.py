"""A passport begins, is filled answer by answer, handed in, accepted or returned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from opora.domain.context.checks import Remark, all_remarks, parse, remarks
from opora.domain.context.fields import SETTLEMENTS, Field, field_of, passport_fields
from opora.domain.context.models import Campaign, Passport, PassportValue
from opora.domain.context.permissions import (
    require_accepting,
    require_filling,
    require_work_for,
)
from opora.domain.context.services import traces
from opora.domain.organisations.models import Organisation
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.people.services import notices
from opora.domain.refusals import Refused

Source = PassportValue.Source


class PassportClosed(Refused):
    """The passport is handed in: the school may not change it until it is returned."""

    def __init__(self) -> None:
        super().__init__(
            "Паспорт уже сдан. Чтобы исправить его, попросите управление вернуть паспорт."
        )


class AnswerRefused(Refused):
    """An answer cannot be; the sentence says why and what to do."""


class AnswerConflict(Refused):
    """The same answer changed meanwhile: what is kept stays and is shown."""

    def __init__(self, kept: PassportValue) -> None:
        self.kept = kept
        words = SETTLEMENTS.get(str(kept.answer), kept.answer)
        there = f"сейчас там «{words}»" if kept.answer is not None else "сейчас там пусто"
        super().__init__(
            f"Пока вы писали, этот ответ изменили: {kept.by.short_name} в "
            f"{localtime(kept.at):%H:%M}, {there}. Ваш ответ не записан; проверьте и впишите "
            "снова."
        )


class PassportRefused(Refused):
    """The passport cannot be handed in so; ``remarks`` say what to mend."""

    def __init__(self, sentence: str, found: list[Remark]) -> None:
        self.remarks = found
        super().__init__(sentence)


@transaction.atomic
def begin(*, campaign: Campaign, school: Organisation, by: User, at: datetime) -> Passport:
    """Return the passport of a school in a campaign; a new one is filled from last year.

    Answers of last year are marked so, and count as answers only when somebody confirmed or
    changed them.
    """
    require_filling(by, school, at=at)
    passport, is_new = Passport.objects.get_or_create(
        campaign=campaign, school=school, defaults={"changed_at": at}
    )
    if not is_new:
        return passport
    before = last_year_of(passport)
    if before is not None:
        PassportValue.objects.bulk_create(
            PassportValue(
                passport=passport, item=one.item, number=one.number, choice=one.choice,
                source=Source.LAST_YEAR, version=0, by=by, at=at,
            )
            for one in before.values.all() if one.answer is not None
        )  # fmt: skip
    audit.record("passport.begin", target=passport, by=by, at=at)
    return passport


def last_year_of(passport: Passport) -> Passport | None:
    """Return the latest earlier passport of the school that was handed in."""
    earlier = Passport.objects.handed_in().filter(
        school=passport.school, campaign__year__lt=passport.campaign.year
    )
    found = earlier.order_by("-campaign__year").prefetch_related("values")
    return found.first()


def save_answer(  # noqa: PLR0913  # what, of what, from which state, why none, who, when
    *,
    passport: Passport,
    item: str,
    typed: str,
    seen_version: int,
    by: User,
    at: datetime,
    absent: str = "",
) -> list[Remark]:
    """Keep one answer as it is typed; an empty one is kept as empty.

    Parameters
    ----------
    item : str
        Code of the question.
    typed : str
        What stands in the field.
    seen_version : int
        The version of the answer that the person saw, 0 where there was none.
    absent : str
        Why there are no data, where there is no answer.

    Returns
    -------
    list of Remark
        What is wrong or odd; the answer is kept all the same, as a draft.

    Raises
    ------
    AnswerRefused
        If it is no whole number, or the question is not asked.
    AnswerConflict
        If the answer became another after ``seen_version``, by whomever: also in a second
        window of the same person.
    PassportClosed
        If the passport is handed in.
    """
    require_filling(by, passport.school, at=at)
    field = _asked(item)
    try:
        answer = parse(field, typed)
    except ValueError as wrong:
        raise AnswerRefused(str(wrong)) from None
    new: dict[str, Any] = {
        "number": answer if isinstance(answer, int) else None,
        "choice": answer if isinstance(answer, str) else "",
        "absent": absent.strip()[:200] if answer is None else "",
        "source": Source.TYPED,
        "origin": "",
    }
    with transaction.atomic():
        held = _held(passport)
        old = held.values.select_related("by").filter(item=item).first()
        if old and old.version > seen_version and old.answer != answer:
            raise AnswerConflict(old)
        _keep(held, {item: new}, by=by, at=at)
    passport.version = held.version
    return remarks(field, held.answers(), _last_answers(held))


@transaction.atomic
def save_many(
    *, passport: Passport, rows: Mapping[str, Mapping[str, Any]], by: User, at: datetime
) -> int:
    """Keep answers read from a file: fields of ``PassportValue`` by code; return how many."""
    require_filling(by, passport.school, at=at)
    held = _held(passport)
    _keep(held, {_asked(item).code: fields for item, fields in rows.items()}, by=by, at=at)
    passport.version = held.version
    return len(rows)


def confirm_last_year(*, passport: Passport, by: User, at: datetime) -> int:
    """Confirm all answers that still stand from last year; return how many."""
    require_filling(by, passport.school, at=at)
    with transaction.atomic():
        held = _held(passport)
        stale = held.values.filter(source=Source.LAST_YEAR)
        count = stale.update(source=Source.TYPED, by=by, at=at, version=held.version + 1)
        _bump(held, at)
        audit.record("passport.confirm", target=held, by=by, at=at, after={"n": count})
    passport.version = held.version
    return count


@transaction.atomic
def submit(*, passport: Passport, by: User, at: datetime) -> None:
    """Hand a passport in.

    Raises
    ------
    PassportRefused
        If answers are wrong, lack both a value and a reason, or stand from last year
        unconfirmed; ``remarks`` name each.
    PassportClosed
        If it is handed in already.
    """
    require_filling(by, passport.school, at=at)
    held = _held(passport)
    wrong = [one for one in found_remarks(held) if one.is_error] + _unanswered(held)
    if wrong:
        said = f"Паспорт пока не сдан: замечаний {len(wrong)}. Записанное сохранено."
        raise PassportRefused(said, wrong)
    held.status, held.submitted_by, held.submitted_at = Passport.Status.SUBMITTED, by, at
    held.remark = ""
    held.save(update_fields=["status", "submitted_by", "submitted_at", "remark"])
    audit.record("passport.submit", target=held, by=by, at=at)
    passport.refresh_from_db()


@transaction.atomic
def accept(*, passport: Passport, by: User, at: datetime) -> None:
    """Accept a passport that was handed in."""
    _decide(passport, Passport.Status.ACCEPTED, "", by=by, at=at)


@transaction.atomic
def accept_many(
    *, campaign: Campaign, schools: Collection[int], by: User, at: datetime
) -> list[Passport]:
    """Accept the passports of these schools that still wait; return those accepted.

    One that was decided or returned meanwhile is left as it is.
    """
    require_work_for(by, campaign.territory, at=at)
    waiting = Passport.objects.select_for_update(of=("self",)).filter(
        campaign=campaign, school__in=schools, status=Passport.Status.SUBMITTED
    )
    found = list(waiting.select_related("school__territory").order_by("pk"))
    for one in found:
        accept(passport=one, by=by, at=at)
    return found


@transaction.atomic
def return_(*, passport: Passport, remark: str, by: User, at: datetime) -> None:
    """Return a passport with a remark; the one who handed it in is told."""
    if not remark.strip():
        raise AnswerRefused("Напишите, что исправить: без замечания паспорт не возвращают.")
    _decide(passport, Passport.Status.RETURNED, remark.strip(), by=by, at=at)
    if passport.submitted_by:
        notices.tell(
            passport.submitted_by, kind="passport.returned",
            text=f"Социальный паспорт возвращён: {remark.strip()}",
            key=f"passport:{passport.pk}:returned:{passport.version}", at=at,
            address=f"/passports/{passport.campaign_id}/mine/",
        )  # fmt: skip


def found_remarks(passport: Passport) -> list[Remark]:
    """Return all remarks on the answers of a passport."""
    return all_remarks(passport.answers(), _last_answers(passport))


def _decide(
    passport: Passport, status: Passport.Status, remark: str, *, by: User, at: datetime
) -> None:
    require_accepting(by, passport.school, at=at)
    held = Passport.objects.select_for_update().get(pk=passport.pk)
    returning_accepted = (held.status, status) == (
        Passport.Status.ACCEPTED,
        Passport.Status.RETURNED,
    )
    if held.status != Passport.Status.SUBMITTED and not returning_accepted:
        raise PassportRefused("Паспорт не сдан или уже проверен: обновите страницу.", [])
    before = held.status
    held.status, held.remark, held.decided_by, held.decided_at = status, remark, by, at
    held.version += 1
    held.changed_at = at
    held.save()
    audit.record(
        f"passport.{status}", target=held, by=by, at=at,
        before={"status": before}, after={"status": status}, reason=remark,
    )  # fmt: skip
    passport.refresh_from_db()
    traces.of_passport(passport, by=by, at=at)


def _held(passport: Passport) -> Passport:
    held = Passport.objects.select_for_update().get(pk=passport.pk)
    if not held.is_open:
        raise PassportClosed
    return held


def _keep(
    held: Passport, rows: Mapping[str, Mapping[str, Any]], *, by: User, at: datetime
) -> None:
    before = {one.item: one.answer for one in held.values.filter(item__in=rows)}
    _bump(held, at)
    for item, fields in rows.items():
        told = {**fields, "version": held.version, "by": by, "at": at}
        PassportValue.objects.update_or_create(passport=held, item=item, defaults=told)
    after = {
        item: fields.get("number") or fields.get("choice") for item, fields in rows.items()
    }
    changed = audit.changes(before, after)
    if changed != ({}, {}):
        audit.record(
            "passport.answer", target=held, by=by, at=at, before=changed[0], after=changed[1]
        )


def _bump(held: Passport, at: datetime) -> None:
    held.version += 1
    held.changed_at = at
    held.save(update_fields=["version", "changed_at"])


def _last_answers(passport: Passport) -> dict[str, int | str | None]:
    before = last_year_of(passport)
    return before.answers() if before else {}


def _unanswered(passport: Passport) -> list[Remark]:
    kept = {one.item: one for one in passport.values.all()}
    found = []
    for field in passport_fields():
        one = kept.get(field.code)
        if one is not None and one.source == Source.LAST_YEAR:
            said = "Ответ остался с прошлого года: подтвердите его или исправьте."
            found.append(Remark(field.code, said))
        elif one is None or (one.answer is None and not one.absent):
            said = "Нет ни числа, ни причины, почему данных нет."
            found.append(Remark(field.code, said))
    return found


def _asked(item: str) -> Field:
    try:
        return field_of(item)
    except KeyError:
        raise AnswerRefused(f"Строки «{item[:20]}» в паспорте нет.") from None
